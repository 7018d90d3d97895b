#include "sim/trace/failover.h"
#include "tests/lib/unit.h"

#include <stdlib.h>

/* r1 leads u1's requests to c1 and c2; faults take one of them away. */

enum { R1, C1, C2, U1, U2, N_NODES };

static struct topo_node nodes[] = {{.name = "r1", .kind = TOPO_KIND_BIRD},
				   {.name = "c1", .kind = TOPO_KIND_CACHE},
				   {.name = "c2", .kind = TOPO_KIND_CACHE},
				   {.name = "u1", .kind = TOPO_KIND_CLIENT},
				   {.name = "u2", .kind = TOPO_KIND_CLIENT}};
static struct topo topo = {.nodes = nodes, .n_nodes = N_NODES};
static const struct instant start = {7 * NS_PER_S};
static const struct prefix v4 = {{IP_V4, {203, 0, 113, 0}}, 24};
static const struct prefix v6 = {{IP_V6, {0x20, 0x01, 0x0d, 0xb8}}, 32};

static struct timeline *timeline;
static struct failover *found;
static size_t n_found;

static struct instant ms(double after_ms)
{
	return instant_add_ns(start, (int64_t)(after_ms * 1e6));
}

static void emit(double at_ms, enum trace_kind kind, size_t node, const char *text)
{
	const struct trace_event event = {
		.kind = kind, .at = ms(at_ms), .cause = ms(at_ms), .node = node, .text = text};

	timeline_emit(timeline, &event);
}

static void route(double at_ms, const struct prefix *prefix, size_t n, size_t first, size_t second)
{
	const struct trace_event event = {
		.kind = TRACE_ROUTE,
		.at = ms(at_ms),
		.cause = ms(at_ms),
		.node = R1,
		.route = {.prefix = *prefix, .via = {first, second}, .n_via = n}};

	timeline_emit(timeline, &event);
}

/* A request from @from_ms to @to_ms; TOPO_NONE: no answer. */
static void request(size_t client, double from_ms, double to_ms, size_t served_by)
{
	const struct trace_event event = {.kind = TRACE_CLIENT,
					  .at = ms(to_ms),
					  .cause = ms(to_ms),
					  .node = client,
					  .client = {.started = ms(from_ms),
						     .answered = served_by != TOPO_NONE,
						     .status = 200,
						     .served_by = served_by}};

	timeline_emit(timeline, &event);
}

static void begin(void)
{
	topo.service.routes[0] = v4;
	topo.service.routes[1] = v6;
	topo.service.n_routes = 2;
	timeline = timeline_new(&topo, start);
	route(1, &v4, 2, C1, C2);
	route(1, &v6, 2, C1, C2);
}

static void find(void)
{
	found = failovers_find(timeline, &n_found);
	CU_ASSERT_PTR_NOT_NULL_FATAL(found);
}

static void end(void)
{
	free(found);
	timeline_free(timeline);
}

static void figures_count_from_the_fault_to_the_last_route_and_first_answer(void)
{
	begin();
	emit(100, TRACE_FAULT, C1, "kill c1");
	request(U1, 99, 100.5, C2); /* begun before it */
	route(101, &v4, 1, C2, 0);
	request(U1, 102, 102.5, TOPO_NONE);
	route(103, &v6, 1, C2, 0);
	request(U1, 103, 107, C2);
	find();
	CU_ASSERT_EQUAL_FATAL(n_found, 1);
	CU_ASSERT_STRING_EQUAL(found[0].fault, "kill c1");
	CU_ASSERT_EQUAL(found[0].node, C1);
	CU_ASSERT_EQUAL(found[0].route_ns, 3 * NS_PER_MS);
	CU_ASSERT_EQUAL(found[0].client_ns, 7 * NS_PER_MS);
	CU_ASSERT_EQUAL(found[0].n_asked, 2);
	CU_ASSERT_EQUAL(found[0].n_lost, 1);
	end();
}

static void the_node_that_stops_may_answer_for_a_while(void)
{
	begin();
	emit(100, TRACE_FAULT, C2, "stop c2");
	request(U1, 101, 102, C2);
	route(103, &v4, 1, C1, 0);
	route(103, &v6, 1, C1, 0);
	request(U1, 104, 105, C1);
	find();
	CU_ASSERT_EQUAL_FATAL(n_found, 1);
	CU_ASSERT_EQUAL(found[0].client_ns, 5 * NS_PER_MS);
	end();
}

static void the_slowest_client_counts_and_one_without_an_answer_is_never(void)
{
	begin();
	emit(100, TRACE_FAULT, C1, "kill c1");
	route(101, &v4, 1, C2, 0);
	route(101, &v6, 1, C2, 0);
	request(U1, 101, 102, C2);
	request(U2, 101, 109, C2);
	emit(200, TRACE_FAULT, C2, "kill c2");
	route(201, &v4, 0, 0, 0);
	route(201, &v6, 0, 0, 0);
	request(U1, 201, 202, TOPO_NONE);
	find();
	CU_ASSERT_EQUAL_FATAL(n_found, 2);
	CU_ASSERT_EQUAL(found[0].client_ns, 9 * NS_PER_MS);
	CU_ASSERT_EQUAL(found[1].client_ns, -1);
	CU_ASSERT_EQUAL(found[1].n_lost, 1);
	end();
}

static void a_fault_that_moves_no_route_is_none(void)
{
	begin();
	emit(100, TRACE_FAULT, C1, "pause c1");
	request(U1, 101, 102, C2);
	emit(200, TRACE_FAULT, TOPO_NONE, "link r1-c2 down");
	emit(300, TRACE_FAULT, R1, "kill r1");
	find();
	CU_ASSERT_EQUAL(n_found, 0);
	end();
}

static void a_request_counts_where_it_began(void)
{
	begin();
	emit(100, TRACE_FAULT, C1, "kill c1");
	route(101, &v4, 1, C2, 0);
	route(101, &v6, 1, C2, 0);
	request(U1, 199, 250, TOPO_NONE);
	emit(200, TRACE_LAB, TOPO_NONE, TRACE_STOPPING);
	request(U1, 201, 202, TOPO_NONE);
	find();
	CU_ASSERT_EQUAL_FATAL(n_found, 1);
	CU_ASSERT_EQUAL(found[0].until.ns, ms(200).ns);
	CU_ASSERT_EQUAL(found[0].n_asked, 1);
	CU_ASSERT_EQUAL(found[0].n_lost, 1);
	end();
}

UNIT_SUITE(failover, UNIT_TEST(figures_count_from_the_fault_to_the_last_route_and_first_answer),
	   UNIT_TEST(the_node_that_stops_may_answer_for_a_while),
	   UNIT_TEST(the_slowest_client_counts_and_one_without_an_answer_is_never),
	   UNIT_TEST(a_fault_that_moves_no_route_is_none),
	   UNIT_TEST(a_request_counts_where_it_began))
