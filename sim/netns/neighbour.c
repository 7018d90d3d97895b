#include "sim/netns/neighbour.h"

#include "anycast/ip.h"

#include <string.h>

static bool node_owns(const struct topo_node *node, const struct ip *ip)
{
	return ip_equal(&node->loopback_v4.ip, ip) || ip_equal(&node->loopback_v6.ip, ip);
}

static bool port_owns(const struct topo_port *port, const struct ip *ip)
{
	return ip_equal(&port->v4.ip, ip) || ip_equal(&port->v6.ip, ip);
}

size_t neighbour_owner(const struct topo *topo, const struct ip *ip)
{
	if (ip->family == IP_NONE)
		return TOPO_NONE;
	for (size_t i = 0; i < topo->n_links; i++) {
		for (int end = 0; end < 2; end++) {
			if (port_owns(&topo->links[i].ends[end], ip))
				return topo->links[i].ends[end].node;
		}
	}
	for (size_t i = 0; i < topo->n_nodes; i++) {
		if (node_owns(&topo->nodes[i], ip))
			return i;
	}
	return TOPO_NONE;
}

size_t neighbour_behind(const struct topo *topo, size_t node, const char *device)
{
	for (size_t i = 0; i < topo->n_links; i++) {
		for (int end = 0; end < 2; end++) {
			const struct topo_port *here = &topo->links[i].ends[end];
			const struct topo_port *there = &topo->links[i].ends[1 - end];

			if (here->node == node && strcmp(here->device, device) == 0)
				return topo->nodes[there->node].kind == TOPO_KIND_BRIDGE
					       ? TOPO_NONE
					       : there->node;
		}
	}
	return TOPO_NONE;
}
