#ifndef NETNS_FAULT_FILE_H
#define NETNS_FAULT_FILE_H

#include "sim/netns/lab.h"

/*
 * Faults that are files, each replaced by rename so that no reader sees half of one. @cause
 * receives the time just before the rename; return 0, or -errno.
 */

#define LAB_HEALTH "health" /* in the node's folder */

/** fault_health() - write the word @level and a newline; emits TRACE_HEALTH */
int fault_health(struct lab *lab, size_t node, const char *level, struct instant *cause);
/** fault_certificate() - see pki_issue() */
int fault_certificate(struct lab *lab, size_t node, enum topo_certificate kind,
		      struct instant *cause);

#endif
