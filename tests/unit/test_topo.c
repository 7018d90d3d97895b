#include "sim/topo/topo.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

static char error[512];

#define HEAD \
	"name: t\n" \
	"anycast: { hostname: a.example.org, addresses: [203.0.113.10], routes: [203.0.113.0/24] " \
	"}\n" \
	"topology:\n" \
	"  nodes:\n" \
	"    r1: { kind: bird, asn: 64512 }\n" \
	"    c1: { kind: cache, asn: 65001 }\n" \
	"    c2: { kind: announcer }\n" \
	"    u1: { kind: client }\n" \
	"    b1: { kind: bridge }\n" \
	"  links:\n" \
	"    - endpoints: [\"r1:eth1\", \"c1:eth1\"]\n" \
	"    - { endpoints: [\"r1:eth2\", \"c2:eth1\"], delay: 5ms }\n" \
	"    - endpoints: [\"r1:eth3\", \"u1:eth1\"]\n" \
	"scenario:\n"

static struct topo *parse(const char *text)
{
	error[0] = '\0';
	return topo_parse("t.yaml", text, strlen(text), error, sizeof(error));
}

static void refused(const char *text, const char *expected)
{
	struct topo *topo = parse(text);

	CU_ASSERT_PTR_NULL(topo);
	if (strcmp(error, expected) != 0)
		printf("# expected %s\n#      got %s\n", expected, error);
	CU_ASSERT_STRING_EQUAL(error, expected);
	topo_free(topo);
}

/* A step, on line 15 of a file in which all else is good. */
static void step_refused(const char *step, const char *expected)
{
	char text[2048];

	snprintf(text, sizeof(text), HEAD "  - %s\n", step);
	refused(text, expected);
}

/* A file with nothing but nodes and links, the first node on line 4. */
static void topology_refused(const char *topology, const char *expected)
{
	char text[2048];

	snprintf(text, sizeof(text), "name: t\ntopology:\n  nodes:\n%s", topology);
	refused(text, expected);
}

static void a_whole_file_becomes_structs(void)
{
	struct topo *topo = parse(
		HEAD
		"  - expect: { route: 203.0.113.0/24, at: r1, via: [c1, c2], within: 2s }\n"
		"  - load: { client: u1, rate: 200/s }\n"
		"  - fault: { kill: c1 }\n"
		"    expect:\n"
		"      - { route: 203.0.113.0/24, at: r1, via: c2, within: 50ms, target: 5ms }\n"
		"      - { client: u1, gap: 100ms, served-by: c2 }\n"
		"  - { name: silence, after: 500ms, fault: { link: { between: [c2, r1], is: drop, "
		"toward: c2 } } }\n"
		"invariants: [withdraw-before-unbind, nothing-left-behind]\n");

	CU_ASSERT_PTR_NOT_NULL_FATAL(topo);
	if (topo == NULL)
		return;
	CU_ASSERT_STRING_EQUAL(topo->name, "t");
	CU_ASSERT_EQUAL(topo->n_nodes, 5);
	CU_ASSERT_EQUAL(topo->nodes[2].kind, TOPO_KIND_ANNOUNCER);
	CU_ASSERT_STRING_EQUAL(topo->nodes[2].manage, "auto");
	CU_ASSERT_TRUE(topo->nodes[2].start);
	CU_ASSERT_TRUE(topo_has_route(topo, &topo->service.routes[0]));
	CU_ASSERT_FALSE(topo_has_route(topo, &topo->service.addresses[0]));
	CU_ASSERT_TRUE(topo_has_address(topo, &topo->service.addresses[0].ip));
	CU_ASSERT_FALSE(topo_has_address(topo, &topo->links[0].ends[0].v4.ip));
	CU_ASSERT_EQUAL(topo->n_links, 3);
	CU_ASSERT_EQUAL(topo->links[1].delay_ns, 5000000);
	CU_ASSERT_EQUAL(topo->n_steps, 4);
	CU_ASSERT_EQUAL(topo->steps[0].expects[0].n_via, 2);
	CU_ASSERT_EQUAL(topo->steps[0].expects[0].via[1], 2);
	CU_ASSERT_EQUAL(topo->steps[0].expects[0].within_ns, 2000000000);
	CU_ASSERT_EQUAL(topo->steps[1].load.client, 3);
	CU_ASSERT_DOUBLE_EQUAL(topo->steps[1].load.rate, 200, 1e-9);
	CU_ASSERT_EQUAL(topo->steps[2].fault.kind, TOPO_FAULT_KILL);
	CU_ASSERT_EQUAL(topo->steps[2].n_expects, 2);
	CU_ASSERT_EQUAL(topo->steps[2].expects[0].target_ns, 5000000);
	CU_ASSERT_EQUAL(topo->steps[2].expects[1].gap_ns, 100000000);
	CU_ASSERT_EQUAL(topo->steps[2].expects[1].lost, -1);
	CU_ASSERT_EQUAL(topo->steps[2].expects[1].within_ns, 5000000000);
	CU_ASSERT_EQUAL(topo->steps[3].fault.link, 1);
	CU_ASSERT_EQUAL(topo->steps[3].fault.toward, 2);
	CU_ASSERT_EQUAL(topo->steps[3].after_ns, 500000000);
	CU_ASSERT_EQUAL(topo->steps[3].place.line, 21);
	CU_ASSERT_EQUAL(topo->invariants,
			TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND | TOPO_INVARIANT_NOTHING_LEFT_BEHIND);
	topo_free(topo);
}

static void a_step_without_a_name_is_named_in_plain_words(void)
{
	struct topo *topo =
		parse(HEAD "  - fault: { kill: c1 }\n"
			   "  - expect: { route: 203.0.113.0/24, at: r1, via: [c1, c2] }\n"
			   "  - { fault: { health: { node: c1, level: critical } }, expect: { "
			   "never: { address: 203.0.113.10, on: c1, present: false }, for: 3s } }\n"
			   "  - load: { client: u1, rate: 0.5/s }\n"
			   "  - expect: { order: [{ bgp: withdraw, from: c1 }, { address: removed, "
			   "on: c1 }] }\n"
			   "  - after: 250ms\n"
			   "  - { name: mine, after: 1s }\n");

	CU_ASSERT_PTR_NOT_NULL_FATAL(topo);
	if (topo == NULL)
		return;
	CU_ASSERT_STRING_EQUAL(topo->steps[0].name, "kill c1");
	CU_ASSERT_STRING_EQUAL(topo->steps[1].name, "route 203.0.113.0/24 at r1 via c1, c2");
	CU_ASSERT_STRING_EQUAL(topo->steps[2].name,
			       "health of c1 critical; never no address 203.0.113.10 on c1 for 3s");
	CU_ASSERT_STRING_EQUAL(topo->steps[3].name, "load from u1 0.5/s");
	CU_ASSERT_STRING_EQUAL(topo->steps[4].name, "withdraw from c1, then address removed on c1");
	CU_ASSERT_STRING_EQUAL(topo->steps[5].name, "wait 250ms");
	CU_ASSERT_STRING_EQUAL(topo->steps[6].name, "mine");
	topo_free(topo);
}

static void defaults_are_every_nodes_unless_it_says_otherwise(void)
{
	struct topo *topo = parse("name: t\n"
				  "anycast: { hostname: a.example.org, routes: [203.0.113.0/24] }\n"
				  "topology:\n"
				  "  defaults: { kind: cache, manage: on, node-config: { "
				  "Cache.Anycast.Linger: 1s, Cache: { Anycast: { Rise: 1 } } } }\n"
				  "  nodes:\n"
				  "    r1: { kind: bird }\n"
				  "    c1: { start: false }\n"
				  "    c2: { manage: \"off\", node-config: { cache.anycast.linger: "
				  "2s, Cache.Anycast.Routes: [a b, c] } }\n"
				  "  links: [{ endpoints: [\"r1:a\", \"c1:a\"] }, { endpoints: "
				  "[\"r1:b\", \"c2:a\"] }]\n");

	CU_ASSERT_PTR_NOT_NULL_FATAL(topo);
	if (topo == NULL)
		return;
	CU_ASSERT_EQUAL(topo->nodes[1].kind, TOPO_KIND_CACHE);
	CU_ASSERT_FALSE(topo->nodes[1].start);
	CU_ASSERT_STRING_EQUAL(topo->nodes[1].manage, "on");
	CU_ASSERT_EQUAL(topo->nodes[1].n_settings, 2);
	CU_ASSERT_STRING_EQUAL(topo->nodes[1].settings[1].key, "Cache.Anycast.Rise");
	CU_ASSERT_STRING_EQUAL(topo->nodes[2].manage, "off");
	CU_ASSERT_EQUAL(topo->nodes[2].n_settings, 3);
	CU_ASSERT_STRING_EQUAL(topo->nodes[2].settings[0].value, "2s");
	CU_ASSERT_STRING_EQUAL(topo->nodes[2].settings[2].value, "[\"a b\", c]");
	topo_free(topo);
}

static void a_command_is_a_line_or_a_list(void)
{
	struct topo *topo = parse("name: t\ntopology:\n  nodes:\n"
				  "    x1: { kind: exec, command: sleep  infinity }\n"
				  "    x2: { kind: exec, command: [echo, a b] }\n"
				  "    x3: { kind: exec, command: \"sleep 1; true\" }\n");

	CU_ASSERT_PTR_NOT_NULL_FATAL(topo);
	if (topo == NULL)
		return;
	CU_ASSERT_STRING_EQUAL(topo->nodes[0].command[0], "sleep");
	CU_ASSERT_STRING_EQUAL(topo->nodes[0].command[1], "infinity");
	CU_ASSERT_PTR_NULL(topo->nodes[0].command[2]);
	CU_ASSERT_STRING_EQUAL(topo->nodes[1].command[1], "a b");
	CU_ASSERT_PTR_NULL(topo->nodes[1].command[2]);
	CU_ASSERT_STRING_EQUAL(topo->nodes[2].command[0], "/bin/sh");
	CU_ASSERT_STRING_EQUAL(topo->nodes[2].command[2], "sleep 1; true");
	topo_free(topo);
	topology_refused("    x1: { kind: exec, command: \" \" }\n",
			 "t.yaml:4:32: command is empty; write one, as sleep infinity");
}

static void what_is_wrong_with_nodes_is_said(void)
{
	topology_refused("    r1: { kind: bird, asm: 64512 }\n",
			 "t.yaml:4:23: unknown key in node r1 \"asm\"; did you mean \"asn\"?");
	topology_refused("    r1: { kind: brid }\n",
			 "t.yaml:4:17: unknown kind \"brid\"; did you mean \"bird\"?");
	topology_refused("    r1: { kind: frr }\n",
			 "t.yaml:4:17: kind \"frr\" is known but not built yet; use bird");
	topology_refused("    r1: { kind: bird, asn: [1] }\n",
			 "t.yaml:4:28: asn must be a single value, not a list");
	topology_refused("    r1: { kind: bird, asn: 0 }\n",
			 "t.yaml:4:28: asn is a number from 1 to 4294967294, not 0");
	topology_refused(
		"    r1: { kind: bird, image: x }\n",
		"t.yaml:4:23: containerlab's key \"image\" has no meaning here, where nodes "
		"are namespaces; remove it");
	topology_refused("    r1: { kind: bird }\n    r1: { kind: client }\n",
			 "t.yaml:5:5: duplicate key \"r1\", first on line 4; keep one of them");
	topology_refused("    r_1/x: { kind: bird }\n",
			 "t.yaml:4:5: node name \"r_1/x\" has an odd character; use letters, "
			 "digits, - and _, beginning with a letter or digit");
	topology_refused("    r1:\n", "t.yaml:4:5: node r1 has no kind; add one, as kind: bird");
	topology_refused("    u1: { kind: client, asn: 5 }\n",
			 "t.yaml:4:25: \"asn\" means nothing to a node of kind client; remove it");
	topology_refused("    x1: { kind: exec }\n",
			 "t.yaml:4:9: a node of kind exec has no command; add command: [sleep, "
			 "infinity]");
	topology_refused(
		"    r1: { kind: bird, config: ../../etc/passwd }\n",
		"t.yaml:4:31: config \"../../etc/passwd\" leads out of the topology file's "
		"folder; put the file beside it");
	topology_refused("    r1: { kind: bird, config: none.conf }\n",
			 "t.yaml:4:31: config \"none.conf\" cannot be read: No such file or "
			 "directory; check the path");
	topology_refused(
		"    c1: { kind: cache }\n",
		"t.yaml:4:5: c1 has nothing to announce; add anycast: with hostname, routes "
		"and addresses to the file");
	topology_refused("    x1: { kind: client, addresses: [203.0.113.1, 203.0.113.1/32] }\n",
			 "t.yaml:4:50: duplicate address 203.0.113.1/32; keep one of them");
	topology_refused("",
			 "t.yaml:3:3: topology has no nodes; add nodes: { r1: { kind: bird } }");
}

#define TWO "    r1: { kind: bird }\n    router: { kind: bird }\n  links:\n    - "

static void what_is_wrong_with_links_is_said(void)
{
	topology_refused(TWO "endpoints: [\"r1:eth1\", \"ruoter:eth1\"]\n",
			 "t.yaml:7:30: unknown node \"ruoter\"; did you mean \"router\"?");
	topology_refused(TWO "endpoints: [\"r1:eth1\", \"r1:eth2\"]\n",
			 "t.yaml:7:18: both ends of the link are on r1; join two nodes");
	topology_refused(TWO "endpoints: [\"r1:eth1\"]\n",
			 "t.yaml:7:18: endpoints is a list of two, as [\"r1:eth1\", \"c1:eth1\"]");
	topology_refused(TWO "endpoints: [\"r1\", \"router:eth1\"]\n",
			 "t.yaml:7:19: \"r1\" names no device; write an endpoint as \"r1:eth1\"");
	topology_refused(
		TWO "endpoints: [\"r1:abcdefghijklmnop\", \"router:eth1\"]\n",
		"t.yaml:7:19: device name \"abcdefghijklmnop\" is longer than 15 characters");
	topology_refused(TWO "endpoints: [\"r1:lo\", \"router:eth1\"]\n",
			 "t.yaml:7:19: device name \"lo\" is taken; use one as eth1");
	topology_refused(TWO "{ endpoints: [\"r1:a\", \"router:a\"], delay: 5 }\n",
			 "t.yaml:7:49: delay is a time with its unit, as 250ms, 2s or 1m30s, not "
			 "\"5\"");
	topology_refused(TWO "{ endpoints: [\"r1:a\", \"router:a\"], loss: 5 }\n",
			 "t.yaml:7:42: \"loss\" of a link is known but not built yet; remove it");
	topology_refused(
		TWO "endpoints: [\"r1:a\", \"router:a\"]\n    - endpoints: [\"router:b\", "
		    "\"r1:a\"]\n",
		"t.yaml:8:31: endpoint r1:a is in use by the link on line 7; give it another "
		"device");
	topology_refused(
		"    r1: { kind: bird, asn: 7 }\n    r2: { kind: bird, asn: 7 }\n  links: [{ "
		"endpoints: [\"r1:a\", \"r2:a\"] }]\n",
		"t.yaml:5:5: r2 has the ASN of a router next to it, but they speak eBGP; "
		"give them different ones");
}

static void what_is_wrong_with_the_service_is_said(void)
{
	refused("name: t\nanycast: { hostname: a.example.org, routes: [203.0.113.1/24] }\n",
		"t.yaml:1:1: the file has no topology; add one, as topology: { nodes: { r1: { "
		"kind: "
		"bird } } }");
	refused("name: t\nanycast: { hostname: a.example.org, routes: [203.0.113.1/24] "
		"}\ntopology: {}\n",
		"t.yaml:2:46: prefix 203.0.113.1/24 has host bits; did you mean 203.0.113.0/24?");
	refused("name: t\nanycast: { hostname: a b, routes: [203.0.113.0/24] }\ntopology: {}\n",
		"t.yaml:2:22: \"a b\" is no host name; write one as cache.anycast.example.org");
	refused("name: t\nanycast: { hostname: a.b, routes: [203.0.113.0/24], addresses: "
		"[203.0.113.1, 203.0.113.1] }\ntopology: {}\n",
		"t.yaml:2:78: duplicate address 203.0.113.1; keep one of them");
	refused("name: t\nanycast: { hostname: a.b, routes: [203.0.113.0/24], addresses: "
		"[203.0.114.1] }\ntopology: {}\n",
		"t.yaml:2:65: address 203.0.114.1 lies in none of the routes, so nobody would "
		"reach "
		"it; add its prefix to routes");
	refused("name: t\nanycast: { hostname: a.b, routes: [0.0.0.0/0] }\ntopology: {}\n",
		"t.yaml:2:36: 0.0.0.0/0 cannot be an anycast route; announce the service's own "
		"prefix");
	refused("name: t\nanycast: { hostname: a.b }\ntopology: {}\n",
		"t.yaml:2:10: anycast has no routes; add \"routes: [203.0.113.0/24]\"");
	refused("name: a b\ntopology: {}\n",
		"t.yaml:1:7: lab name \"a b\" has an odd character; use letters, digits, - and _, "
		"beginning with a letter or digit");
	refused("[a, b]\n",
		"t.yaml:1:1: a topology file must be a mapping (key: value), not a list");
}

static void what_is_wrong_with_faults_is_said(void)
{
	step_refused("fault: { kil: c1 }",
		     "t.yaml:15:14: unknown fault \"kil\"; did you mean \"kill\"?");
	step_refused("fault: { kill: c3 }",
		     "t.yaml:15:20: unknown node \"c3\"; use one of: r1, c1, c2, u1, b1");
	step_refused("fault: { kill: c1, stop: c2 }",
		     "t.yaml:15:24: a step has one fault; put \"stop\" into a step of its own");
	step_refused("fault: { health: { node: c1, level: kritical } }",
		     "t.yaml:15:41: unknown level \"kritical\"; did you mean \"critical\"?");
	step_refused("fault: { health: { node: r1, level: ok } }",
		     "t.yaml:15:22: r1 is a bird, which has no health; name a cache, announcer or "
		     "exec node");
	step_refused("fault: { link: { between: [c1, c2], is: down } }",
		     "t.yaml:15:31: there is no link between c1 and c2; name two nodes that a link "
		     "joins");
	step_refused("fault: { link: { between: [r1, c2], is: down, toward: c2 } }",
		     "t.yaml:15:51: only a drop goes one way; remove toward");
	step_refused("fault: { link: { between: [r1, c2], is: drop, toward: c1 } }",
		     "t.yaml:15:59: c1 is not on this link; use r1 or c2");
	step_refused("fault: { device: { node: c1, remove: eth2 } }",
		     "t.yaml:15:42: unknown device \"eth2\"; did you mean \"eth1\"?");
	step_refused("fault: { loss: 3 }",
		     "t.yaml:15:14: fault \"loss\" is known but not built yet; remove it");
	step_refused("fault: {}",
		     "t.yaml:15:12: fault must be one thing, as { kill: c1 }, not nothing");
	step_refused("{}", "t.yaml:15:5: this step does nothing; add fault, load, expect or after");
}

static void what_is_wrong_with_expectations_is_said(void)
{
	step_refused("expect: { route: 203.0.113.0/24, at: r1, via: [u1, b1] }",
		     "t.yaml:15:56: b1 is no neighbour of r1; via names neighbours");
	step_refused("expect: { route: 203.0.113.0/24, at: r1, within: 0s }",
		     "t.yaml:15:54: within must be longer than 0, not 0s");
	step_refused("expect: { route: 203.0.113.0/24, at: r1, within: -1s }",
		     "t.yaml:15:54: within must be longer than 0, not -1s");
	step_refused("expect: { route: 203.0.113.0/24, at: r1, within: 48h }",
		     "t.yaml:15:54: within is a time from 1ns to 24h, not 48h");
	step_refused("expect: { route: 203.0.113.5/24, at: r1 }",
		     "t.yaml:15:22: prefix 203.0.113.5/24 has host bits; did you mean "
		     "203.0.113.0/24?");
	step_refused("expect: { route: 203.0.113.0/24, at: r1, via: [c1], present: false }",
		     "t.yaml:15:46: a route that is not present leads via nobody; remove via or "
		     "present");
	step_refused("expect: { rout: 203.0.113.0/24, at: r1 }",
		     "t.yaml:15:15: unknown expectation \"rout\"; did you mean \"route\"?");
	step_refused("expect: { route: 203.0.113.0/24 }",
		     "t.yaml:15:13: this expectation has no \"at\"; add one, as at: r1");
	step_refused("expect: { session: [c1, c2], state: down }",
		     "t.yaml:15:24: c1 and c2 are no neighbours, so they have no session");
	step_refused("expect: { client: c1, served-by: c2 }",
		     "t.yaml:15:23: c1 is a cache; name a node of kind client");
	step_refused("expect: { client: u1, within: 1s }",
		     "t.yaml:15:13: nothing is expected of u1; add served-by, gap, lost or status");
	step_refused("expect: { never: { route: 203.0.113.0/24, at: r1 } }",
		     "t.yaml:15:13: this expectation has no \"for\"; add one, as for: 3s");
	step_refused("expect: { order: [{ bgp: widthdraw, from: c1 }] }",
		     "t.yaml:15:30: unknown bgp \"widthdraw\"; did you mean \"withdraw\"?");
	step_refused("load: { client: u1, rate: 200 }",
		     "t.yaml:15:31: rate is a number of requests with its unit, as 200/s, not "
		     "\"200\"");
	step_refused("load: { client: r1, rate: 200/s }",
		     "t.yaml:15:21: r1 is a bird; name a node of kind client");
}

static void aliases_and_unknown_invariants_are_refused(void)
{
	refused("name: t\ntopology: { nodes: { r1: { kind: bird } } }\ninvariants: "
		"[nothing-left]\n",
		"t.yaml:3:14: unknown word \"nothing-left\"; use one of: withdraw-before-unbind, "
		"never-announce-unhealthy, nothing-left-behind");
	refused("name: &a t\ntopology: *a\n",
		"t.yaml:1:7: anchors (&name) are not accepted; write the value out");
}

UNIT_SUITE(topo, UNIT_TEST(a_whole_file_becomes_structs),
	   UNIT_TEST(a_step_without_a_name_is_named_in_plain_words),
	   UNIT_TEST(defaults_are_every_nodes_unless_it_says_otherwise),
	   UNIT_TEST(a_command_is_a_line_or_a_list), UNIT_TEST(what_is_wrong_with_nodes_is_said),
	   UNIT_TEST(what_is_wrong_with_links_is_said),
	   UNIT_TEST(what_is_wrong_with_the_service_is_said),
	   UNIT_TEST(what_is_wrong_with_faults_is_said),
	   UNIT_TEST(what_is_wrong_with_expectations_is_said),
	   UNIT_TEST(aliases_and_unknown_invariants_are_refused))
