#ifndef SHELL_TCP_H
#define SHELL_TCP_H

#include "shell/tcp_socket.h"
#include "shell/world.h"

/*
 * The streams of a node: CONNECT, SEND, CLOSE and ABORT in; CONNECTED, RECEIVED, SENT, ACKED and
 * CLOSED out. A stream is named by the id of its CONNECT.
 */

struct tcp;

/** tcp_new() - Return: no streams yet, or NULL without memory */
struct tcp *tcp_new(const struct world *world);
/** tcp_free() - drop every stream at once; NULL is fine */
void tcp_free(struct tcp *tcp);

/** tcp_connect() - open stream @id to @peer (borrowed until return), CLOSED TIMEOUT after @limit_ns
 */
void tcp_connect(struct tcp *tcp, uint32_t id, const struct tcp_peer *peer, int64_t limit_ns);

/**
 * tcp_send() - write @data to stream @id; one at a time
 * @data: the caller's, unchanged until SENT, CLOSED, tcp_close() or tcp_abort()
 * @want_ack: ACKED once all that was written so far is acknowledged; a later one takes its place
 */
void tcp_send(struct tcp *tcp, uint32_t id, struct bytes data, bool want_ack);

/**
 * tcp_close() - write what was handed over, then FIN, then read and drop until the peer closes, for
 * 1 s altogether, so that no RST destroys the last message on its way (BGP-TCP-12). No more events.
 */
void tcp_close(struct tcp *tcp, uint32_t id);
/** tcp_abort() - drop stream @id at once, with an RST */
void tcp_abort(struct tcp *tcp, uint32_t id);

/** tcp_read_all() - deliver octets that have arrived already; to be called before a timer is
 * believed (RFC 4271 section 6.5) */
void tcp_read_all(struct tcp *tcp);

/** tcp_is_idle() - whether no stream is left, closing ones included */
bool tcp_is_idle(const struct tcp *tcp);
/** tcp_on_idle() - call @fn once, from the loop, when the last stream has gone */
void tcp_on_idle(struct tcp *tcp, void (*fn)(void *arg), void *arg);

#endif
