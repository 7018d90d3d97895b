#ifndef TESTS_LIB_ROUTER_H
#define TESTS_LIB_ROUTER_H

#include "anycast/announcer.h"

/*
 * The world of one announcer in virtual time: a loop that carries out its actions against scripted
 * routers, one device and one TLS server, and writes down what happened, a line each:
 *
 *     connect · open · announce 203.0.113.0/24 · withdraw … · eor ipv4 · notification 6/2 · close ·
 *     abort · list · add … · remove … · probe · ready · finish ok
 *
 * KEEPALIVEs are answered and not written down. Whatever is asked is answered in the same instant,
 * unless the script says otherwise; so a hold time passes in microseconds.
 */

#define ROUTER_PENDING_MAX 64
#define ROUTER_TRACE_SIZE  8192
#define ROUTER_DATA_SIZE   160

struct router_pending {
	bool used;
	uint64_t order;
	struct instant at;
	struct io_event event;
	uint8_t data[ROUTER_DATA_SIZE];
};

struct router {
	struct announcer_config config;
	struct announcer *announcer;
	void *memory;
	struct instant now;
	struct io_actions actions;
	struct router_pending pending[ROUTER_PENDING_MAX];
	uint64_t order;
	bool finished, failed;
	size_t n_events; /* delivered: a busy loop ends the test */

	/* The script of all routers. */
	bool refuses;                         /* connects are refused */
	bool silent;                          /* accepts, but says nothing more from now on */
	bool stuck;                           /* takes no octets: no SENT */
	bool no_ack;                          /* acknowledges nothing */
	bool v4_only;                         /* agrees to IPv4 alone */
	uint32_t stream[ANNOUNCER_PEERS_MAX]; /* id of each peer's connection, 0: none */
	bool confirmed[ANNOUNCER_PEERS_MAX];

	/* The device. */
	struct io_address addresses[ANNOUNCER_ADDRESSES_MAX];
	size_t n_addresses;
	const char *refuse_add;    /* the kernel refuses to add this one */
	const char *race_add;      /* somebody else adds this one between list and add */
	const char *refuse_remove; /* and to remove this one */

	/* The TLS server. */
	bool probe_mute;
	int64_t probe_delay_ns;
	struct io_event probe; /* outcome, dates, leaf */
	const char *probe_name;

	char trace[ROUTER_TRACE_SIZE];
	char notes[ROUTER_TRACE_SIZE];
};

/** router_init() - a world in which everything is good; change the script, then router_start().
 * Two routes and two addresses, one of each family; rise 2, rise interval 1 s, interval 30 s */
void router_init(struct router *self);
void router_close(struct router *self);
/** router_start() - make the announcer from self->config, tell it START, and health when it has one
 */
void router_start(struct router *self);
/** router_run_ms() - let virtual time pass, delivering whatever falls due */
void router_run_ms(struct router *self, int64_t ms);
/** router_deliver() - one event now, its times filled in; then all that follows in the same instant
 */
void router_deliver(struct router *self, struct io_event event);
void router_stop(struct router *self);
void router_health(struct router *self, const char *text);
void router_certificate(struct router *self, uint8_t first_octet_of_leaf);
/** router_drop() - peer @peer's connection is reset */
void router_drop(struct router *self, size_t peer);
/** router_send_addresses() - tell, unasked, what the device holds now */
void router_send_addresses(struct router *self);
void router_add_address(struct router *self, const char *text, bool ours);

/** router_took() - whether exactly @lines, joined by " · ", happened since the last call. Shows the
 * difference when not. */
bool router_took(struct router *self, const char *lines);
/** router_forget() - forget what happened so far */
void router_forget(struct router *self);
/** router_said() - whether a note since the last call of router_forget_notes() holds @words */
bool router_said(const struct router *self, const char *words);
void router_forget_notes(struct router *self);

/* router_bgp.c: what the scripted router says and understands. */
void router_trace(struct router *self, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct io_event *router_later(struct router *self, enum io_event_kind kind, uint32_t id,
			      int64_t delay_ns);
void router_hear(struct router *self, size_t peer, struct bytes data);

/* router_device.c: what the kernel would answer. */
void router_address(struct router *self, const struct io_action *action);
void router_list(struct router *self, uint32_t id);

#endif
