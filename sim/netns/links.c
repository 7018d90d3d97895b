#include "sim/netns/links.h"

#include "sim/netns/links_msg.h"
#include "sim/netns/relay.h"

#include <errno.h>
#include <string.h>

/*
 * Indices are given, not asked for. The two ends of a link have different ones: a veth end whose
 * peer has its own index looks like a plain device to the kernel (dev_get_iflink()), which then
 * tells of its carrier up to a second late (linkwatch).
 */
#define INDEX_BRIDGE 2
#define INDEX_LINK   10

static int link_index(size_t link, size_t side)
{
	return (int)(INDEX_LINK + 2 * link + side);
}

static int port_index(const struct lab *lab, size_t link, const struct topo_port *port)
{
	return link_index(link, port == &lab->topo->links[link].ends[1]);
}

int links_bridge(struct lab *lab, size_t node)
{
	return links_msg_bridge(lab->nodes[node].netlink, INDEX_BRIDGE);
}

int links_forward(struct lab *lab, size_t node, bool on)
{
	return links_msg_up(lab->nodes[node].netlink, INDEX_BRIDGE, on);
}

static int port_plug(struct lab *lab, size_t link, size_t side, bool up)
{
	const size_t node = lab->topo->links[link].ends[side].node;
	int error = links_msg_up(lab->nodes[node].netlink, link_index(link, side), up);

	return error != 0 ? error : relay_carrier(lab, link, side, up);
}

int links_plug(struct lab *lab, size_t node, bool up)
{
	int error = 0;

	for (size_t i = 0; i < 2 * lab->topo->n_links; i++) {
		int failed = lab->topo->links[i / 2].ends[i % 2].node == node
				     ? port_plug(lab, i / 2, i % 2, up)
				     : 0;

		if (error == 0)
			error = failed;
	}
	return error;
}

static int end_open(struct lab *lab, size_t link, size_t side)
{
	const struct topo_port *end = &lab->topo->links[link].ends[side];
	const struct lab_node *node = &lab->nodes[end->node];
	const int index = link_index(link, side);
	int error = 0;

	if (node->topo->kind == TOPO_KIND_BRIDGE)
		error = links_msg_master(node->netlink, index, INDEX_BRIDGE);
	if (error == 0 && end->v4.length != 0)
		error = links_msg_address(node->netlink, index, &end->v4);
	if (error == 0 && end->v6.length != 0)
		error = links_msg_address(node->netlink, index, &end->v6);
	if (error == 0)
		error = links_msg_up(node->netlink, index, true);
	return error;
}

static int pair_make(struct lab *lab, size_t link)
{
	const struct topo_link *it = &lab->topo->links[link];
	const struct topo_port *a = &it->ends[0], *b = &it->ends[1];
	const struct links_msg_end ends[2] = {
		{a->device, lab->nodes[a->node].netns, (uint16_t)link, 0},
		{b->device, lab->nodes[b->node].netns, (uint16_t)link, 1},
	};
	const int indices[2] = {link_index(link, 0), link_index(link, 1)};

	return links_msg_veth(lab->nodes[a->node].netlink, indices, ends);
}

int links_open(struct lab *lab, size_t link)
{
	const struct topo_link *it = &lab->topo->links[link];
	const bool is_delayed = it->delay_ns > 0;
	bool has_netem = false;
	int error = is_delayed && lab->relay == NULL ? relay_open(lab) : 0;

	if (error == 0 && is_delayed)
		has_netem = relay_has_netem(lab);
	if (error == 0)
		error = is_delayed && !has_netem ? relay_link(lab, link, link_index(link, 0))
						 : pair_make(lab, link);
	for (size_t i = 0; i < 2 && error == 0; i++) {
		error = end_open(lab, link, i);
		if (error == 0 && has_netem)
			error = links_msg_delay(lab->nodes[it->ends[i].node].netlink,
						link_index(link, i), it->delay_ns);
	}
	return error;
}

/* Index of a device of @node; 1, the loopback, for no name. */
static int device_index(const struct lab *lab, size_t node, const char *device)
{
	if (device == NULL || strcmp(device, "lo") == 0)
		return 1;
	for (size_t i = 0; i < lab->topo->n_links; i++) {
		const struct topo_port *port = lab_port(lab, i, node);

		if (port != NULL && strcmp(port->device, device) == 0)
			return port_index(lab, i, port);
	}
	return -ENODEV;
}

static int bound_add(struct lab *lab, size_t node, size_t i)
{
	const struct topo_node *it = lab->nodes[node].topo;
	const int index = device_index(lab, node, it->bound_device[i]);

	return index < 0 ? index
			 : links_msg_address(lab->nodes[node].netlink, index, &it->bound[i]);
}

static int unless_there(int error)
{
	return error == -EEXIST ? 0 : error;
}

/* To the first router met in the order of the file's links. */
static int default_routes(struct lab *lab, size_t node)
{
	const struct topo_port *mine;
	const struct topo_port *router = lab_router_of(lab, node, &mine);
	struct netlink *nl = lab->nodes[node].netlink;
	int error, index;

	if (router == NULL)
		return 0;
	index = device_index(lab, node, mine->device);
	error = unless_there(links_msg_default(nl, index, &router->v4.ip));
	if (error == 0 && mine->v6.length != 0 && router->v6.length != 0)
		error = unless_there(links_msg_default(nl, index, &router->v6.ip));
	return error;
}

int links_node(struct lab *lab, size_t node)
{
	const struct topo_node *it = lab->nodes[node].topo;
	struct netlink *nl = lab->nodes[node].netlink;
	int error = 0;

	if (it->kind == TOPO_KIND_BRIDGE)
		return 0;
	if (it->loopback_v4.length != 0)
		error = links_msg_address(nl, 1, &it->loopback_v4);
	if (error == 0 && it->loopback_v6.length != 0)
		error = links_msg_address(nl, 1, &it->loopback_v6);
	for (size_t i = 0; i < it->n_bound && error == 0; i++)
		error = bound_add(lab, node, i);
	if (error == 0 && !lab_is_router(it->kind))
		error = default_routes(lab, node);
	return error;
}

/*
 * A device that was down has lost its IPv6 addresses and all its routes. Those that the lab gave
 * come back, as a host's network manager sees to; whose else they were is for its owner to notice.
 */
static int end_restore(struct lab *lab, size_t link, size_t side)
{
	const struct topo_port *end = &lab->topo->links[link].ends[side], *mine = NULL;
	struct netlink *nl = lab->nodes[end->node].netlink;
	const int index = link_index(link, side);
	const enum topo_kind kind = lab->topo->nodes[end->node].kind;
	int error = 0;

	if (kind == TOPO_KIND_BRIDGE)
		return 0;
	if (end->v4.length != 0)
		error = unless_there(links_msg_address(nl, index, &end->v4));
	if (error == 0 && end->v6.length != 0)
		error = unless_there(links_msg_address(nl, index, &end->v6));
	if (error != 0 || lab_is_router(kind))
		return error;
	return lab_router_of(lab, end->node, &mine) != NULL && mine == end
		       ? default_routes(lab, end->node)
		       : 0;
}

int links_set(struct lab *lab, size_t link, bool up)
{
	const struct topo_link *it = &lab->topo->links[link];
	int error = 0;

	for (size_t i = 0; i < 2; i++) {
		int failed =
			links_msg_up(lab->nodes[it->ends[i].node].netlink, link_index(link, i), up);

		if (failed == 0 && up)
			failed = end_restore(lab, link, i);
		if (error == 0)
			error = failed;
	}
	return error;
}
