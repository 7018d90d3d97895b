#ifndef TOPO_SEGMENT_H
#define TOPO_SEGMENT_H

#include "sim/topo/topo.h"

/* Who can reach whom without a router: the ends of one link, or all ports on one bridge (and on
 * bridges behind it). */

#define TOPO_NEIGHBOURS_MAX 256

/* Two ports on a common segment. */
struct topo_neighbour {
	const struct topo_port *mine;
	const struct topo_port *theirs; /* never on a bridge */
};

/**
 * topo_neighbours() - list the ports that @node reaches directly, in the file's order
 * @out: at most @n_out are written
 *
 * Two nodes on two common segments are neighbours twice. Return: how many were written.
 */
size_t topo_neighbours(const struct topo *topo, size_t node, struct topo_neighbour *out,
		       size_t n_out);

/** topo_neighbour_of() - how @node reaches @peer: the first segment they share. Return: whether
 * they share one */
bool topo_neighbour_of(const struct topo *topo, size_t node, size_t peer,
		       struct topo_neighbour *out);

/** topo_is_router() - whether @node forwards and speaks BGP to caches: bird, or exec with an ASN */
bool topo_is_router(const struct topo *topo, size_t node);

/** topo_gateway() - the first router next to @node, which its default route leads to. Return:
 * whether there is one */
bool topo_gateway(const struct topo *topo, size_t node, struct topo_neighbour *out);

/** topo_owner() - Return: the node that @ip was planned for (link or loopback), or TOPO_NONE.
 * Service addresses belong to nobody */
size_t topo_owner(const struct topo *topo, const struct ip *ip);

/** topo_port_of() - Return: the port of @node called @device, or NULL */
const struct topo_port *topo_port_of(const struct topo *topo, size_t node, const char *device);

#endif
