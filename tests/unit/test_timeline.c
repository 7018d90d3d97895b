#include "sim/trace/timeline.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

static struct topo_node nodes[] = {{.name = "r1"}, {.name = "c1"}, {.name = "c2"}, {.name = "u1"}};
static const struct topo topo = {.name = "lab", .nodes = nodes, .n_nodes = 4};
static const struct instant start = {1000000000};

static struct timeline *timeline;
static char *text;
static size_t n_text;
static FILE *file;

static struct trace_event event_at(int64_t ms, enum trace_kind kind, const char *words)
{
	struct instant at = instant_add_ms(start, ms);

	return (struct trace_event){
		.kind = kind, .at = at, .cause = at, .node = TOPO_NONE, .text = words};
}

static void begin(void)
{
	timeline = timeline_new(&topo, start);
	file = open_memstream(&text, &n_text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(timeline);
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
}

static void end(void)
{
	timeline_free(timeline);
	fclose(file);
	free(text);
}

static void ends_with(const char *expected)
{
	fflush(file);
	CU_ASSERT_STRING_EQUAL(text, expected);
	end();
}

static void a_route_is_one_line_with_names(void)
{
	struct trace_event event = event_at(2, TRACE_ROUTE, NULL);

	begin();
	event.node = 0;
	event.at.ns += 345678;
	event.route.prefix = (struct prefix){{IP_V4, {203, 0, 113, 0}}, 24};
	event.route.via[0] = 1;
	event.route.via[1] = TOPO_NONE;
	event.route.n_via = 2;
	timeline_stream(timeline, file);
	CU_ASSERT_EQUAL(timeline_emit(timeline, &event), 1);
	ends_with("{\"n\":1,\"t_ms\":2.345,\"t_ns\":1002345678,\"kind\":\"route\",\"node\":\"r1\","
		  "\"prefix\":\"203.0.113.0/24\",\"present\":true,\"via\":[\"c1\",null]}\n");
}

static void hostile_text_stays_one_line_of_valid_json(void)
{
	struct trace_event event =
		event_at(-1, TRACE_LOG,
			 "a\n\"\\</script>\x1b[31m\xff\xc3\xa9\xed\xa0\x80\xe2\x80\xa8"
			 "\xc2\x9b\xf4\x90\x80\x80\xc0\xaf\xe2\x82");

	begin();
	event.node = 1;
	timeline_stream(timeline, file);
	timeline_emit(timeline, &event);
	ends_with("{\"n\":1,\"t_ms\":-1.000,\"t_ns\":999000000,\"kind\":\"log\",\"node\":\"c1\","
		  "\"text\":\"a\\n\\\"\\\\\\u003c/script\\u003e\\u001b[31m\\ufffd\xc3\xa9"
		  "\\ufffd\\ufffd\\ufffd\\u2028\\u009b\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd"
		  "\\ufffd\\ufffd\"}\n");
}

static void a_withdrawal_names_both_ends_and_its_prefixes(void)
{
	struct trace_event event = event_at(0, TRACE_BGP, NULL);

	begin();
	event.node = 0;
	event.bgp.kind = TRACE_BGP_UPDATE;
	event.bgp.from = 1;
	event.bgp.to = 0;
	event.bgp.withdrawn[0] = (struct prefix){{IP_V6, {0x20, 0x01, 0x0d, 0xb8}}, 32};
	event.bgp.n_withdrawn = 1;
	timeline_stream(timeline, file);
	timeline_emit(timeline, &event);
	ends_with("{\"n\":1,\"t_ms\":0.000,\"t_ns\":1000000000,\"kind\":\"bgp\",\"node\":\"r1\","
		  "\"message\":\"update\",\"from\":\"c1\",\"to\":\"r1\",\"announced\":[],"
		  "\"withdrawn\":[\"2001:db8::/32\"],\"more\":0,\"end_of_rib\":null}\n");
}

static void a_late_stream_gets_what_was_before_once(void)
{
	struct trace_event first = event_at(0, TRACE_LAB, "up");
	struct trace_event second = event_at(1, TRACE_STEP, "kill c1");

	begin();
	timeline_emit(timeline, &first);
	timeline_stream(timeline, file);
	timeline_emit(timeline, &second);
	timeline_unstream(timeline, file);
	timeline_emit(timeline, &second);
	ends_with("{\"n\":1,\"t_ms\":0.000,\"t_ns\":1000000000,\"kind\":\"lab\",\"text\":\"up\"}\n"
		  "{\"n\":2,\"t_ms\":1.000,\"t_ns\":1001000000,\"kind\":\"step\","
		  "\"text\":\"kill c1\"}\n");
}

static void what_is_kept_is_a_copy(void)
{
	char words[] = "words";
	char device[] = "eth1";
	struct trace_event event = event_at(0, TRACE_LINK, words);

	begin();
	event.link.device = device;
	timeline_emit(timeline, &event);
	memset(words, 'x', 5);
	memset(device, 'x', 4);
	CU_ASSERT_STRING_EQUAL(timeline_at(timeline, 1)->text, "words");
	CU_ASSERT_STRING_EQUAL(timeline_at(timeline, 1)->link.device, "eth1");
	CU_ASSERT_PTR_NULL(timeline_at(timeline, 0));
	CU_ASSERT_PTR_NULL(timeline_at(timeline, 2));
	end();
}

static char order[64];

static void note(const char *who, size_t number)
{
	size_t n = strlen(order);

	snprintf(order + n, sizeof(order) - n, "%s%zu ", who, number);
}

static void first_listener(void *arg, size_t number, const struct trace_event *event)
{
	struct trace_event answer = event_at(5, TRACE_VERDICT, "passed");

	(void)arg;
	note("a", number);
	if (event->kind == TRACE_STEP)
		timeline_emit(timeline, &answer);
}

static void second_listener(void *arg, size_t number, const struct trace_event *event)
{
	(void)event;
	note(arg, number);
	timeline_unlisten(timeline, second_listener, arg);
}

static void third_listener(void *arg, size_t number, const struct trace_event *event)
{
	(void)event;
	note(arg, number);
}

static void an_event_emitted_by_a_listener_comes_after_for_all(void)
{
	struct trace_event event = event_at(0, TRACE_STEP, "kill c1");

	begin();
	order[0] = '\0';
	timeline_listen(timeline, first_listener, NULL);
	timeline_listen(timeline, second_listener, "b");
	timeline_listen(timeline, third_listener, "c");
	timeline_emit(timeline, &event);
	CU_ASSERT_STRING_EQUAL(order, "a1 b1 c1 a2 c2 ");
	end();
}

static void a_report_sees_events_by_time(void)
{
	struct trace_event late = event_at(5, TRACE_LAB, "late");
	struct trace_event early = event_at(4, TRACE_LAB, "early");
	const struct timeline_entry **sorted;
	size_t n = 0;

	begin();
	timeline_emit(timeline, &late);
	timeline_emit(timeline, &early);
	timeline_emit(timeline, &late);
	sorted = timeline_sorted(timeline, &n);
	if (sorted == NULL)
		abort();
	CU_ASSERT_EQUAL(n, 3);
	CU_ASSERT_EQUAL(sorted[0]->number, 2);
	CU_ASSERT_EQUAL(sorted[1]->number, 1);
	CU_ASSERT_EQUAL(sorted[2]->number, 3);
	free(sorted);
	end();
}

static void a_fault_stands_at_its_cause(void)
{
	struct trace_event effect = event_at(5, TRACE_LAB, "gone");
	struct trace_event fault = event_at(6, TRACE_FAULT, "kill c1");
	const struct timeline_entry **sorted;
	size_t n = 0;

	begin();
	fault.cause = instant_add_ms(start, 4);
	timeline_emit(timeline, &effect);
	timeline_emit(timeline, &fault);
	sorted = timeline_sorted(timeline, &n);
	if (sorted == NULL)
		abort();
	CU_ASSERT_EQUAL(sorted[0]->number, 2);
	free(sorted);
	end();
}

static void chatter_cannot_push_out_what_matters(void)
{
	struct trace_event chatter = event_at(0, TRACE_LOG, "x");
	struct trace_event event = event_at(1, TRACE_STEP, "kill c1");
	size_t number;

	begin();
	for (size_t i = 0; i < TIMELINE_CHATTER_MAX + 7; i++)
		timeline_emit(timeline, &chatter);
	number = timeline_emit(timeline, &event);
	CU_ASSERT_EQUAL(number, TIMELINE_CHATTER_MAX + 8);
	CU_ASSERT_EQUAL(timeline_lost(timeline), 7);
	CU_ASSERT_PTR_NOT_NULL(timeline_at(timeline, number));
	CU_ASSERT_PTR_NULL(timeline_at(timeline, number - 1));
	end();
}

UNIT_SUITE(timeline, UNIT_TEST(a_route_is_one_line_with_names),
	   UNIT_TEST(hostile_text_stays_one_line_of_valid_json),
	   UNIT_TEST(a_withdrawal_names_both_ends_and_its_prefixes),
	   UNIT_TEST(a_late_stream_gets_what_was_before_once), UNIT_TEST(what_is_kept_is_a_copy),
	   UNIT_TEST(an_event_emitted_by_a_listener_comes_after_for_all),
	   UNIT_TEST(a_report_sees_events_by_time), UNIT_TEST(a_fault_stands_at_its_cause),
	   UNIT_TEST(chatter_cannot_push_out_what_matters))
