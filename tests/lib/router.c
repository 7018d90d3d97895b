#include "tests/lib/router.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATOR  " \u00b7 "
#define WALL_S     1700000000
#define EVENTS_MAX 100000

static void append(char *to, size_t size, const char *separator, const char *format, va_list args)
{
	size_t n = strlen(to);

	if (n > 0)
		n += (size_t)snprintf(to + n, size - n, "%s", separator);
	vsnprintf(to + n, size - n, format, args);
}

void router_trace(struct router *self, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append(self->trace, sizeof(self->trace), SEPARATOR, format, args);
	va_end(args);
}

static void keep_note(struct router *self, const char *format, ...)
{
	va_list args;

	if (strlen(self->notes) + IO_NOTE_SIZE + 32 > sizeof(self->notes))
		return;
	va_start(args, format);
	append(self->notes, sizeof(self->notes), "\n", format, args);
	va_end(args);
}

struct io_event *router_later(struct router *self, enum io_event_kind kind, uint32_t id,
			      int64_t delay_ns)
{
	for (size_t i = 0; i < ROUTER_PENDING_MAX; i++) {
		struct router_pending *slot = &self->pending[i];

		if (slot->used)
			continue;
		memset(slot, 0, sizeof(*slot));
		slot->used = true;
		slot->order = self->order++;
		slot->at = instant_add_ns(self->now, delay_ns);
		slot->event.kind = kind;
		slot->event.id = id;
		return &slot->event;
	}
	assert(!"too much pending");
	return NULL;
}

static size_t peer_of(const struct router *self, uint32_t id)
{
	size_t peer = 0;

	while (peer < self->config.n_peers && self->stream[peer] != id)
		peer++;
	return peer;
}

static void forget_stream(struct router *self, uint32_t id)
{
	size_t peer = peer_of(self, id);

	if (peer < self->config.n_peers)
		self->stream[peer] = 0;
	for (size_t i = 0; i < ROUTER_PENDING_MAX; i++)
		self->pending[i].used &= self->pending[i].event.id != id;
}

static void do_connect(struct router *self, const struct io_action *action)
{
	size_t peer = action->connect.peer;

	assert(self->stream[peer] == 0);
	router_trace(self, "connect");
	if (self->refuses) {
		router_later(self, IO_EVENT_CLOSED, action->id, 0)->closed.reason =
			IO_CLOSED_REFUSED;
		return;
	}
	self->stream[peer] = action->id;
	self->confirmed[peer] = false;
	(void)ip_parse("198.51.100.2",
		       &router_later(self, IO_EVENT_CONNECTED, action->id, 0)->connected.local);
}

static void do_send(struct router *self, const struct io_action *action)
{
	size_t peer = peer_of(self, action->id);

	assert(peer < self->config.n_peers);
	if (self->stuck)
		return;
	router_later(self, IO_EVENT_SENT, action->id, 0);
	router_hear(self, peer, action->send.data);
	if (action->send.want_ack && !self->no_ack)
		router_later(self, IO_EVENT_ACKED, action->id, 0);
}

static void do_probe(struct router *self, const struct io_action *action)
{
	struct io_event *event;

	router_trace(self, "probe");
	if (self->probe_mute)
		return;
	event = router_later(self, IO_EVENT_PROBED, action->id, self->probe_delay_ns);
	event->probed = self->probe.probed;
}

static void act(struct router *self, const struct io_action *action)
{
	assert(!self->finished);
	switch (action->kind) {
	case IO_ACTION_CONNECT:
		do_connect(self, action);
		break;
	case IO_ACTION_SEND:
		do_send(self, action);
		break;
	case IO_ACTION_CLOSE:
	case IO_ACTION_ABORT:
		router_trace(self, action->kind == IO_ACTION_CLOSE ? "close" : "abort");
		forget_stream(self, action->id);
		break;
	case IO_ACTION_ADDRESS_LIST:
		router_trace(self, "list");
		router_list(self, action->id);
		break;
	case IO_ACTION_ADDRESS_ADD:
	case IO_ACTION_ADDRESS_REMOVE:
		router_address(self, action);
		break;
	case IO_ACTION_PROBE:
		do_probe(self, action);
		break;
	case IO_ACTION_READY:
		router_trace(self, "ready");
		break;
	case IO_ACTION_NOTE:
		keep_note(self, "%s: %s", action->note.topic, action->note.text);
		break;
	case IO_ACTION_FINISH:
		router_trace(self, "finish %s", action->finish.failed ? "failed" : "ok");
		self->finished = true;
		self->failed = action->finish.failed;
		break;
	}
}

static void step(struct router *self, struct io_event *event)
{
	struct io_name name = {
		.dns = {(const uint8_t *)self->probe_name, strlen(self->probe_name)}};

	self->n_events++;
	assert(self->n_events < EVENTS_MAX);
	event->at = self->now;
	event->wall_s = WALL_S + self->now.ns / NS_PER_S;
	if (event->kind == IO_EVENT_PROBED) {
		event->probed.names = &name;
		event->probed.n_names = 1;
	}
	if (event->kind == IO_EVENT_CLOSED && peer_of(self, event->id) < self->config.n_peers)
		self->stream[peer_of(self, event->id)] = 0;
	io_actions_clear(&self->actions);
	announcer_role.step(self->announcer, event, &self->actions);
	for (size_t i = 0; i < self->actions.n; i++)
		act(self, &self->actions.at[i]);
}

static struct router_pending *earliest(struct router *self)
{
	struct router_pending *first = NULL;

	for (size_t i = 0; i < ROUTER_PENDING_MAX; i++) {
		struct router_pending *slot = &self->pending[i];

		if (slot->used && (first == NULL || slot->at.ns < first->at.ns ||
				   (slot->at.ns == first->at.ns && slot->order < first->order)))
			first = slot;
	}
	return first;
}

static void run_until(struct router *self, struct instant until)
{
	while (!self->finished) {
		struct instant due = announcer_role.deadline(self->announcer);
		struct router_pending *first = earliest(self);
		struct router_pending one;
		struct io_event time = {.kind = IO_EVENT_TIME};

		/* What has arrived is delivered before the time is told. */
		if (first != NULL && first->at.ns <= due.ns) {
			if (first->at.ns > until.ns)
				break;
			if (first->at.ns > self->now.ns)
				self->now = first->at;
			one = *first;
			if (one.event.kind == IO_EVENT_RECEIVED)
				one.event.received.at = one.data;
			first->used = false;
			step(self, &one.event);
			continue;
		}
		if (due.ns > until.ns)
			break;
		if (due.ns > self->now.ns)
			self->now = due;
		step(self, &time);
	}
	self->now = until;
}

void router_run_ms(struct router *self, int64_t ms)
{
	run_until(self, instant_add_ms(self->now, ms));
}

void router_deliver(struct router *self, struct io_event event)
{
	step(self, &event);
	run_until(self, self->now);
}

void router_stop(struct router *self)
{
	router_deliver(self, (struct io_event){.kind = IO_EVENT_STOP});
}

void router_health(struct router *self, const char *text)
{
	struct io_event event = {.kind = IO_EVENT_HEALTH};

	event.health.readable = text != NULL;
	if (text != NULL)
		event.health.text = (struct bytes){(const uint8_t *)text, strlen(text)};
	router_deliver(self, event);
}

void router_certificate(struct router *self, uint8_t first_octet_of_leaf)
{
	struct io_event event = {.kind = IO_EVENT_CERTIFICATE};

	event.certificate.known = true;
	event.certificate.leaf[0] = first_octet_of_leaf;
	router_deliver(self, event);
}

void router_drop(struct router *self, size_t peer)
{
	struct io_event event = {.kind = IO_EVENT_CLOSED, .id = self->stream[peer]};

	event.closed.reason = IO_CLOSED_RESET;
	router_deliver(self, event);
}

bool router_took(struct router *self, const char *lines)
{
	bool same = strcmp(self->trace, lines) == 0;

	if (!same)
		fprintf(stderr, "# expected: %s\n# happened: %s\n", lines, self->trace);
	self->trace[0] = '\0';
	return same;
}

void router_forget(struct router *self)
{
	self->trace[0] = '\0';
}

bool router_said(const struct router *self, const char *words)
{
	bool said = strstr(self->notes, words) != NULL;

	if (!said)
		fprintf(stderr, "# nobody said: %s\n%s\n", words, self->notes);
	return said;
}

void router_forget_notes(struct router *self)
{
	self->notes[0] = '\0';
}

static void set_ip(const char *text, struct ip *out)
{
	bool good = ip_parse(text, out);

	assert(good);
}

static void set_prefix(const char *text, struct prefix *out)
{
	bool good = prefix_parse(text, out);

	assert(good);
}

static void fill_config(struct announcer_config *config)
{
	announcer_config_defaults(config);
	config->hostname = "cache.anycast.example.org";
	config->probe_url = "https://c1.example.org:8443";
	config->probe_host = "c1.example.org";
	config->local_asn = 65001;
	config->router_id = 0xc0000209;
	config->n_peers = 1;
	config->peers[0].port = 179;
	config->peers[0].asn = 64512;
	config->n_routes = 2;
	config->n_addresses = 2;
	set_ip("198.51.100.1", &config->peers[0].address);
	set_ip("198.51.100.2", &config->next_hop_v4);
	set_ip("2001:db8:1::2", &config->next_hop_v6);
	set_prefix("203.0.113.0/24", &config->routes[0]);
	set_prefix("2001:db8:a::/48", &config->routes[1]);
	set_prefix("203.0.113.10/32", &config->addresses[0]);
	set_prefix("2001:db8:a::10/128", &config->addresses[1]);
}

void router_init(struct router *self)
{
	memset(self, 0, sizeof(*self));
	fill_config(&self->config);
	self->now = (struct instant){1000 * NS_PER_S};
	self->probe_name = self->config.hostname;
	self->probe.probed.outcome = IO_PROBE_CERTIFICATE;
	self->probe.probed.not_before_s = WALL_S - 3600;
	self->probe.probed.not_after_s = WALL_S + 360000;
}

void router_start(struct router *self)
{
	self->memory = malloc(announcer_size(&self->config));
	assert(self->memory != NULL);
	self->announcer = announcer_init(self->memory, &self->config, 1);
	router_deliver(self, (struct io_event){.kind = IO_EVENT_START});
}

void router_close(struct router *self)
{
	free(self->memory);
	self->memory = NULL;
}
