#include "core/bgp_fsm.h"

#include <assert.h>

/*
 * RFC 4271 section 8.2.2, one function a state. A timer that does not run in a state cannot expire
 * there; such an expiry is ignored, so that no connection attempt ever stands beside a session
 * (BGP-TCP-03). Start is ignored everywhere but in Idle.
 */

static void plan(struct bgp_plan *out, enum bgp_task task)
{
	assert(out->n < BGP_TASKS_MAX);
	out->at[out->n++] = task;
}

static void enter_connect(struct bgp_fsm *fsm, struct bgp_plan *out)
{
	fsm->state = BGP_STATE_CONNECT;
	plan(out, BGP_TASK_CONNECT);
}

/* Idle, or Active, until the next attempt is due. */
static void enter_waiting(struct bgp_fsm *fsm, enum bgp_state state, struct bgp_plan *out)
{
	fsm->state = state;
	plan(out, BGP_TASK_WAIT);
}

static void enter_open_sent(struct bgp_fsm *fsm, struct bgp_plan *out)
{
	fsm->state = BGP_STATE_OPEN_SENT;
	plan(out, BGP_TASK_OPEN);
}

static void enter_open_confirm(struct bgp_fsm *fsm, struct bgp_plan *out)
{
	fsm->state = BGP_STATE_OPEN_CONFIRM;
	plan(out, BGP_TASK_KEEPALIVE);
	plan(out, BGP_TASK_HOLD);
}

static void enter_established(struct bgp_fsm *fsm, struct bgp_plan *out)
{
	fsm->state = BGP_STATE_ESTABLISHED;
	plan(out, BGP_TASK_HOLD);
	plan(out, BGP_TASK_UP);
}

/* Stopped by the operator: Idle without a timer. */
static void enter_idle(struct bgp_fsm *fsm)
{
	fsm->state = BGP_STATE_IDLE;
	fsm->n_failures = 0;
}

/* The end of a connection that failed; an attempt follows. */
static void fail(struct bgp_fsm *fsm, enum bgp_task task, struct bgp_plan *out)
{
	fsm->n_failures++;
	plan(out, task);
	enter_waiting(fsm, BGP_STATE_IDLE, out);
}

/* The same with a NOTIFICATION: nothing is sent after it. */
static void fail_notify(struct bgp_fsm *fsm, enum bgp_fault fault, struct bgp_plan *out)
{
	out->fault = fault;
	plan(out, BGP_TASK_NOTIFY);
	fail(fsm, BGP_TASK_CLOSE, out);
}

/* The peer refused the version of BGP: no damping for it (BGP-FSM-06). */
static void close_undamped(struct bgp_fsm *fsm, struct bgp_plan *out)
{
	plan(out, BGP_TASK_CLOSE);
	enter_waiting(fsm, BGP_STATE_IDLE, out);
}

static void stop_notify(struct bgp_fsm *fsm, struct bgp_plan *out)
{
	out->fault = BGP_FAULT_CEASE_SHUTDOWN;
	plan(out, BGP_TASK_NOTIFY);
	plan(out, BGP_TASK_CLOSE);
	enter_idle(fsm);
}

/* RFC 4271 section 8.2.2, Idle state: no connection; left by a start or when the wait is over. */
static void step_idle(struct bgp_fsm *fsm, enum bgp_event event, struct bgp_plan *out)
{
	switch (event) {
	case BGP_EVENT_START:
	case BGP_EVENT_RETRY:
		enter_connect(fsm, out);
		break;
	case BGP_EVENT_STOP:
		enter_idle(fsm);
		break;
	case BGP_EVENT_HOLD:
	case BGP_EVENT_KEEPALIVE_TIME:
	case BGP_EVENT_SEND_HOLD:
	case BGP_EVENT_TCP_UP:
	case BGP_EVENT_TCP_DOWN:
	case BGP_EVENT_HEADER_FAULT:
	case BGP_EVENT_OPEN:
	case BGP_EVENT_OPEN_FAULT:
	case BGP_EVENT_NOTIFICATION:
	case BGP_EVENT_VERSION_ERROR:
	case BGP_EVENT_KEEPALIVE:
	case BGP_EVENT_UPDATE:
	case BGP_EVENT_UPDATE_FAULT:
	case BGP_EVENT_REFRESH:
		break;
	}
}

/* RFC 4271 section 8.2.2, Connect state: TCP is not up yet. */
static void step_connect(struct bgp_fsm *fsm, enum bgp_event event, struct bgp_plan *out)
{
	switch (event) {
	case BGP_EVENT_START:
	case BGP_EVENT_HOLD:
	case BGP_EVENT_KEEPALIVE_TIME:
	case BGP_EVENT_SEND_HOLD:
		break;
	case BGP_EVENT_STOP:
		plan(out, BGP_TASK_ABORT);
		enter_idle(fsm);
		break;
	case BGP_EVENT_RETRY:
		plan(out, BGP_TASK_ABORT);
		enter_connect(fsm, out);
		break;
	case BGP_EVENT_TCP_UP:
		enter_open_sent(fsm, out);
		break;
	case BGP_EVENT_TCP_DOWN:
		fail(fsm, BGP_TASK_FORGET, out);
		break;
	case BGP_EVENT_HEADER_FAULT:
	case BGP_EVENT_OPEN:
	case BGP_EVENT_OPEN_FAULT:
	case BGP_EVENT_NOTIFICATION:
	case BGP_EVENT_VERSION_ERROR:
	case BGP_EVENT_KEEPALIVE:
	case BGP_EVENT_UPDATE:
	case BGP_EVENT_UPDATE_FAULT:
	case BGP_EVENT_REFRESH:
		fail(fsm, BGP_TASK_ABORT, out);
		break;
	}
}

/* RFC 4271 section 8.2.2, Active state: of an active-only speaker only the wait to the next attempt
 * (BGP-FSM-07). There is no connection, so nothing of one can happen. */
static void step_active(struct bgp_fsm *fsm, enum bgp_event event, struct bgp_plan *out)
{
	switch (event) {
	case BGP_EVENT_RETRY:
		enter_connect(fsm, out);
		break;
	case BGP_EVENT_STOP:
		enter_idle(fsm);
		break;
	case BGP_EVENT_START:
	case BGP_EVENT_HOLD:
	case BGP_EVENT_KEEPALIVE_TIME:
	case BGP_EVENT_SEND_HOLD:
	case BGP_EVENT_TCP_UP:
	case BGP_EVENT_TCP_DOWN:
	case BGP_EVENT_HEADER_FAULT:
	case BGP_EVENT_OPEN:
	case BGP_EVENT_OPEN_FAULT:
	case BGP_EVENT_NOTIFICATION:
	case BGP_EVENT_VERSION_ERROR:
	case BGP_EVENT_KEEPALIVE:
	case BGP_EVENT_UPDATE:
	case BGP_EVENT_UPDATE_FAULT:
	case BGP_EVENT_REFRESH:
		break;
	}
}

/* RFC 4271 section 8.2.2, OpenSent state: the peer's OPEN is awaited. */
static void step_open_sent(struct bgp_fsm *fsm, enum bgp_event event, enum bgp_fault fault,
			   struct bgp_plan *out)
{
	switch (event) {
	case BGP_EVENT_START:
	case BGP_EVENT_RETRY:
	case BGP_EVENT_KEEPALIVE_TIME:
	case BGP_EVENT_SEND_HOLD:
	case BGP_EVENT_TCP_UP:
		break;
	case BGP_EVENT_STOP:
		stop_notify(fsm, out);
		break;
	case BGP_EVENT_HOLD:
		fail_notify(fsm, BGP_FAULT_HOLD_TIMER, out);
		break;
	case BGP_EVENT_TCP_DOWN:
		fsm->n_failures++;
		plan(out, BGP_TASK_FORGET);
		enter_waiting(fsm, BGP_STATE_ACTIVE, out);
		break;
	case BGP_EVENT_OPEN:
		enter_open_confirm(fsm, out);
		break;
	case BGP_EVENT_HEADER_FAULT:
	case BGP_EVENT_OPEN_FAULT:
		fail_notify(fsm, fault, out);
		break;
	case BGP_EVENT_NOTIFICATION:
		fail(fsm, BGP_TASK_CLOSE, out);
		break;
	case BGP_EVENT_VERSION_ERROR:
		close_undamped(fsm, out);
		break;
	case BGP_EVENT_KEEPALIVE:
	case BGP_EVENT_UPDATE:
	case BGP_EVENT_UPDATE_FAULT:
	case BGP_EVENT_REFRESH:
		fail_notify(fsm, BGP_FAULT_FSM_OPEN_SENT, out);
		break;
	}
}

/* RFC 4271 section 8.2.2, OpenConfirm state: the peer's KEEPALIVE is awaited. */
static void step_open_confirm(struct bgp_fsm *fsm, enum bgp_event event, enum bgp_fault fault,
			      struct bgp_plan *out)
{
	switch (event) {
	case BGP_EVENT_START:
	case BGP_EVENT_RETRY:
	case BGP_EVENT_SEND_HOLD:
	case BGP_EVENT_TCP_UP:
		break;
	case BGP_EVENT_STOP:
		stop_notify(fsm, out);
		break;
	case BGP_EVENT_HOLD:
		fail_notify(fsm, BGP_FAULT_HOLD_TIMER, out);
		break;
	case BGP_EVENT_KEEPALIVE_TIME:
		plan(out, BGP_TASK_KEEPALIVE);
		break;
	case BGP_EVENT_TCP_DOWN:
		fail(fsm, BGP_TASK_FORGET, out);
		break;
	case BGP_EVENT_HEADER_FAULT:
		fail_notify(fsm, fault, out);
		break;
	case BGP_EVENT_NOTIFICATION:
		fail(fsm, BGP_TASK_CLOSE, out);
		break;
	case BGP_EVENT_VERSION_ERROR:
		close_undamped(fsm, out);
		break;
	case BGP_EVENT_KEEPALIVE:
		enter_established(fsm, out);
		break;
	case BGP_EVENT_OPEN:
	case BGP_EVENT_OPEN_FAULT:
	case BGP_EVENT_UPDATE:
	case BGP_EVENT_UPDATE_FAULT:
	case BGP_EVENT_REFRESH:
		fail_notify(fsm, BGP_FAULT_FSM_OPEN_CONFIRM, out);
		break;
	}
}

/* RFC 4271 section 8.2.2, Established state. */
static void step_established(struct bgp_fsm *fsm, enum bgp_event event, enum bgp_fault fault,
			     struct bgp_plan *out)
{
	switch (event) {
	case BGP_EVENT_START:
	case BGP_EVENT_RETRY:
	case BGP_EVENT_TCP_UP:
		break;
	case BGP_EVENT_STOP:
		stop_notify(fsm, out);
		break;
	case BGP_EVENT_HOLD:
		fail_notify(fsm, BGP_FAULT_HOLD_TIMER, out);
		break;
	case BGP_EVENT_KEEPALIVE_TIME:
		plan(out, BGP_TASK_KEEPALIVE);
		break;
	case BGP_EVENT_SEND_HOLD:
		/* The peer reads nothing: a NOTIFICATION would only wait (RFC 9687 section 4.3). */
		fail(fsm, BGP_TASK_ABORT, out);
		break;
	case BGP_EVENT_TCP_DOWN:
		fail(fsm, BGP_TASK_FORGET, out);
		break;
	case BGP_EVENT_HEADER_FAULT:
	case BGP_EVENT_UPDATE_FAULT:
		fail_notify(fsm, fault, out);
		break;
	case BGP_EVENT_OPEN:
	case BGP_EVENT_OPEN_FAULT:
		fail_notify(fsm, BGP_FAULT_FSM_ESTABLISHED, out);
		break;
	case BGP_EVENT_NOTIFICATION:
	case BGP_EVENT_VERSION_ERROR:
		fail(fsm, BGP_TASK_CLOSE, out);
		break;
	case BGP_EVENT_KEEPALIVE:
	case BGP_EVENT_UPDATE:
		plan(out, BGP_TASK_HOLD);
		break;
	case BGP_EVENT_REFRESH:
		plan(out, BGP_TASK_REFRESH);
		break;
	}
}

void bgp_fsm_step(struct bgp_fsm *fsm, enum bgp_event event, enum bgp_fault fault,
		  struct bgp_plan *out)
{
	*out = (struct bgp_plan){.n = 0, .fault = BGP_FAULT_NONE};
	switch (fsm->state) {
	case BGP_STATE_IDLE:
		step_idle(fsm, event, out);
		break;
	case BGP_STATE_CONNECT:
		step_connect(fsm, event, out);
		break;
	case BGP_STATE_ACTIVE:
		step_active(fsm, event, out);
		break;
	case BGP_STATE_OPEN_SENT:
		step_open_sent(fsm, event, fault, out);
		break;
	case BGP_STATE_OPEN_CONFIRM:
		step_open_confirm(fsm, event, fault, out);
		break;
	case BGP_STATE_ESTABLISHED:
		step_established(fsm, event, fault, out);
		break;
	}
}
