#ifndef ANYCAST_ANNOUNCER_H
#define ANYCAST_ANNOUNCER_H

#include "anycast/addr.h"
#include "anycast/role.h"

/*
 * The announcer: binds the service addresses, watches health and the certificate, and announces the
 * routes to its routers only while both are good. Order of a start: addresses, then routes; of a
 * stop: routes, Cease, linger, addresses (requirements ADV, ADDR, SAN, HEALTH; BGP-*).
 */

#define ANNOUNCER_PEERS_MAX     8
#define ANNOUNCER_ADDRESSES_MAX 32
#define ANNOUNCER_ROUTES_MAX    64

struct announcer_peer {
	struct ip address;
	uint16_t port;
	uint32_t asn;
	struct ip local; /* source address, or IP_NONE: the kernel's choice */
};

/* Checked configuration; params_check() makes one. Text is borrowed for the life of the role. */
struct announcer_config {
	const char *hostname; /* the anycast host name the certificate must carry; also the SNI of
				 the probe */
	const char *probe_url;
	const char *probe_host; /* host of probe_url: name or literal without brackets */
	uint16_t probe_port;
	uint32_t local_asn;
	uint32_t router_id;    /* host order */
	struct ip next_hop_v4; /* IP_NONE: the session's local address of that family */
	struct ip next_hop_v6;
	struct announcer_peer peers[ANNOUNCER_PEERS_MAX];
	size_t n_peers;
	struct prefix routes[ANNOUNCER_ROUTES_MAX]; /* masked, no two equal */
	size_t n_routes;
	struct prefix addresses[ANNOUNCER_ADDRESSES_MAX]; /* normalised, no two equal */
	size_t n_addresses;
	enum addr_mode address_mode;
	bool has_health;        /* a health source is configured: without a good report nothing is
				   announced */
	int64_t interval_ns;    /* upper bound between two evaluations (PARAM-07) */
	int64_t probe_limit_ns; /* one probe, below the interval (ADV-10) */
	unsigned int rise; /* good evaluations in a row before announcing again after a withdrawal
			      (ADV-09) */
	int64_t rise_interval_ns;  /* time between evaluations while rising */
	unsigned int hold_s;       /* Hold Time offered: 0 or 3..65535 */
	int64_t connect_limit_ns;  /* give up a connect attempt (BGP-TCP-07) */
	int64_t retry_min_ns;      /* first reconnect delay (BGP-TCP-09) */
	int64_t retry_max_ns;      /* its cap */
	int64_t withdraw_limit_ns; /* at a stop: wait at most this long for the withdrawal's
				      acknowledgement */
	int64_t linger_ns; /* at a stop: the addresses stay bound and served this long after the
			      last message */
};

/** announcer_config_defaults() - everything that has a default, the rest zero */
void announcer_config_defaults(struct announcer_config *config);

struct announcer; /* opaque */

/** announcer_size() - octets of memory announcer_init() needs for @config, aligned as malloc aligns
 */
size_t announcer_size(const struct announcer_config *config);

/**
 * announcer_init() - make an announcer in the caller's memory
 * @memory: announcer_size(@config) octets, aligned as malloc aligns; the caller's to free after the
 * role has finished
 * @config: copied; its strings are borrowed for the life of the role
 * @seed: of the jitter; same seed and events, same actions
 */
struct announcer *announcer_init(void *memory, const struct announcer_config *config,
				 uint64_t seed);

/** announcer_role() - the step and deadline of every announcer; self is the struct announcer */
extern const struct role announcer_role;

/* What is true now of one route towards one router: for status displays. */
enum announcer_route_state {
	ANNOUNCER_ROUTE_WITHDRAWN,      /* not wanted, and not announced */
	ANNOUNCER_ROUTE_NO_SESSION,     /* wanted, but there is no Established session */
	ANNOUNCER_ROUTE_NOT_NEGOTIATED, /* wanted, but the router did not agree to the family
					   (MP-02) */
	ANNOUNCER_ROUTE_NO_NEXT_HOP,    /* wanted, but there is no next hop of the family (MP-04) */
	ANNOUNCER_ROUTE_SENDING,        /* wanted, the UPDATE has not left yet */
	ANNOUNCER_ROUTE_ADVERTISING,    /* Established and sent (ADV-08) */
	ANNOUNCER_ROUTE_WITHDRAWING,    /* not wanted, the withdrawal has not left yet */
};

enum announcer_route_state announcer_route_state(const struct announcer *self, size_t peer,
						 size_t route);

#endif
