#include "sim/topo/segment.h"
#include "sim/topo/topo.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

static char error[512];

static struct topo *parse(const char *text)
{
	struct topo *topo = topo_parse("t.yaml", text, strlen(text), error, sizeof(error));

	if (topo == NULL)
		printf("# %s\n", error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(topo);
	return topo;
}

static const char *text_of(struct prefix prefix)
{
	static char texts[8][PREFIX_TEXT_SIZE];
	static size_t next;

	next = (next + 1) % 8;
	return prefix_format(&prefix, texts[next]);
}

#define SERVICE "name: t\nanycast: { hostname: a.b, routes: [203.0.113.0/24] }\ntopology:\n"

static void links_are_numbered_in_the_files_order(void)
{
	struct topo *topo = parse(SERVICE "  nodes:\n"
					  "    r1: { kind: bird }\n"
					  "    r2: { kind: bird }\n"
					  "    c1: { kind: cache }\n"
					  "  links:\n"
					  "    - endpoints: [\"r1:eth1\", \"r2:eth1\"]\n"
					  "    - endpoints: [\"c1:up\", \"r2:eth2\"]\n");

	CU_ASSERT_STRING_EQUAL(text_of(topo->links[0].ends[0].v4), "198.18.1.1/30");
	CU_ASSERT_STRING_EQUAL(text_of(topo->links[0].ends[1].v4), "198.18.1.2/30");
	CU_ASSERT_STRING_EQUAL(text_of(topo->links[1].ends[0].v4), "198.18.2.1/30");
	CU_ASSERT_STRING_EQUAL(text_of(topo->links[1].ends[1].v6), "2001:db8:ffff:2::2/64");
	CU_ASSERT_STRING_EQUAL(topo->links[1].ends[0].device, "up");
	CU_ASSERT_EQUAL(topo->nodes[0].asn, 64512);
	CU_ASSERT_EQUAL(topo->nodes[1].asn, 64513);
	CU_ASSERT_EQUAL(topo->nodes[2].asn, 65001);
	CU_ASSERT_EQUAL(topo->nodes[1].router_id, 0xc6128002);
	CU_ASSERT_STRING_EQUAL(text_of(topo->nodes[0].loopback_v4), "198.18.128.1/32");
	CU_ASSERT_STRING_EQUAL(text_of(topo->nodes[0].loopback_v6), "2001:db8:ffff:ffff::1/128");
	CU_ASSERT_EQUAL(topo->nodes[2].loopback_v4.length, 0);
	topo_free(topo);
}

static void an_asn_that_is_taken_is_not_given(void)
{
	struct topo *topo = parse("name: t\ntopology:\n  nodes:\n"
				  "    r1: { kind: bird }\n"
				  "    r2: { kind: bird, asn: 64512 }\n"
				  "    r3: { kind: bird }\n");

	CU_ASSERT_EQUAL(topo->nodes[0].asn, 64513);
	CU_ASSERT_EQUAL(topo->nodes[2].asn, 64514);
	topo_free(topo);
}

static void all_ports_of_joined_bridges_share_one_lan(void)
{
	struct topo *topo = parse(SERVICE "  nodes:\n"
					  "    r1: { kind: bird }\n"
					  "    b1: { kind: bridge }\n"
					  "    b2: { kind: bridge }\n"
					  "    c1: { kind: cache }\n"
					  "    u1: { kind: client }\n"
					  "  links:\n"
					  "    - endpoints: [\"c1:eth1\", \"b2:p1\"]\n"
					  "    - endpoints: [\"r1:eth1\", \"b1:p1\"]\n"
					  "    - endpoints: [\"b1:p2\", \"b2:p2\"]\n"
					  "    - endpoints: [\"r1:eth2\", \"u1:eth1\"]\n");
	struct topo_neighbour all[8];
	struct topo_neighbour gateway;
	struct ip ip;

	CU_ASSERT_STRING_EQUAL(text_of(topo->links[0].ends[0].v4), "198.19.1.1/24");
	CU_ASSERT_STRING_EQUAL(text_of(topo->links[1].ends[0].v4), "198.19.1.2/24");
	CU_ASSERT_STRING_EQUAL(text_of(topo->links[1].ends[0].v6), "2001:db8:ffff:1001::2/64");
	CU_ASSERT_EQUAL(topo->links[0].ends[1].v4.length, 0);
	CU_ASSERT_STRING_EQUAL(text_of(topo->links[3].ends[0].v4), "198.18.1.1/30");
	CU_ASSERT_EQUAL(topo_neighbours(topo, 0, all, 8), 2);
	CU_ASSERT_EQUAL(all[0].theirs->node, 3);
	CU_ASSERT_EQUAL(all[1].theirs->node, 4);
	CU_ASSERT_EQUAL(topo_neighbours(topo, 1, all, 8), 0);
	CU_ASSERT_TRUE(topo_gateway(topo, 3, &gateway));
	CU_ASSERT_EQUAL(gateway.theirs->node, 0);
	CU_ASSERT_FALSE(topo_neighbour_of(topo, 3, 4, &gateway));
	CU_ASSERT_TRUE(ip_parse("198.19.1.1", &ip));
	CU_ASSERT_EQUAL(topo_owner(topo, &ip), 3);
	CU_ASSERT_TRUE(ip_parse("198.18.128.1", &ip));
	CU_ASSERT_EQUAL(topo_owner(topo, &ip), 0);
	CU_ASSERT_TRUE(ip_parse("203.0.113.1", &ip));
	CU_ASSERT_EQUAL(topo_owner(topo, &ip), TOPO_NONE);
	CU_ASSERT_PTR_EQUAL(topo_port_of(topo, 0, "eth2"), &topo->links[3].ends[0]);
	CU_ASSERT_PTR_NULL(topo_port_of(topo, 0, "eth3"));
	topo_free(topo);
}

static void the_service_is_never_hidden_by_a_link(void)
{
	struct topo *topo = parse("name: t\n"
				  "anycast: { hostname: a.b, routes: [198.18.1.0/24, "
				  "\"2001:db8:ffff:2::/64\", 198.18.128.1/32, 198.18.0.0/16], "
				  "addresses: [198.18.3.1] }\n"
				  "topology:\n"
				  "  nodes: { r1: { kind: bird }, r2: { kind: bird } }\n"
				  "  links: [{ endpoints: [\"r1:a\", \"r2:a\"] }]\n");

	CU_ASSERT_STRING_EQUAL(text_of(topo->links[0].ends[0].v4), "198.18.4.1/30");
	CU_ASSERT_STRING_EQUAL(text_of(topo->nodes[0].loopback_v4), "198.18.128.2/32");
	topo_free(topo);
}

static void routes_that_fill_the_labs_own_are_refused(void)
{
	const char *text = "name: t\n"
			   "anycast: { hostname: a.b, routes: [\"2001:db8:ffff:ffff::/64\"] }\n"
			   "topology: { nodes: { r1: { kind: bird } } }\n";

	CU_ASSERT_PTR_NULL(topo_parse("t.yaml", text, strlen(text), error, sizeof(error)));
	CU_ASSERT_STRING_EQUAL(error, "t.yaml:3:22: r1 gets no router id: the service's routes "
				      "fill the lab's own; announce a smaller prefix");
}

static void a_ring_of_bridges_is_refused(void)
{
	const char *text = "name: t\ntopology:\n"
			   "  nodes: { b1: { kind: bridge }, b2: { kind: bridge } }\n"
			   "  links:\n"
			   "    - endpoints: [\"b1:a\", \"b2:a\"]\n"
			   "    - endpoints: [\"b1:b\", \"b2:b\"]\n";

	CU_ASSERT_PTR_NULL(topo_parse("t.yaml", text, strlen(text), error, sizeof(error)));
	CU_ASSERT_STRING_EQUAL(error, "t.yaml:6:7: this link closes a ring of bridges, in which "
				      "frames would run for ever; remove it");
}

static void a_cache_needs_a_router_next_to_it(void)
{
	const char *text = SERVICE "  nodes: { c1: { kind: cache }, u1: { kind: client } }\n"
				   "  links: [{ endpoints: [\"c1:a\", \"u1:a\"] }]\n";

	CU_ASSERT_PTR_NULL(topo_parse("t.yaml", text, strlen(text), error, sizeof(error)));
	CU_ASSERT_STRING_EQUAL(error,
			       "t.yaml:4:12: c1 has no router next to it to announce to; add "
			       "a link to a node of kind bird");
}

UNIT_SUITE(plan, UNIT_TEST(links_are_numbered_in_the_files_order),
	   UNIT_TEST(an_asn_that_is_taken_is_not_given),
	   UNIT_TEST(all_ports_of_joined_bridges_share_one_lan),
	   UNIT_TEST(the_service_is_never_hidden_by_a_link),
	   UNIT_TEST(routes_that_fill_the_labs_own_are_refused),
	   UNIT_TEST(a_ring_of_bridges_is_refused), UNIT_TEST(a_cache_needs_a_router_next_to_it))
