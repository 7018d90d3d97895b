#include "anycast/ip.h"
#include "sim/trace/expect.h"

/* Marks in the given order: of each its first event since the cause. */

static bool names(const struct prefix *wanted, const struct prefix *list, size_t n)
{
	if (wanted->ip.family == IP_NONE)
		return n > 0;
	for (size_t i = 0; i < n; i++) {
		if (prefix_equal(wanted, &list[i]))
			return true;
	}
	return false;
}

static bool bgp_matches(const struct topo_mark *mark, const struct trace_event *event)
{
	if (event->kind != TRACE_BGP || event->bgp.from != mark->node)
		return false;
	if (event->bgp.kind == TRACE_BGP_OPEN)
		return mark->kind == TOPO_MARK_BGP_OPEN;
	if (event->bgp.kind == TRACE_BGP_NOTIFICATION)
		return mark->kind == TOPO_MARK_BGP_NOTIFICATION;
	if (event->bgp.kind == TRACE_BGP_WITHDRAW_ACKED)
		return mark->kind == TOPO_MARK_BGP_WITHDRAW_ACKED &&
		       (mark->prefix.ip.family == IP_NONE ||
			names(&mark->prefix, event->bgp.withdrawn, event->bgp.n_withdrawn));
	if (event->bgp.kind != TRACE_BGP_UPDATE)
		return false;
	if (mark->kind == TOPO_MARK_BGP_ANNOUNCE)
		return names(&mark->prefix, event->bgp.announced, event->bgp.n_announced);
	if (mark->kind == TOPO_MARK_BGP_WITHDRAW)
		return names(&mark->prefix, event->bgp.withdrawn, event->bgp.n_withdrawn);
	return mark->kind == TOPO_MARK_BGP_END_OF_RIB && event->bgp.end_of_rib != IP_NONE &&
	       (mark->prefix.ip.family == IP_NONE ||
		mark->prefix.ip.family == event->bgp.end_of_rib);
}

static bool address_matches(const struct topo_mark *mark, const struct expect_input *input)
{
	const struct trace_event *event = input->event;

	return event->kind == TRACE_ADDRESS && event->node == mark->node &&
	       (mark->prefix.ip.family == IP_NONE ||
		world_address_like(&mark->prefix, &event->address.prefix));
}

static bool route_matches(const struct topo_mark *mark, const struct expect_input *input)
{
	const struct trace_event *event = input->event;

	return event->kind == TRACE_ROUTE && event->node == mark->node &&
	       names(&mark->prefix, &event->route.prefix, 1);
}

static bool process_ended(const struct topo_mark *mark, const struct trace_event *event)
{
	return event->kind == TRACE_PROCESS && event->node == mark->node &&
	       (event->process.state == TRACE_PROCESS_EXITED ||
		event->process.state == TRACE_PROCESS_SIGNALED);
}

static bool matches(const struct topo_mark *mark, const struct expect_input *input)
{
	switch (mark->kind) {
	case TOPO_MARK_BGP_OPEN:
	case TOPO_MARK_BGP_ANNOUNCE:
	case TOPO_MARK_BGP_WITHDRAW:
	case TOPO_MARK_BGP_WITHDRAW_ACKED:
	case TOPO_MARK_BGP_END_OF_RIB:
	case TOPO_MARK_BGP_NOTIFICATION:
		return bgp_matches(mark, input->event);
	case TOPO_MARK_ADDRESS_ADDED:
		return input->change == WORLD_APPEARED && address_matches(mark, input);
	case TOPO_MARK_ADDRESS_REMOVED:
		return input->change == WORLD_GONE && address_matches(mark, input);
	case TOPO_MARK_ROUTE_ADDED:
		return input->change == WORLD_APPEARED && route_matches(mark, input);
	case TOPO_MARK_ROUTE_GONE:
		return input->change == WORLD_GONE && route_matches(mark, input);
	case TOPO_MARK_PROCESS_EXITED:
		return process_ended(mark, input->event);
	}
	return false;
}

static bool is_wire(const struct topo_mark *mark)
{
	switch (mark->kind) {
	case TOPO_MARK_BGP_OPEN:
	case TOPO_MARK_BGP_ANNOUNCE:
	case TOPO_MARK_BGP_WITHDRAW:
	case TOPO_MARK_BGP_WITHDRAW_ACKED:
	case TOPO_MARK_BGP_END_OF_RIB:
	case TOPO_MARK_BGP_NOTIFICATION:
		return true;
	case TOPO_MARK_ADDRESS_ADDED:
	case TOPO_MARK_ADDRESS_REMOVED:
	case TOPO_MARK_ROUTE_ADDED:
	case TOPO_MARK_ROUTE_GONE:
	case TOPO_MARK_PROCESS_EXITED:
		break;
	}
	return false;
}

static bool same_mark(const struct topo_mark *a, const struct topo_mark *b)
{
	return a->kind == b->kind && a->node == b->node && prefix_equal(&a->prefix, &b->prefix);
}

/* A mark given twice means two events: only its first one yet unseen takes this. */
static bool taken_before(const struct topo_expect *what, const bool *fresh, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (fresh[k] && same_mark(&what->order[k], &what->order[i]))
			return true;
	}
	return false;
}

static size_t n_marks(const struct topo_expect *what)
{
	return what->n_order < TOPO_ORDER_MAX ? what->n_order : TOPO_ORDER_MAX;
}

static bool all_seen(const struct expect *expect)
{
	for (size_t i = 0; i < n_marks(expect->what); i++) {
		if (!expect->order.seen[i])
			return false;
	}
	return true;
}

/* Marks i-1 and i stand in order: by time; of one stamp (messages of one frame) by number. */
static bool in_order(const struct expect_order *order, size_t i)
{
	if (order->at[i - 1].ns != order->at[i].ns)
		return order->at[i - 1].ns < order->at[i].ns;
	return order->number[i - 1] < order->number[i];
}

static void wrong_order(struct expect *expect, const struct expect_context *context, size_t i)
{
	const struct topo_expect *what = expect->what;
	int64_t early_ns = instant_since(expect->order.at[i - 1], expect->order.at[i]);
	bool clocks = is_wire(&what->order[i - 1]) != is_wire(&what->order[i]);
	/* On a busy machine a notice may be read late, so that what it tells of seems to come
	 * later. */
	bool late = !is_wire(&what->order[i - 1]) && context->foreign_max > 0 &&
		    context->foreign > context->foreign_max;
	bool unclear = clocks && early_ns < (late ? EXPECT_GRACE_NS : EXPECT_CLOCKS_NS);
	struct line line = expect_end(expect, unclear ? TRACE_INCONCLUSIVE : TRACE_FAIL);

	expect->verdict.evidence = expect->order.number[i];
	expect_mark_words(&line, context->topo, &what->order[i]);
	if (expect->order.number[i] == expect->order.number[i - 1]) {
		line_add(&line, " is the same event as ");
	} else {
		line_add(&line, " came ");
		line_add_time(&line, early_ns);
		line_add(&line, " before ");
	}
	expect_mark_words(&line, context->topo, &what->order[i - 1]);
	if (unclear)
		line_add(&line, ", closer than the two clocks can tell");
}

static void decide(struct expect *expect, const struct expect_context *context)
{
	size_t n = n_marks(expect->what);
	size_t last = n - 1;

	for (size_t i = 1; i < n; i++) {
		if (!in_order(&expect->order, i)) {
			wrong_order(expect, context, i);
			return;
		}
	}
	if (expect->order.at[last].ns > expect->limit.ns) {
		struct line line = expect_miss(expect, context, expect->what->within_ns);

		line_add(&line, "complete only after ");
		line_add_time(&line, instant_since(expect->order.at[last], context->t0));
		return;
	}
	expect_pass(expect, context,
		    (struct world_since){expect->order.at[last], expect->order.number[last]});
}

void expect_order_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input)
{
	struct expect_order *order = &expect->order;
	bool fresh[TOPO_ORDER_MAX] = {false};
	size_t n = n_marks(expect->what);

	if (input->event->at.ns < context->marks.ns)
		return;
	for (size_t i = 0; i < n; i++) {
		if (order->seen[i] || taken_before(expect->what, fresh, i) ||
		    !matches(&expect->what->order[i], input))
			continue;
		fresh[i] = order->seen[i] = true;
		order->at[i] = input->event->at;
		order->number[i] = input->number;
	}
	if (n > 0 && all_seen(expect))
		decide(expect, context);
}

void expect_order_time(struct expect *expect, const struct expect_context *context)
{
	struct line line = expect_miss(expect, context, expect->what->within_ns);
	size_t n = n_marks(expect->what);

	if (n == 0) {
		line_add(&line, "there is no mark");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		line_add(&line, i > 0 ? ", " : "");
		expect_mark_words(&line, context->topo, &expect->what->order[i]);
		if (expect->order.seen[i]) {
			line_add(&line, " at ");
			line_add_time(&line, instant_since(expect->order.at[i], context->since));
		} else {
			line_add(&line, " not seen");
		}
	}
}
