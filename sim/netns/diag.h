#ifndef NETNS_DIAG_H
#define NETNS_DIAG_H

#include "sim/netns/lab.h"

#include <linux/inet_diag.h>
#include <netinet/tcp.h>

/* BGP's TCP connections, as the kernel of a node knows them (sock_diag). */

/* Collisions and both families: a handful at most. */
#define DIAG_FINDS_MAX 8
/* Connections that still carry something, or try to. */
#define DIAG_ANY \
	(1U << TCP_ESTABLISHED | 1U << TCP_SYN_SENT | 1U << TCP_SYN_RECV | 1U << TCP_CLOSE_WAIT | \
	 1U << TCP_FIN_WAIT1 | 1U << TCP_FIN_WAIT2)

struct diag_search {
	const struct topo *topo;
	size_t peer;         /* node at the other end */
	unsigned int states; /* set of 1U << TCP_… */
	struct inet_diag_msg finds[DIAG_FINDS_MAX];
	size_t n;
};

/** diag_open() - Return: a socket that asks in @node's namespace, or -errno */
int diag_open(const struct lab *lab, size_t node);
/** diag_find() - fill @search->finds with the connections on port 179 to @search->peer. Return: 0
 * or -errno */
int diag_find(int fd, struct diag_search *search);
/** diag_destroy() - break @found as a host that is lost would. Return: 0, also when it had gone, or
 * -errno */
int diag_destroy(int fd, const struct inet_diag_msg *found);

#endif
