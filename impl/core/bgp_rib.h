#ifndef CORE_BGP_RIB_H
#define CORE_BGP_RIB_H

#include "anycast/announcer.h"
#include "anycast/bgp.h"

/*
 * Adj-RIB-Out of one session over the configured routes: what is desired, what the peer was told,
 * and the UPDATEs between the two. Only the last desire counts: while the peer does not read,
 * nothing is written, and afterwards at most one UPDATE a route is (BGP-UPD-16).
 */

struct bgp_rib_route {
	bool desired;
	bool told;   /* announced in this session and not withdrawn since */
	bool again;  /* asked for by ROUTE-REFRESH */
	bool moving; /* the last word about it has not left this host yet */
};

struct bgp_rib {
	const struct announcer_config *config; /* its routes */
	struct bgp_rib_route routes[ANNOUNCER_ROUTES_MAX];
	unsigned int families;   /* set of enum bgp_family: agreed on in this session */
	unsigned int end_of_rib; /* families whose End-of-RIB is due */
	bool awaits;             /* first announcements may come soon: End-of-RIB is put off */
	struct bgp_path path;    /* next hop aside */
	struct ip next_hop_v4;
	struct ip next_hop_v6;
};

/* How many routes an UPDATE was written for. */
struct bgp_rib_count {
	unsigned int announced;
	unsigned int withdrawn;
};

/** bgp_rib_open() - a session is up: the peer knows nothing (BGP-FSM-08). families, path and next
 * hops are set by the caller. */
void bgp_rib_open(struct bgp_rib *self);
/** bgp_rib_close() - the session is over; desires are kept */
void bgp_rib_close(struct bgp_rib *self);

/** bgp_rib_refresh() - tell all of @family again with the next bgp_rib_write() (RFC 2918) */
void bgp_rib_refresh(struct bgp_rib *self, enum bgp_family family);

/**
 * bgp_rib_write() - write UPDATEs that lead from what was told to what is desired, withdrawals
 * first, and End-of-RIB where it is due; what does not fit is left for the next call
 */
struct bgp_rib_count bgp_rib_write(struct bgp_rib *self, struct writer *writer);

/** bgp_rib_left() - all that was written has left this host */
void bgp_rib_left(struct bgp_rib *self);
/** bgp_rib_settled() - whether everything desired was told and has left */
bool bgp_rib_settled(const struct bgp_rib *self);

#endif
