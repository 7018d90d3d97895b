#ifndef CORE_ANNOUNCER_SELF_H
#define CORE_ANNOUNCER_SELF_H

#include "anycast/announcer.h"
#include "anycast/health.h"
#include "core/announcer_chase.h"
#include "core/bgp_session.h"

/* The parts of the announcer role and what they know of each other. */

enum announcer_phase {
	ANNOUNCER_PHASE_NEW,         /* before START */
	ANNOUNCER_PHASE_BINDING,     /* list, add, list again */
	ANNOUNCER_PHASE_RUNNING,     /* sessions started, the gate decides */
	ANNOUNCER_PHASE_WITHDRAWING, /* stopping: until the routers have the withdrawal */
	ANNOUNCER_PHASE_LINGERING,   /* stopping: Cease is sent, the addresses still serve */
	ANNOUNCER_PHASE_UNBINDING,   /* removing addresses, one by one */
	ANNOUNCER_PHASE_FINISHED,
};

enum announcer_address_request {
	ANNOUNCER_ADDRESS_NONE,
	ANNOUNCER_ADDRESS_LIST,
	ANNOUNCER_ADDRESS_ADD,
	ANNOUNCER_ADDRESS_REMOVE,
};

/* Service addresses: one request at a time. */
struct announcer_addresses {
	struct addr_plan plan;
	enum announcer_address_request request; /* outstanding */
	uint32_t id;                            /* its id */
	struct prefix prefix;                   /* its address */
	bool any_added;                         /* since the last list */
	bool roll_back;                         /* the start failed */
	int64_t repair_delay_ns;                /* before the next repair; 0: at once */
	struct instant repair_at;               /* when a missing address may be added again */
};

#define ANNOUNCER_CAUSE_SIZE 160

/* The gate: what lets routes be announced. */
struct announcer_gate {
	bool open;              /* routes are wanted */
	bool rising;            /* was open before: ADV-09 applies */
	unsigned int n_good;    /* good evaluations in a row while rising */
	struct instant good_at; /* of the last one counted */

	bool health_known;
	struct health health;

	uint32_t probe_id;          /* outstanding, or 0 */
	struct instant probe_limit; /* when it counts as failed */
	struct instant evaluate_at; /* the next evaluation, unless an event causes one */
	struct instant fresh_until; /* the last good result is believed until then */
	int64_t retry_ns;           /* back-off after a failed evaluation */
	bool again;                 /* evaluate once more when the outstanding probe has ended */

	struct announcer_chase chase;

	char cause[ANNOUNCER_CAUSE_SIZE]; /* why it is closed, as last said */
};

/* What was last said of a router. */
struct announcer_said {
	size_t n_advertised;
	size_t n_refused; /* routes of families without agreement or next hop */
};

struct announcer {
	struct announcer_config config;
	enum announcer_phase phase;
	bool failed;
	unsigned int n_stops;
	uint32_t last_id;
	struct instant timer; /* of the phase */
	struct announcer_addresses addresses;
	struct announcer_gate gate;
	struct announcer_said said[ANNOUNCER_PEERS_MAX];
	struct bgp_session *sessions[ANNOUNCER_PEERS_MAX];
};

/* announcer_addr.c */
void announcer_bind(struct announcer *self, const struct io_event *event, struct io_actions *out);
void announcer_unbind(struct announcer *self, bool roll_back, struct io_actions *out);
void announcer_addresses(struct announcer *self, const struct io_event *event,
			 struct io_actions *out);
void announcer_address_done(struct announcer *self, const struct io_event *event,
			    struct io_actions *out);
/** announcer_repair() - add again what is ours and was taken away, when its time has come */
void announcer_repair(struct announcer *self, const struct io_event *event, struct io_actions *out);
struct instant announcer_repair_deadline(const struct announcer *self);

/* announcer_gate.c */
void announcer_gate_init(struct announcer_gate *gate);
/** announcer_evaluate() - probe now if nothing else speaks against announcing (ADV-04) */
void announcer_evaluate(struct announcer *self, const struct io_event *event,
			struct io_actions *out);
/** announcer_addresses_changed() - close the gate when an address is missing, evaluate when none is
 * any more */
void announcer_addresses_changed(struct announcer *self, const struct io_event *event,
				 struct io_actions *out);
void announcer_health(struct announcer *self, const struct io_event *event, struct io_actions *out);
void announcer_certificate(struct announcer *self, const struct io_event *event,
			   struct io_actions *out);
void announcer_probed(struct announcer *self, const struct io_event *event, struct io_actions *out);
void announcer_gate_time(struct announcer *self, const struct io_event *event,
			 struct io_actions *out);
struct instant announcer_gate_deadline(const struct announcer *self);
/** announcer_want() - want all routes on all sessions, or none */
void announcer_want(struct announcer *self, bool announced);

/* announcer_probe.c */
/**
 * announcer_probe_judge() - whether a probe's answer lets routes be announced (SAN-01..10)
 * @cause: filled when it does not
 */
bool announcer_probe_judge(const struct announcer_config *config, const struct io_event *event,
			   char cause[static ANNOUNCER_CAUSE_SIZE]);

/* announcer_service.c */
/** announcer_begin() - the addresses are bound: start the sessions and evaluate at once */
void announcer_begin(struct announcer *self, const struct io_event *event, struct io_actions *out);
/** announcer_finish() - everything is undone: the role has ended */
void announcer_finish(struct announcer *self, struct io_actions *out);

/* announcer_stop.c */
void announcer_stop(struct announcer *self, const struct io_event *event, struct io_actions *out);
/** announcer_stop_progress() - go on to the next phase of a stop when this one is over */
void announcer_stop_progress(struct announcer *self, const struct io_event *event,
			     struct io_actions *out);

/* announcer_report.c */
/** announcer_report() - say what changed of the routes at the routers (ADV-08) */
void announcer_report(struct announcer *self, struct io_actions *out);

#endif
