#ifndef TRACE_FAILOVER_H
#define TRACE_FAILOVER_H

#include "sim/trace/timeline.h"

/*
 * What it cost to move the service off a node: the figures people ask for first. They are read off
 * the timeline and judged by nobody.
 */

struct failover {
	const char *fault;    /* "kill c1"; the timeline's */
	size_t node;          /* that the service went away from */
	struct instant cause; /* t0 of the fault; the figures count from here */
	struct instant until; /* the next fault, or the end of the scenario */
	int64_t route_ns;     /* until no kernel had a service route via the node */
	int64_t client_ns;    /* until every client had an answer from elsewhere, to a request begun
			       * since the fault; -1: there was none */
	uint64_t n_asked;     /* requests begun from cause to until that ended */
	uint64_t n_lost;      /* of these without an answer */
};

/**
 * failovers_find() - every fault at a node after which all service routes via that node went away
 * @n: receives how many
 *
 * Return: an array to free(), in order of time; NULL without memory.
 */
struct failover *failovers_find(const struct timeline *timeline, size_t *n);

#endif
