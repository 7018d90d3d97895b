#ifndef NETNS_FRONT_H
#define NETNS_FRONT_H

#include "sim/netns/order.h"

/*
 * The front of a lab: the process of the command, in the host's namespaces. It holds the lab's name
 * (an abstract socket), lets in whoever is of the same user, and passes the connections on to the
 * supervisor. Neither outlives the other.
 */

/** front_listen() - take the lab's name into @order->listener; with `run`, a taken name gets a
 * number (@name holds it then). Return: 0, or -errno: -EADDRINUSE */
int front_listen(struct order *order, char *name, size_t n_name);

/**
 * front_run() - make the lab and serve it until its end
 * @ready: written one octet, an enum order_exit, once the lab is up or has failed to come up; -1:
 *         nobody asks
 *
 * Return: an enum order_exit; complaints are on standard error.
 */
int front_run(struct order *order, int ready);

#endif
