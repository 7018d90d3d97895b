#ifndef NETNS_USERNS_H
#define NETNS_USERNS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The way into namespaces of one's own: a child that is root of a user namespace and PID 1 of a PID
 * namespace, with mounts, IPC, host name and network of its own. Root hands out a range of ids that
 * are nobody's on the host; an ordinary user has only the own one to give.
 */

#define USERNS_RANGE 65536

struct userns {
	uid_t base;    /* host id of the namespace's root */
	gid_t group;   /* its group */
	bool rootless; /* one id is mapped, not a range */
};

/** userns_plan() - which ids the caller can give away */
void userns_plan(struct userns *plan);

/**
 * userns_range() - the first of USERNS_RANGE ids to give away
 * @map:  text of /proc/self/uid_map
 *
 * Return: an id above 0 in the terms of the reader of @map; 0 when there is no such range.
 */
uid_t userns_range(const char *map);

/**
 * userns_fork() - fork a child into new namespaces; returns twice
 * @plan:    from userns_plan()
 * @prepare: makes the mounts the child inherits; called where it has the right to: with a range
 *           before the user namespace is entered, else after. 0 or -errno
 * @arg:     handed to @prepare
 * @error:   receives one line that says what to do, when the result is negative
 *
 * The child dies with the thread that called. As a child, a failure of @prepare is complained about
 * on standard error and ends it with status 77.
 *
 * Return: the child's pid; 0 in the child; -1 with @error set.
 */
pid_t userns_fork(const struct userns *plan, int (*prepare)(void *arg), void *arg, char *error,
		  size_t n_error);

#endif
