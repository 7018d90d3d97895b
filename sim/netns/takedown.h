#ifndef NETNS_TAKEDOWN_H
#define NETNS_TAKEDOWN_H

#include "sim/netns/lab.h"
#include "sim/trace/judge.h"
#include "sim/trace/report.h"

/* The end of a run: faults healed, loads ended, every node stopped as an operator would, then
 * judged. */

/** takedown_begin() - heal, end the loads, ask everything but the routers to stop */
void takedown_begin(struct lab *lab);
/** takedown_go_on() - after a program has ended: ask the routers too, once they are alone. Return:
 * whether nothing runs. */
bool takedown_go_on(struct lab *lab);
/** takedown_judge() - add the verdicts of the topology's invariants to @report */
void takedown_judge(struct lab *lab, struct report *report);

#endif
