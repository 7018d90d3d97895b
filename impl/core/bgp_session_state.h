#ifndef CORE_BGP_SESSION_STATE_H
#define CORE_BGP_SESSION_STATE_H

#include "core/bgp_fsm.h"
#include "core/bgp_receive.h"
#include "core/bgp_rib.h"
#include "core/bgp_session.h"
#include "core/bgp_transmit.h"
#include "core/random.h"

/* What a session is made of; for bgp_session*.c only. */

struct bgp_timers {
	struct instant retry;     /* ConnectRetryTimer, or the wait to the next attempt */
	struct instant hold;      /* HoldTimer */
	struct instant keepalive; /* KeepaliveTimer */
	struct instant send_hold; /* SendHoldTimer (RFC 9687) */
	struct instant await;     /* End-of-RIB is put off until then */
	struct instant close;     /* CLOSE is not put off any longer than this */
};

struct bgp_session {
	const struct announcer_config *config;
	const struct announcer_peer *peer;
	size_t peer_index;
	uint32_t *next_id;
	struct random random;
	struct instant now; /* of the event at hand */

	bool started;
	bool stopped;
	struct bgp_fsm fsm;
	struct bgp_timers timers;
	struct instant attempt_at; /* last CONNECT */
	struct instant up_at;      /* last time the session was Established */
	bool damped;               /* the peer's Cease asks for patience (RFC 4486 section 4) */
	const char *failed_why; /* last said cause of a failure since it was Established, static */

	uint32_t id;  /* of the stream; 0: none */
	bool closing; /* the stream is closed as soon as its last octets are handed over */
	struct ip local;
	struct bgp_open ours;     /* as sent */
	bool bare;                /* the next OPEN goes without Optional Parameters (BGP-OPEN-25) */
	unsigned int hold_s;      /* negotiated */
	unsigned int n_updates;   /* received in this session */
	unsigned int n_tolerated; /* errors in them that reset nothing */

	struct bgp_rib rib;
	struct bgp_receive receive;
	struct bgp_transmit transmit;
};

/* Data of a NOTIFICATION that an event may lead to, and the family of a ROUTE-REFRESH. */
struct bgp_cause {
	enum bgp_event event;
	enum bgp_fault fault;
	struct bytes data;
	uint8_t type; /* of the message that is the event */
	enum bgp_family family;
	const char *why; /* static: why the session ends, for people */
};

/** bgp_session_run() - let the state machine take @cause and do what it says */
void bgp_session_run(struct bgp_session *self, const struct bgp_cause *cause,
		     struct io_actions *out);

/** bgp_session_receive() - cut, judge and run the messages in @input of the stream */
void bgp_session_receive(struct bgp_session *self, struct bytes input, struct io_actions *out);

/** bgp_session_update() - write and hand over what the peer is to be told, unless it does not read
 */
void bgp_session_update(struct bgp_session *self, struct io_actions *out);

/** bgp_session_hand_over() - SEND what waits, unless a SEND is outstanding; a CLOSE put off follows
 */
void bgp_session_hand_over(struct bgp_session *self, struct io_actions *out);

/** bgp_session_offer() - the OPEN of this configuration on the present connection */
void bgp_session_offer(struct bgp_session *self);
/** bgp_session_agree() - what both OPENs make of the session */
void bgp_session_agree(struct bgp_session *self, const struct bgp_open *theirs,
		       struct io_actions *out);
/** bgp_session_next_hop() - of the routes of @family on the present connection; IP_NONE: none */
struct ip bgp_session_next_hop(const struct bgp_session *self, enum ip_family family);

/** bgp_session_timers_off() - no timer runs */
void bgp_session_timers_off(struct bgp_session *self);
void bgp_session_start_connect(struct bgp_session *self);
void bgp_session_start_wait(struct bgp_session *self);
void bgp_session_start_hold(struct bgp_session *self);
void bgp_session_start_keepalive(struct bgp_session *self);
void bgp_session_start_await(struct bgp_session *self);
void bgp_session_start_send_hold(struct bgp_session *self);

#endif
