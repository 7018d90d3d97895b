#ifndef CORE_BGP_SESSION_H
#define CORE_BGP_SESSION_H

#include "anycast/announcer.h"

/*
 * A session to one peer: the state machine, its timers, a transmit buffer and the Adj-RIB-Out of
 * the configured routes (desired versus sent). It opens the connection itself, announces, and never
 * stores what it hears (requirements BGP-TCP, FSM, TIME, UPD, EOR, RR).
 *
 * A session is given every event that carries an id it owns, and START, TIME and NETWORK through
 * step() as well; other events do nothing. Sessions of one role share nothing but the id counter.
 */
struct bgp_session;

/** bgp_session_size() - octets of memory bgp_session_init() needs, a multiple of malloc's alignment
 */
size_t bgp_session_size(const struct announcer_config *config);

/**
 * bgp_session_init() - make an idle session in the caller's memory; nothing is desired
 * @memory: bgp_session_size(@config) octets, aligned as malloc aligns
 * @config: borrowed for the life of the session
 * @peer: index into @config's peers
 * @next_id: borrowed; the role's last used request id: every CONNECT takes ++*@next_id
 * @seed: of the jitter of its timers
 */
struct bgp_session *bgp_session_init(void *memory, const struct announcer_config *config,
				     size_t peer, uint32_t *next_id, uint64_t seed);

/** bgp_session_start() - begin to connect (RFC 4271 section 8.1.2 Event 1); of @event only the time
 * is read. Nothing when started already or stopped. */
void bgp_session_start(struct bgp_session *self, const struct io_event *event,
		       struct io_actions *out);
/** bgp_session_step() - handle one event: of its stream, TIME or NETWORK */
void bgp_session_step(struct bgp_session *self, const struct io_event *event,
		      struct io_actions *out);
/** bgp_session_flush() - send what is desired and not on the wire, when Established; else nothing
 */
void bgp_session_flush(struct bgp_session *self, const struct io_event *event,
		       struct io_actions *out);
/** bgp_session_stop() - Cease/Administrative Shutdown and CLOSE; a silent ABORT in Connect; silence
 * ever after (BGP-FSM-09) */
void bgp_session_stop(struct bgp_session *self, const struct io_event *event,
		      struct io_actions *out);

/** bgp_session_deadline() - when the session wants a TIME event; INSTANT_NEVER when it waits for
 * nothing */
struct instant bgp_session_deadline(const struct bgp_session *self);

/** bgp_session_want() - whether configured route @route shall be announced; bgp_session_flush()
 * sends the difference */
void bgp_session_want(struct bgp_session *self, size_t route, bool announced);

/**
 * bgp_session_await() - whether first announcements are to be expected soon
 *
 * While they are, End-of-RIB is put off, so that it says what it should: these were all. Not for
 * longer than half a second after the session is up (BGP-EOR-01, -02).
 */
void bgp_session_await(struct bgp_session *self, bool awaits);

/** bgp_session_synced() - whether the peer has what is desired: not Established, or everything
 * desired is sent and every withdrawal sent is acknowledged by the peer's TCP */
bool bgp_session_synced(const struct bgp_session *self);

/** bgp_session_owns() - whether request @id is of the session's present connection */
bool bgp_session_owns(const struct bgp_session *self, uint32_t id);
bool bgp_session_established(const struct bgp_session *self);
enum announcer_route_state bgp_session_route_state(const struct bgp_session *self, size_t route);

#endif
