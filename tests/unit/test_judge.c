#include "sim/trace/judge.h"
#include "tests/lib/unit.h"

#include <string.h>

/* Times are milliseconds after t0; the fault is at 0. */

enum { R1, C1, C2, U1, N_NODES };

static struct topo_node nodes[] = {{.name = "r1"}, {.name = "c1"}, {.name = "c2"}, {.name = "u1"}};
static struct topo_expect expects[2];
static struct topo_step step = {.expects = expects};
static struct topo topo = {
	.name = "lab", .nodes = nodes, .n_nodes = N_NODES, .steps = &step, .n_steps = 1};
static const struct instant t0 = {50 * NS_PER_S};
static const struct prefix net = {{IP_V4, {203, 0, 113, 0}}, 24};
static const struct prefix host = {{IP_V4, {203, 0, 113, 10}}, 32};

static struct timeline *timeline;
static struct judge *judge;
static uint64_t request;

static struct trace_event event_at(double ms, enum trace_kind kind, size_t node)
{
	struct instant at = instant_add_ns(t0, (int64_t)(ms * 1e6));

	return (struct trace_event){.kind = kind, .at = at, .cause = at, .node = node};
}

static void emit(const struct trace_event *event)
{
	size_t number = timeline_emit(timeline, event);

	if (judge != NULL)
		judge_event(judge, number, event);
}

static void route(double ms, const char *via)
{
	struct trace_event event = event_at(ms, TRACE_ROUTE, R1);

	event.route.prefix = net;
	for (; *via != '\0'; via++)
		event.route.via[event.route.n_via++] = *via == '1' ? C1 : C2;
	emit(&event);
}

static void session(double ms, enum topo_session_state state)
{
	struct trace_event event = event_at(ms, TRACE_SESSION, R1);

	event.session.peer = C1;
	event.session.state = state;
	emit(&event);
}

static void address(double ms, bool present)
{
	struct trace_event event = event_at(ms, TRACE_ADDRESS, C1);

	event.address.prefix = host;
	event.address.device = "lo";
	event.address.present = present;
	event.address.usable = present;
	emit(&event);
}

static void bgp(double ms, enum trace_bgp_kind kind, size_t n_withdrawn)
{
	struct trace_event event = event_at(ms, TRACE_BGP, R1);

	event.bgp.kind = kind;
	event.bgp.from = C1;
	event.bgp.to = R1;
	event.bgp.withdrawn[0] = net;
	event.bgp.n_withdrawn = n_withdrawn;
	emit(&event);
}

static void announce(double ms)
{
	struct trace_event event = event_at(ms, TRACE_BGP, R1);

	event.bgp.kind = TRACE_BGP_UPDATE;
	event.bgp.from = C1;
	event.bgp.to = R1;
	event.bgp.announced[0] = net;
	event.bgp.n_announced = 1;
	emit(&event);
}

/* A request that takes 1 ms; status 0 is one without an answer. */
static void answer(double ms, size_t served_by, int status)
{
	struct trace_event event = event_at(ms, TRACE_CLIENT, U1);

	event.client.number = ++request;
	event.client.started = instant_add_ms(event.at, -1);
	event.client.answered = status != 0;
	event.client.status = status;
	event.client.served_by = served_by;
	emit(&event);
}

static void answers(int from_ms, int to_ms, int every_ms, size_t served_by)
{
	for (int ms = from_ms; ms <= to_ms; ms += every_ms)
		answer(ms, served_by, 200);
}

static struct topo_expect *expect(enum topo_expect_kind kind)
{
	memset(expects, 0, sizeof(expects));
	memset(&step.fault, 0, sizeof(step.fault));
	expects[0] = (struct topo_expect){.kind = kind,
					  .within_ns = 5 * NS_PER_S,
					  .node = R1,
					  .prefix = net,
					  .served_by = TOPO_NONE,
					  .gap_ns = -1,
					  .lost = -1};
	step.n_expects = 1;
	request = 0;
	timeline = timeline_new(&topo, t0);
	judge = NULL;
	return &expects[0];
}

static struct topo_expect *expect_via(size_t via, int64_t within_ms)
{
	struct topo_expect *what = expect(TOPO_EXPECT_ROUTE);

	what->has_via = true;
	what->via[0] = via;
	what->n_via = 1;
	what->within_ns = within_ms * NS_PER_MS;
	return what;
}

static struct topo_expect *expect_client(size_t served_by)
{
	struct topo_expect *what = expect(TOPO_EXPECT_CLIENT);

	what->node = U1;
	what->served_by = served_by;
	return what;
}

static void begin(void)
{
	struct judge_start start = {.t0 = t0, .since = t0, .marks = t0, .foreign_max = 0.5};

	judge = judge_begin(timeline, &start);
	CU_ASSERT_PTR_NOT_NULL_FATAL(judge);
}

static void time_is(double ms)
{
	judge_time(judge, instant_add_ns(t0, (int64_t)(ms * 1e6)));
}

static void ends(enum trace_verdict verdict, double elapsed_ms, const char *detail)
{
	struct judge_verdict sum;

	CU_ASSERT_TRUE(judge_done(judge));
	judge_sum(judge, &sum);
	CU_ASSERT_EQUAL(sum.verdict, verdict);
	CU_ASSERT_EQUAL(sum.elapsed_ns, elapsed_ms < 0 ? -1 : (int64_t)(elapsed_ms * 1e6));
	CU_ASSERT_STRING_EQUAL(sum.detail, detail);
	if (strcmp(sum.detail, detail) != 0)
		printf("#   got \"%s\"\n", sum.detail);
	judge_free(judge);
	timeline_free(timeline);
}

static void a_route_passes_when_its_ways_are_exactly_these(void)
{
	expect_via(C2, 50);
	route(-10, "12");
	begin();
	CU_ASSERT_FALSE(judge_done(judge));
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 70000000);
	route(3.5, "2");
	CU_ASSERT_FALSE(judge_done(judge));
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 123500000);
	time_is(123.5);
	CU_ASSERT_EQUAL(judge_verdict(judge, 0)->evidence, 2);
	ends(TRACE_PASS, 3.5, "route 203.0.113.0/24 at r1 via c2 after 3.500 ms");
}

static void a_route_that_comes_late_fails_with_its_time(void)
{
	expect_via(C2, 50);
	route(-10, "12");
	begin();
	route(60, "2");
	ends(TRACE_FAIL, -1, "route 203.0.113.0/24 at r1 via c2 within 50 ms: so only after 60 ms");
}

static void an_event_of_before_the_limit_may_be_learned_after_it(void)
{
	expect_via(C2, 50);
	begin();
	time_is(60);
	CU_ASSERT_FALSE(judge_done(judge));
	route(49.9, "2");
	time_is(169.9);
	ends(TRACE_PASS, 49.9, "route 203.0.113.0/24 at r1 via c2 after 49.900 ms");
}

static void what_never_comes_fails_and_says_what_is(void)
{
	expect_via(C2, 50);
	route(-10, "12");
	begin();
	time_is(70);
	ends(TRACE_FAIL, -1, "route 203.0.113.0/24 at r1 via c2 within 50 ms: it is via c1, c2");
}

static void foreign_load_makes_a_short_miss_inconclusive(void)
{
	struct trace_event load = event_at(20, TRACE_LOAD, TOPO_NONE);

	expect_via(C2, 50);
	begin();
	load.load.foreign = 1.5;
	emit(&load);
	time_is(70);
	CU_ASSERT_EQUAL(judge_verdict(judge, 0)->evidence, 1);
	ends(TRACE_INCONCLUSIVE, -1,
	     "(the machine was busy with other work, 1.50 CPUs) route 203.0.113.0/24 at r1 via c2 "
	     "within 50 ms: there is no such route");
}

static void foreign_load_does_not_excuse_a_long_limit(void)
{
	struct trace_event load = event_at(20, TRACE_LOAD, TOPO_NONE);

	expect_via(C2, 2000);
	begin();
	load.load.foreign = 1.5;
	emit(&load);
	time_is(2020);
	ends(TRACE_FAIL, -1,
	     "route 203.0.113.0/24 at r1 via c2 within 2 s: there is no such route");
}

static void what_was_so_before_the_fault_must_outlast_it(void)
{
	expect(TOPO_EXPECT_ROUTE)->present = true;
	route(-10, "1");
	begin();
	CU_ASSERT_FALSE(judge_done(judge));
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 120000000);
	time_is(120);
	ends(TRACE_PASS, 0, "route 203.0.113.0/24 at r1 present already");
}

static void what_the_fault_ends_was_not_so_already(void)
{
	expect_via(C1, 50);
	route(-10, "1");
	begin();
	route(2, "2");
	time_is(70);
	ends(TRACE_FAIL, -1, "route 203.0.113.0/24 at r1 via c1 within 50 ms: it is via c2");
}

static void ways_that_pass_by_are_not_meant(void)
{
	expect_via(C1, 500);
	begin();
	route(5, "1");
	route(8, "12");
	time_is(520);
	ends(TRACE_FAIL, -1, "route 203.0.113.0/24 at r1 via c1 within 500 ms: it is via c1, c2");
}

static void while_a_lab_comes_up_what_is_so_must_stay_so(void)
{
	struct judge_start start = {.t0 = t0, .since = t0, .marks = t0, .rising = true};

	expect(TOPO_EXPECT_ROUTE);
	judge = judge_begin(timeline, &start);
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 270000000);
	route(40, "1");
	time_is(5020);
	ends(TRACE_FAIL, -1, "route 203.0.113.0/24 at r1 gone within 5 s: it is via c1");
}

static void what_is_so_before_the_last_session_must_outlast_its_coming(void)
{
	struct judge_start start = {.t0 = t0, .since = t0, .rising = true, .up = INSTANT_NEVER};

	expect_via(C1, 5000);
	judge = judge_begin(timeline, &start);
	route(40, "1");
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 5020000000);
	judge_up(judge, instant_add_ms(t0, 900));
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 1170000000);
	route(950, "12");
	route(960, "1");
	time_is(1230);
	ends(TRACE_PASS, 960, "route 203.0.113.0/24 at r1 via c1 after 960 ms");
}

static void a_route_nobody_saw_is_gone(void)
{
	expect(TOPO_EXPECT_ROUTE);
	begin();
	time_is(120);
	ends(TRACE_PASS, 0, "route 203.0.113.0/24 at r1 gone already");
}

static void the_world_is_taken_as_at_the_cause_not_as_it_is_now(void)
{
	expect_via(C2, 50);
	route(-10, "2");
	route(1, "1");
	route(9, "2");
	begin();
	time_is(129);
	ends(TRACE_PASS, 9, "route 203.0.113.0/24 at r1 via c2 after 9 ms");
}

static void a_restart_needs_the_session_anew(void)
{
	struct topo_expect *what = expect(TOPO_EXPECT_SESSION);

	what->peer = C1;
	what->state = TOPO_SESSION_ESTABLISHED;
	step.fault.kind = TOPO_FAULT_RESTART;
	step.fault.node = C1;
	session(-10, TOPO_SESSION_ESTABLISHED);
	begin();
	CU_ASSERT_FALSE(judge_done(judge));
	session(2, TOPO_SESSION_DOWN);
	session(30, TOPO_SESSION_ESTABLISHED);
	ends(TRACE_PASS, 30, "session of r1 and c1 established after 30 ms");
}

static void an_address_taken_away_must_come_back(void)
{
	struct topo_expect *what = expect(TOPO_EXPECT_ADDRESS);

	what->node = C1;
	what->prefix = host;
	what->present = true;
	step.fault = (struct topo_fault){TOPO_FAULT_ADDRESS, .node = C1, .prefix = host};
	address(-10, true);
	begin();
	time_is(120);
	CU_ASSERT_FALSE(judge_done(judge));
	address(130, false);
	address(140, true);
	ends(TRACE_PASS, 140, "address 203.0.113.10 on c1 present after 140 ms");
}

static void an_address_kept_over_a_restart_is_judged_after_the_start(void)
{
	struct trace_event started = event_at(300, TRACE_PROCESS, C1);
	struct topo_expect *what = expect(TOPO_EXPECT_ADDRESS);

	what->node = C1;
	what->prefix = host;
	what->present = true;
	step.fault = (struct topo_fault){TOPO_FAULT_RESTART, .node = C1};
	address(-10, true);
	begin();
	time_is(200);
	CU_ASSERT_FALSE(judge_done(judge));
	started.process.program = "anycastd";
	emit(&started);
	time_is(420);
	ends(TRACE_PASS, 0, "address 203.0.113.10 on c1 present already");
}

static void an_address_is_found_whatever_its_length(void)
{
	struct topo_expect *what = expect(TOPO_EXPECT_ADDRESS);

	what->node = C1;
	what->prefix = host;
	address(-10, true);
	begin();
	CU_ASSERT_FALSE(judge_done(judge));
	address(4, false);
	ends(TRACE_PASS, 4, "address 203.0.113.10 on c1 gone after 4 ms");
}

static void served_by_needs_three_answers_in_a_row(void)
{
	expect_client(C2);
	answers(-20, 0, 5, C1);
	begin();
	answer(5, C1, 200);
	answer(10, C2, 200);
	answer(15, C1, 200);
	answer(20, C2, 200);
	answer(25, C2, 200);
	CU_ASSERT_FALSE(judge_done(judge));
	answer(30, C2, 200);
	ends(TRACE_PASS, 20, "client u1 served by c2 after 20 ms");
}

static void a_run_begun_within_the_limit_may_end_after_it(void)
{
	expect_client(C2)->within_ns = 100 * NS_PER_MS;
	begin();
	answer(90, C2, 200);
	time_is(120);
	CU_ASSERT_FALSE(judge_done(judge));
	answer(190, C2, 200);
	answer(290, C2, 200);
	ends(TRACE_PASS, 90, "client u1 served by c2 after 90 ms");
}

static void served_by_another_fails_at_the_limit(void)
{
	expect_client(C2)->within_ns = 100 * NS_PER_MS;
	begin();
	answers(10, 110, 10, C1);
	time_is(120);
	ends(TRACE_FAIL, -1,
	     "client u1 served by c2 within 100 ms: the last answer was from c1 with status 200");
}

static void no_load_is_told_as_such(void)
{
	expect_client(C2)->within_ns = 100 * NS_PER_MS;
	begin();
	time_is(120);
	ends(TRACE_FAIL, -1,
	     "client u1 served by c2 within 100 ms: no request ended; is a load running?");
}

static void a_gap_counts_from_the_last_answer_before_the_cause(void)
{
	expect_client(TOPO_NONE)->gap_ns = 100 * NS_PER_MS;
	answers(-20, -5, 5, C1);
	begin();
	answers(75, 1070, 5, C2);
	CU_ASSERT_FALSE(judge_done(judge));
	answer(1075, C2, 200);
	ends(TRACE_PASS, 75, "client u1 (gap at most 100 ms) after 75 ms; longest gap 80 ms");
}

static void a_gap_too_long_fails_with_its_length(void)
{
	expect_client(TOPO_NONE)->gap_ns = 100 * NS_PER_MS;
	answers(-20, -5, 5, C1);
	begin();
	answer(10, C2, 502);
	answers(115, 200, 5, C2);
	ends(TRACE_FAIL, -1,
	     "client u1 (gap at most 100 ms) within 5 s: no good answer for 120 ms");
}

static void a_gap_that_never_ends_fails_at_the_limit(void)
{
	expect_client(TOPO_NONE)->gap_ns = 100 * NS_PER_MS;
	answers(-20, 10, 5, C1);
	begin();
	for (int ms = 20; ms < 5000; ms += 500)
		answer(ms, TOPO_NONE, 0);
	time_is(5020);
	ends(TRACE_FAIL, -1,
	     "client u1 (gap at most 100 ms) within 5 s: no good answer for 5010 ms, and none "
	     "since");
}

static void one_lost_request_is_one_too_many(void)
{
	expect_client(TOPO_NONE)->lost = 0;
	begin();
	answers(5, 50, 5, C1);
	answer(55, TOPO_NONE, 0);
	ends(TRACE_FAIL, -1, "client u1 (at most 0 lost): 1 of 11 requests lost");
}

static void a_request_lost_on_a_busy_machine_proves_nothing(void)
{
	struct trace_event load = event_at(2, TRACE_LOAD, TOPO_NONE);

	expect_client(TOPO_NONE)->lost = 0;
	begin();
	load.load.foreign = 0.75;
	emit(&load);
	answer(5, TOPO_NONE, 0);
	CU_ASSERT_EQUAL(judge_verdict(judge, 0)->evidence, 1);
	ends(TRACE_INCONCLUSIVE, -1,
	     "(the machine was busy with other work, 0.75 CPUs) client u1 (at most 0 lost): 1 of 1 "
	     "requests lost");
}

static void none_lost_passes_once_answers_have_gone_on(void)
{
	struct topo_expect *what = expect_client(C2);

	what->lost = 1;
	answers(-20, 0, 5, C1);
	begin();
	answer(5, TOPO_NONE, 0);
	answers(10, 1000, 5, C2);
	CU_ASSERT_FALSE(judge_done(judge));
	answers(1005, 1010, 5, C2);
	ends(TRACE_PASS, 10,
	     "client u1 served by c2 (at most 1 lost) after 10 ms; 1 of 202 requests lost");
}

static void a_request_under_way_is_waited_for_and_then_lost(void)
{
	struct topo_expect *what = expect_client(TOPO_NONE);

	what->lost = 0;
	what->within_ns = NS_PER_S;
	begin();
	answer(5, C1, 200);
	request++; /* this one hangs */
	answers(10, 2000, 5, C1);
	time_is(2020);
	CU_ASSERT_FALSE(judge_done(judge));
	CU_ASSERT_EQUAL(judge_deadline(judge).ns, t0.ns + 6000000000);
	time_is(6000);
	ends(TRACE_FAIL, -1, "client u1 (at most 0 lost): 1 of 401 requests lost");
}

static struct topo_expect *expect_stop_order(void)
{
	struct topo_expect *what = expect(TOPO_EXPECT_ORDER);

	what->order[0] = (struct topo_mark){.kind = TOPO_MARK_BGP_WITHDRAW, .node = C1};
	what->order[1] = (struct topo_mark){.kind = TOPO_MARK_BGP_NOTIFICATION, .node = C1};
	what->order[2] = (struct topo_mark){.kind = TOPO_MARK_ADDRESS_REMOVED, .node = C1};
	what->n_order = 3;
	address(-10, true);
	return what;
}

static void an_order_passes_at_its_last_mark(void)
{
	expect_stop_order();
	begin();
	bgp(1, TRACE_BGP_UPDATE, 1);
	bgp(1, TRACE_BGP_NOTIFICATION, 0);
	address(251, false);
	ends(TRACE_PASS, 251,
	     "order: withdrawal from c1, then NOTIFICATION from c1, then address removed on c1 "
	     "after "
	     "251 ms");
}

static void an_order_turned_round_fails(void)
{
	expect_stop_order();
	begin();
	bgp(1, TRACE_BGP_UPDATE, 1);
	address(2, false);
	bgp(5, TRACE_BGP_NOTIFICATION, 0);
	ends(TRACE_FAIL, -1, "address removed on c1 came 3 ms before NOTIFICATION from c1");
}

static void an_order_closer_than_the_clocks_is_inconclusive(void)
{
	expect_stop_order();
	begin();
	bgp(1, TRACE_BGP_UPDATE, 1);
	address(2, false);
	bgp(2.1, TRACE_BGP_NOTIFICATION, 0);
	ends(TRACE_INCONCLUSIVE, -1,
	     "address removed on c1 came 0.100 ms before NOTIFICATION from c1, closer than the two "
	     "clocks can tell");
}

static void a_notice_may_be_read_late_on_a_busy_machine(void)
{
	struct trace_event load = event_at(1, TRACE_LOAD, TOPO_NONE);
	struct topo_expect *what = expect_stop_order();

	what->order[0] = what->order[2];
	what->n_order = 2;
	begin();
	load.load.foreign = 1.5;
	emit(&load);
	bgp(2, TRACE_BGP_NOTIFICATION, 0);
	address(5, false);
	ends(TRACE_INCONCLUSIVE, -1,
	     "NOTIFICATION from c1 came 3 ms before address removed on c1, closer than the two "
	     "clocks can tell");
}

/* Dropped, stopped, healed: the withdrawal was on the wire before the healing at 0. */
static void an_order_goes_on_when_a_fault_only_ends_another(void)
{
	struct judge_start start = {
		.t0 = t0, .since = t0, .marks = instant_add_ms(t0, -1000), .foreign_max = 0.5};

	expect_stop_order();
	bgp(-2000, TRACE_BGP_NOTIFICATION, 0);
	bgp(-900, TRACE_BGP_UPDATE, 1);
	judge = judge_begin(timeline, &start);
	CU_ASSERT_PTR_NOT_NULL_FATAL(judge);
	bgp(400, TRACE_BGP_NOTIFICATION, 0);
	address(651, false);
	ends(TRACE_PASS, 651,
	     "order: withdrawal from c1, then NOTIFICATION from c1, then address removed on c1 "
	     "after "
	     "651 ms");
}

static void an_order_incomplete_says_what_is_missing(void)
{
	expect_stop_order();
	begin();
	bgp(1, TRACE_BGP_UPDATE, 1);
	time_is(5020);
	ends(TRACE_FAIL, -1,
	     "order: withdrawal from c1, then NOTIFICATION from c1, then address removed on c1 "
	     "within 5 s: withdrawal from c1 at 1 ms, NOTIFICATION from c1 not seen, address "
	     "removed "
	     "on c1 not seen");
}

static struct topo_expect inner;

static void expect_never(void)
{
	struct topo_expect *what = expect(TOPO_EXPECT_NEVER);

	inner = *what;
	inner.kind = TOPO_EXPECT_ROUTE;
	inner.present = false;
	what->never = &inner;
	what->window_ns = 3 * NS_PER_S;
}

static void never_passes_at_the_end_of_its_window(void)
{
	expect_never();
	route(-10, "1");
	begin();
	route(10, "2");
	time_is(3000);
	CU_ASSERT_FALSE(judge_done(judge));
	time_is(3020);
	ends(TRACE_PASS, 3000, "never route 203.0.113.0/24 at r1 gone for 3 s");
}

static void never_fails_at_the_moment_it_is_so(void)
{
	expect_never();
	route(-10, "1");
	begin();
	route(10, "");
	route(11, "1");
	ends(TRACE_FAIL, -1,
	     "never route 203.0.113.0/24 at r1 gone for 3 s: it was so after 10 ms");
}

static void never_gives_a_fault_time_to_act(void)
{
	expect_never();
	inner.present = true;
	step.fault.kind = TOPO_FAULT_KILL;
	route(-10, "1");
	begin();
	CU_ASSERT_FALSE(judge_done(judge));
	route(2, "");
	time_is(3020);
	ends(TRACE_PASS, 3000, "never route 203.0.113.0/24 at r1 present for 3 s");
}

static void never_fails_when_the_fault_changes_nothing(void)
{
	expect_never();
	inner.present = true;
	step.fault.kind = TOPO_FAULT_KILL;
	route(-10, "1");
	begin();
	time_is(120);
	ends(TRACE_FAIL, -1,
	     "never route 203.0.113.0/24 at r1 present for 3 s: it was so from the beginning");
}

static void a_step_is_as_bad_as_its_worst_expectation(void)
{
	expect_via(C2, 50);
	expects[1] = expects[0];
	expects[1].via[0] = C1;
	expects[1].within_ns = 5 * NS_PER_S;
	step.n_expects = 2;
	begin();
	route(2, "2");
	time_is(122);
	CU_ASSERT_TRUE(judge_has_news(judge));
	judge_tell(judge, timeline, instant_add_ms(t0, 2));
	CU_ASSERT_FALSE(judge_has_news(judge));
	CU_ASSERT_EQUAL(timeline_last(timeline), 2);
	CU_ASSERT_EQUAL(timeline_at(timeline, 2)->verdict.evidence, 1);
	judge_stop(judge, TRACE_SKIP, "the lab was stopped");
	judge_tell(judge, timeline, instant_add_ms(t0, 3));
	CU_ASSERT_EQUAL(timeline_last(timeline), 3);
	ends(TRACE_SKIP, 2, "route 203.0.113.0/24 at r1 via c1: the lab was stopped");
}

static void invariant_is(enum topo_invariant invariant, enum trace_verdict verdict,
			 const char *detail)
{
	struct judge_verdict out;

	topo.service.addresses[0] = host;
	topo.service.n_addresses = 1;
	topo.service.routes[0] = net;
	topo.service.n_routes = 1;
	judge_invariant(timeline, invariant, &out);
	CU_ASSERT_EQUAL(out.verdict, verdict);
	CU_ASSERT_STRING_EQUAL(out.detail, detail);
	timeline_free(timeline);
}

static void withdrawing_first_keeps_the_invariant(void)
{
	expect(TOPO_EXPECT_ROUTE);
	address(0, true);
	announce(1);
	bgp(10, TRACE_BGP_UPDATE, 1);
	address(11, false);
	invariant_is(TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND, TRACE_PASS, "held throughout");
}

static void unbinding_what_is_announced_breaks_the_invariant(void)
{
	expect(TOPO_EXPECT_ROUTE);
	address(0, true);
	announce(1);
	address(11, false);
	bgp(12, TRACE_BGP_UPDATE, 1);
	invariant_is(TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND, TRACE_FAIL,
		     "c1 removed 203.0.113.10 while 203.0.113.0/24 was announced to r1");
}

static void what_goes_with_a_device_was_not_unbound(void)
{
	struct trace_event link = event_at(10, TRACE_LINK, C1);

	expect(TOPO_EXPECT_ROUTE);
	address(0, true);
	announce(1);
	link.link.device = "eth1";
	emit(&link);
	address(11, false);
	invariant_is(TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND, TRACE_PASS, "held throughout");
}

static void unbinding_as_the_withdrawal_leaves_is_inconclusive(void)
{
	expect(TOPO_EXPECT_ROUTE);
	address(0, true);
	announce(1);
	address(11, false);
	bgp(11.1, TRACE_BGP_UPDATE, 1);
	invariant_is(TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND, TRACE_INCONCLUSIVE,
		     "c1 removed 203.0.113.10 while 203.0.113.0/24 was announced to r1; the "
		     "withdrawal came closer than the two clocks can tell");
}

static void an_unhealthy_node_that_announces_breaks_the_invariant(void)
{
	struct trace_event health = event_at(5, TRACE_HEALTH, C1);

	expect(TOPO_EXPECT_ROUTE);
	announce(1);
	health.text = "degraded";
	emit(&health);
	announce(50);
	announce(505);
	invariant_is(TOPO_INVARIANT_NEVER_ANNOUNCE_UNHEALTHY, TRACE_FAIL,
		     "c1 announced 203.0.113.0/24 to r1 500 ms after its health had left ok");
}

UNIT_SUITE(judge, UNIT_TEST(a_route_passes_when_its_ways_are_exactly_these),
	   UNIT_TEST(a_route_that_comes_late_fails_with_its_time),
	   UNIT_TEST(an_event_of_before_the_limit_may_be_learned_after_it),
	   UNIT_TEST(what_never_comes_fails_and_says_what_is),
	   UNIT_TEST(foreign_load_makes_a_short_miss_inconclusive),
	   UNIT_TEST(foreign_load_does_not_excuse_a_long_limit),
	   UNIT_TEST(what_was_so_before_the_fault_must_outlast_it),
	   UNIT_TEST(what_the_fault_ends_was_not_so_already),
	   UNIT_TEST(ways_that_pass_by_are_not_meant),
	   UNIT_TEST(while_a_lab_comes_up_what_is_so_must_stay_so),
	   UNIT_TEST(what_is_so_before_the_last_session_must_outlast_its_coming),
	   UNIT_TEST(a_route_nobody_saw_is_gone), UNIT_TEST(an_address_taken_away_must_come_back),
	   UNIT_TEST(an_address_kept_over_a_restart_is_judged_after_the_start),
	   UNIT_TEST(never_gives_a_fault_time_to_act),
	   UNIT_TEST(never_fails_when_the_fault_changes_nothing),
	   UNIT_TEST(the_world_is_taken_as_at_the_cause_not_as_it_is_now),
	   UNIT_TEST(a_restart_needs_the_session_anew),
	   UNIT_TEST(an_address_is_found_whatever_its_length),
	   UNIT_TEST(served_by_needs_three_answers_in_a_row),
	   UNIT_TEST(a_run_begun_within_the_limit_may_end_after_it),
	   UNIT_TEST(served_by_another_fails_at_the_limit), UNIT_TEST(no_load_is_told_as_such),
	   UNIT_TEST(a_gap_counts_from_the_last_answer_before_the_cause),
	   UNIT_TEST(a_gap_too_long_fails_with_its_length),
	   UNIT_TEST(a_gap_that_never_ends_fails_at_the_limit),
	   UNIT_TEST(one_lost_request_is_one_too_many),
	   UNIT_TEST(a_request_lost_on_a_busy_machine_proves_nothing),
	   UNIT_TEST(none_lost_passes_once_answers_have_gone_on),
	   UNIT_TEST(a_request_under_way_is_waited_for_and_then_lost),
	   UNIT_TEST(an_order_passes_at_its_last_mark), UNIT_TEST(an_order_turned_round_fails),
	   UNIT_TEST(an_order_closer_than_the_clocks_is_inconclusive),
	   UNIT_TEST(a_notice_may_be_read_late_on_a_busy_machine),
	   UNIT_TEST(an_order_goes_on_when_a_fault_only_ends_another),
	   UNIT_TEST(an_order_incomplete_says_what_is_missing),
	   UNIT_TEST(never_passes_at_the_end_of_its_window),
	   UNIT_TEST(never_fails_at_the_moment_it_is_so),
	   UNIT_TEST(a_step_is_as_bad_as_its_worst_expectation),
	   UNIT_TEST(withdrawing_first_keeps_the_invariant),
	   UNIT_TEST(unbinding_what_is_announced_breaks_the_invariant),
	   UNIT_TEST(what_goes_with_a_device_was_not_unbound),
	   UNIT_TEST(unbinding_as_the_withdrawal_leaves_is_inconclusive),
	   UNIT_TEST(an_unhealthy_node_that_announces_breaks_the_invariant))
