#ifndef NETNS_FAULT_DROP_H
#define NETNS_FAULT_DROP_H

#include "sim/netns/lab.h"

/*
 * Faults made with packet filters. All functions: @cause receives the time just before the causing
 * call; return 0 when the fault is proved in place, or -errno.
 */

/**
 * fault_link_drop() - lose every frame of @link without a word, or no more
 * @toward: the node that no longer hears the other; TOPO_NONE: both
 * @on:     false heals both directions
 *
 * Frames are dropped as they leave the sender, so that no capture sees them.
 */
int fault_link_drop(struct lab *lab, size_t link, size_t toward, bool on, struct instant *cause);

/**
 * fault_probe() - what a connection of @node to its own TLS port meets; other clients never notice
 */
int fault_probe(struct lab *lab, size_t node, enum topo_probe probe, struct instant *cause);

#endif
