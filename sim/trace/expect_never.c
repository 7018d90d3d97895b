#include "sim/trace/expect.h"

/* What must not be so at any moment of the window from t0 on. */

static int64_t window_ns(const struct topo_expect *what)
{
	return what->window_ns > 0 ? what->window_ns : what->within_ns;
}

/* What was so before the fault is no violation when the fault ends it: until then it has had no
 * time. */
static bool is_excused(const struct expect_context *context, struct instant now)
{
	return context->step->fault.kind != TOPO_FAULT_NONE &&
	       instant_since(now, context->since) < EXPECT_ACT_NS;
}

static void violated(struct expect *expect, const struct expect_context *context,
		     struct world_since why)
{
	struct line line = expect_end(expect, TRACE_FAIL);
	int64_t after_ns = instant_since(why.at, context->t0);

	expect->verdict.evidence = why.number;
	expect_words(&line, context->topo, expect->what);
	line_add(&line, " for ");
	line_add_time(&line, window_ns(expect->what));
	if (why.number == SIZE_MAX || after_ns <= 0) {
		line_add(&line, ": it was so from the beginning");
		return;
	}
	line_add(&line, ": it was so after ");
	line_add_time(&line, after_ns);
}

void expect_never_begin(struct expect *expect, const struct expect_context *context)
{
	struct world_since since;

	expect->limit = instant_add_ns(context->t0, window_ns(expect->what));
	expect->wait = instant_add_ns(expect->limit, EXPECT_GRACE_NS);
	if (expect->what->never == NULL || !expect_fact_holds(context, expect->what->never, &since))
		return;
	if (!is_excused(context, context->t0)) {
		violated(expect, context, since);
		return;
	}
	expect->fact.holds = true;
	expect->fact.since = since;
	expect->wait = instant_add_ns(context->since, EXPECT_ACT_NS + EXPECT_GRACE_NS);
}

/* An order inside: judged as an order, with the verdict turned round. */
static void order_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input)
{
	struct expect_context window = *context;
	struct expect inner = *expect;
	struct world_since why = {input->event->at, input->number};

	window.since = window.marks = context->t0;
	inner.what = expect->what->never;
	inner.verdict = (struct judge_verdict){.evidence = SIZE_MAX, .elapsed_ns = -1};
	expect_order_event(&inner, &window, input);
	expect->order = inner.order;
	if (inner.verdict.done && inner.verdict.verdict == TRACE_PASS)
		violated(expect, context, why);
}

/* A route, an address or a session. */
static void fact_event(struct expect *expect, const struct expect_context *context,
		       const struct expect_input *input)
{
	struct world_since since;
	bool holds;

	if (expect->fact.holds && !is_excused(context, input->event->at)) {
		violated(expect, context, expect->fact.since);
		return;
	}
	if (input->change == WORLD_SAME)
		return;
	holds = expect_fact_holds(context, expect->what->never, &since);
	if (holds && !expect->fact.holds)
		violated(expect, context, (struct world_since){input->event->at, input->number});
	else if (!holds && expect->fact.holds)
		expect->wait = instant_add_ns(expect->limit, EXPECT_GRACE_NS);
	expect->fact.holds = holds;
}

static void client_event(struct expect *expect, const struct expect_context *context,
			 const struct expect_input *input)
{
	const struct topo_expect *never = expect->what->never;
	const struct trace_event *event = input->event;

	if (event->kind == TRACE_CLIENT && event->node == never->node &&
	    event->client.started.ns >= context->t0.ns &&
	    !is_excused(context, event->client.started) && expect_client_answer(never, event))
		violated(expect, context, (struct world_since){event->at, input->number});
}

void expect_never_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input)
{
	const struct topo_expect *never = expect->what->never;

	if (!expect->begun || never == NULL || input->event->at.ns > expect->limit.ns)
		return;
	if (never->kind == TOPO_EXPECT_ORDER)
		order_event(expect, context, input);
	else if (never->kind == TOPO_EXPECT_CLIENT)
		client_event(expect, context, input);
	else
		fact_event(expect, context, input);
}

void expect_never_time(struct expect *expect, const struct expect_context *context)
{
	struct line line;

	if (expect->fact.holds) {
		violated(expect, context, expect->fact.since);
		return;
	}
	line = expect_end(expect, TRACE_PASS);
	expect->verdict.elapsed_ns = window_ns(expect->what);
	expect_words(&line, context->topo, expect->what);
	line_add(&line, " for ");
	line_add_time(&line, window_ns(expect->what));
}
