#ifndef NETNS_NEIGHBOUR_H
#define NETNS_NEIGHBOUR_H

#include "sim/topo/topo.h"

/* Whose address, who is at the other end: answered by the plan alone, whatever the kernel has. */

/** neighbour_owner() - Return: the node that the plan gives @ip to, on a link or as loopback; or
 * TOPO_NONE (a service address is nobody's) */
size_t neighbour_owner(const struct topo *topo, const struct ip *ip);

/** neighbour_behind() - Return: the node at the other end of @node's @device; TOPO_NONE when that
 * is no device of a link, or a bridge (which hides who is there) */
size_t neighbour_behind(const struct topo *topo, size_t node, const char *device);

#endif
