#include "core/bgp_session_state.h"

#include <string.h>

/* Carrying out what the state machine says. */

#define OPEN_HOLD_S    240               /* RFC 4271 section 8.2.2: a large value */
#define CLOSE_LIMIT_NS (250 * NS_PER_MS) /* for a last message behind a peer that does not read */

void bgp_session_hand_over(struct bgp_session *self, struct io_actions *out)
{
	bool want_ack = false;
	struct bytes data = bgp_transmit_hand_over(&self->transmit, &want_ack);

	if (data.n > 0) {
		struct io_action *send = io_push(out, IO_ACTION_SEND, self->id);

		send->send.data = data;
		send->send.want_ack = want_ack;
	}
	if (self->closing && bgp_transmit_waiting(&self->transmit) == 0) {
		io_push(out, IO_ACTION_CLOSE, self->id);
		self->id = 0;
		self->closing = false;
		self->timers.close = INSTANT_NEVER;
	}
}

void bgp_session_update(struct bgp_session *self, struct io_actions *out)
{
	struct bgp_rib_count count;
	struct writer writer;
	char peer[IP_TEXT_SIZE];

	/* Nothing is written behind octets that do not leave: only the last desire counts. After a
	 * suspension the session may be dead already (BGP-FSM-13). */
	if (self->fsm.state != BGP_STATE_ESTABLISHED || bgp_transmit_outstanding(&self->transmit) ||
	    instant_reached(self->timers.hold, self->now))
		return;
	writer = bgp_transmit_begin(&self->transmit, BGP_TRANSMIT_RESERVE);
	count = bgp_rib_write(&self->rib, &writer);
	if (writer.n > 0 && bgp_transmit_end(&self->transmit, &writer))
		bgp_session_start_keepalive(self);
	if (count.withdrawn > 0)
		bgp_transmit_want_ack(&self->transmit);
	if (count.announced > 0 || count.withdrawn > 0)
		io_note(out, IO_LEVEL_INFO, "bgp", "update sent announced=%u withdrawn=%u peer=%s",
			count.announced, count.withdrawn, ip_format(&self->peer->address, peer));
	bgp_session_hand_over(self, out);
}

static void do_connect(struct bgp_session *self, struct io_actions *out)
{
	struct io_action *connect;
	char peer[IP_TEXT_SIZE];

	if (++*self->next_id == 0)
		++*self->next_id;
	self->id = *self->next_id;
	self->attempt_at = self->now;
	self->local = (struct ip){IP_NONE, {0}};
	bgp_receive_clear(&self->receive);
	bgp_transmit_clear(&self->transmit);
	io_note(out, IO_LEVEL_DEBUG, "bgp", "connecting peer=%s",
		ip_format(&self->peer->address, peer));
	connect = io_push(out, IO_ACTION_CONNECT, self->id);
	connect->connect.peer = self->peer_index;
	connect->connect.limit_ns = self->config->connect_limit_ns;
	bgp_session_start_connect(self);
}

static void do_open(struct bgp_session *self)
{
	struct writer writer = bgp_transmit_begin(&self->transmit, 0);

	bgp_session_offer(self);
	bgp_open_encode(&writer, &self->ours);
	bgp_transmit_end(&self->transmit, &writer);
	self->timers.retry = INSTANT_NEVER;
	self->timers.hold = instant_add_ns(self->now, OPEN_HOLD_S * NS_PER_S);
}

static void do_keepalive(struct bgp_session *self)
{
	struct writer writer = bgp_transmit_begin(&self->transmit, 0);
	bool established = self->fsm.state == BGP_STATE_ESTABLISHED;

	bgp_session_start_keepalive(self);
	/* One that waits behind a peer that does not read is as good as many. */
	if (established && bgp_transmit_waiting(&self->transmit) > 0)
		return;
	bgp_keepalive_encode(&writer);
	bgp_transmit_end(&self->transmit, &writer);
}

static void do_up(struct bgp_session *self, struct io_actions *out)
{
	static const char *const families[] = {"none", "ipv4", "ipv6", "ipv4,ipv6"};
	char peer[IP_TEXT_SIZE];
	char local[IP_TEXT_SIZE];

	self->up_at = self->now;
	self->failed_why = NULL;
	self->n_updates = 0;
	self->n_tolerated = 0;
	io_note(out, IO_LEVEL_INFO, "bgp", "session up peer=%s local=%s hold_s=%u families=%s",
		ip_format(&self->peer->address, peer), ip_format(&self->local, local), self->hold_s,
		families[self->rib.families]);
	bgp_rib_open(&self->rib);
	bgp_session_start_await(self);
	bgp_session_start_send_hold(self);
}

static void do_notify(struct bgp_session *self, enum bgp_fault fault, const struct bgp_cause *cause,
		      struct io_actions *out)
{
	struct writer writer = bgp_transmit_begin(&self->transmit, 0);
	struct bytes data = cause->data;
	struct bgp_notification notification = {(uint8_t)(fault >> 8), (uint8_t)fault, {NULL, 0}};
	char text[BGP_NOTIFICATION_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];

	/* RFC 6608 section 4: the type of the unexpected message. */
	if (fault == BGP_FAULT_FSM_OPEN_SENT || fault == BGP_FAULT_FSM_OPEN_CONFIRM ||
	    fault == BGP_FAULT_FSM_ESTABLISHED)
		data = (struct bytes){&cause->type, 1};
	bgp_notification_encode(&writer, fault, data);
	bgp_transmit_end(&self->transmit, &writer);
	io_note(out, fault == BGP_FAULT_CEASE_SHUTDOWN ? IO_LEVEL_INFO : IO_LEVEL_WARNING, "bgp",
		"notification sent error=%u/%u peer=%s: %s", notification.code,
		notification.subcode, ip_format(&self->peer->address, peer),
		bgp_notification_format(&notification, text));
}

/* A NOTIFICATION goes out first; a peer that does not read may delay that for a short time. After
 * one of the peer's nothing is sent at all (BGP-FSM-05). */
static void do_close(struct bgp_session *self, bool notified, struct io_actions *out)
{
	if (!notified)
		bgp_transmit_drop_waiting(&self->transmit);
	bgp_session_timers_off(self);
	self->closing = true;
	self->timers.close = instant_add_ns(self->now, CLOSE_LIMIT_NS);
	bgp_session_hand_over(self, out);
}

static void do_abort(struct bgp_session *self, struct io_actions *out)
{
	bgp_session_timers_off(self);
	io_push(out, IO_ACTION_ABORT, self->id);
	self->id = 0;
}

static void do_task(struct bgp_session *self, enum bgp_task task, const struct bgp_plan *plan,
		    const struct bgp_cause *cause, struct io_actions *out)
{
	switch (task) {
	case BGP_TASK_CONNECT:
		do_connect(self, out);
		break;
	case BGP_TASK_WAIT:
		bgp_session_start_wait(self);
		break;
	case BGP_TASK_OPEN:
		do_open(self);
		break;
	case BGP_TASK_KEEPALIVE:
		do_keepalive(self);
		break;
	case BGP_TASK_HOLD:
		bgp_session_start_hold(self);
		break;
	case BGP_TASK_UP:
		do_up(self, out);
		break;
	case BGP_TASK_REFRESH:
		bgp_rib_refresh(&self->rib, cause->family);
		break;
	case BGP_TASK_NOTIFY:
		do_notify(self, plan->fault, cause, out);
		break;
	case BGP_TASK_CLOSE:
		do_close(self, plan->fault != BGP_FAULT_NONE, out);
		break;
	case BGP_TASK_ABORT:
		do_abort(self, out);
		break;
	case BGP_TASK_FORGET:
		bgp_session_timers_off(self);
		self->id = 0;
		break;
	}
}

/* A session that was up for longer than the cap of the retries starts its failures anew. */
static void leave_established(struct bgp_session *self)
{
	if (instant_since(self->now, self->up_at) > self->config->retry_max_ns &&
	    self->fsm.n_failures > 0)
		self->fsm.n_failures = 1;
	bgp_rib_close(&self->rib);
}

static const char *cause_why(const struct bgp_cause *cause)
{
	return cause->why != NULL ? cause->why : bgp_event_name(cause->event);
}

static void note_down(const struct bgp_session *self, const struct bgp_cause *cause,
		      struct io_actions *out)
{
	char peer[IP_TEXT_SIZE];

	io_note(out, self->stopped ? IO_LEVEL_INFO : IO_LEVEL_WARNING, "bgp",
		"session down peer=%s why=%s up_ms=%lld updates_ignored=%u errors_tolerated=%u",
		ip_format(&self->peer->address, peer), cause_why(cause),
		(long long)(instant_since(self->now, self->up_at) / NS_PER_MS), self->n_updates,
		self->n_tolerated);
}

/* A cause is said aloud when it is another than the last time; repeated, it is for those who look
 * closely. */
static enum io_level failure_level(struct bgp_session *self, const char *why)
{
	bool again = self->failed_why != NULL && strcmp(self->failed_why, why) == 0;

	self->failed_why = why;
	return again ? IO_LEVEL_DEBUG : IO_LEVEL_WARNING;
}

static void note_failure(struct bgp_session *self, enum bgp_state from,
			 const struct bgp_cause *cause, struct io_actions *out)
{
	char peer[IP_TEXT_SIZE];

	io_note(out, failure_level(self, cause_why(cause)), "bgp",
		"session failed peer=%s state=%s failures=%u retry_ms=%lld why=%s",
		ip_format(&self->peer->address, peer), bgp_state_name(from), self->fsm.n_failures,
		(long long)(instant_since(self->timers.retry, self->now) / NS_PER_MS),
		cause_why(cause));
}

/* The next attempt follows at once; an unsigned answer to a signed SYN is dropped by the kernel
 * (RFC 2385). */
static void note_no_answer(struct bgp_session *self, struct io_actions *out)
{
	char peer[IP_TEXT_SIZE];

	io_note(out, failure_level(self, "timeout"), "bgp",
		"cannot connect peer=%s why=timeout: no answer; a wrong TCP-MD5 key looks like "
		"this too",
		ip_format(&self->peer->address, peer));
}

static void note_change(struct bgp_session *self, enum bgp_state from,
			const struct bgp_cause *cause, struct io_actions *out)
{
	bool changed = self->fsm.state != from;
	bool waits = self->fsm.state == BGP_STATE_IDLE || self->fsm.state == BGP_STATE_ACTIVE;

	if (changed && from == BGP_STATE_ESTABLISHED)
		note_down(self, cause, out);
	else if (changed && waits && !self->stopped)
		note_failure(self, from, cause, out);
	else if (from == BGP_STATE_CONNECT && cause->event == BGP_EVENT_RETRY)
		note_no_answer(self, out);
}

void bgp_session_run(struct bgp_session *self, const struct bgp_cause *cause,
		     struct io_actions *out)
{
	enum bgp_state from = self->fsm.state;
	struct bgp_plan plan;

	bgp_fsm_step(&self->fsm, cause->event, cause->fault, &plan);
	if (from == BGP_STATE_ESTABLISHED && self->fsm.state != BGP_STATE_ESTABLISHED)
		leave_established(self);
	for (size_t i = 0; i < plan.n; i++)
		do_task(self, plan.at[i], &plan, cause, out);
	note_change(self, from, cause, out);
}
