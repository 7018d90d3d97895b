#include "sim/trace/judge.h"

#include "sim/trace/event_text.h"
#include "sim/trace/expect.h"

#include <stdlib.h>

struct judge {
	struct judge_start start;
	struct expect_context context;
	struct world *world;
	struct expect *expects;
	size_t n;
	bool begun; /* the events have reached t0 */
};

static void expect_begin(struct expect *expect, const struct expect_context *context)
{
	expect->begun = true;
	switch (expect->what->kind) {
	case TOPO_EXPECT_ROUTE:
	case TOPO_EXPECT_ADDRESS:
	case TOPO_EXPECT_SESSION:
		expect_fact_begin(expect, context);
		break;
	case TOPO_EXPECT_CLIENT:
		expect_client_begin(expect, context);
		break;
	case TOPO_EXPECT_NEVER:
		expect_never_begin(expect, context);
		break;
	case TOPO_EXPECT_ORDER:
		break;
	}
}

static void expect_event(struct expect *expect, const struct expect_context *context,
			 const struct expect_input *input)
{
	switch (expect->what->kind) {
	case TOPO_EXPECT_ROUTE:
	case TOPO_EXPECT_ADDRESS:
	case TOPO_EXPECT_SESSION:
		expect_fact_event(expect, context, input);
		break;
	case TOPO_EXPECT_CLIENT:
		expect_client_event(expect, context, input);
		break;
	case TOPO_EXPECT_NEVER:
		expect_never_event(expect, context, input);
		break;
	case TOPO_EXPECT_ORDER:
		expect_order_event(expect, context, input);
		break;
	}
}

static void expect_time(struct expect *expect, const struct expect_context *context,
			struct instant now)
{
	switch (expect->what->kind) {
	case TOPO_EXPECT_ROUTE:
	case TOPO_EXPECT_ADDRESS:
	case TOPO_EXPECT_SESSION:
		expect_fact_time(expect, context);
		break;
	case TOPO_EXPECT_CLIENT:
		expect_client_time(expect, context, now);
		break;
	case TOPO_EXPECT_NEVER:
		expect_never_time(expect, context);
		break;
	case TOPO_EXPECT_ORDER:
		expect_order_time(expect, context);
		break;
	}
}

static void begin_all(struct judge *judge)
{
	judge->begun = true;
	for (size_t i = 0; i < judge->n; i++) {
		if (!judge->expects[i].verdict.done)
			expect_begin(&judge->expects[i], &judge->context);
	}
}

static void note_load(struct judge *judge, size_t number, const struct trace_event *event)
{
	if (event->kind != TRACE_LOAD || event->at.ns < judge->start.t0.ns ||
	    event->load.foreign <= judge->context.foreign)
		return;
	judge->context.foreign = event->load.foreign;
	judge->context.foreign_number = number;
}

static void feed(struct judge *judge, size_t number, const struct trace_event *event)
{
	struct expect_input input = {.number = number, .event = event};

	note_load(judge, number, event);
	input.change = world_event(judge->world, number, event);
	for (size_t i = 0; i < judge->n; i++) {
		if (!judge->expects[i].verdict.done)
			expect_event(&judge->expects[i], &judge->context, &input);
	}
}

/* Everything that was before, so that the world is as at t0 and evidence since the cause counts. */
static int replay(struct judge *judge, const struct timeline *timeline)
{
	size_t n = 0;
	const struct timeline_entry **entries = timeline_sorted(timeline, &n);

	if (entries == NULL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!judge->begun && entries[i]->event.at.ns >= judge->start.t0.ns)
			begin_all(judge);
		feed(judge, entries[i]->number, &entries[i]->event);
	}
	if (!judge->begun)
		begin_all(judge);
	free(entries);
	return 0;
}

static void expect_init(struct expect *expect, const struct topo_expect *what,
			const struct judge_start *start)
{
	*expect = (struct expect){.what = what};
	expect->verdict.evidence = SIZE_MAX;
	expect->verdict.elapsed_ns = -1;
	expect->limit = instant_add_ns(start->t0, what->within_ns);
	expect->wait = instant_add_ns(expect->limit, EXPECT_GRACE_NS);
	expect->client.served_by = TOPO_NONE;
}

struct judge *judge_begin(const struct timeline *timeline, const struct judge_start *start)
{
	const struct topo *topo = timeline_topo(timeline);
	const struct topo_step *step = &topo->steps[start->step];
	struct judge *judge = calloc(1, sizeof(*judge));

	if (judge == NULL)
		return NULL;
	judge->start = *start;
	judge->world = world_new(topo);
	judge->expects = calloc(step->n_expects + 1, sizeof(*judge->expects));
	judge->n = step->n_expects;
	judge->context = (struct expect_context){.topo = topo,
						 .step = step,
						 .world = judge->world,
						 .t0 = start->t0,
						 .since = start->since,
						 .marks = start->marks,
						 .rising = start->rising,
						 .up = start->up,
						 .foreign_max = start->foreign_max,
						 .foreign_number = SIZE_MAX};
	if (judge->world == NULL || judge->expects == NULL)
		goto fail;
	for (size_t i = 0; i < judge->n; i++)
		expect_init(&judge->expects[i], &step->expects[i], start);
	if (replay(judge, timeline) < 0)
		goto fail;
	return judge;
fail:
	judge_free(judge);
	return NULL;
}

void judge_free(struct judge *judge)
{
	if (judge == NULL)
		return;
	world_free(judge->world);
	free(judge->expects);
	free(judge);
}

void judge_event(struct judge *judge, size_t number, const struct trace_event *event)
{
	feed(judge, number, event);
}

void judge_up(struct judge *judge, struct instant at)
{
	judge->context.up = at;
	for (size_t i = 0; i < judge->n; i++) {
		if (!judge->expects[i].verdict.done)
			expect_fact_up(&judge->expects[i], &judge->context);
	}
}

struct instant judge_deadline(const struct judge *judge)
{
	struct instant deadline = INSTANT_NEVER;

	for (size_t i = 0; i < judge->n; i++) {
		if (!judge->expects[i].verdict.done)
			deadline = instant_min(deadline, judge->expects[i].wait);
	}
	return deadline;
}

void judge_time(struct judge *judge, struct instant now)
{
	for (size_t i = 0; i < judge->n; i++) {
		struct expect *expect = &judge->expects[i];

		if (!expect->verdict.done && instant_reached(expect->wait, now))
			expect_time(expect, &judge->context, now);
	}
}

void judge_stop(struct judge *judge, enum trace_verdict verdict, const char *why)
{
	for (size_t i = 0; i < judge->n; i++) {
		struct expect *expect = &judge->expects[i];
		struct line line;

		if (expect->verdict.done)
			continue;
		line = expect_end(expect, verdict);
		expect_words(&line, judge->context.topo, expect->what);
		line_add(&line, ": %s", why);
	}
}

bool judge_done(const struct judge *judge)
{
	for (size_t i = 0; i < judge->n; i++) {
		if (!judge->expects[i].verdict.done)
			return false;
	}
	return true;
}

bool judge_has_news(const struct judge *judge)
{
	for (size_t i = 0; i < judge->n; i++) {
		if (judge->expects[i].verdict.done && !judge->expects[i].told)
			return true;
	}
	return false;
}

const struct judge_verdict *judge_verdict(const struct judge *judge, size_t i)
{
	return &judge->expects[i].verdict;
}

enum trace_verdict judge_worse(enum trace_verdict a, enum trace_verdict b)
{
	static const int weight[] = {
		[TRACE_PASS] = 0,
		[TRACE_SKIP] = 1,
		[TRACE_INCONCLUSIVE] = 2,
		[TRACE_FAIL] = 3,
	};

	return weight[a] >= weight[b] ? a : b;
}

/* A `never` is decided by its window, not by an event: it says nothing of how long things took. */
static bool is_timed(const struct judge *judge, const struct expect *expect)
{
	return judge->n == 1 || expect->what->kind != TOPO_EXPECT_NEVER;
}

void judge_sum(const struct judge *judge, struct judge_verdict *out)
{
	struct line line;

	*out = (struct judge_verdict){.done = judge_done(judge),
				      .verdict = TRACE_PASS,
				      .elapsed_ns = judge->n == 0 ? 0 : -1,
				      .evidence = SIZE_MAX};
	for (size_t i = 0; i < judge->n; i++) {
		const struct expect *expect = &judge->expects[i];

		out->verdict = judge_worse(out->verdict, expect->verdict.verdict);
		if (is_timed(judge, expect) && expect->verdict.elapsed_ns > out->elapsed_ns) {
			out->elapsed_ns = expect->verdict.elapsed_ns;
			out->evidence = expect->verdict.evidence;
		}
	}
	line = line_begin(out->detail, sizeof(out->detail));
	for (size_t i = 0; i < judge->n; i++) {
		const struct judge_verdict *verdict = &judge->expects[i].verdict;

		if (verdict->verdict == out->verdict)
			line_add(&line, "%s%s", line.n > 0 ? "; " : "", verdict->detail);
	}
}

void judge_tell(struct judge *judge, struct timeline *timeline, struct instant now)
{
	for (size_t i = 0; i < judge->n; i++) {
		struct expect *expect = &judge->expects[i];
		struct trace_event event = {.kind = TRACE_VERDICT,
					    .at = now,
					    .cause = judge->start.t0,
					    .node = TOPO_NONE,
					    .text = expect->verdict.detail};

		if (!expect->verdict.done || expect->told)
			continue;
		expect->told = true;
		event.verdict.verdict = expect->verdict.verdict;
		event.verdict.step = judge->start.step;
		event.verdict.elapsed_ns = expect->verdict.elapsed_ns;
		event.verdict.evidence = expect->verdict.evidence;
		timeline_emit(timeline, &event);
	}
}
