#ifndef CORE_BGP_RECEIVE_H
#define CORE_BGP_RECEIVE_H

#include "anycast/bgp.h"

/* Cuts a stream of octets into messages, whatever its segments (BGP-TCP-05). */
struct bgp_receive {
	uint8_t octets[BGP_MESSAGE_MAX];
	size_t n;
	struct bgp_header header; /* once its 19 octets are there */
};

enum bgp_received {
	BGP_RECEIVED_PART,    /* all input is taken, the message goes on */
	BGP_RECEIVED_MESSAGE, /* .message and .header */
	BGP_RECEIVED_FAULT,   /* .fault and .data; the stream cannot be read any further */
};

/* What was cut off; borrowed from the struct bgp_receive until the next call. */
struct bgp_cut {
	struct bgp_header header;
	struct bytes message; /* header included */
	enum bgp_fault fault;
	struct bytes data;
};

void bgp_receive_clear(struct bgp_receive *self);

/**
 * bgp_receive_take() - take octets from the front of @input until a message is whole
 * @input: advanced past what was taken
 */
enum bgp_received bgp_receive_take(struct bgp_receive *self, struct bytes *input,
				   struct bgp_cut *out);

#endif
