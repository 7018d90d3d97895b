#ifndef CORE_BGP_FSM_H
#define CORE_BGP_FSM_H

#include "anycast/bgp.h"

/*
 * The finite state machine of RFC 4271 section 8 for a speaker that only opens connections itself
 * (no DelayOpen, no collision detection) and only announces. It says what to do; the session does
 * it.
 */

enum bgp_state {
	BGP_STATE_IDLE,
	BGP_STATE_CONNECT,
	BGP_STATE_ACTIVE, /* waits to connect again; nobody is listened for */
	BGP_STATE_OPEN_SENT,
	BGP_STATE_OPEN_CONFIRM,
	BGP_STATE_ESTABLISHED,
};
#define BGP_STATES 6

enum bgp_event {
	BGP_EVENT_START,          /* Event 1 */
	BGP_EVENT_STOP,           /* Event 2 */
	BGP_EVENT_RETRY,          /* Events 9 and 13: ConnectRetryTimer, IdleHoldTimer */
	BGP_EVENT_HOLD,           /* Event 10 */
	BGP_EVENT_KEEPALIVE_TIME, /* Event 11 */
	BGP_EVENT_SEND_HOLD,      /* RFC 9687: Event 29 */
	BGP_EVENT_TCP_UP,         /* Event 16 */
	BGP_EVENT_TCP_DOWN,       /* Event 18 */
	BGP_EVENT_HEADER_FAULT,   /* Event 21 */
	BGP_EVENT_OPEN,           /* Event 19 */
	BGP_EVENT_OPEN_FAULT,     /* Event 22 */
	BGP_EVENT_NOTIFICATION,   /* Event 25 */
	BGP_EVENT_VERSION_ERROR,  /* Event 24 */
	BGP_EVENT_KEEPALIVE,      /* Event 26 */
	BGP_EVENT_UPDATE,         /* Event 27 */
	BGP_EVENT_UPDATE_FAULT,   /* Event 28 */
	BGP_EVENT_REFRESH,        /* RFC 2918 */
};
#define BGP_EVENTS 17

enum bgp_task {
	BGP_TASK_CONNECT,   /* open a connection, start the ConnectRetryTimer */
	BGP_TASK_WAIT,      /* start the timer to the next attempt, by the number of failures */
	BGP_TASK_OPEN,      /* send OPEN, start the HoldTimer with its large value */
	BGP_TASK_KEEPALIVE, /* send KEEPALIVE, start the KeepaliveTimer anew */
	BGP_TASK_HOLD,      /* start the HoldTimer with the negotiated value */
	BGP_TASK_UP,        /* announce everything, then End-of-RIB; start the SendHoldTimer */
	BGP_TASK_REFRESH,   /* announce the family that was asked for again */
	BGP_TASK_NOTIFY,    /* send NOTIFICATION .fault */
	BGP_TASK_CLOSE,     /* close after what is to be sent; all timers off */
	BGP_TASK_ABORT,     /* drop the connection at once; all timers off */
	BGP_TASK_FORGET,    /* the connection is gone by itself; all timers off */
};

#define BGP_TASKS_MAX 4

/* What an event leads to, in order. */
struct bgp_plan {
	enum bgp_task at[BGP_TASKS_MAX];
	size_t n;
	enum bgp_fault fault; /* of BGP_TASK_NOTIFY */
};

struct bgp_fsm {
	enum bgp_state state;
	unsigned int n_failures; /* ConnectRetryCounter: since the last stable session */
};

/**
 * bgp_fsm_step() - take one event
 * @fault: of a fault event, what the codec found; else ignored
 * @out: what to do about it
 */
void bgp_fsm_step(struct bgp_fsm *fsm, enum bgp_event event, enum bgp_fault fault,
		  struct bgp_plan *out);

const char *bgp_state_name(enum bgp_state state);
const char *bgp_event_name(enum bgp_event event);
const char *bgp_task_name(enum bgp_task task);

#endif
