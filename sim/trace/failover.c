#include "sim/trace/failover.h"

#include "sim/trace/event_text.h"
#include "sim/trace/world.h"

#include <stdlib.h>
#include <string.h>

struct search {
	const struct topo *topo;
	struct world *world;
	struct failover *found;
	size_t n_found;
	bool is_open; /* the latest found goes on */
	/* By node, since the latest fault: the client asked, and had an answer from elsewhere. */
	bool asked[TOPO_NODES_MAX];
	bool answered[TOPO_NODES_MAX];
};

static bool goes_via(const struct world_route *route, size_t node)
{
	for (size_t i = 0; route != NULL && i < route->n_via; i++) {
		if (route->via[i] == node)
			return true;
	}
	return false;
}

/* Whether any kernel sends the service's traffic to @node. */
static bool is_in_use(const struct search *search, size_t node)
{
	const struct topo_service *service = &search->topo->service;

	for (size_t at = 0; at < search->topo->n_nodes; at++) {
		for (size_t i = 0; i < service->n_routes; i++) {
			if (goes_via(world_route(search->world, at, &service->routes[i]), node))
				return true;
		}
	}
	return false;
}

static void latest_close(struct search *search, struct instant at)
{
	struct failover *latest;

	if (!search->is_open)
		return;
	search->is_open = false;
	latest = &search->found[search->n_found - 1];
	latest->until = at;
	for (size_t i = 0; i < search->topo->n_nodes; i++) {
		if (search->asked[i] && !search->answered[i])
			latest->client_ns = -1;
	}
	if (latest->route_ns < 0)
		search->n_found--; /* the fault moved nothing */
}

static void fault_take(struct search *search, const struct trace_event *event)
{
	enum topo_kind kind;

	latest_close(search, event->cause);
	if (event->node >= search->topo->n_nodes)
		return;
	kind = search->topo->nodes[event->node].kind;
	if (kind == TOPO_KIND_BIRD || !is_in_use(search, event->node))
		return;
	search->is_open = true;
	search->found[search->n_found++] = (struct failover){.fault = event->text,
							     .node = event->node,
							     .cause = event->cause,
							     .until = INSTANT_NEVER,
							     .route_ns = -1,
							     .client_ns = -1};
	memset(search->asked, 0, sizeof(search->asked));
	memset(search->answered, 0, sizeof(search->answered));
}

static void route_take(struct search *search, const struct trace_event *event)
{
	struct failover *latest;

	if (!search->is_open)
		return;
	latest = &search->found[search->n_found - 1];
	if (latest->route_ns < 0 && !is_in_use(search, latest->node))
		latest->route_ns = instant_since(event->at, latest->cause);
}

static void client_take(struct search *search, const struct trace_event *event)
{
	struct instant started = event->client.started;
	struct failover *failover = NULL;

	/* A request may end after the next fault: it counts where it began. */
	for (size_t i = search->n_found; i > 0 && failover == NULL; i--) {
		if (search->found[i - 1].cause.ns <= started.ns)
			failover = &search->found[i - 1];
	}
	if (failover == NULL || started.ns >= failover->until.ns)
		return;
	failover->n_asked++;
	if (!event->client.answered)
		failover->n_lost++;
	if (failover->until.ns != INSTANT_NEVER.ns || event->node >= TOPO_NODES_MAX)
		return;
	search->asked[event->node] = true;
	if (!event->client.answered || event->client.served_by == failover->node ||
	    search->answered[event->node])
		return;
	search->answered[event->node] = true;
	failover->client_ns = instant_since(event->at, failover->cause);
}

static void entries_take(struct search *search, const struct timeline_entry **entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct trace_event *event = &entries[i]->event;

		world_event(search->world, entries[i]->number, event);
		if (event->kind == TRACE_FAULT)
			fault_take(search, event);
		else if (event->kind == TRACE_ROUTE)
			route_take(search, event);
		else if (event->kind == TRACE_CLIENT)
			client_take(search, event);
		else if (event_is_stopping(event))
			latest_close(search, event->at);
	}
	if (n > 0)
		latest_close(search, entries[n - 1]->event.at);
}

static size_t faults_count(const struct timeline_entry **entries, size_t n)
{
	size_t n_faults = 0;

	for (size_t i = 0; i < n; i++)
		n_faults += entries[i]->event.kind == TRACE_FAULT;
	return n_faults;
}

struct failover *failovers_find(const struct timeline *timeline, size_t *n)
{
	struct search search = {.topo = timeline_topo(timeline)};
	const struct timeline_entry **entries;
	size_t n_entries = 0;

	*n = 0;
	entries = timeline_sorted(timeline, &n_entries);
	search.world = world_new(search.topo);
	if (entries != NULL && search.world != NULL)
		search.found = calloc(faults_count(entries, n_entries) + 1, sizeof(*search.found));
	if (search.found != NULL) {
		entries_take(&search, entries, n_entries);
		*n = search.n_found;
	}
	world_free(search.world);
	free(entries);
	return search.found;
}
