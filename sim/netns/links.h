#ifndef NETNS_LINKS_H
#define NETNS_LINKS_H

#include "sim/netns/lab.h"

/*
 * What connects nodes: veth pairs made with both ends in their namespaces at once, so that nothing
 * is ever in the host's; bridges as nodes of their own; addresses and default routes by the plan.
 */

/** links_bridge() - make the switch of a bridge node */
int links_bridge(struct lab *lab, size_t node);
/** links_forward() - let the switch of bridge @node forward, or swallow everything; its neighbours
 * keep their carrier. Return: 0 or -errno */
int links_forward(struct lab *lab, size_t node, bool on);
/** links_plug() - set @node's own end of all its links up or down, which gives or takes the carrier
 * at the others'. Return: 0, or -errno of the first that failed */
int links_plug(struct lab *lab, size_t node, bool up);

/**
 * links_open() - make one link, its addresses on both ends, both ends up
 *
 * A delay is netem's, or else the relay's (relay.h). Return: 0, or -errno.
 */
int links_open(struct lab *lab, size_t link);

/** links_node() - loopback and operator's own addresses of @node, default routes of a host */
int links_node(struct lab *lab, size_t node);

/** links_set() - take both ends of @link down; or set them up, with the lab's addresses and default
 * routes that the kernel took as it went down. Return: 0, or -errno of the first that failed */
int links_set(struct lab *lab, size_t link, bool up);

#endif
