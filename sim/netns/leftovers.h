#ifndef NETNS_LEFTOVERS_H
#define NETNS_LEFTOVERS_H

#include "sim/netns/lab.h"

/**
 * leftovers_find() - what stopped nodes have left: processes, service addresses that are not the
 * operator's own
 * @out: one line, empty when there is nothing
 */
void leftovers_find(struct lab *lab, char *out, size_t n_out);

#endif
