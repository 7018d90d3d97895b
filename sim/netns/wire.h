#ifndef NETNS_WIRE_H
#define NETNS_WIRE_H

#include "sim/netns/lab.h"

/*
 * BGP as it passes on a link: a packet socket at one end, both directions, the kernel's stamps.
 * Emits TRACE_BGP and TRACE_SESSION. A capture outlives its device.
 */

/**
 * wire_open() - begin to listen on @link; all captures hang on @lab->wires
 *
 * To be called when both ends exist, before the first router starts. A link that can carry no BGP
 * (to a client or between bridges) is passed over.
 * Return: 0, or -errno.
 */
int wire_open(struct lab *lab, size_t link);
/** wire_close() - end every capture of @lab */
void wire_close(struct lab *lab);

#endif
