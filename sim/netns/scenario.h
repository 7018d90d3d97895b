#ifndef NETNS_SCENARIO_H
#define NETNS_SCENARIO_H

#include "sim/netns/up.h"
#include "sim/trace/report.h"

/*
 * The run of a scenario: step by step wait, fault, load, judgement; then faults healed, nodes
 * stopped, invariants judged.
 */

struct scenario;

/**
 * scenario_new() - prepare the run of @lab's steps
 * @start: of the command, for up_ms
 * @on_end: called once when scenario_report() is complete
 *
 * Return: a scenario, or NULL without memory.
 */
struct scenario *scenario_new(struct lab *lab, struct up *up, struct instant start,
			      void (*on_end)(void *arg), void *arg);
void scenario_free(struct scenario *scenario);
/** scenario_begin() - the nodes run: begin with the first step */
void scenario_begin(struct scenario *scenario);
/** scenario_on_state() - a node is ready or has ended */
void scenario_on_state(struct scenario *scenario);
const struct report *scenario_report(const struct scenario *scenario);

#endif
