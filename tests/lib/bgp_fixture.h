#ifndef TESTS_LIB_BGP_FIXTURE_H
#define TESTS_LIB_BGP_FIXTURE_H

#include "core/bgp_session.h"

/*
 * A session in virtual time, and a scripted router at its other end.
 *
 * The session's peer is 192.0.2.1 AS 64512; it is 192.0.2.10 AS 65001, with routes 203.0.113.0/24
 * and 2001:db8:a::/48, hold time 9 s, retries 0.5 to 2 s. The router sends what the test says.
 */
struct bgp_fixture {
	struct announcer_config config;
	struct bgp_session *session;
	uint32_t next_id;
	struct instant now;
	struct io_actions out; /* of the last event */
	uint32_t id;           /* of the last CONNECT */
	unsigned int n_connects;
	unsigned int n_closes;
	unsigned int n_aborts;
	bool stuck; /* the router does not read: SENT does not come */
	bool mute;  /* its TCP does not acknowledge: ACKED does not come */
	struct bytes outstanding;
	bool want_ack;    /* of the last SEND */
	char sent[16384]; /* messages as text, one a line: "TYPE body-in-hex" */
	char notes[8192]; /* one a line, without those of level debug */
	_Alignas(16) uint8_t memory[65536];
};

/* OPEN of the router from its Length on: AS 64512, hold 90, 192.0.2.1; all capabilities, or none.
 */
#define ROUTER_OPEN \
	"0033" \
	"01" \
	"04fc00005ac0000201" \
	"16" \
	"0214" \
	"010400010001" \
	"010400020001" \
	"0200" \
	"41040000fc00"
#define ROUTER_KEEPALIVE "001304"

/** bgp_fixture_init() - a configured session that was not started; time is 1000 s */
void bgp_fixture_init(struct bgp_fixture *f);
/** bgp_fixture_renew() - make the session anew after a change of the configuration */
void bgp_fixture_renew(struct bgp_fixture *f);
void bgp_fixture_start(struct bgp_fixture *f);
void bgp_fixture_stop(struct bgp_fixture *f);
void bgp_fixture_flush(struct bgp_fixture *f);
/** bgp_fixture_event() - deliver an event of the present stream without further data */
void bgp_fixture_event(struct bgp_fixture *f, enum io_event_kind kind);
void bgp_fixture_connected(struct bgp_fixture *f, const char *local);
void bgp_fixture_closed(struct bgp_fixture *f, enum io_close_reason reason);
/** bgp_fixture_receive() - the router sends a message: hex from the Length on, the marker is added
 */
void bgp_fixture_receive(struct bgp_fixture *f, const char *hex);
void bgp_fixture_receive_octets(struct bgp_fixture *f, const uint8_t *at, size_t n);
/** bgp_fixture_open_sent() - start, and TCP is up */
void bgp_fixture_open_sent(struct bgp_fixture *f);
/** bgp_fixture_establish() - start, TCP up, @open and a KEEPALIVE; what was sent is forgotten */
void bgp_fixture_establish(struct bgp_fixture *f, const char *open);
/** bgp_fixture_advance() - let @ms pass, with TIME at every deadline on the way */
void bgp_fixture_advance(struct bgp_fixture *f, int64_t ms);
/** bgp_fixture_forget() - forget what was sent and said */
void bgp_fixture_forget(struct bgp_fixture *f);

#endif
