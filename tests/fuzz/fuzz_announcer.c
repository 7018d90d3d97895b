#include "anycast/announcer.h"
#include "anycast/health.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/*
 * Octets to events: a world that keeps the contract of io.h but nothing else. The first octet picks
 * the configuration; then every event is an octet of kind, one of time and what the kind reads.
 */

struct stream {
	uint32_t id;
	bool connected;
	bool sending;
};

struct fuzz_world {
	struct announcer_config config;
	struct announcer *announcer;
	struct instant now;
	struct bytes rest;
	struct stream streams[ANNOUNCER_PEERS_MAX];
	uint32_t address_id, probe_id;
	bool lists; /* the outstanding address request is a list */
	bool finished;
	struct health health;
};

static uint8_t take(struct fuzz_world *world)
{
	if (world->rest.n == 0)
		return 0;
	world->rest.n--;
	return *world->rest.at++;
}

static struct bytes take_bytes(struct fuzz_world *world)
{
	size_t n = take(world);
	struct bytes out = {world->rest.at, n < world->rest.n ? n : world->rest.n};

	world->rest.at += out.n;
	world->rest.n -= out.n;
	return out;
}

static struct stream *stream_of(struct fuzz_world *world, uint32_t id)
{
	for (size_t i = 0; i < world->config.n_peers; i++) {
		if (world->streams[i].id == id)
			return &world->streams[i];
	}
	abort();
}

static void act(struct fuzz_world *world, const struct io_action *action)
{
	struct stream *stream;

	switch (action->kind) {
	case IO_ACTION_CONNECT:
		stream = &world->streams[action->connect.peer];
		assert(stream->id == 0);
		*stream = (struct stream){.id = action->id};
		break;
	case IO_ACTION_SEND:
		stream = stream_of(world, action->id);
		assert(stream->connected && !stream->sending && action->send.data.n > 0);
		stream->sending = true;
		break;
	case IO_ACTION_CLOSE:
	case IO_ACTION_ABORT:
		*stream_of(world, action->id) = (struct stream){0};
		break;
	case IO_ACTION_ADDRESS_LIST:
	case IO_ACTION_ADDRESS_ADD:
	case IO_ACTION_ADDRESS_REMOVE:
		assert(world->address_id == 0);
		world->address_id = action->id;
		world->lists = action->kind == IO_ACTION_ADDRESS_LIST;
		break;
	case IO_ACTION_PROBE:
		assert(!world->config.has_health || health_eligible(&world->health));
		assert(action->probe.limit_ns > 0);
		world->probe_id = action->id;
		break;
	case IO_ACTION_FINISH:
		world->finished = true;
		break;
	case IO_ACTION_READY:
	case IO_ACTION_NOTE:
		break;
	}
}

/* While health is bad no route is told, nor on its way. */
static void check_routes(const struct fuzz_world *world)
{
	if (!world->config.has_health || health_eligible(&world->health))
		return;
	for (size_t i = 0; i < world->config.n_peers; i++) {
		enum announcer_route_state state = announcer_route_state(world->announcer, i, 0);

		assert(state == ANNOUNCER_ROUTE_WITHDRAWN || state == ANNOUNCER_ROUTE_WITHDRAWING);
	}
}

static void step(struct fuzz_world *world, struct io_event *event)
{
	static struct io_actions out;

	event->at = world->now;
	event->wall_s = 1700000000;
	io_actions_clear(&out);
	announcer_role.step(world->announcer, event, &out);
	for (size_t i = 0; i < out.n; i++)
		act(world, &out.at[i]);
	check_routes(world);
}

static bool stream_event(struct fuzz_world *world, struct io_event *event)
{
	struct stream *stream = &world->streams[take(world) % world->config.n_peers];

	event->id = stream->id;
	if (stream->id == 0)
		return false;
	if (event->kind == IO_EVENT_CLOSED) {
		event->closed.reason = take(world) % (IO_CLOSED_LOCAL + 1);
		*stream = (struct stream){0};
		return true;
	}
	if (event->kind == IO_EVENT_CONNECTED) {
		event->connected.local = world->config.next_hop_v4;
		return !stream->connected && (stream->connected = true);
	}
	if (event->kind == IO_EVENT_RECEIVED) {
		event->received = take_bytes(world);
		return stream->connected && event->received.n > 0;
	}
	if (event->kind == IO_EVENT_SENT) {
		if (!stream->sending)
			return false;
		stream->sending = false;
	}
	return stream->connected;
}

static void list_event(struct fuzz_world *world, struct io_event *event,
		       struct io_address list[static 2])
{
	uint8_t flags = take(world);

	for (size_t i = 0; i < 2; i++) {
		list[i] = (struct io_address){world->config.addresses[i], flags & 1, flags & 2,
					      flags & 4};
		flags = (uint8_t)(flags >> 3);
	}
	event->addresses.list = list;
	event->addresses.n = flags & 3 ? 2 : 0;
	if ((flags & 1) == 0 && world->address_id != 0 && world->lists) {
		event->id = world->address_id;
		world->address_id = 0;
	}
}

static void probe_event(struct fuzz_world *world, struct io_event *event, struct io_name *name)
{
	event->id = world->probe_id;
	event->probed.outcome = take(world) % (IO_PROBE_ANYCAST + 1);
	event->probed.not_after_s = take(world) < 200 ? INT64_MAX : 0;
	event->probed.leaf[0] = take(world);
	event->probed.names = name;
	event->probed.n_names = 1;
	name->dns = take_bytes(world);
	if (name->dns.n == 0)
		name->dns = (struct bytes){(const uint8_t *)"a.example.org", 13};
	world->probe_id = 0;
}

/* Return: whether there is an event of that kind to deliver now. */
static bool make(struct fuzz_world *world, struct io_event *event, struct io_address *list,
		 struct io_name *name)
{
	switch (event->kind) {
	case IO_EVENT_CONNECTED:
	case IO_EVENT_RECEIVED:
	case IO_EVENT_SENT:
	case IO_EVENT_ACKED:
	case IO_EVENT_CLOSED:
		return stream_event(world, event);
	case IO_EVENT_ADDRESSES:
		list_event(world, event, list);
		return true;
	case IO_EVENT_ADDRESS_DONE:
		event->id = world->address_id;
		event->address_done.result = take(world) % (IO_ADDRESS_FAILED + 1);
		if (event->id == 0 || world->lists)
			return false;
		world->address_id = 0;
		return true;
	case IO_EVENT_PROBED:
		probe_event(world, event, name);
		return event->id != 0;
	case IO_EVENT_HEALTH:
		event->health.readable = true;
		event->health.text = take_bytes(world);
		(void)health_parse(event->health.text, &world->health);
		return true;
	case IO_EVENT_CERTIFICATE:
		event->certificate.known = true;
		event->certificate.leaf[0] = take(world);
		return true;
	case IO_EVENT_TIME:
		return instant_reached(announcer_role.deadline(world->announcer), world->now);
	case IO_EVENT_START:
		return false;
	case IO_EVENT_STOP:
	case IO_EVENT_NETWORK:
		break;
	}
	return true;
}

static void configure(struct fuzz_world *world, uint8_t flags)
{
	struct announcer_config *config = &world->config;

	announcer_config_defaults(config);
	config->hostname = "a.example.org";
	config->probe_url = "https://b.example.org";
	config->probe_host = "b.example.org";
	config->local_asn = 65001;
	config->router_id = 1;
	config->n_peers = 1 + (flags & 1);
	config->has_health = (flags & 2) != 0;
	config->address_mode = (flags >> 2) % 3;
	config->n_addresses = flags & 16 ? 2 : 0;
	config->n_routes = 2;
	(void)prefix_parse("203.0.113.0/24", &config->routes[0]);
	(void)prefix_parse("2001:db8::/48", &config->routes[1]);
	(void)prefix_parse("203.0.113.10/32", &config->addresses[0]);
	(void)prefix_parse("2001:db8::10/128", &config->addresses[1]);
	(void)ip_parse("198.51.100.2", &config->next_hop_v4);
	(void)ip_parse("2001:db8:1::2", &config->next_hop_v6);
	for (size_t i = 0; i < config->n_peers; i++) {
		(void)ip_parse("198.51.100.1", &config->peers[i].address);
		config->peers[i].asn = 64512;
		config->peers[i].port = 179;
	}
}

FUZZ_TARGET(announcer)
{
	struct fuzz_world world = {.rest = {data, n}, .now = {NS_PER_S}};
	struct io_event event = {.kind = IO_EVENT_START};
	struct io_address list[2];
	struct io_name name = {0};
	void *memory;

	health_init(&world.health);
	configure(&world, take(&world));
	memory = malloc(announcer_size(&world.config));
	if (memory == NULL)
		return;
	world.announcer = announcer_init(memory, &world.config, n);
	step(&world, &event);
	while (!world.finished && world.rest.n > 0) {
		event = (struct io_event){.kind = take(&world) % (IO_EVENT_NETWORK + 1)};
		/* 0 to 7 ms, or to 33 s */
		world.now.ns += (int64_t)take(&world) % 8 * NS_PER_MS;
		if (event.kind == IO_EVENT_TIME)
			world.now.ns += (int64_t)take(&world) * 131 * NS_PER_MS;
		if (make(&world, &event, list, &name))
			step(&world, &event);
	}
	free(memory);
}
