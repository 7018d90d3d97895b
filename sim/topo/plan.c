#include "sim/topo/plan.h"

#include "sim/topo/segment.h"

#include <stdio.h>
#include <string.h>

#define ASN_ROUTERS 64512
#define ASN_CACHES  65001
#define LINKS_V4    UINT32_C(0xc6120000) /* 198.18.0.0 */
#define LANS_V4     UINT32_C(0xc6130000) /* 198.19.0.0 */
#define IDS_V4      UINT32_C(0xc6128000) /* 198.18.128.0 */
#define LAN_V6      0x1000
#define LOOPBACK_V6 0xffff
#define IDS_MAX     20000
#define NUMBERS_MAX 1000 /* of links, before it has gone wrong */
#define LAN_PORTS   250

struct plan {
	struct topo *topo;
	size_t segment[TOPO_NODES_MAX];     /* of a bridge: the first bridge it is plugged to */
	unsigned int lan[TOPO_NODES_MAX];   /* of that first bridge: number, 0 when none yet */
	unsigned int ports[TOPO_NODES_MAX]; /* … and how many ports have addresses */
	unsigned int n_links;
	unsigned int n_lans;
	char *error;
	size_t n_error;
};

static bool plan_fail(const struct plan *plan, const struct topo_place *place, const char *text,
		      const char *name)
{
	snprintf(plan->error, plan->n_error, "%s:%d:%d: %s %s", place->file, place->line,
		 place->column, name, text);
	return false;
}

static struct prefix v4(uint32_t address, uint8_t length)
{
	return (struct prefix){{IP_V4,
				{(uint8_t)(address >> 24), (uint8_t)(address >> 16),
				 (uint8_t)(address >> 8), (uint8_t)address}},
			       length};
}

/* 2001:db8:ffff:@net::@host */
static struct prefix v6(unsigned int net, unsigned int host, uint8_t length)
{
	struct prefix out = {{IP_V6, {0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff}}, length};

	out.ip.octets[6] = (uint8_t)(net >> 8);
	out.ip.octets[7] = (uint8_t)net;
	out.ip.octets[14] = (uint8_t)(host >> 8);
	out.ip.octets[15] = (uint8_t)host;
	return out;
}

/* Whether one of two prefixes holds the other. */
static bool overlap(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, &b->ip) || prefix_contains(b, &a->ip);
}

/* A route so wide that there is no way around it; what is longer wins anyway. */
static bool is_wide(const struct prefix *route)
{
	return route->length <= (route->ip.family == IP_V4 ? 17 : 48);
}

/* Whether @prefix would take a service address or a route away, or lie in one. */
static bool collides(const struct topo *topo, struct prefix prefix)
{
	const struct topo_service *service = &topo->service;

	prefix = prefix_masked(prefix);
	for (size_t i = 0; i < service->n_addresses; i++) {
		if (prefix_contains(&prefix, &service->addresses[i].ip))
			return true;
	}
	for (size_t i = 0; i < service->n_routes; i++) {
		if (!is_wide(&service->routes[i]) && overlap(&prefix, &service->routes[i]))
			return true;
	}
	for (size_t n = 0; n < topo->n_nodes; n++) {
		for (size_t i = 0; i < topo->nodes[n].n_bound; i++) {
			if (prefix_contains(&prefix, &topo->nodes[n].bound[i].ip))
				return true;
		}
	}
	return false;
}

static struct prefix link_v4(unsigned int n, unsigned int host)
{
	return v4(LINKS_V4 + ((n % 128) << 8) + 4 * (n / 128) + host, 30);
}

static struct prefix lan_v4(unsigned int n, unsigned int host)
{
	return v4(LANS_V4 + (n << 8) + host, 24);
}

/* The next number for a link between two hosts. */
static bool next_link(struct plan *plan, const struct topo_link *link)
{
	do {
		if (++plan->n_links > NUMBERS_MAX)
			return plan_fail(
				plan, &link->place,
				"gets no address: the service's routes fill the lab's own; "
				"announce a smaller prefix",
				"this link");
	} while (collides(plan->topo, link_v4(plan->n_links, 0)) ||
		 collides(plan->topo, v6(plan->n_links, 0, 64)));
	return true;
}

static bool next_lan(struct plan *plan, const struct topo_link *link)
{
	do {
		if (++plan->n_lans > 255)
			return plan_fail(
				plan, &link->place,
				"gets no address: the service's routes fill the lab's own; "
				"announce a smaller prefix",
				"this link");
	} while (collides(plan->topo, lan_v4(plan->n_lans, 0)) ||
		 collides(plan->topo, v6(LAN_V6 + plan->n_lans, 0, 64)));
	return true;
}

static bool is_bridge(const struct plan *plan, size_t node)
{
	return plan->topo->nodes[node].kind == TOPO_KIND_BRIDGE;
}

static size_t segment_of(const struct plan *plan, size_t bridge)
{
	while (plan->segment[bridge] != bridge)
		bridge = plan->segment[bridge];
	return bridge;
}

/* Bridges joined by links are one segment, which must not be a ring. */
static bool join_bridges(struct plan *plan)
{
	for (size_t i = 0; i < plan->topo->n_nodes; i++)
		plan->segment[i] = i;
	for (size_t i = 0; i < plan->topo->n_links; i++) {
		const struct topo_link *link = &plan->topo->links[i];
		size_t a;
		size_t b;

		if (!is_bridge(plan, link->ends[0].node) || !is_bridge(plan, link->ends[1].node))
			continue;
		a = segment_of(plan, link->ends[0].node);
		b = segment_of(plan, link->ends[1].node);
		if (a == b)
			return plan_fail(plan, &link->place,
					 "closes a ring of bridges, in which frames would run for "
					 "ever; remove it",
					 "this link");
		plan->segment[a > b ? a : b] = a < b ? a : b;
	}
	return true;
}

/* A host's port on a bridge. */
static bool plan_lan_port(struct plan *plan, const struct topo_link *link, struct topo_port *port,
			  size_t bridge)
{
	size_t segment = segment_of(plan, bridge);
	unsigned int host;

	if (plan->lan[segment] == 0) {
		if (!next_lan(plan, link))
			return false;
		plan->lan[segment] = plan->n_lans;
	}
	host = ++plan->ports[segment];
	if (host > LAN_PORTS)
		return plan_fail(plan, &link->place, "is the 251st port on one bridge; use two",
				 "this link");
	port->v4 = lan_v4(plan->lan[segment], host);
	port->v6 = v6(LAN_V6 + plan->lan[segment], host, 64);
	return true;
}

static bool plan_link(struct plan *plan, struct topo_link *link)
{
	struct topo_port *a = &link->ends[0];
	struct topo_port *b = &link->ends[1];

	if (is_bridge(plan, a->node) && is_bridge(plan, b->node))
		return true;
	if (is_bridge(plan, a->node))
		return plan_lan_port(plan, link, b, a->node);
	if (is_bridge(plan, b->node))
		return plan_lan_port(plan, link, a, b->node);
	if (!next_link(plan, link))
		return false;
	a->v4 = link_v4(plan->n_links, 1);
	b->v4 = link_v4(plan->n_links, 2);
	a->v6 = v6(plan->n_links, 1, 64);
	b->v6 = v6(plan->n_links, 2, 64);
	return true;
}

static bool asn_taken(const struct topo *topo, uint32_t asn)
{
	for (size_t i = 0; i < topo->n_nodes; i++) {
		if (topo->nodes[i].asn == asn)
			return true;
	}
	return false;
}

static uint32_t free_asn(const struct topo *topo, uint32_t asn)
{
	while (asn_taken(topo, asn))
		asn++;
	return asn;
}

static bool plan_nodes(struct plan *plan)
{
	struct topo *topo = plan->topo;
	unsigned int n = 0;

	for (size_t i = 0; i < topo->n_nodes; i++) {
		struct topo_node *node = &topo->nodes[i];

		do {
			if (++n > IDS_MAX)
				return plan_fail(plan, &node->place,
						 "gets no router id: the service's routes fill the "
						 "lab's own; announce a smaller prefix",
						 node->name);
		} while (collides(topo, v4(IDS_V4 + n, 32)) ||
			 collides(topo, v6(LOOPBACK_V6, n, 128)));
		if (node->kind == TOPO_KIND_BRIDGE)
			continue;
		node->router_id = IDS_V4 + n;
		if (node->kind == TOPO_KIND_BIRD) {
			node->loopback_v4 = v4(IDS_V4 + n, 32);
			node->loopback_v6 = v6(LOOPBACK_V6, n, 128);
		}
		if (node->asn == 0 && node->kind == TOPO_KIND_BIRD)
			node->asn = free_asn(topo, ASN_ROUTERS);
		else if (node->asn == 0 &&
			 (node->kind == TOPO_KIND_CACHE || node->kind == TOPO_KIND_ANNOUNCER))
			node->asn = free_asn(topo, ASN_CACHES);
	}
	return true;
}

/* What a cache cannot do without. */
static bool check_caches(const struct plan *plan)
{
	const struct topo *topo = plan->topo;

	for (size_t i = 0; i < topo->n_nodes; i++) {
		const struct topo_node *node = &topo->nodes[i];
		struct topo_neighbour router;

		if (node->kind != TOPO_KIND_CACHE && node->kind != TOPO_KIND_ANNOUNCER)
			continue;
		if (topo->service.hostname == NULL)
			return plan_fail(plan, &node->place,
					 "has nothing to announce; add anycast: with hostname, "
					 "routes and addresses to the file",
					 node->name);
		if (!topo_gateway(topo, i, &router))
			return plan_fail(plan, &node->place,
					 "has no router next to it to announce to; add a link to a "
					 "node of kind bird",
					 node->name);
	}
	return true;
}

/* All sessions are eBGP. */
static bool check_asns(const struct plan *plan)
{
	const struct topo *topo = plan->topo;
	struct topo_neighbour all[TOPO_NEIGHBOURS_MAX];

	for (size_t i = 0; i < topo->n_nodes; i++) {
		size_t n = topo_is_router(topo, i)
				   ? topo_neighbours(topo, i, all, TOPO_NEIGHBOURS_MAX)
				   : 0;

		for (size_t k = 0; k < n; k++) {
			const struct topo_node *peer = &topo->nodes[all[k].theirs->node];

			if (peer->asn == topo->nodes[i].asn)
				return plan_fail(plan, &peer->place,
						 "has the ASN of a router next to it, but they "
						 "speak eBGP; give them different ones",
						 peer->name);
		}
	}
	return true;
}

bool plan_make(struct topo *topo, char *error, size_t n_error)
{
	struct plan plan = {.topo = topo};

	plan.error = error;
	plan.n_error = n_error;
	if (!join_bridges(&plan))
		return false;
	for (size_t i = 0; i < topo->n_links; i++) {
		if (!plan_link(&plan, &topo->links[i]))
			return false;
	}
	return plan_nodes(&plan) && check_caches(&plan) && check_asns(&plan);
}
