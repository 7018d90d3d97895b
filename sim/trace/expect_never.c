#include "sim/trace/expect.h"

/* What must not be so at any moment of the window from t0 on. */

static int64_t window_ns(const struct topo_expect *what)
{
	return what->window_ns > 0 ? what->window_ns : what->within_ns;
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
	if (expect->what->never != NULL && expect_fact_holds(context, expect->what->never, &since))
		violated(expect, context, since);
}

/* An order inside: judged as an order, with the verdict turned round. */
static void order_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input)
{
	struct expect_context window = *context;
	struct expect inner = *expect;
	struct world_since why = {input->event->at, input->number};

	window.since = context->t0;
	inner.what = expect->what->never;
	inner.verdict = (struct judge_verdict){.evidence = SIZE_MAX, .elapsed_ns = -1};
	expect_order_event(&inner, &window, input);
	expect->order = inner.order;
	if (inner.verdict.done && inner.verdict.verdict == TRACE_PASS)
		violated(expect, context, why);
}

void expect_never_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input)
{
	const struct topo_expect *never = expect->what->never;
	const struct trace_event *event = input->event;
	struct world_since since = {event->at, input->number};

	if (!expect->begun || never == NULL || event->at.ns > expect->limit.ns)
		return;
	if (never->kind == TOPO_EXPECT_ORDER) {
		order_event(expect, context, input);
	} else if (never->kind == TOPO_EXPECT_CLIENT) {
		if (event->kind == TRACE_CLIENT && event->node == never->node &&
		    event->client.started.ns >= context->t0.ns &&
		    expect_client_answer(never, event))
			violated(expect, context, since);
	} else if (input->change != WORLD_SAME && expect_fact_holds(context, never, &since)) {
		violated(expect, context, since);
	}
}

void expect_never_time(struct expect *expect, const struct expect_context *context)
{
	struct line line = expect_end(expect, TRACE_PASS);

	expect->verdict.elapsed_ns = window_ns(expect->what);
	expect_words(&line, context->topo, expect->what);
	line_add(&line, " for ");
	line_add_time(&line, window_ns(expect->what));
}
