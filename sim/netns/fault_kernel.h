#ifndef NETNS_FAULT_KERNEL_H
#define NETNS_FAULT_KERNEL_H

#include "sim/netns/lab.h"

/*
 * Faults made by rtnetlink and sock_diag. All functions: @cause receives the time just before the
 * causing call; return 0 when the object is proved gone, or -errno.
 */

/** fault_address() - remove @prefix's address from whatever devices of @node have it;
 * -EADDRNOTAVAIL: none has */
int fault_address(struct lab *lab, size_t node, const struct prefix *prefix, struct instant *cause);
/** fault_device() - delete @device of @node; -ENODEV: there is none */
int fault_device(struct lab *lab, size_t node, const char *device, struct instant *cause);
/** fault_session() - break the TCP connections on port 179 between @node and @peer, as a lost
 * router would; -ENOTCONN: there is none */
int fault_session(struct lab *lab, size_t node, size_t peer, struct instant *cause);

#endif
