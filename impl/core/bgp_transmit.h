#ifndef CORE_BGP_TRANSMIT_H
#define CORE_BGP_TRANSMIT_H

#include "anycast/bgp.h"

/*
 * The octets of one connection that have not left yet: first those handed to the world
 * (outstanding, unchanged until SENT), behind them whole messages that wait for their turn. It
 * never grows: UPDATEs leave room for what may not be lost, a KEEPALIVE and a last NOTIFICATION.
 */

#define BGP_TRANSMIT_SIZE    (4 * BGP_MESSAGE_MAX)
#define BGP_TRANSMIT_RESERVE (BGP_MESSAGE_MAX + 16 * BGP_HEADER_SIZE) /* that UPDATEs leave */

struct bgp_transmit {
	uint8_t octets[BGP_TRANSMIT_SIZE];
	size_t n;
	size_t n_outstanding;
	bool ack_wanted;      /* by messages that wait */
	bool ack_outstanding; /* by octets handed over */
	bool ack_awaited;     /* handed over and sent; the peer's TCP has not acknowledged yet */
};

void bgp_transmit_clear(struct bgp_transmit *self);

/** bgp_transmit_begin() - a writer behind all messages that leaves @reserve octets free */
struct writer bgp_transmit_begin(struct bgp_transmit *self, size_t reserve);
/** bgp_transmit_end() - keep what @writer wrote, unless it failed; whether it is kept */
bool bgp_transmit_end(struct bgp_transmit *self, const struct writer *writer);
/** bgp_transmit_want_ack() - the messages that wait are to be acknowledged */
void bgp_transmit_want_ack(struct bgp_transmit *self);

/** bgp_transmit_drop_waiting() - forget the messages that are not handed over */
void bgp_transmit_drop_waiting(struct bgp_transmit *self);
/** bgp_transmit_waiting() - octets of messages that are not handed over */
size_t bgp_transmit_waiting(const struct bgp_transmit *self);
bool bgp_transmit_outstanding(const struct bgp_transmit *self);

/**
 * bgp_transmit_hand_over() - take everything that waits for a SEND
 * @want_ack: whether the SEND is to ask for an acknowledgement
 *
 * Return: the octets; empty when nothing waits or a SEND is outstanding.
 */
struct bytes bgp_transmit_hand_over(struct bgp_transmit *self, bool *want_ack);

/** bgp_transmit_sent() - the world has taken what was outstanding */
void bgp_transmit_sent(struct bgp_transmit *self);
/** bgp_transmit_acked() - the peer's TCP has acknowledged all that was sent and asked for it */
void bgp_transmit_acked(struct bgp_transmit *self);
/** bgp_transmit_is_acked() - whether nothing that wants an acknowledgement lacks it */
bool bgp_transmit_is_acked(const struct bgp_transmit *self);

#endif
