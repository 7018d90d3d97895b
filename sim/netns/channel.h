#ifndef NETNS_CHANNEL_H
#define NETNS_CHANNEL_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Messages between the commands, the front and the supervisor of a lab: one JSON object each over a
 * SOCK_SEQPACKET socket, with up to three descriptors. The front's socket is abstract, so nothing
 * lies in the file system; it is named by uid and lab.
 */

#define CHANNEL_MESSAGE_MAX 65536
#define CHANNEL_FDS         3

/** channel_listen() - Return: a socket that listens for lab @name, or -errno (-EADDRINUSE: that lab
 * runs) */
int channel_listen(const char *name);
/** channel_own() - let channel_peer() of whoever connects from now on be this process; for a child
 * of the one that made @fd listen */
int channel_own(int fd);
/** channel_connect() - connect to lab @name of this user (root: also of @uid), whose front must run
 * as the same user or root. Return: a socket, or -errno (-ECONNREFUSED: there is no such lab) */
int channel_connect(const char *name, uid_t uid);
/** channel_peer() - Return: pid of the process at the other end of @fd, when it is of the same user
 * or of root; else -EACCES */
pid_t channel_peer(int fd);

/** channel_send() - send @object with @n_fds descriptors; the object stays the caller's. Return: 0
 * or -errno */
int channel_send(int fd, const json_t *object, const int *fds, size_t n_fds);

/**
 * channel_receive() - receive one message
 * @out: an object, json_decref() it
 * @fds: receives descriptors, close-on-exec; -1 where there is none; NULL: any are closed
 *
 * Return: 0; -EPIPE at the end; -EBADMSG for what is no message; or -errno.
 */
int channel_receive(int fd, json_t **out, int fds[CHANNEL_FDS]);

/** channel_labs() - call @fn with the name of each running lab of @uid */
void channel_labs(uid_t uid, void (*fn)(void *arg, const char *name), void *arg);

#endif
