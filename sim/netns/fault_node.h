#ifndef NETNS_FAULT_NODE_H
#define NETNS_FAULT_NODE_H

#include "sim/netns/lab.h"

/**
 * fault_node() - kill, stop, pause, resume or restart @node, whatever its kind
 * @kind: TOPO_FAULT_KILL to TOPO_FAULT_RESTART
 * @cause: receives the moment just before the causing system call
 *
 * Of a client it is the load that ends, pauses and starts again. A bridge that is killed or stopped
 * takes the carrier from its neighbours, until it is restarted; one that is paused forwards
 * nothing.
 *
 * Return: 0; -ESRCH when nothing runs there; other -errno.
 */
int fault_node(struct lab *lab, enum topo_fault_kind kind, size_t node, struct instant *cause);

#endif
