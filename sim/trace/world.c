#include "sim/trace/world.h"

#include "anycast/ip.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

/* A growing array of facts of one sort. */
struct facts {
	void *at;
	size_t n, room;
};

struct world {
	const struct topo *topo;
	struct facts routes, addresses, sessions, processes, links, clients;
	size_t n_lost;
};

struct world *world_new(const struct topo *topo)
{
	struct world *world = calloc(1, sizeof(*world));

	if (world != NULL)
		world->topo = topo;
	return world;
}

void world_free(struct world *world)
{
	if (world == NULL)
		return;
	free(world->routes.at);
	free(world->addresses.at);
	free(world->sessions.at);
	free(world->processes.at);
	free(world->links.at);
	free(world->clients.at);
	free(world);
}

size_t world_lost(const struct world *world)
{
	return world->n_lost;
}

/* A new fact of @size octets, zero; NULL when there is no room. */
static void *fact_add(struct world *world, struct facts *facts, size_t size)
{
	if (facts->n == facts->room) {
		size_t room = facts->room > 0 ? 2 * facts->room : 16;
		void *at = room <= WORLD_FACTS_MAX ? realloc(facts->at, room * size) : NULL;

		if (at == NULL) {
			world->n_lost++;
			return NULL;
		}
		facts->at = at;
		facts->room = room;
	}
	return memset((char *)facts->at + size * facts->n++, 0, size);
}

const struct world_route *world_route(const struct world *world, size_t node,
				      const struct prefix *prefix)
{
	const struct world_route *route = world->routes.at;

	for (size_t i = 0; i < world->routes.n; i++) {
		if (route[i].node == node && prefix_equal(&route[i].prefix, prefix))
			return &route[i];
	}
	return NULL;
}

bool world_address_like(const struct prefix *wanted, const struct prefix *seen)
{
	if (wanted->length == ip_length(wanted->ip.family))
		return ip_equal(&wanted->ip, &seen->ip);
	return prefix_equal(wanted, seen);
}

const struct world_address *world_address(const struct world *world, size_t node,
					  const struct prefix *prefix)
{
	const struct world_address *address = world->addresses.at;
	const struct world_address *best = NULL;

	for (size_t i = 0; i < world->addresses.n; i++) {
		if (address[i].node != node || !world_address_like(prefix, &address[i].prefix))
			continue;
		if (best == NULL || (address[i].present && !best->present) ||
		    (address[i].present == best->present &&
		     address[i].since.at.ns > best->since.at.ns))
			best = &address[i];
	}
	return best;
}

const struct world_session *world_session(const struct world *world, size_t a, size_t b)
{
	const struct world_session *session = world->sessions.at;

	for (size_t i = 0; i < world->sessions.n; i++) {
		if (session[i].a == (a < b ? a : b) && session[i].b == (a < b ? b : a))
			return &session[i];
	}
	return NULL;
}

const struct world_process *world_process(const struct world *world, size_t node,
					  const char *program)
{
	const struct world_process *process = world->processes.at;
	char name[sizeof(process->program)];

	text_copy(name, sizeof(name), program != NULL ? program : "");
	for (size_t i = 0; i < world->processes.n; i++) {
		if (process[i].node == node && strcmp(process[i].program, name) == 0)
			return &process[i];
	}
	return NULL;
}

const struct world_link *world_link(const struct world *world, size_t node, const char *device)
{
	const struct world_link *link = world->links.at;
	char name[sizeof(link->device)];

	text_copy(name, sizeof(name), device != NULL ? device : "");
	for (size_t i = 0; i < world->links.n; i++) {
		if (link[i].node == node && strcmp(link[i].device, name) == 0)
			return &link[i];
	}
	return NULL;
}

const struct world_client *world_client(const struct world *world, size_t node)
{
	const struct world_client *client = world->clients.at;

	for (size_t i = 0; i < world->clients.n; i++) {
		if (client[i].node == node)
			return &client[i];
	}
	return NULL;
}

static bool same_ways(const struct world_route *route, const struct trace_event *event)
{
	if (route->n_via != event->route.n_via)
		return false;
	for (size_t i = 0; i < route->n_via; i++) {
		bool found = false;

		for (size_t k = 0; k < route->n_via; k++)
			found = found || route->via[i] == event->route.via[k];
		if (!found)
			return false;
	}
	return true;
}

static enum world_change route_event(struct world *world, struct world_since since,
				     const struct trace_event *event)
{
	struct world_route *route =
		(struct world_route *)world_route(world, event->node, &event->route.prefix);
	enum world_change change;

	if (route != NULL && same_ways(route, event))
		return WORLD_SAME;
	if (route == NULL && event->route.n_via == 0)
		return WORLD_SAME;
	if (route == NULL)
		route = fact_add(world, &world->routes, sizeof(*route));
	if (route == NULL)
		return WORLD_SAME;
	change = event->route.n_via == 0 ? WORLD_GONE
		 : route->n_via == 0     ? WORLD_APPEARED
					 : WORLD_CHANGED;
	route->node = event->node;
	route->prefix = event->route.prefix;
	memcpy(route->via, event->route.via, sizeof(route->via));
	route->n_via = event->route.n_via;
	route->since = since;
	return change;
}

static struct world_address *address_on(struct world *world, const struct trace_event *event)
{
	struct world_address *address = world->addresses.at;
	char device[sizeof(address->device)];

	text_copy(device, sizeof(device), event->address.device ? event->address.device : "");
	for (size_t i = 0; i < world->addresses.n; i++) {
		if (address[i].node == event->node && strcmp(address[i].device, device) == 0 &&
		    prefix_equal(&address[i].prefix, &event->address.prefix))
			return &address[i];
	}
	if (!event->address.present)
		return NULL;
	address = fact_add(world, &world->addresses, sizeof(*address));
	if (address != NULL) {
		address->node = event->node;
		address->prefix = event->address.prefix;
		memcpy(address->device, device, sizeof(device));
	}
	return address;
}

static enum world_change address_event(struct world *world, struct world_since since,
				       const struct trace_event *event)
{
	struct world_address *address = address_on(world, event);
	bool usable = event->address.present && event->address.usable;
	enum world_change change = WORLD_CHANGED;

	if (address == NULL ||
	    (address->present == event->address.present && address->usable == usable))
		return WORLD_SAME;
	if (address->present != event->address.present)
		change = address->present ? WORLD_GONE : WORLD_APPEARED;
	address->present = event->address.present;
	address->usable = usable;
	address->since = since;
	return change;
}

static enum world_change session_event(struct world *world, struct world_since since,
				       const struct trace_event *event)
{
	size_t a = event->node;
	size_t b = event->session.peer;
	struct world_session *session = (struct world_session *)world_session(world, a, b);

	if (session != NULL && session->state == event->session.state)
		return WORLD_SAME;
	if (session == NULL)
		session = fact_add(world, &world->sessions, sizeof(*session));
	if (session == NULL)
		return WORLD_SAME;
	*session =
		(struct world_session){a < b ? a : b, a < b ? b : a, event->session.state, since};
	return WORLD_CHANGED;
}

static enum world_change process_event(struct world *world, struct world_since since,
				       const struct trace_event *event)
{
	const char *program = event->process.program != NULL ? event->process.program : "";
	struct world_process *process =
		(struct world_process *)world_process(world, event->node, program);

	if (process != NULL && process->state == event->process.state &&
	    process->pid == event->process.pid)
		return WORLD_SAME;
	if (process == NULL)
		process = fact_add(world, &world->processes, sizeof(*process));
	if (process == NULL)
		return WORLD_SAME;
	process->node = event->node;
	text_copy(process->program, sizeof(process->program), program);
	process->state = event->process.state;
	process->pid = event->process.pid;
	process->code = event->process.code;
	process->since = since;
	return WORLD_CHANGED;
}

static enum world_change link_event(struct world *world, struct world_since since,
				    const struct trace_event *event)
{
	const char *device = event->link.device != NULL ? event->link.device : "";
	struct world_link *link = (struct world_link *)world_link(world, event->node, device);

	if (link != NULL && link->up == event->link.up && link->removed == event->link.removed)
		return WORLD_SAME;
	if (link == NULL)
		link = fact_add(world, &world->links, sizeof(*link));
	if (link == NULL)
		return WORLD_SAME;
	link->node = event->node;
	text_copy(link->device, sizeof(link->device), device);
	link->up = event->link.up;
	link->removed = event->link.removed;
	link->since = since;
	return WORLD_CHANGED;
}

static enum world_change client_event(struct world *world, struct world_since since,
				      const struct trace_event *event)
{
	struct world_client *client = (struct world_client *)world_client(world, event->node);
	bool changed;

	if (client == NULL)
		client = fact_add(world, &world->clients, sizeof(*client));
	if (client == NULL)
		return WORLD_SAME;
	client->node = event->node;
	client->n_requests++;
	if (!event->client.answered)
		return WORLD_SAME;
	changed = client->n_answers++ == 0 || client->served_by != event->client.served_by ||
		  client->status != event->client.status;
	client->served_by = event->client.served_by;
	client->status = event->client.status;
	if (changed)
		client->since = since;
	return changed ? WORLD_CHANGED : WORLD_SAME;
}

enum world_change world_event(struct world *world, size_t number, const struct trace_event *event)
{
	struct world_since since = {event->at, number};

	switch (event->kind) {
	case TRACE_ROUTE:
		return route_event(world, since, event);
	case TRACE_ADDRESS:
		return address_event(world, since, event);
	case TRACE_SESSION:
		return session_event(world, since, event);
	case TRACE_PROCESS:
		return process_event(world, since, event);
	case TRACE_LINK:
		return link_event(world, since, event);
	case TRACE_CLIENT:
		return client_event(world, since, event);
	case TRACE_LAB:
	case TRACE_FAULT:
	case TRACE_HEAL:
	case TRACE_BGP:
	case TRACE_HEALTH:
	case TRACE_LOG:
	case TRACE_STEP:
	case TRACE_VERDICT:
	case TRACE_LOAD:
		break;
	}
	return WORLD_SAME;
}
