#ifndef NETNS_PROGRAM_H
#define NETNS_PROGRAM_H

#include "sim/netns/lab.h"

/*
 * What runs in a node, by its kind: a router, a cache, an announcer with a web server beside it, a
 * given command, nothing. Changes of state are told to lab->on_state.
 */

/** program_write() - write the files a node's programs need into its folder. Return: 0 or -errno */
int program_write(struct lab *lab, size_t node);

/** program_missing() - Return: the Debian package of a program that @kind needs and @path (as the
 * variable PATH) does not lead to; NULL when it is there */
const char *program_missing(enum topo_kind kind, const char *path);

/**
 * program_start() - start what @node runs; again, when it runs already: after a graceful stop
 *
 * Announcers begin with their web server and wait for lab->may_speak. Return: 0 or -errno.
 */
int program_start(struct lab *lab, size_t node);
/** program_go_on() - lab->may_speak has become true */
int program_go_on(struct lab *lab, size_t node);
/** program_stop() - SIGTERM to the main program; when it has ended, to the server. Return: 0, or
 * -ESRCH: nothing runs */
int program_stop(struct lab *lab, size_t node);

/**
 * program_await_all() - wait until no process is left in a node's network namespace
 * @limit_ms: at most this long; the caller's loop stands still meanwhile
 *
 * Return: whether none is left.
 */
bool program_await_all(const struct lab *lab, size_t node, int limit_ms);
/**
 * program_signal_all() - send @signal to every process of @node, whoever started it
 * @at: receives the clock right before the first signal, or NULL
 *
 * With SIGKILL, until none is left. Return: 0, or -ESRCH: there was none.
 */
int program_signal_all(struct lab *lab, size_t node, int signal, struct instant *at);

/** program_state_name() - "ready", … of @node */
const char *program_state_name(const struct lab *lab, size_t node);

#endif
