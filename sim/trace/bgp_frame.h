#ifndef TRACE_BGP_FRAME_H
#define TRACE_BGP_FRAME_H

#include "anycast/ip.h"

/* An Ethernet frame taken apart down to its TCP segment. */

enum bgp_frame_flags {
	BGP_FRAME_FIN = 0x01,
	BGP_FRAME_SYN = 0x02,
	BGP_FRAME_RST = 0x04,
	BGP_FRAME_ACK = 0x10,
};

struct bgp_segment {
	struct ip from, to;
	uint16_t from_port, to_port;
	uint32_t seq, ack;
	unsigned int flags;
	struct bytes payload; /* as far as it was captured; borrowed from the frame */
	size_t n_payload;     /* as long as it was */
};

/**
 * bgp_frame_parse() - read Ethernet (at most one VLAN tag), IPv4 or IPv6, TCP
 *
 * Return: whether @frame is a TCP segment, unfragmented, with its headers whole.
 */
bool bgp_frame_parse(struct bytes frame, struct bgp_segment *out);

#endif
