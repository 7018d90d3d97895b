#include "sim/trace/report.h"
#include "tests/lib/golden.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

/* One run, told in four ways: c1 is killed, u1 goes on with c2; texts are hostile. */

enum { R1, C1, C2, U1, N_NODES };

static struct topo_node nodes[] = {{.name = "r1", .kind = TOPO_KIND_BIRD},
				   {.name = "c1", .kind = TOPO_KIND_CACHE},
				   {.name = "c2", .kind = TOPO_KIND_CACHE},
				   {.name = "u1", .kind = TOPO_KIND_CLIENT}};
static struct topo topo = {.name = "failover", .nodes = nodes, .n_nodes = N_NODES};
static const struct instant start = {7 * NS_PER_S};
static const struct prefix net = {{IP_V4, {203, 0, 113, 0}}, 24};
static const struct prefix net6 = {{IP_V6, {0x20, 0x01, 0x0d, 0xb8, 0, 0x0a}}, 48};

static struct timeline *timeline;
static struct report report;

static struct trace_event event_at(double ms, enum trace_kind kind, size_t node, const char *text)
{
	struct instant at = instant_add_ns(start, (int64_t)(ms * 1e6));

	return (struct trace_event){
		.kind = kind, .at = at, .cause = at, .node = node, .text = text};
}

static void emit(const struct trace_event *event)
{
	timeline_emit(timeline, event);
}

static void word(double ms, enum trace_kind kind, size_t node, const char *text)
{
	struct trace_event event = event_at(ms, kind, node, text);

	emit(&event);
}

static void route(double ms, size_t n, size_t first, size_t second)
{
	struct trace_event event = event_at(ms, TRACE_ROUTE, R1, NULL);

	event.route.prefix = net;
	event.route.via[0] = first;
	event.route.via[1] = second;
	event.route.n_via = n;
	emit(&event);
	event.route.prefix = net6;
	emit(&event);
}

static void answer(double ms, uint64_t number, size_t served_by)
{
	struct trace_event event = event_at(ms, TRACE_CLIENT, U1, NULL);

	event.client.number = number;
	event.client.started = instant_add_ms(event.at, -1);
	event.client.answered = served_by != TOPO_NONE;
	event.client.status = event.client.answered ? 200 : 0;
	event.client.served_by = served_by;
	event.client.error = "reset\033[2J by peer <script>";
	emit(&event);
}

static void die(double ms)
{
	struct trace_event fault = event_at(ms + 0.1, TRACE_FAULT, C1, "kill c1");
	struct trace_event process = event_at(ms + 0.4, TRACE_PROCESS, C1, NULL);
	struct trace_event session = event_at(ms + 0.6, TRACE_SESSION, R1, NULL);

	fault.cause = instant_add_ns(start, (int64_t)(ms * 1e6));
	emit(&fault);
	process.process.state = TRACE_PROCESS_SIGNALED;
	process.process.code = 9;
	process.process.program = "anycastd";
	emit(&process);
	session.session.peer = C1;
	session.session.state = TOPO_SESSION_DOWN;
	emit(&session);
}

static void ended(double ms, int code)
{
	struct trace_event event = event_at(ms, TRACE_PROCESS, C1, NULL);

	event.process.state = TRACE_PROCESS_EXITED;
	event.process.code = code;
	event.process.program = "anycastd";
	emit(&event);
}

static void verdict_event(double ms, enum trace_verdict verdict, const char *text)
{
	struct trace_event event = event_at(ms, TRACE_VERDICT, TOPO_NONE, text);

	event.verdict.verdict = verdict;
	event.verdict.elapsed_ns = -1;
	event.verdict.evidence = SIZE_MAX;
	emit(&event);
}

static void add(const char *name, enum trace_verdict verdict, int64_t elapsed_ns,
		const char *detail)
{
	struct judge_verdict out = {
		.done = true, .verdict = verdict, .elapsed_ns = elapsed_ns, .evidence = SIZE_MAX};

	strncpy(out.detail, detail, sizeof(out.detail) - 1);
	report_add(&report, name, &out);
}

static void begin(void)
{
	topo.service.hostname = "cache.anycast.example.org";
	topo.service.routes[0] = net;
	topo.service.n_routes = 2;
	topo.service.routes[1] = net6;
	timeline = timeline_new(&topo, start);
	report_init(&report, &topo);
	report.up_ns = 412345678;
}

static void end(void)
{
	report_close(&report);
	timeline_free(timeline);
}

static void tell_run(void)
{
	begin();
	word(1, TRACE_LAB, TOPO_NONE, "4 nodes, 3 links");
	word(1.5, TRACE_HEALTH, C1, "ok"); /* as everybody expects */
	word(2, TRACE_STEP, TOPO_NONE, "both caches announce");
	word(3, TRACE_LOG, C1, "quiet");
	route(250.5, 1, C1, 0);
	route(300.25, 2, C1, C2);
	verdict_event(300.3, TRACE_PASS, "route 203.0.113.0/24 at r1 via c1, c2 after 298.250 ms");
	word(1000, TRACE_STEP, TOPO_NONE, "c1 dies #1 <b>");
	answer(1001, 1, C1);
	answer(1006, 2, C1);
	die(1010);
	answer(1011, 3, TOPO_NONE);
	answer(1012, 4, TOPO_NONE);
	route(1012.5, 1, C2, 0);
	answer(1016, 5, C2);
	word(1017, TRACE_LOG, C1, "anycastd: no\troute");
	ended(1018, 2);
	word(1020, TRACE_HEALTH, C2, "critical\n");
	verdict_event(1020.5, TRACE_FAIL, "client u1 (at most 0 lost): 2 of 3 requests lost");
	word(1025, TRACE_STEP, TOPO_NONE, "needs a router");
	word(1030, TRACE_LAB, TOPO_NONE, TRACE_STOPPING);
	route(1031, 0, 0, 0); /* as everybody expects */
	ended(1040, 1);
	add("both caches announce", TRACE_PASS, 298250000,
	    "route 203.0.113.0/24 at r1 via c1, c2 after 298.250 ms");
	add("c1 dies #1 <b>", TRACE_FAIL, -1,
	    "client u1 (at most 0 lost): 2 of 3 requests \033lost");
	add("needs a router", TRACE_SKIP, -1, "frr is not installed");
	add("invariant nothing-left-behind", TRACE_INCONCLUSIVE, -1, "not \"looked\" for");
	report.note = "stopped by the user";
}

static void the_text_is_as_in_its_golden_file(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	tell_run();
	report_text(&report, timeline, file, false);
	fclose(file);
	CU_ASSERT_TRUE(golden_equal("report.txt", text));
	CU_ASSERT_PTR_NULL(strchr(text, '\033'));
	free(text);
	end();
}

static void the_page_is_as_in_its_golden_file(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	tell_run();
	report_html(&report, timeline, file);
	fclose(file);
	CU_ASSERT_TRUE(golden_equal("report.html", text));
	CU_ASSERT_PTR_NULL(strstr(text, "<script"));
	CU_ASSERT_PTR_NULL(strstr(text, "<b>"));
	free(text);
	end();
}

static void the_tap_is_as_in_its_golden_file(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	tell_run();
	report_tap(&report, file);
	fclose(file);
	CU_ASSERT_TRUE(golden_equal("report.tap", text));
	free(text);
	end();
}

static void json_has_exactly_these_members(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	tell_run();
	report_json(&report, file);
	fclose(file);
	CU_ASSERT_STRING_EQUAL(
		text,
		"{\"lab\":\"failover\",\"verdict\":\"fail\",\"up_ms\":412.345,\"steps\":["
		"{\"name\":\"both caches announce\",\"verdict\":\"pass\",\"elapsed_ms\":298.250,"
		"\"detail\":\"route 203.0.113.0/24 at r1 via c1, c2 after 298.250 ms\"},"
		"{\"name\":\"c1 dies #1 \\u003cb\\u003e\",\"verdict\":\"fail\",\"elapsed_ms\":null,"
		"\"detail\":\"client u1 (at most 0 lost): 2 of 3 requests \\u001blost\"},"
		"{\"name\":\"needs a router\",\"verdict\":\"skip\",\"elapsed_ms\":null,"
		"\"detail\":\"frr is not installed\"},"
		"{\"name\":\"invariant nothing-left-behind\",\"verdict\":\"inconclusive\","
		"\"elapsed_ms\":null,\"detail\":\"not \\\"looked\\\" for\"}]}\n");
	free(text);
	end();
}

static void the_exit_code_follows_the_worst_verdict(void)
{
	begin();
	CU_ASSERT_EQUAL(report_exit_code(&report), 0);
	add("a", TRACE_PASS, 0, "");
	CU_ASSERT_EQUAL(report_exit_code(&report), 0);
	add("b", TRACE_SKIP, -1, "");
	CU_ASSERT_EQUAL(report_exit_code(&report), 77);
	add("c", TRACE_INCONCLUSIVE, -1, "");
	CU_ASSERT_EQUAL(report_exit_code(&report), 3);
	add("d", TRACE_FAIL, -1, "");
	CU_ASSERT_EQUAL(report_exit_code(&report), 1);
	end();
}

static void colour_is_for_terminals_only(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	tell_run();
	report_text(&report, timeline, file, true);
	fclose(file);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\033[31mfail\033[0m"));
	CU_ASSERT_PTR_NULL(strstr(text, "\033[2J"));
	free(text);
	end();
}

UNIT_SUITE(report, UNIT_TEST(the_text_is_as_in_its_golden_file),
	   UNIT_TEST(the_page_is_as_in_its_golden_file),
	   UNIT_TEST(the_tap_is_as_in_its_golden_file), UNIT_TEST(json_has_exactly_these_members),
	   UNIT_TEST(the_exit_code_follows_the_worst_verdict),
	   UNIT_TEST(colour_is_for_terminals_only))
