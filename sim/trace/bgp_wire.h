#ifndef TRACE_BGP_WIRE_H
#define TRACE_BGP_WIRE_H

#include "sim/trace/event.h"

/*
 * The lab's own BGP decoder: frames of a link in, messages and session states out. Knows nothing
 * of core, which it helps to judge. Every octet is hostile; what cannot be read is counted and
 * passed over.
 */

#define BGP_WIRE_PORT 179

struct bgp_wire;

enum bgp_wire_kind {
	BGP_WIRE_MESSAGE, /* .message; .from sent it (WITHDRAW_ACKED: .from sent the withdrawal) */
	BGP_WIRE_ESTABLISHED,
	BGP_WIRE_DOWN, /* of a session that was Established */
};

struct bgp_wire_message {
	enum bgp_wire_kind kind;
	struct instant at;               /* stamp of the frame that completed it */
	struct ip from, to;              /* addresses */
	const struct trace_event *event; /* MESSAGE: a TRACE_BGP whose bgp part is set but for from
					    and to (TOPO_NONE); the caller fills these and node */
};

/**
 * bgp_wire_new() - a decoder for one link
 * @fn: told of every message and session change, in order; must not call the decoder
 *
 * Return: a decoder, or NULL without memory.
 */
struct bgp_wire *bgp_wire_new(void (*fn)(void *arg, const struct bgp_wire_message *message),
			      void *arg);
void bgp_wire_free(struct bgp_wire *wire);

/**
 * bgp_wire_frame() - take one Ethernet frame
 * @frame: from the Ethernet header on, with at most one VLAN tag; may be cut short
 * @at: its time stamp
 */
void bgp_wire_frame(struct bgp_wire *wire, const uint8_t *frame, size_t n, struct instant at);

/** bgp_wire_faults() - how many frames or messages could not be read (lost capture, garbage) */
size_t bgp_wire_faults(const struct bgp_wire *wire);

#endif
