#include "tests/lib/bgp_fixture.h"

#include "tests/lib/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends to a text that must not overflow: a test that does so much is mistaken. */
static void append(char *text, size_t size, const char *more)
{
	size_t n = strlen(text);

	if (n + strlen(more) + 1 > size)
		abort();
	memcpy(text + n, more, strlen(more) + 1);
}

static const char *type_name(uint8_t type)
{
	static const char *const names[] = {"?",         "OPEN",   "UPDATE", "NOTIFICATION",
					    "KEEPALIVE", "REFRESH"};

	return type < 6 ? names[type] : names[0];
}

/* Writes one message as text. Return: its length; aborts when it is none (BGP-HDR-01). */
static size_t append_message(struct bgp_fixture *f, struct bytes data)
{
	size_t length;

	if (data.n < 19)
		abort();
	length = (size_t)data.at[16] << 8 | data.at[17];
	if (length < 19 || length > 4096 || length > data.n)
		abort();
	for (size_t i = 0; i < 16; i++) {
		if (data.at[i] != 0xff)
			abort();
	}
	append(f->sent, sizeof(f->sent), type_name(data.at[18]));
	append(f->sent, sizeof(f->sent), length > 19 ? " " : "");
	append(f->sent, sizeof(f->sent), hex_text(data.at + 19, length - 19));
	append(f->sent, sizeof(f->sent), "\n");
	return length;
}

static void take_send(struct bgp_fixture *f, const struct io_action *action)
{
	/* One at a time, and never nothing. */
	if (f->outstanding.n > 0 || action->send.data.n == 0)
		abort();
	f->outstanding = action->send.data;
	f->want_ack = action->send.want_ack;
	for (size_t at = 0; at < f->outstanding.n;)
		at += append_message(f,
				     (struct bytes){f->outstanding.at + at, f->outstanding.n - at});
}

static void take_action(struct bgp_fixture *f, const struct io_action *action)
{
	if (action->kind == IO_ACTION_NOTE) {
		if (action->note.level == IO_LEVEL_DEBUG)
			return;
		append(f->notes, sizeof(f->notes), action->note.text);
		append(f->notes, sizeof(f->notes), "\n");
		return;
	}
	if (action->kind == IO_ACTION_CONNECT) {
		f->id = action->id;
		f->n_connects++;
		f->outstanding.n = 0;
		return;
	}
	if (action->id != f->id)
		abort();
	if (action->kind == IO_ACTION_SEND)
		take_send(f, action);
	else if (action->kind == IO_ACTION_CLOSE)
		f->n_closes++;
	else if (action->kind == IO_ACTION_ABORT)
		f->n_aborts++;
}

static void take_actions(struct bgp_fixture *f)
{
	for (size_t i = 0; i < f->out.n; i++)
		take_action(f, &f->out.at[i]);
}

static struct io_event event_of(const struct bgp_fixture *f, enum io_event_kind kind)
{
	return (struct io_event){.kind = kind, .at = f->now, .id = f->id};
}

/* Steps once, then tells what the world of a router that reads tells. */
static void step(struct bgp_fixture *f, const struct io_event *event)
{
	io_actions_clear(&f->out);
	bgp_session_step(f->session, event, &f->out);
	take_actions(f);
	while (f->outstanding.n > 0 && !f->stuck) {
		struct io_event done = event_of(f, IO_EVENT_SENT);
		bool want_ack = f->want_ack;

		f->outstanding.n = 0;
		io_actions_clear(&f->out);
		bgp_session_step(f->session, &done, &f->out);
		take_actions(f);
		done.kind = IO_EVENT_ACKED;
		if (!want_ack || f->mute)
			continue;
		io_actions_clear(&f->out);
		bgp_session_step(f->session, &done, &f->out);
		take_actions(f);
	}
}

void bgp_fixture_renew(struct bgp_fixture *f)
{
	memset(f->memory, 0xa5, sizeof(f->memory));
	if (bgp_session_size(&f->config) > sizeof(f->memory))
		abort();
	f->session = bgp_session_init(f->memory, &f->config, 0, &f->next_id, 1);
}

static struct ip ip_of(const char *text)
{
	struct ip ip;

	if (!ip_parse(text, &ip))
		abort();
	return ip;
}

void bgp_fixture_init(struct bgp_fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->now = (struct instant){1000 * NS_PER_S};
	f->config = (struct announcer_config){
		.local_asn = 65001,
		.router_id = 0xc000020a,
		.next_hop_v6 = ip_of("2001:db8::10"),
		.n_peers = 1,
		.n_routes = 2,
		.hold_s = 9,
		.connect_limit_ns = 5 * NS_PER_S,
		.retry_min_ns = 500 * NS_PER_MS,
		.retry_max_ns = 2 * NS_PER_S,
	};
	f->config.peers[0] =
		(struct announcer_peer){.address = ip_of("192.0.2.1"), .port = 179, .asn = 64512};
	prefix_parse("203.0.113.0/24", &f->config.routes[0]);
	prefix_parse("2001:db8:a::/48", &f->config.routes[1]);
	bgp_fixture_renew(f);
}

/* The calls of the role that are not events of the session. */
static void call(struct bgp_fixture *f,
		 void (*fn)(struct bgp_session *, const struct io_event *, struct io_actions *))
{
	struct io_event event = event_of(f, IO_EVENT_TIME);

	io_actions_clear(&f->out);
	fn(f->session, &event, &f->out);
	take_actions(f);
	if (f->outstanding.n > 0 && !f->stuck) {
		f->outstanding.n = 0;
		event = event_of(f, IO_EVENT_SENT);
		step(f, &event);
		event = event_of(f, IO_EVENT_ACKED);
		if (!f->mute)
			step(f, &event);
	}
}

void bgp_fixture_start(struct bgp_fixture *f)
{
	call(f, bgp_session_start);
}

void bgp_fixture_stop(struct bgp_fixture *f)
{
	call(f, bgp_session_stop);
}

void bgp_fixture_flush(struct bgp_fixture *f)
{
	call(f, bgp_session_flush);
}

void bgp_fixture_event(struct bgp_fixture *f, enum io_event_kind kind)
{
	struct io_event event = event_of(f, kind);

	if (kind == IO_EVENT_SENT)
		f->outstanding.n = 0;
	step(f, &event);
}

void bgp_fixture_connected(struct bgp_fixture *f, const char *local)
{
	struct io_event event = event_of(f, IO_EVENT_CONNECTED);

	event.connected.local = ip_of(local);
	step(f, &event);
}

void bgp_fixture_closed(struct bgp_fixture *f, enum io_close_reason reason)
{
	struct io_event event = event_of(f, IO_EVENT_CLOSED);

	event.closed.reason = reason;
	f->outstanding.n = 0;
	step(f, &event);
}

void bgp_fixture_receive_octets(struct bgp_fixture *f, const uint8_t *at, size_t n)
{
	struct io_event event = event_of(f, IO_EVENT_RECEIVED);

	event.received = (struct bytes){at, n};
	step(f, &event);
}

void bgp_fixture_receive(struct bgp_fixture *f, const char *hex)
{
	uint8_t octets[4200];

	memset(octets, 0xff, 16);
	bgp_fixture_receive_octets(f, octets,
				   16 + hex_octets(hex, octets + 16, sizeof(octets) - 16));
}

void bgp_fixture_open_sent(struct bgp_fixture *f)
{
	bgp_fixture_start(f);
	bgp_fixture_connected(f, "192.0.2.10");
}

void bgp_fixture_forget(struct bgp_fixture *f)
{
	f->sent[0] = '\0';
	f->notes[0] = '\0';
}

void bgp_fixture_establish(struct bgp_fixture *f, const char *open)
{
	bgp_fixture_open_sent(f);
	bgp_fixture_receive(f, open);
	bgp_fixture_forget(f);
	bgp_fixture_receive(f, ROUTER_KEEPALIVE);
	if (!bgp_session_established(f->session))
		abort();
}

void bgp_fixture_advance(struct bgp_fixture *f, int64_t ms)
{
	struct instant end = instant_add_ms(f->now, ms);
	struct io_event event;

	while (instant_reached(bgp_session_deadline(f->session), end)) {
		f->now = bgp_session_deadline(f->session);
		event = event_of(f, IO_EVENT_TIME);
		step(f, &event);
	}
	f->now = end;
}
