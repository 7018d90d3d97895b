#include "sim/trace/world.h"
#include "tests/lib/unit.h"

#include <string.h>

enum { R1, C1, C2, N_NODES };

static struct topo_node nodes[] = {{.name = "r1"}, {.name = "c1"}, {.name = "c2"}};
static const struct topo topo = {.name = "lab", .nodes = nodes, .n_nodes = N_NODES};
static const struct prefix net = {{IP_V4, {203, 0, 113, 0}}, 24};
static const struct prefix bound = {{IP_V4, {203, 0, 113, 10}}, 24};
static const struct prefix host = {{IP_V4, {203, 0, 113, 10}}, 32};

static struct world *world;
static size_t number;

static void begin(void)
{
	world = world_new(&topo);
	number = 0;
	CU_ASSERT_PTR_NOT_NULL_FATAL(world);
}

static enum world_change feed(struct trace_event event)
{
	event.at = event.cause = (struct instant){(int64_t)++number * NS_PER_MS};
	return world_event(world, number, &event);
}

static enum world_change route(size_t n, size_t first, size_t second)
{
	struct trace_event event = {.kind = TRACE_ROUTE, .node = R1};

	event.route.prefix = net;
	event.route.via[0] = first;
	event.route.via[1] = second;
	event.route.n_via = n;
	return feed(event);
}

static enum world_change address(const char *device, bool present, bool usable)
{
	struct trace_event event = {.kind = TRACE_ADDRESS, .node = C1};

	event.address.prefix = bound;
	event.address.device = device;
	event.address.present = present;
	event.address.usable = usable;
	return feed(event);
}

static enum world_change session(size_t a, size_t b, enum topo_session_state state)
{
	struct trace_event event = {.kind = TRACE_SESSION, .node = a};

	event.session.peer = b;
	event.session.state = state;
	return feed(event);
}

static void a_route_appears_changes_and_goes(void)
{
	begin();
	CU_ASSERT_PTR_NULL(world_route(world, R1, &net));
	CU_ASSERT_EQUAL(route(0, 0, 0), WORLD_SAME);
	CU_ASSERT_EQUAL(route(2, C1, C2), WORLD_APPEARED);
	CU_ASSERT_EQUAL(route(2, C2, C1), WORLD_SAME);
	CU_ASSERT_EQUAL(world_route(world, R1, &net)->since.number, 2);
	CU_ASSERT_EQUAL(route(1, C2, 0), WORLD_CHANGED);
	CU_ASSERT_EQUAL(route(0, 0, 0), WORLD_GONE);
	CU_ASSERT_EQUAL(world_route(world, R1, &net)->n_via, 0);
	CU_ASSERT_PTR_NULL(world_route(world, C1, &net));
	world_free(world);
}

static void an_address_moves_between_devices(void)
{
	begin();
	CU_ASSERT_EQUAL(address("lo", false, false), WORLD_SAME);
	CU_ASSERT_EQUAL(address("lo", true, false), WORLD_APPEARED);
	CU_ASSERT_EQUAL(address("lo", true, true), WORLD_CHANGED);
	CU_ASSERT_EQUAL(address("eth1", true, true), WORLD_APPEARED);
	CU_ASSERT_EQUAL(address("lo", false, false), WORLD_GONE);
	CU_ASSERT_TRUE(world_address(world, C1, &host)->present);
	CU_ASSERT_STRING_EQUAL(world_address(world, C1, &host)->device, "eth1");
	CU_ASSERT_PTR_NULL(world_address(world, C1, &net));
	CU_ASSERT_EQUAL(address("eth1", false, false), WORLD_GONE);
	CU_ASSERT_FALSE(world_address(world, C1, &host)->present);
	world_free(world);
}

static void a_session_is_of_both_its_ends(void)
{
	begin();
	CU_ASSERT_EQUAL(session(C1, R1, TOPO_SESSION_ESTABLISHED), WORLD_CHANGED);
	CU_ASSERT_EQUAL(session(R1, C1, TOPO_SESSION_ESTABLISHED), WORLD_SAME);
	CU_ASSERT_EQUAL(session(R1, C1, TOPO_SESSION_DOWN), WORLD_CHANGED);
	CU_ASSERT_EQUAL(world_session(world, C1, R1)->state, TOPO_SESSION_DOWN);
	CU_ASSERT_EQUAL(world_session(world, C1, R1)->since.at.ns, 3 * NS_PER_MS);
	CU_ASSERT_PTR_NULL(world_session(world, C2, R1));
	world_free(world);
}

static void a_client_is_served_by_whoever_answered_last(void)
{
	struct trace_event event = {.kind = TRACE_CLIENT, .node = C2};

	begin();
	event.client.answered = true;
	event.client.status = 200;
	event.client.served_by = C1;
	CU_ASSERT_EQUAL(feed(event), WORLD_CHANGED);
	CU_ASSERT_EQUAL(feed(event), WORLD_SAME);
	event.client.answered = false;
	CU_ASSERT_EQUAL(feed(event), WORLD_SAME);
	CU_ASSERT_EQUAL(world_client(world, C2)->n_requests, 3);
	CU_ASSERT_EQUAL(world_client(world, C2)->n_answers, 2);
	CU_ASSERT_EQUAL(world_client(world, C2)->since.number, 1);
	world_free(world);
}

static void many_facts_are_kept_apart(void)
{
	struct trace_event event = {.kind = TRACE_ROUTE, .node = R1};

	begin();
	event.route.prefix = net;
	event.route.n_via = 1;
	for (size_t i = 0; i < 1000; i++) {
		event.route.prefix.ip.octets[0] = (uint8_t)(i >> 8);
		event.route.prefix.ip.octets[1] = (uint8_t)i;
		CU_ASSERT_EQUAL(feed(event), WORLD_APPEARED);
	}
	CU_ASSERT_EQUAL(world_lost(world), 0);
	CU_ASSERT_EQUAL(world_route(world, R1, &event.route.prefix)->since.number, 1000);
	world_free(world);
}

UNIT_SUITE(world, UNIT_TEST(a_route_appears_changes_and_goes),
	   UNIT_TEST(an_address_moves_between_devices), UNIT_TEST(a_session_is_of_both_its_ends),
	   UNIT_TEST(a_client_is_served_by_whoever_answered_last),
	   UNIT_TEST(many_facts_are_kept_apart))
