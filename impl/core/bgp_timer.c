#include "core/bgp_session_state.h"

/* Timers of a session (RFC 4271 sections 4.4 and 10, RFC 9687). */

#define SEND_HOLD_MIN_S 480
#define AWAIT_LIMIT_NS  (500 * NS_PER_MS) /* End-of-RIB comes within a second (BGP-EOR-01) */
/* Below it 75 % of an interval would be less than a second (BGP-TIME-02, -03). */
#define JITTER_MIN_NS (1340 * NS_PER_MS)

void bgp_session_timers_off(struct bgp_session *self)
{
	self->timers = (struct bgp_timers){INSTANT_NEVER, INSTANT_NEVER, INSTANT_NEVER,
					   INSTANT_NEVER, INSTANT_NEVER, INSTANT_NEVER};
}

void bgp_session_start_connect(struct bgp_session *self)
{
	self->timers.retry = instant_add_ns(
		self->now, random_jitter(&self->random, self->config->connect_limit_ns));
}

/* Doubles with every failure in a row up to the cap; never shorter than the first (BGP-TCP-09). */
static int64_t retry_delay(struct bgp_session *self)
{
	int64_t first = self->config->retry_min_ns > 0 ? self->config->retry_min_ns : NS_PER_MS;
	int64_t most = self->config->retry_max_ns > first ? self->config->retry_max_ns : first;
	int64_t delay = first;

	for (unsigned int i = 1; i < self->fsm.n_failures && delay < most; i++)
		delay *= 2;
	if (delay > most)
		delay = most;
	/* A peer that says Cease is asked no sooner than twice that (BGP-FSM-11). */
	if (self->damped && 2 * first <= most)
		first *= 2;
	delay = random_jitter(&self->random, delay);
	return delay > first ? delay : first;
}

void bgp_session_start_wait(struct bgp_session *self)
{
	self->timers.retry = instant_add_ns(self->now, retry_delay(self));
	self->damped = false;
}

void bgp_session_start_hold(struct bgp_session *self)
{
	self->timers.hold = self->hold_s == 0 ? INSTANT_NEVER
					      : instant_add_ns(self->now, self->hold_s * NS_PER_S);
}

void bgp_session_start_keepalive(struct bgp_session *self)
{
	int64_t interval = self->hold_s * NS_PER_S / 3;

	self->timers.keepalive = INSTANT_NEVER;
	if (self->hold_s == 0)
		return;
	if (interval >= JITTER_MIN_NS)
		interval = random_jitter(&self->random, interval);
	self->timers.keepalive = instant_add_ns(self->now, interval);
}

void bgp_session_start_await(struct bgp_session *self)
{
	if (self->rib.awaits)
		self->timers.await = instant_add_ns(self->now, AWAIT_LIMIT_NS);
}

void bgp_session_start_send_hold(struct bgp_session *self)
{
	int64_t limit_s = 2 * (int64_t)self->hold_s;

	self->timers.send_hold = INSTANT_NEVER;
	if (self->hold_s == 0)
		return;
	if (limit_s < SEND_HOLD_MIN_S)
		limit_s = SEND_HOLD_MIN_S;
	self->timers.send_hold = instant_add_ns(self->now, limit_s * NS_PER_S);
}
