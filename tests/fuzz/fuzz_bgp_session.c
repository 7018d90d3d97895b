#include "anycast/bgp.h"
#include "core/bgp_session.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/*
 * Input: a script of events for one session, an octet each, some with operands. Held against it are
 * the promises of the role contract: one SEND outstanding, its octets unchanged until SENT, whole
 * messages, no action on a stream that is gone, silence after a stop, and time that gets on.
 */

struct world {
	struct announcer_config config;
	struct bgp_session *session;
	uint32_t next_id;
	struct instant now;
	struct io_actions out;
	uint32_t id; /* of the stream the session has; 0: none */
	bool up;
	bool stopped;
	struct bytes outstanding;
	uint8_t copy[65536]; /* of the outstanding octets */
	_Alignas(16) uint8_t memory[65536];
};

static struct world w;

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void take_send(struct bytes data)
{
	must(w.up && w.outstanding.n == 0 && data.n > 0 && data.n <= sizeof(w.copy));
	for (size_t at = 0; at < data.n;) {
		struct bgp_header header;
		struct bytes wrong;

		must(data.n - at >= BGP_HEADER_SIZE);
		must(bgp_header_decode(data.at + at, &header, &wrong) == BGP_FAULT_NONE);
		must(header.length <= data.n - at);
		at += header.length;
	}
	memcpy(w.copy, data.at, data.n);
	w.outstanding = data;
}

static void take_action(const struct io_action *action)
{
	switch (action->kind) {
	case IO_ACTION_CONNECT:
		must(w.id == 0 && !w.stopped);
		w.id = action->id;
		break;
	case IO_ACTION_SEND:
		must(action->id == w.id && w.id != 0);
		take_send(action->send.data);
		break;
	case IO_ACTION_CLOSE:
	case IO_ACTION_ABORT:
		must(action->id == w.id && w.id != 0);
		w.id = 0;
		w.up = false;
		w.outstanding.n = 0;
		break;
	case IO_ACTION_NOTE:
		must(memchr(action->note.text, '\0', sizeof(action->note.text)) != NULL);
		break;
	case IO_ACTION_ADDRESS_LIST:
	case IO_ACTION_ADDRESS_ADD:
	case IO_ACTION_ADDRESS_REMOVE:
	case IO_ACTION_PROBE:
	case IO_ACTION_READY:
	case IO_ACTION_FINISH:
		abort();
	}
}

static void take_actions(void)
{
	for (size_t i = 0; i < w.out.n; i++)
		take_action(&w.out.at[i]);
	must(bgp_session_owns(w.session, w.id) == (w.id != 0));
	must(w.outstanding.n == 0 || memcmp(w.copy, w.outstanding.at, w.outstanding.n) == 0);
}

static struct io_event event_of(enum io_event_kind kind)
{
	return (struct io_event){.kind = kind, .at = w.now, .id = w.id};
}

static void step(const struct io_event *event)
{
	io_actions_clear(&w.out);
	bgp_session_step(w.session, event, &w.out);
	take_actions();
}

static void call(void (*fn)(struct bgp_session *, const struct io_event *, struct io_actions *))
{
	struct io_event event = event_of(IO_EVENT_TIME);

	io_actions_clear(&w.out);
	fn(w.session, &event, &w.out);
	take_actions();
}

static void deliver_connected(void)
{
	struct io_event event = event_of(IO_EVENT_CONNECTED);

	if (w.id == 0 || w.up)
		return;
	w.up = true;
	event.connected.local = (struct ip){IP_V4, {192, 0, 2, 10}};
	step(&event);
}

static void deliver_octets(const uint8_t *at, size_t n)
{
	struct io_event event = event_of(IO_EVENT_RECEIVED);

	if (!w.up)
		return;
	event.received = (struct bytes){at, n};
	step(&event);
}

/* A message with a right header around @body. */
static void deliver_message(uint8_t type, const uint8_t *body, size_t n)
{
	uint8_t message[BGP_HEADER_SIZE + 256];

	memset(message, 0xff, 16);
	message[16] = (uint8_t)((BGP_HEADER_SIZE + n) >> 8);
	message[17] = (uint8_t)(BGP_HEADER_SIZE + n);
	message[18] = type;
	if (n > 0)
		memcpy(message + BGP_HEADER_SIZE, body, n);
	deliver_octets(message, BGP_HEADER_SIZE + n);
}

static void deliver_sent(void)
{
	struct io_event event = event_of(IO_EVENT_SENT);

	if (w.outstanding.n == 0)
		return;
	w.outstanding.n = 0;
	step(&event);
}

static void deliver_closed(uint8_t reason)
{
	struct io_event event = event_of(IO_EVENT_CLOSED);

	if (w.id == 0)
		return;
	event.closed.reason = (enum io_close_reason)(reason % (IO_CLOSED_LOCAL + 1));
	w.id = 0;
	w.up = false;
	w.outstanding.n = 0;
	step(&event);
}

/* Lets time pass; every deadline on the way is kept, and each leads on. */
static void pass(int64_t ms)
{
	struct instant end = instant_add_ms(w.now, ms);
	struct io_event event;

	while (instant_reached(bgp_session_deadline(w.session), end)) {
		struct instant next = bgp_session_deadline(w.session);

		w.now = instant_reached(next, w.now) ? w.now : next;
		event = event_of(IO_EVENT_TIME);
		step(&event);
		must(bgp_session_deadline(w.session).ns > w.now.ns);
	}
	w.now = end;
}

static void deliver_known(uint8_t which)
{
	static const uint8_t open[] = {4, 0xfc, 0, 0, 9, 192, 0, 2, 1, 22, 2,    20, 1, 4, 0,    1,
				       0, 1,    1, 4, 0, 2,   0, 1, 2, 0,  0x41, 4,  0, 0, 0xfc, 0};
	static const uint8_t refresh[] = {0, 1, 0, 1};

	if (which % 3 == 0)
		deliver_message(BGP_TYPE_OPEN, open, sizeof(open));
	else if (which % 3 == 1)
		deliver_message(BGP_TYPE_KEEPALIVE, NULL, 0);
	else
		deliver_message(BGP_TYPE_ROUTE_REFRESH, refresh, sizeof(refresh));
}

static struct io_event other(uint8_t which)
{
	return event_of(which % 2 ? IO_EVENT_NETWORK : IO_EVENT_ACKED);
}

static uint8_t next(struct reader *script)
{
	return reader_u8(script);
}

/* Octets of the script itself: whole, or as the body of a message. */
static void deliver_script(struct reader *script, bool framed)
{
	uint8_t type = framed ? next(script) : 0;
	struct bytes body = reader_bytes(script, next(script));

	if (framed)
		deliver_message(type, body.at, body.n);
	else
		deliver_octets(body.at, body.n);
}

static void run_one(struct reader *script)
{
	struct io_event event;
	uint8_t route;

	switch (next(script) % 12) {
	case 0:
		deliver_connected();
		break;
	case 1:
		deliver_known(next(script));
		break;
	case 2:
		deliver_script(script, true);
		break;
	case 3:
		deliver_script(script, false);
		break;
	case 4:
		deliver_sent();
		break;
	case 5:
		event = other(next(script));
		step(&event);
		break;
	case 6:
		deliver_closed(next(script));
		break;
	case 7:
		pass(next(script));
		break;
	case 8:
		pass(100 * (int64_t)next(script));
		break;
	case 9:
		route = next(script);
		bgp_session_want(w.session, route % 2, (route & 2) != 0);
		break;
	case 10:
		call(bgp_session_flush);
		break;
	case 11:
		if (next(script) != 0x55)
			break;
		w.stopped = true;
		call(bgp_session_stop);
		break;
	}
}

static void make_world(void)
{
	memset(&w, 0, sizeof(w));
	w.now = (struct instant){NS_PER_S};
	w.config.local_asn = 65001;
	w.config.router_id = 1;
	w.config.n_peers = 1;
	w.config.peers[0].address = (struct ip){IP_V4, {192, 0, 2, 1}};
	w.config.peers[0].asn = 64512;
	w.config.next_hop_v6 = (struct ip){IP_V6, {0x20, 1, 0x0d, 0xb8, [15] = 1}};
	w.config.n_routes = 2;
	w.config.routes[0] = (struct prefix){{IP_V4, {203, 0, 113}}, 24};
	w.config.routes[1] = (struct prefix){{IP_V6, {0x20, 1, 0x0d, 0xb8, 0, 10}}, 48};
	w.config.hold_s = 9;
	w.config.connect_limit_ns = 5 * NS_PER_S;
	w.config.retry_min_ns = NS_PER_S / 2;
	w.config.retry_max_ns = 2 * NS_PER_S;
	must(bgp_session_size(&w.config) <= sizeof(w.memory));
	w.session = bgp_session_init(w.memory, &w.config, 0, &w.next_id, 7);
}

FUZZ_TARGET(bgp_session)
{
	struct reader script = reader_of((struct bytes){data, n});

	make_world();
	call(bgp_session_start);
	for (int i = 0; i < 400 && script.n > 0; i++)
		run_one(&script);
	/* Whatever came before: a stop leads to silence. */
	w.stopped = true;
	call(bgp_session_stop);
	pass(1000);
	must(w.id == 0);
	must(bgp_session_deadline(w.session).ns == INT64_MAX);
}
