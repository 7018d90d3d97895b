#ifndef BIN_CALL_H
#define BIN_CALL_H

#include "sim/bin/verb.h"
#include "sim/netns/channel.h"

/* Asking a running lab. */

/** call_open() - connect to lab @name. Return: a socket; -1 after a complaint */
int call_open(const struct verb *verb, const char *name);

/** call_ask() - send {"do": @what} and take the answer. Return: 0 with *@answer, json_decref() it;
 * or -errno after a complaint */
int call_ask(const struct verb *verb, int fd, const char *what, json_t **answer);

/** call_answer() - take one answer. Return: as call_ask(); -EPIPE without complaint at the end */
int call_answer(const struct verb *verb, int fd, json_t **answer, int fds[CHANNEL_FDS]);

#endif
