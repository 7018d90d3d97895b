#include "sim/topo/segment.h"

#include <string.h>

/* Ports are on one segment when the plan gave them addresses of one link prefix. */

static const struct topo_port *port_at(const struct topo *topo, size_t i)
{
	return &topo->links[i / 2].ends[i % 2];
}

static bool same_segment(const struct topo_port *a, const struct topo_port *b)
{
	struct prefix x = prefix_masked(a->v4);
	struct prefix y = prefix_masked(b->v4);

	return a->v4.length > 0 && b->v4.length > 0 && prefix_equal(&x, &y);
}

size_t topo_neighbours(const struct topo *topo, size_t node, struct topo_neighbour *out,
		       size_t n_out)
{
	size_t n = 0;

	for (size_t i = 0; i < 2 * topo->n_links; i++) {
		const struct topo_port *mine = port_at(topo, i);

		for (size_t k = 0; mine->node == node && k < 2 * topo->n_links; k++) {
			const struct topo_port *theirs = port_at(topo, k);

			if (theirs->node != node && n < n_out && same_segment(mine, theirs))
				out[n++] = (struct topo_neighbour){mine, theirs};
		}
	}
	return n;
}

bool topo_neighbour_of(const struct topo *topo, size_t node, size_t peer,
		       struct topo_neighbour *out)
{
	for (size_t i = 0; i < 2 * topo->n_links; i++) {
		const struct topo_port *mine = port_at(topo, i);

		for (size_t k = 0; mine->node == node && k < 2 * topo->n_links; k++) {
			const struct topo_port *theirs = port_at(topo, k);

			if (theirs->node != peer || node == peer || !same_segment(mine, theirs))
				continue;
			*out = (struct topo_neighbour){mine, theirs};
			return true;
		}
	}
	return false;
}

bool topo_is_router(const struct topo *topo, size_t node)
{
	const struct topo_node *of = &topo->nodes[node];

	return of->kind == TOPO_KIND_BIRD || (of->kind == TOPO_KIND_EXEC && of->asn != 0);
}

bool topo_gateway(const struct topo *topo, size_t node, struct topo_neighbour *out)
{
	struct topo_neighbour all[TOPO_NEIGHBOURS_MAX];
	size_t n = topo_neighbours(topo, node, all, TOPO_NEIGHBOURS_MAX);

	for (size_t i = 0; i < n; i++) {
		if (topo_is_router(topo, all[i].theirs->node)) {
			*out = all[i];
			return true;
		}
	}
	return false;
}

size_t topo_owner(const struct topo *topo, const struct ip *ip)
{
	for (size_t i = 0; i < 2 * topo->n_links; i++) {
		const struct topo_port *port = port_at(topo, i);

		if ((port->v4.length > 0 && ip_equal(&port->v4.ip, ip)) ||
		    (port->v6.length > 0 && ip_equal(&port->v6.ip, ip)))
			return port->node;
	}
	for (size_t i = 0; i < topo->n_nodes; i++) {
		const struct topo_node *node = &topo->nodes[i];

		if ((node->loopback_v4.length > 0 && ip_equal(&node->loopback_v4.ip, ip)) ||
		    (node->loopback_v6.length > 0 && ip_equal(&node->loopback_v6.ip, ip)))
			return i;
	}
	return TOPO_NONE;
}

const struct topo_port *topo_port_of(const struct topo *topo, size_t node, const char *device)
{
	for (size_t i = 0; i < 2 * topo->n_links; i++) {
		const struct topo_port *port = port_at(topo, i);

		if (port->node == node && strcmp(port->device, device) == 0)
			return port;
	}
	return NULL;
}
