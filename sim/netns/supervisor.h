#ifndef NETNS_SUPERVISOR_H
#define NETNS_SUPERVISOR_H

#include "sim/netns/order.h"

/**
 * supervisor_run() - be PID 1 of the lab: build it, run it, end
 * @channel: to the front: connections come in, {"up":true} goes out; its end ends the lab
 *
 * Called in the new namespaces, after mounts_host(). When it returns, the process exits with the
 * result and the kernel takes everything down. Return: an enum order_exit.
 */
int supervisor_run(const struct order *order, int channel);

#endif
