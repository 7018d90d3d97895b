#ifndef NETNS_FAULT_H
#define NETNS_FAULT_H

#include "sim/netns/lab.h"

/*
 * Faults: what a step does to the lab. Each is told to the timeline (TRACE_FAULT, with the clock
 * before the causing system call) by whoever carries it out, once it is known to have hit.
 */

/**
 * fault_apply() - carry out one fault
 * @fault: from the scenario; TOPO_FAULT_NONE does nothing
 * @cause: the clock right before the causing system call
 *
 * Return: 0; -ENOTSUP when the machine lacks something; or -errno: the fault did not hit.
 */
int fault_apply(struct lab *lab, const struct topo_fault *fault, struct instant *cause);

/** fault_heals() - whether @fault only ends another: what that held up goes on now */
bool fault_heals(const struct topo_fault *fault);

/** fault_heal_all() - take back what lasts (paused processes, drops, levels), as the run's end does
 */
void fault_heal_all(struct lab *lab);

/**
 * fault_emit() - tell the timeline of a fault that has hit: "kill c1", "link r1-c1 down", …
 * @cause: the clock before the causing call
 */
void fault_emit(struct lab *lab, const struct topo_fault *fault, struct instant cause);

#endif
