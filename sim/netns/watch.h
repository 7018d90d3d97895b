#ifndef NETNS_WATCH_H
#define NETNS_WATCH_H

#include "sim/netns/lab.h"

/*
 * What the kernel of one node says of links, addresses and routes, turned into TRACE_LINK,
 * TRACE_ADDRESS and TRACE_ROUTE events as it says it. The state found at watch_open() is emitted
 * too. Routes: unicast, main table, learned or set; the prefixes of the node's own links
 * (RTPROT_KERNEL) are left out.
 */

/**
 * watch_open() - begin to watch @node
 *
 * Return: the watch, which the caller stores in struct lab_node and closes; or NULL with errno set.
 */
struct lab_watch *watch_open(struct lab *lab, size_t node);
/** watch_close() - end it; NULL is fine */
void watch_close(struct lab_watch *watch);

#endif
