#ifndef ANYCAST_ROLE_H
#define ANYCAST_ROLE_H

#include "anycast/io.h"

/*
 * A role is a protocol participant without a clock, a socket or a heap. A world (the event loop of
 * a daemon, a loop of a test, a simulator) feeds it events and carries out the actions that come
 * back; the same role runs in all of them.
 *
 * step() returns void: a bad peer is an action, a failed system call is an event, a broken contract
 * is an assert. After every step() the world asks deadline() and, once that instant is reached,
 * delivers IO_EVENT_TIME. Octets that have already arrived are delivered before it (RFC 4271
 * section 6.5: a KEEPALIVE in the socket beats a Hold Timer that is due).
 */
struct role {
	void (*step)(void *self, const struct io_event *event, struct io_actions *out);
	struct instant (*deadline)(const void *self);
};

#endif
