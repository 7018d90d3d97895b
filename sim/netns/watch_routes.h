#ifndef NETNS_WATCH_ROUTES_H
#define NETNS_WATCH_ROUTES_H

#include "anycast/ip.h"
#include "sim/trace/event.h"

/*
 * The main table of one node as its kernel told it, and what is in use of it. Pure: notices and
 * dumps go in, changes of the neighbours in use come out.
 *
 * Of the routes to one prefix the kernel uses those of the lowest metric, if they have a way that
 * is not down.
 */

struct watch_way {
	struct ip gateway; /* IP_NONE: directly on the device */
	int ifindex;
	size_t node; /* the neighbour, or TOPO_NONE */
	bool usable; /* neither RTNH_F_DEAD nor RTNH_F_LINKDOWN */
};

/* One route: one row of the kernel's. No ways: unreachable, blackhole or prohibit. */
struct watch_route {
	struct prefix prefix;
	uint32_t metric;
	struct watch_way ways[TRACE_WAYS_MAX];
	size_t n_ways;
	bool seen; /* by the dump under way */
};

/* What was last told of one prefix. */
struct watch_use {
	struct prefix prefix;
	size_t via[TRACE_WAYS_MAX]; /* ascending, each once */
	size_t n_via;
};

struct watch_routes {
	struct watch_route *rows;
	size_t n_rows, max_rows;
	struct watch_use *uses; /* only prefixes in use */
	size_t n_uses, max_uses;
	void (*changed)(void *arg, const struct watch_use *use); /* n_via 0: gone */
	void *arg;
};

enum watch_verb {
	WATCH_ADD,    /* RTM_NEWROUTE as created or replaced: the whole route */
	WATCH_APPEND, /* RTM_NEWROUTE with NLM_F_APPEND: beside what is there */
	WATCH_REMOVE, /* RTM_DELROUTE: the whole route, or some of its ways */
};

void watch_routes_init(struct watch_routes *routes,
		       void (*changed)(void *arg, const struct watch_use *use), void *arg);
void watch_routes_close(struct watch_routes *routes);

/**
 * watch_routes_notice() - take one notice and tell the change, if it is one
 *
 * Return: whether the notice says all; when false (which it often is for IPv6) the outcome is a
 * guess that a dump must confirm.
 */
bool watch_routes_notice(struct watch_routes *routes, enum watch_verb verb,
			 const struct watch_route *route);

/**
 * watch_routes_dump() - begin a dump, watch_routes_row() takes each of its routes, and
 * watch_routes_dumped() forgets rows of @family that it did not have and tells all changes
 * @whole: whether the dump came to its end; otherwise nothing is forgotten
 */
void watch_routes_dump(struct watch_routes *routes);
void watch_routes_row(struct watch_routes *routes, const struct watch_route *route);
void watch_routes_dumped(struct watch_routes *routes, enum ip_family family, bool whole);

#endif
