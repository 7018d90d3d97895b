#ifndef SHELL_CACHE_SERVER_H
#define SHELL_CACHE_SERVER_H

#include "anycast/params.h"
#include "shell/world.h"

/*
 * The data plane of a cache: a stock nginx, restarted with back-off when it ends, told to read the
 * certificate again when that has changed.
 */

struct cache_server;

struct cache_server_options {
	const char *certificate; /* Server.TLSCertificateChain */
	const char *key;         /* Server.TLSKey */
	uint16_t port;           /* of Server.ExternalWebUrl */
	const char *name;        /* what it answers with */
	/* Its ports are open, or it has ended; told of every change. */
	void (*on_state)(void *arg, bool serves);
	void (*on_stopped)(void *arg); /* once, after cache_server_stop() */
	void *arg;
};

/** cache_server_start() - @options' texts are borrowed for life. Return: 0, or -errno with
 * something said */
int cache_server_start(const struct world *world, const struct cache_server_options *options,
		       struct cache_server **out);
/** cache_server_stop() - let requests end, 2 s at most */
void cache_server_stop(struct cache_server *server);
void cache_server_free(struct cache_server *server);

#endif
