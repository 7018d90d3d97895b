#include "sim/topo/render_bird.h"

#include "sim/topo/segment.h"

/* BIRD 2.0.12: log to stderr, short timers, so that a lab waits for nothing but what it tests. */

static void head(const struct topo *topo, size_t node, FILE *out)
{
	struct ip id = {IP_V4, {0}};
	char text[IP_TEXT_SIZE];

	for (size_t i = 0; i < 4; i++)
		id.octets[i] = (uint8_t)(topo->nodes[node].router_id >> (24 - 8 * i));
	fprintf(out, "# BIRD 2 of %s in lab %s, made by anycast-lab\n", topo->nodes[node].name,
		topo->name);
	fprintf(out, "log stderr all;\nrouter id %s;\ndebug protocols { states, events };\n\n",
		ip_format(&id, text));
	/* The scan also bounds a fault of 2.0.12: what a timer queues waits for the next wake-up.
	 */
	fprintf(out, "protocol device { scan time 1; }\n");
	fprintf(out, "protocol direct { ipv4; ipv6; }\n");
	/* Without "merge paths" only the best way reaches the kernel: no ECMP. */
	for (int family = 4; family <= 6; family += 2)
		fprintf(out,
			"protocol kernel kernel%d { ipv%d { import none; export where source = "
			"RTS_BGP; }; merge paths on limit 64; scan time 20; }\n",
			family, family);
}

/* The service's routes of one family as a prefix set; nothing when it has none. */
static size_t route_set(const struct topo *topo, enum ip_family family, FILE *out)
{
	char text[PREFIX_TEXT_SIZE];
	size_t n = 0;

	for (size_t i = 0; i < topo->service.n_routes; i++) {
		if (topo->service.routes[i].ip.family != family)
			continue;
		fprintf(out, "%s%s", n++ == 0 ? "" : ", ",
			prefix_format(&topo->service.routes[i], text));
	}
	return n;
}

static size_t n_routes(const struct topo *topo, enum ip_family family)
{
	size_t n = 0;

	for (size_t i = 0; i < topo->service.n_routes; i++)
		n += topo->service.routes[i].ip.family == family;
	return n;
}

/* "service4" takes the service's routes, "lab4" also what the lab itself is made of. */
static void filters(const struct topo *topo, enum ip_family family, FILE *out)
{
	const char *own = family == IP_V4 ? "198.18.0.0/15+" : "2001:db8:ffff::/48+";

	fprintf(out, "\nfilter service%d {\n", family);
	if (n_routes(topo, family) > 0) {
		fprintf(out, "\tif net ~ [ ");
		route_set(topo, family, out);
		/* RFC 8326: a neighbour that is about to go asks to be the last choice. */
		fprintf(out, " ] then {\n\t\tif (65535, 0) ~ bgp_community then bgp_local_pref = "
			     "0;\n\t\taccept;\n\t}\n");
	}
	fprintf(out, "\treject;\n}\n\nfilter lab%d {\n\tif net ~ [ %s", family, own);
	if (n_routes(topo, family) > 0)
		fprintf(out, ", ");
	route_set(topo, family, out);
	fprintf(out, " ] then accept;\n\treject;\n}\n");
}

/* An IPv6 next hop has to be named, because the session runs over IPv4. */
static void channel(enum ip_family family, bool is_router, const struct topo_port *mine, FILE *out)
{
	char text[IP_TEXT_SIZE];

	fprintf(out, "\tipv%d { ", family);
	if (is_router && family == IP_V6)
		fprintf(out, "next hop address %s; ", ip_format(&mine->v6.ip, text));
	if (is_router)
		fprintf(out, "import filter lab%d; export filter lab%d; };\n", family, family);
	else
		fprintf(out, "import filter service%d; export none; };\n", family);
}

static void session(const struct topo *topo, const struct topo_neighbour *at, FILE *out)
{
	const struct topo_node *self = &topo->nodes[at->mine->node];
	const struct topo_node *peer = &topo->nodes[at->theirs->node];
	bool is_router = peer->kind == TOPO_KIND_BIRD;
	char text[IP_TEXT_SIZE];

	fprintf(out, "\n# %s\nprotocol bgp 'bgp-%s-%s' {\n", peer->name, peer->name,
		at->mine->device);
	fprintf(out, "\tlocal %s as %u;\n", ip_format(&at->mine->v4.ip, text), self->asn);
	fprintf(out, "\tneighbor %s as %u;\n", ip_format(&at->theirs->v4.ip, text), peer->asn);
	if (!is_router)
		fprintf(out, "\tpassive on;\n");
	fprintf(out, "\thold time 9;\n\tkeepalive time 3;\n");
	fprintf(out, "\tconnect delay time 0;\n\tconnect retry time 1;\n");
	/* The defaults refuse a neighbour for a minute after its first error. */
	fprintf(out, "\terror wait time 0, 0;\n");
	channel(IP_V4, is_router, at->mine, out);
	channel(IP_V6, is_router, at->mine, out);
	fprintf(out, "}\n");
}

/* Whether @peer is told apart from what merely sits on the same LAN. */
static bool speaks_bgp(const struct topo_node *peer)
{
	return peer->kind == TOPO_KIND_BIRD || peer->kind == TOPO_KIND_CACHE ||
	       peer->kind == TOPO_KIND_ANNOUNCER ||
	       (peer->kind == TOPO_KIND_EXEC && peer->asn != 0);
}

void render_bird(const struct topo *topo, size_t node, FILE *out)
{
	struct topo_neighbour all[TOPO_NEIGHBOURS_MAX];
	size_t n = topo_neighbours(topo, node, all, TOPO_NEIGHBOURS_MAX);

	head(topo, node, out);
	filters(topo, IP_V4, out);
	filters(topo, IP_V6, out);
	for (size_t i = 0; i < n; i++) {
		if (speaks_bgp(&topo->nodes[all[i].theirs->node]))
			session(topo, &all[i], out);
	}
}
