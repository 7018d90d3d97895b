#ifndef TOPO_TOPO_H
#define TOPO_TOPO_H

#include "anycast/ip.h"

#include <sys/types.h>

/*
 * A topology and its scenario, checked: what topo_load() makes of a file. Everything a file may
 * leave out has been filled in (sim/topo/plan.c gives link addresses, router ids and ASNs); every
 * name has been resolved to an index. Text and arrays belong to the struct topo; TOPO_NONE stands
 * for "no such index".
 */

#define TOPO_NODES_MAX    128
#define TOPO_LINKS_MAX    512
#define TOPO_PREFIXES_MAX 32
#define TOPO_NAME_MAX     31
#define TOPO_NONE         SIZE_MAX

/* Where in a file something stands; for errors and verdicts. */
struct topo_place {
	const char *file;
	int line;   /* from 1 */
	int column; /* from 1 */
};

enum topo_kind {
	TOPO_KIND_BIRD,
	TOPO_KIND_EXEC,      /* any program: .command */
	TOPO_KIND_CLIENT,    /* a host with a default route, for loads and exec */
	TOPO_KIND_BRIDGE,    /* an Ethernet switch */
	TOPO_KIND_CACHE,     /* anycast-cache: announcer and nginx from one file */
	TOPO_KIND_ANNOUNCER, /* anycastd beside an nginx that the lab starts */
};

/* One end of a link. */
struct topo_port {
	size_t node;
	char device[16];  /* "eth1" */
	struct prefix v4; /* of the link, host bits kept; length 0 on a bridge */
	struct prefix v6;
};

struct topo_link {
	struct topo_place place;
	struct topo_port ends[2];
	int64_t delay_ns; /* one way, 0 = none */
};

/* Free keys of node-config, "Cache.Anycast.ProbeInterval: 1s", merged over what the lab makes. */
struct topo_setting {
	const char *key;
	const char *value; /* as YAML flow text: scalar or [list] */
};

struct topo_node {
	struct topo_place place;
	char name[TOPO_NAME_MAX + 1];
	enum topo_kind kind;
	uint32_t asn;       /* 0: none */
	uint32_t router_id; /* host order, distinct per node */
	struct prefix loopback_v4,
		loopback_v6;        /* routers: for router id and tests; length 0: none */
	const char *manage;         /* AddressManagement: "auto", "on", "off" */
	const char *config;         /* a router configuration written by hand: path, or NULL */
	const char *const *command; /* exec: NULL-terminated argv */
	const struct topo_setting *settings;
	size_t n_settings;
	struct prefix bound[TOPO_PREFIXES_MAX]; /* `addresses:` put on lo (or `on` device) before
						   the node starts: operator's own */
	const char *bound_device[TOPO_PREFIXES_MAX];
	size_t n_bound;
	bool start; /* false: `start: false`, only a `restart` fault starts it */
};

struct topo_service {
	const char *hostname;
	struct prefix addresses[TOPO_PREFIXES_MAX];
	size_t n_addresses;
	struct prefix routes[TOPO_PREFIXES_MAX];
	size_t n_routes;
};

/* ---- scenario ---- */

enum topo_fault_kind {
	TOPO_FAULT_NONE,
	TOPO_FAULT_KILL,
	TOPO_FAULT_STOP,
	TOPO_FAULT_PAUSE,
	TOPO_FAULT_RESUME,
	TOPO_FAULT_RESTART,
	TOPO_FAULT_HEALTH,      /* .level */
	TOPO_FAULT_CERTIFICATE, /* .certificate */
	TOPO_FAULT_PROBE,       /* .probe */
	TOPO_FAULT_LINK,        /* .link, .state, .toward */
	TOPO_FAULT_ADDRESS,     /* .prefix removed from .node (wherever it is) */
	TOPO_FAULT_DEVICE,      /* .device removed from .node */
	TOPO_FAULT_SESSION,     /* BGP session of .node with .peer is reset */
};

enum topo_certificate {
	TOPO_CERTIFICATE_GOOD,
	TOPO_CERTIFICATE_WRONG_SAN,
	TOPO_CERTIFICATE_EXPIRED,
	TOPO_CERTIFICATE_NOT_YET,
};

enum topo_probe {
	TOPO_PROBE_GOOD,
	TOPO_PROBE_MUTE,   /* accepts TCP, never answers */
	TOPO_PROBE_REFUSE, /* RST */
};

enum topo_link_state {
	TOPO_LINK_UP, /* also heals a drop */
	TOPO_LINK_DOWN,
	TOPO_LINK_DROP, /* silent */
};

struct topo_fault {
	enum topo_fault_kind kind;
	struct topo_place place;
	size_t node;
	size_t peer;
	const char *level; /* "ok", "warning", "degraded", "critical" */
	enum topo_certificate certificate;
	enum topo_probe probe;
	size_t link;
	enum topo_link_state state;
	size_t toward; /* node whose direction is dropped, or TOPO_NONE: both */
	struct prefix prefix;
	char device[16];
};

struct topo_load {
	struct topo_place place;
	size_t client; /* TOPO_NONE: no load in this step */
	double rate;   /* requests a second */
	bool stop;
};

enum topo_expect_kind {
	TOPO_EXPECT_ROUTE,   /* .prefix at .node; .via or .present */
	TOPO_EXPECT_ADDRESS, /* .prefix on .node is .present */
	TOPO_EXPECT_SESSION, /* .node with .peer is .state */
	TOPO_EXPECT_CLIENT,  /* .node: any of served_by, gap, lost, status */
	TOPO_EXPECT_ORDER,   /* .order */
	TOPO_EXPECT_NEVER,   /* .never, for .window_ns */
};

enum topo_session_state {
	TOPO_SESSION_ESTABLISHED,
	TOPO_SESSION_DOWN,
};

enum topo_mark_kind {
	TOPO_MARK_BGP_OPEN,
	TOPO_MARK_BGP_ANNOUNCE,
	TOPO_MARK_BGP_WITHDRAW,
	TOPO_MARK_BGP_WITHDRAW_ACKED, /* the peer's TCP acknowledged it */
	TOPO_MARK_BGP_END_OF_RIB,
	TOPO_MARK_BGP_NOTIFICATION,
	TOPO_MARK_ADDRESS_ADDED,
	TOPO_MARK_ADDRESS_REMOVED,
	TOPO_MARK_ROUTE_ADDED,
	TOPO_MARK_ROUTE_GONE,
	TOPO_MARK_PROCESS_EXITED,
};

/* One element of an `order`: { bgp: withdraw, from: c1 }, { address: removed, on: c1 }, { route:
 * gone, at: r1 }, … */
struct topo_mark {
	enum topo_mark_kind kind;
	size_t node;
	struct prefix prefix; /* length 0 and IP_NONE: any */
};

#define TOPO_ORDER_MAX 8
#define TOPO_VIA_MAX   64

struct topo_expect {
	enum topo_expect_kind kind;
	struct topo_place place;
	int64_t within_ns; /* deadline counted from the step's cause; default 5 s */
	int64_t target_ns; /* our own figure, judged by benchmarks only; -1: none */
	size_t node;
	size_t peer;
	struct prefix prefix;
	bool has_via;
	size_t via[TOPO_VIA_MAX]; /* neighbour nodes: exactly these, in any order */
	size_t n_via;
	bool present; /* route without via, address */
	enum topo_session_state state;
	size_t served_by; /* TOPO_NONE: not asked */
	int64_t gap_ns;   /* -1: not asked */
	int64_t lost;     /* -1: not asked; at most this many requests without an answer */
	int status;       /* 0: not asked */
	struct topo_mark order[TOPO_ORDER_MAX];
	size_t n_order;
	struct topo_expect *never;
	int64_t window_ns; /* `for` */
};

struct topo_step {
	struct topo_place place;
	const char *name; /* given, or made from what the step does */
	int64_t after_ns; /* waits so long before it acts */
	struct topo_fault fault;
	struct topo_load load;
	struct topo_expect *expects;
	size_t n_expects;
};

enum topo_invariant {
	TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND = 1,
	TOPO_INVARIANT_NEVER_ANNOUNCE_UNHEALTHY = 2,
	TOPO_INVARIANT_NOTHING_LEFT_BEHIND = 4,
};

struct topo {
	const char *file;
	char name[TOPO_NAME_MAX + 1];
	struct topo_service service; /* hostname NULL: the file has no `anycast` */
	struct topo_node *nodes;
	size_t n_nodes;
	struct topo_link *links;
	size_t n_links;
	struct topo_step *steps;
	size_t n_steps;
	unsigned int invariants; /* set of enum topo_invariant */
};

/**
 * topo_load() - read, check and complete a topology file
 * @path: the file; "-" is standard input
 * @error: receives "FILE:LINE:COL: what is wrong; what to do" on failure, one line
 *
 * Return: a topology, topo_free() it; or NULL with @error set.
 */
struct topo *topo_load(const char *path, char *error, size_t n_error);
/** topo_parse() - the same from @n octets at @text; @file names them, and its folder is where paths
 * begin */
struct topo *topo_parse(const char *file, const char *text, size_t n, char *error, size_t n_error);
void topo_free(struct topo *topo);

/** topo_node_named() - Return: the index of the node called @name, or TOPO_NONE */
size_t topo_node_named(const struct topo *topo, const char *name);
/** topo_has_route() - whether @prefix is a route of the service, exactly */
bool topo_has_route(const struct topo *topo, const struct prefix *prefix);
/** topo_has_address() - whether @ip is an address of the service */
bool topo_has_address(const struct topo *topo, const struct ip *ip);
const char *topo_kind_name(enum topo_kind kind);

#endif
