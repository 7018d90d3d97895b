#ifndef NETNS_LOAD_ATTEMPT_H
#define NETNS_LOAD_ATTEMPT_H

#include "sim/netns/load_http.h"
#include "sim/netns/load_line.h"
#include "support/loop.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

/* One GET on a connection of its own: TCP, TLS, request, response to its end, close. */

struct load_target {
	struct loop *loop;
	SSL_CTX *tls;
	const char *host;    /* for SNI and the certificate's names */
	const char *request; /* the whole of it */
	int64_t timeout_ns;  /* for everything together */
};

struct load_result {
	bool answered;
	int status;
	uint8_t serial[LOAD_SERIAL_MAX];
	size_t n_serial;
	const char *error; /* NULL when answered */
};

/**
 * load_attempt_start() - begin
 * @target: borrowed until it has ended
 * @ended: called once, from the loop, never from here; the result is borrowed
 *
 * Return: 0, or -errno when nothing was begun (and @ended is not called).
 */
int load_attempt_start(const struct load_target *target, const struct sockaddr_storage *to,
		       void (*ended)(void *arg, const struct load_result *result), void *arg);

#endif
