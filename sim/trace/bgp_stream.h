#ifndef TRACE_BGP_STREAM_H
#define TRACE_BGP_STREAM_H

#include "anycast/base.h"

/*
 * One direction of a TCP connection, seen from aside: segments in any order and more than once in,
 * whole BGP messages out (RFC 4271 section 4.1). Bounded; what was not captured is skipped to the
 * next marker and counted.
 */

#define BGP_STREAM_WINDOW 0x100000 /* a segment further ahead than this is no part of it */
#define BGP_STREAM_AHEAD  0x80000  /* octets kept of segments that came too early */
#define BGP_STREAM_PIECES 256

struct bgp_piece;

struct bgp_stream {
	bool synced;
	uint32_t next;   /* sequence number of the next octet in order */
	uint8_t *octets; /* in order, not yet taken: .taken up to .n */
	size_t n, room, taken;
	struct bgp_piece *ahead; /* by sequence number */
	size_t n_ahead, n_ahead_octets;
	size_t n_faults; /* holes, garbage, no memory */
};

/** bgp_stream_start() - begin anew; @next is the number of the first octet. A zeroed stream may be
 * started, put to or closed */
void bgp_stream_start(struct bgp_stream *stream, uint32_t next);
void bgp_stream_close(struct bgp_stream *stream);

/** bgp_stream_put() - a segment; one that begins with a marker starts an unsynced stream */
void bgp_stream_put(struct bgp_stream *stream, uint32_t seq, struct bytes octets);

/**
 * bgp_stream_acked() - the receiver has everything before @ack: a hole below it was not captured
 * and will never come
 */
void bgp_stream_acked(struct bgp_stream *stream, uint32_t ack);

/**
 * bgp_stream_take() - the next whole message
 * @end: receives the sequence number after its last octet
 *
 * Return: the message with its header, borrowed until the next call for @stream; .at NULL when
 * there is none.
 */
struct bytes bgp_stream_take(struct bgp_stream *stream, uint32_t *end);

#endif
