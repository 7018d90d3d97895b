#include "core/bgp_session_state.h"

#include <assert.h>
#include <string.h>

#define NETWORK_PAUSE_NS (50 * NS_PER_MS)  /* least time between two attempts, whatever happens */
#define NETWORK_LOST_NS  (250 * NS_PER_MS) /* a SYN that old may have met the network's absence */
#define MEMORY_ALIGNMENT 16

size_t bgp_session_size(const struct announcer_config *config)
{
	(void)config;
	return (sizeof(struct bgp_session) + MEMORY_ALIGNMENT - 1) / MEMORY_ALIGNMENT *
	       MEMORY_ALIGNMENT;
}

struct bgp_session *bgp_session_init(void *memory, const struct announcer_config *config,
				     size_t peer, uint32_t *next_id, uint64_t seed)
{
	struct bgp_session *self = memory;

	assert(peer < config->n_peers);
	memset(self, 0, sizeof(*self));
	self->config = config;
	self->peer = &config->peers[peer];
	self->peer_index = peer;
	self->next_id = next_id;
	/* Sessions of one role do not draw the same jitter. */
	self->random.state = seed ^ (peer + 1) * UINT64_C(0xd1342543de82ef95);
	self->rib.config = config;
	bgp_session_timers_off(self);
	return self;
}

static void run_event(struct bgp_session *self, enum bgp_event event, const char *why,
		      struct io_actions *out)
{
	const struct bgp_cause cause = {.event = event, .why = why};

	bgp_session_run(self, &cause, out);
}

void bgp_session_start(struct bgp_session *self, const struct io_event *event,
		       struct io_actions *out)
{
	if (self->started || self->stopped)
		return;
	self->started = true;
	self->now = event->at;
	run_event(self, BGP_EVENT_START, NULL, out);
}

void bgp_session_stop(struct bgp_session *self, const struct io_event *event,
		      struct io_actions *out)
{
	if (self->stopped)
		return;
	self->stopped = true;
	self->now = event->at;
	self->timers.retry = INSTANT_NEVER;
	run_event(self, BGP_EVENT_STOP, "stop", out);
}

void bgp_session_flush(struct bgp_session *self, const struct io_event *event,
		       struct io_actions *out)
{
	self->now = event->at;
	bgp_session_update(self, out);
}

static const char *close_reason(enum io_close_reason reason)
{
	switch (reason) {
	case IO_CLOSED_REFUSED:
		return "refused";
	case IO_CLOSED_RESET:
		return "reset";
	case IO_CLOSED_EOF:
		return "closed-by-peer";
	case IO_CLOSED_TIMEOUT:
		return "timeout";
	case IO_CLOSED_UNREACHABLE:
		return "unreachable";
	case IO_CLOSED_LOCAL:
		return "local-failure";
	}
	return "unknown";
}

static void take_closed(struct bgp_session *self, const struct io_event *event,
			struct io_actions *out)
{
	char peer[IP_TEXT_SIZE];

	if (self->closing) {
		self->closing = false;
		self->id = 0;
		self->timers.close = INSTANT_NEVER;
		return;
	}
	/* What this host cannot do is said with its cause, whoever has to mend it. */
	if (event->closed.reason == IO_CLOSED_LOCAL && self->fsm.n_failures == 0)
		io_note(out, IO_LEVEL_ERROR, "bgp", "cannot connect peer=%s: %s",
			ip_format(&self->peer->address, peer),
			event->closed.error != NULL ? event->closed.error : "local failure");
	run_event(self, BGP_EVENT_TCP_DOWN, close_reason(event->closed.reason), out);
}

static void take_sent(struct bgp_session *self)
{
	bgp_transmit_sent(&self->transmit);
	bgp_rib_left(&self->rib);
	if (self->fsm.state == BGP_STATE_ESTABLISHED)
		bgp_session_start_send_hold(self);
}

/* Events of the stream; one of another connection than the present is late and means nothing. */
static void take_stream(struct bgp_session *self, const struct io_event *event,
			struct io_actions *out)
{
	if (!bgp_session_owns(self, event->id))
		return;
	switch (event->kind) {
	case IO_EVENT_CONNECTED:
		if (self->fsm.state == BGP_STATE_CONNECT)
			self->local = event->connected.local;
		run_event(self, BGP_EVENT_TCP_UP, NULL, out);
		break;
	case IO_EVENT_RECEIVED:
		bgp_session_receive(self, event->received, out);
		break;
	case IO_EVENT_SENT:
		take_sent(self);
		break;
	case IO_EVENT_ACKED:
		bgp_transmit_acked(&self->transmit);
		break;
	case IO_EVENT_CLOSED:
		take_closed(self, event, out);
		break;
	case IO_EVENT_START:
	case IO_EVENT_TIME:
	case IO_EVENT_STOP:
	case IO_EVENT_ADDRESSES:
	case IO_EVENT_ADDRESS_DONE:
	case IO_EVENT_PROBED:
	case IO_EVENT_HEALTH:
	case IO_EVENT_CERTIFICATE:
	case IO_EVENT_NETWORK:
		break;
	}
}

/* Gives up on octets that a peer does not read: CLOSE does not wait for them any longer. */
static void close_now(struct bgp_session *self, struct io_actions *out)
{
	if (!self->closing)
		return;
	io_push(out, IO_ACTION_CLOSE, self->id);
	self->closing = false;
	self->id = 0;
	self->timers.close = INSTANT_NEVER;
}

static bool due(const struct bgp_session *self, struct instant *timer)
{
	if (!instant_reached(*timer, self->now))
		return false;
	*timer = INSTANT_NEVER;
	return true;
}

static void take_time(struct bgp_session *self, struct io_actions *out)
{
	struct bgp_timers *timers = &self->timers;

	if (due(self, &timers->close))
		close_now(self, out);
	if (due(self, &timers->hold))
		run_event(self, BGP_EVENT_HOLD, "hold-timer-expired", out);
	if (due(self, &timers->await))
		self->rib.awaits = false;
	if (due(self, &timers->send_hold))
		run_event(self, BGP_EVENT_SEND_HOLD, "send-hold-timer-expired", out);
	if (due(self, &timers->keepalive))
		run_event(self, BGP_EVENT_KEEPALIVE_TIME, NULL, out);
	if (due(self, &timers->retry)) {
		close_now(self, out);
		run_event(self, BGP_EVENT_RETRY, "timeout", out);
	}
}

/* The network is back: a wait ends, and a SYN that may have been lost is not waited for. */
static void take_network(struct bgp_session *self, struct io_actions *out)
{
	struct instant soon = instant_add_ns(self->attempt_at, NETWORK_PAUSE_NS);
	struct instant stale = instant_add_ns(self->attempt_at, NETWORK_LOST_NS);

	if (self->timers.retry.ns == INSTANT_NEVER.ns || self->closing)
		return;
	if (self->fsm.state != BGP_STATE_CONNECT)
		self->timers.retry = instant_min(self->timers.retry, soon);
	else if (instant_reached(stale, self->now))
		self->timers.retry = self->now;
	take_time(self, out);
}

void bgp_session_step(struct bgp_session *self, const struct io_event *event,
		      struct io_actions *out)
{
	self->now = event->at;
	switch (event->kind) {
	case IO_EVENT_TIME:
		take_time(self, out);
		break;
	case IO_EVENT_NETWORK:
		take_network(self, out);
		break;
	case IO_EVENT_CONNECTED:
	case IO_EVENT_RECEIVED:
	case IO_EVENT_SENT:
	case IO_EVENT_ACKED:
	case IO_EVENT_CLOSED:
		take_stream(self, event, out);
		break;
	case IO_EVENT_START:
	case IO_EVENT_STOP:
	case IO_EVENT_ADDRESSES:
	case IO_EVENT_ADDRESS_DONE:
	case IO_EVENT_PROBED:
	case IO_EVENT_HEALTH:
	case IO_EVENT_CERTIFICATE:
		return;
	}
	bgp_session_update(self, out);
	if (self->id != 0)
		bgp_session_hand_over(self, out);
}

struct instant bgp_session_deadline(const struct bgp_session *self)
{
	const struct bgp_timers *timers = &self->timers;
	struct instant next = instant_min(timers->retry, timers->hold);

	next = instant_min(next, timers->keepalive);
	next = instant_min(next, timers->send_hold);
	next = instant_min(next, timers->await);
	return instant_min(next, timers->close);
}

void bgp_session_await(struct bgp_session *self, bool awaits)
{
	self->rib.awaits = awaits;
	if (!awaits)
		self->timers.await = INSTANT_NEVER;
}

void bgp_session_want(struct bgp_session *self, size_t route, bool announced)
{
	assert(route < self->config->n_routes);
	self->rib.routes[route].desired = announced;
}

bool bgp_session_established(const struct bgp_session *self)
{
	return self->fsm.state == BGP_STATE_ESTABLISHED;
}

bool bgp_session_synced(const struct bgp_session *self)
{
	return !bgp_session_established(self) ||
	       (bgp_rib_settled(&self->rib) && bgp_transmit_is_acked(&self->transmit));
}

bool bgp_session_owns(const struct bgp_session *self, uint32_t id)
{
	return id != 0 && id == self->id;
}

enum announcer_route_state bgp_session_route_state(const struct bgp_session *self, size_t route)
{
	const struct bgp_rib_route *state = &self->rib.routes[route];
	enum ip_family family = self->config->routes[route].ip.family;

	if (!bgp_session_established(self))
		return state->desired ? ANNOUNCER_ROUTE_NO_SESSION : ANNOUNCER_ROUTE_WITHDRAWN;
	if (!state->desired)
		return state->told || state->moving ? ANNOUNCER_ROUTE_WITHDRAWING
						    : ANNOUNCER_ROUTE_WITHDRAWN;
	if (bgp_session_next_hop(self, family).family == IP_NONE)
		return ANNOUNCER_ROUTE_NO_NEXT_HOP;
	if ((self->rib.families & bgp_family_of(family)) == 0)
		return ANNOUNCER_ROUTE_NOT_NEGOTIATED;
	return state->told && !state->moving ? ANNOUNCER_ROUTE_ADVERTISING
					     : ANNOUNCER_ROUTE_SENDING;
}
