#include "anycast/ip.h"
#include "sim/trace/event_text.h"
#include "sim/trace/expect.h"

/* Routes, addresses and sessions: what is so at one moment within the limit. */

static const struct world_since unknown = {{0}, SIZE_MAX};

static bool same_set(const size_t *a, size_t n_a, const size_t *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++) {
		size_t k = 0;

		while (k < n_b && a[i] != b[k])
			k++;
		if (k == n_b)
			return false;
	}
	return true;
}

static bool route_holds(const struct expect_context *context, const struct topo_expect *what,
			struct world_since *since)
{
	const struct world_route *route = world_route(context->world, what->node, &what->prefix);
	size_t n_via = route != NULL ? route->n_via : 0;

	*since = route != NULL ? route->since : unknown;
	if (!what->has_via)
		return what->present == (n_via > 0);
	return route != NULL ? same_set(what->via, what->n_via, route->via, n_via)
			     : what->n_via == 0;
}

static bool address_holds(const struct expect_context *context, const struct topo_expect *what,
			  struct world_since *since)
{
	const struct world_address *address =
		world_address(context->world, what->node, &what->prefix);

	*since = address != NULL ? address->since : unknown;
	if (!what->present)
		return address == NULL || !address->present;
	return address != NULL && address->present && address->usable;
}

static bool session_holds(const struct expect_context *context, const struct topo_expect *what,
			  struct world_since *since)
{
	const struct world_session *session = world_session(context->world, what->node, what->peer);
	bool established = session != NULL && session->state == TOPO_SESSION_ESTABLISHED;

	*since = session != NULL ? session->since : unknown;
	return established == (what->state == TOPO_SESSION_ESTABLISHED);
}

bool expect_fact_holds(const struct expect_context *context, const struct topo_expect *what,
		       struct world_since *since)
{
	switch (what->kind) {
	case TOPO_EXPECT_ROUTE:
		return route_holds(context, what, since);
	case TOPO_EXPECT_ADDRESS:
		return address_holds(context, what, since);
	case TOPO_EXPECT_SESSION:
		return session_holds(context, what, since);
	case TOPO_EXPECT_CLIENT:
	case TOPO_EXPECT_ORDER:
	case TOPO_EXPECT_NEVER:
		break;
	}
	return false;
}

static void add_now(struct line *line, const struct expect_context *context,
		    const struct topo_expect *what)
{
	const struct world_route *route = world_route(context->world, what->node, &what->prefix);
	const struct world_address *address =
		world_address(context->world, what->node, &what->prefix);
	const struct world_session *session = world_session(context->world, what->node, what->peer);

	if (what->kind == TOPO_EXPECT_SESSION)
		line_add(line, "it is %s",
			 session != NULL ? event_session_name(session->state) : "not known");
	else if (what->kind == TOPO_EXPECT_ADDRESS)
		line_add(line, "it is %s",
			 address == NULL || !address->present ? "not there"
			 : address->usable                    ? "there"
							      : "there, not usable");
	else if (route == NULL || route->n_via == 0)
		line_add(line, "there is no such route");
	for (size_t i = 0; what->kind == TOPO_EXPECT_ROUTE && route && i < route->n_via; i++)
		line_add(line, "%s%s", i == 0 ? "it is via " : ", ",
			 route->via[i] == TOPO_NONE
				 ? "no known neighbour"
				 : event_node_name(context->topo, route->via[i]));
}

static bool leads_via(const struct topo_expect *what, size_t node)
{
	for (size_t i = 0; what->has_via && i < what->n_via; i++) {
		if (what->via[i] == node)
			return true;
	}
	return false;
}

static bool session_anew(const struct topo_expect *what, const struct topo_fault *fault)
{
	bool first = what->node == fault->node || what->peer == fault->node;
	bool second = what->node == fault->peer || what->peer == fault->peer;

	return what->state == TOPO_SESSION_ESTABLISHED && first &&
	       (fault->kind == TOPO_FAULT_RESTART || (fault->kind == TOPO_FAULT_SESSION && second));
}

/* A restart, a reset and a removal pass through another state, so what was so before proves
 * nothing. */
static bool needs_anew(const struct topo_expect *what, const struct topo_fault *fault)
{
	switch (what->kind) {
	case TOPO_EXPECT_SESSION:
		return session_anew(what, fault);
	case TOPO_EXPECT_ROUTE:
		if (fault->kind == TOPO_FAULT_RESTART)
			return what->node != fault->node && leads_via(what, fault->node);
		return fault->kind == TOPO_FAULT_SESSION &&
		       ((what->node == fault->node && leads_via(what, fault->peer)) ||
			(what->node == fault->peer && leads_via(what, fault->node)));
	case TOPO_EXPECT_ADDRESS:
		return fault->kind == TOPO_FAULT_ADDRESS && what->present &&
		       what->node == fault->node && ip_equal(&what->prefix.ip, &fault->prefix.ip);
	case TOPO_EXPECT_CLIENT:
	case TOPO_EXPECT_ORDER:
	case TOPO_EXPECT_NEVER:
		break;
	}
	return false;
}

static void settle_at(struct expect *expect, struct instant settled)
{
	struct instant last = settled.ns == INSTANT_NEVER.ns ? expect->limit : settled;

	expect->fact.settled = settled;
	expect->wait = instant_add_ns(last, EXPECT_GRACE_NS);
}

/*
 * When what has been so since @held may be believed. A fault takes a moment to act, so what was so
 * before it must outlast that moment; ways come and go one by one, so a set of them must stay; and
 * while the lab comes up everything passes through states nobody means.
 */
static struct instant settled_at(const struct expect *expect, const struct expect_context *context,
				 struct instant held, bool before)
{
	if (context->rising && context->up.ns == INSTANT_NEVER.ns)
		return INSTANT_NEVER;
	if (context->rising)
		return instant_add_ns(held.ns > context->up.ns ? held : context->up,
				      EXPECT_RISING_NS);
	if (before)
		return instant_add_ns(context->since, EXPECT_ACT_NS);
	return expect->what->has_via ? instant_add_ns(held, EXPECT_ACT_NS) : held;
}

/* What was so on a node that starts again was so of the program before. */
static bool awaits_start(const struct topo_expect *what, const struct topo_fault *fault)
{
	return fault->kind == TOPO_FAULT_RESTART && what->node == fault->node &&
	       (what->kind == TOPO_EXPECT_ADDRESS || what->kind == TOPO_EXPECT_ROUTE);
}

/* It is so now: decide at once, or when it has been so for long enough. */
static void begin_to_hold(struct expect *expect, const struct expect_context *context,
			  struct world_since since, struct instant now)
{
	bool never = since.number == SIZE_MAX;
	bool before = never || since.at.ns < context->since.ns;
	struct instant held = never ? context->t0 : since.at;
	struct instant settled = settled_at(expect, context, held, before);

	if (before && awaits_start(expect->what, &context->step->fault))
		settled = INSTANT_NEVER;
	if (settled.ns <= now.ns) {
		expect_pass(expect, context, since);
		return;
	}
	expect->fact.holds = true;
	expect->fact.since = since;
	settle_at(expect, settled);
}

void expect_fact_up(struct expect *expect, const struct expect_context *context)
{
	const struct world_since *since = &expect->fact.since;

	if (expect->fact.holds)
		settle_at(expect,
			  settled_at(expect, context,
				     since->number == SIZE_MAX ? context->t0 : since->at, false));
}

static void cease_to_hold(struct expect *expect)
{
	expect->fact.holds = false;
	expect->wait = instant_add_ns(expect->limit, EXPECT_GRACE_NS);
}

void expect_fact_begin(struct expect *expect, const struct expect_context *context)
{
	struct world_since since;

	expect->fact.anew = needs_anew(expect->what, &context->step->fault);
	if (expect_fact_holds(context, expect->what, &since) && !expect->fact.anew)
		begin_to_hold(expect, context, since, context->t0);
}

static void too_late(struct expect *expect, const struct expect_context *context, struct instant at)
{
	struct line line = expect_miss(expect, context, expect->what->within_ns);

	line_add(&line, "so only after ");
	line_add_time(&line, instant_since(at, context->t0));
}

static bool has_started(const struct expect_context *context, const struct trace_event *event)
{
	return context->step->fault.kind == TOPO_FAULT_RESTART && event->kind == TRACE_PROCESS &&
	       event->node == context->step->fault.node &&
	       event->process.state == TRACE_PROCESS_STARTED;
}

void expect_fact_event(struct expect *expect, const struct expect_context *context,
		       const struct expect_input *input)
{
	struct instant at = input->event->at;
	struct world_since since;
	bool holds;

	if (!expect->begun)
		return;
	if (expect->fact.holds && expect->fact.settled.ns < at.ns) {
		expect_pass(expect, context, expect->fact.since);
		return;
	}
	if (expect->fact.holds && has_started(context, input->event))
		settle_at(expect, instant_add_ns(at, EXPECT_ACT_NS));
	if (input->change == WORLD_SAME)
		return;
	holds = expect_fact_holds(context, expect->what, &since);
	if (holds == expect->fact.holds)
		return;
	if (!holds)
		cease_to_hold(expect);
	else if (expect->fact.anew && (since.number == SIZE_MAX || since.at.ns < context->t0.ns))
		return;
	else if (at.ns <= expect->limit.ns)
		begin_to_hold(expect, context, since, at);
	else
		too_late(expect, context, at);
}

void expect_fact_time(struct expect *expect, const struct expect_context *context)
{
	struct line line;
	struct world_since since;

	if (expect->fact.holds) {
		expect_pass(expect, context, expect->fact.since);
		return;
	}
	line = expect_miss(expect, context, expect->what->within_ns);
	if (expect_fact_holds(context, expect->what, &since))
		line_add(&line, "nothing changed, it is still as before");
	else
		add_now(&line, context, expect->what);
}
