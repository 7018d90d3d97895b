#ifndef NETNS_CONTROL_EXEC_H
#define NETNS_CONTROL_EXEC_H

#include "sim/netns/lab.h"

#include <jansson.h>

/* A program run in a node for somebody outside, on descriptors of theirs. */

struct control_exec;

/**
 * control_exec_new() - run request's "argv"
 * @fds:   its 0, 1, 2; stay the caller's
 * @reply: where {"pid"} and {"exit"} go; must stay open until control_exec_abandon()
 *
 * Return: what runs, or NULL with errno set.
 */
struct control_exec *control_exec_new(struct lab *lab, size_t node, const json_t *request,
				      const int fds[3], int reply);
/** control_exec_signal() - send @signal to its group; NULL is fine */
void control_exec_signal(struct control_exec *exec, int signal);
/** control_exec_abandon() - nobody waits for it any more: it is killed; NULL is fine */
void control_exec_abandon(struct control_exec *exec);

#endif
