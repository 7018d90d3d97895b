#ifndef TRACE_EVENT_H
#define TRACE_EVENT_H

#include "sim/topo/topo.h"

/*
 * What happened in a lab, on one CLOCK_MONOTONIC axis. The monitors of sim/netns make these; the
 * timeline writes them as NDJSON, the world model and the expectations read them. Text is borrowed
 * until timeline_emit() returns.
 */

enum trace_kind {
	TRACE_LAB,     /* phases of the lab itself: .text */
	TRACE_FAULT,   /* .text names it; .cause is t0, taken before the causing system call */
	TRACE_HEAL,    /* a fault taken back */
	TRACE_PROCESS, /* .process */
	TRACE_LINK,    /* .link */
	TRACE_ADDRESS, /* .address */
	TRACE_ROUTE,   /* .route: the whole set of ways now in use for one prefix; none = gone */
	TRACE_BGP,     /* .bgp: a message on the wire, seen at the link of .node */
	TRACE_SESSION, /* .session, as judged from the wire */
	TRACE_CLIENT,  /* .client: one numbered request ended */
	TRACE_HEALTH,  /* .text: level written */
	TRACE_LOG,     /* .text: a line a process wrote */
	TRACE_STEP,    /* .text: a step begins */
	TRACE_VERDICT, /* .text: an expectation ended; .verdict */
	TRACE_LOAD,    /* foreign load of the machine: .load */
};

enum trace_process_state {
	TRACE_PROCESS_STARTED,
	TRACE_PROCESS_READY,
	TRACE_PROCESS_EXITED,   /* .code */
	TRACE_PROCESS_SIGNALED, /* .code is the signal */
};

enum trace_bgp_kind {
	TRACE_BGP_OPEN,
	TRACE_BGP_UPDATE,
	TRACE_BGP_KEEPALIVE,
	TRACE_BGP_NOTIFICATION,
	TRACE_BGP_REFRESH,
	TRACE_BGP_WITHDRAW_ACKED, /* no message: the receiver's TCP acknowledged the withdrawal's
				     last octet */
};

enum trace_verdict {
	TRACE_PASS,
	TRACE_FAIL,
	TRACE_SKIP,
	TRACE_INCONCLUSIVE,
};

/* The scenario is over and the lab is being taken down: text of the TRACE_LAB that says so. */
#define TRACE_STOPPING "stopping"

#define TRACE_PREFIXES_MAX 16
#define TRACE_WAYS_MAX     64

struct trace_event {
	enum trace_kind kind;
	struct instant at;    /* when the kernel's notice was read, or the kernel's own stamp */
	struct instant cause; /* FAULT and HEAL: before the causing call; else equal to .at */
	size_t node;          /* TOPO_NONE: the lab */
	const char *text;
	union {
		struct {
			enum trace_process_state state;
			pid_t pid; /* in the lab's PID namespace */
			int code;
			const char *program; /* "bird", "anycastd", … */
		} process;
		struct {
			const char *device;
			bool up; /* usable: administratively up, with carrier */
			bool removed;
		} link;
		struct {
			struct prefix prefix;
			const char *device;
			bool present;
			bool usable; /* not tentative, not dadfailed */
			int proto;   /* IFA_PROTO, 0 = none */
		} address;
		struct {
			struct prefix prefix;
			size_t via[TRACE_WAYS_MAX]; /* neighbour nodes; TOPO_NONE: a way to no known
						       neighbour */
			size_t n_via;               /* 0: gone */
		} route;
		struct {
			enum trace_bgp_kind kind;
			size_t from, to; /* nodes */
			struct prefix announced[TRACE_PREFIXES_MAX];
			size_t n_announced;
			struct prefix withdrawn[TRACE_PREFIXES_MAX];
			size_t n_withdrawn;
			unsigned int n_more; /* prefixes that did not fit */
			enum ip_family end_of_rib;
			unsigned int code, subcode; /* NOTIFICATION */
		} bgp;
		struct {
			size_t peer;
			enum topo_session_state state;
		} session;
		struct {
			uint64_t number;
			struct instant started;
			bool answered;
			bool retried;     /* answered, or not, at the one immediate retry */
			int status;       /* HTTP, 0 when not answered */
			size_t served_by; /* node whose certificate it was; TOPO_NONE: none of ours
					   */
			enum ip_family family;
			const char *error;
		} client;
		struct {
			enum trace_verdict verdict;
			size_t step;
			int64_t elapsed_ns; /* from the cause to what satisfied it; -1: nothing did
					     */
			size_t evidence;    /* number of the event that satisfied it, or SIZE_MAX */
		} verdict;
		struct {
			double foreign; /* CPU seconds a second used outside the lab, 0..number of
					   CPUs */
		} load;
	};
};

#endif
