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

/* A restart or reset passes through another state, so what was so before it proves nothing. */
static bool needs_anew(const struct topo_expect *what, const struct topo_fault *fault)
{
	bool restart = fault->kind == TOPO_FAULT_RESTART;

	if (what->kind == TOPO_EXPECT_SESSION && what->state == TOPO_SESSION_ESTABLISHED) {
		bool first = what->node == fault->node || what->peer == fault->node;
		bool second = what->node == fault->peer || what->peer == fault->peer;

		return (restart && first) || (fault->kind == TOPO_FAULT_SESSION && first && second);
	}
	if (what->kind != TOPO_EXPECT_ROUTE || !restart || what->node == fault->node)
		return false;
	for (size_t i = 0; what->has_via && i < what->n_via; i++) {
		if (what->via[i] == fault->node)
			return true;
	}
	return false;
}

void expect_fact_begin(struct expect *expect, const struct expect_context *context)
{
	struct world_since since;

	expect->anew = needs_anew(expect->what, &context->step->fault);
	if (expect_fact_holds(context, expect->what, &since) && !expect->anew)
		expect_pass(expect, context, since);
}

void expect_fact_event(struct expect *expect, const struct expect_context *context,
		       const struct expect_input *input)
{
	struct world_since since;
	struct line line;

	if (!expect->begun || input->change == WORLD_SAME ||
	    !expect_fact_holds(context, expect->what, &since))
		return;
	if (expect->anew && (since.number == SIZE_MAX || since.at.ns < context->t0.ns))
		return;
	if (input->event->at.ns <= expect->limit.ns) {
		expect_pass(expect, context, since);
		return;
	}
	line = expect_miss(expect, context, expect->what->within_ns);
	line_add(&line, "so only after ");
	line_add_time(&line, instant_since(input->event->at, context->t0));
}

void expect_fact_time(struct expect *expect, const struct expect_context *context)
{
	struct line line = expect_miss(expect, context, expect->what->within_ns);
	struct world_since since;

	if (expect_fact_holds(context, expect->what, &since))
		line_add(&line, "nothing changed, it is still as before");
	else
		add_now(&line, context, expect->what);
}
