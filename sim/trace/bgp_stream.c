#include "sim/trace/bgp_stream.h"

#include <stdlib.h>
#include <string.h>

#define MARKER_SIZE 16
#define HEADER_SIZE 19

struct bgp_piece {
	struct bgp_piece *next;
	uint32_t seq;
	size_t n;
	uint8_t octets[];
};

/* How far @b lies behind @a in sequence space (RFC 9293 section 3.4). */
static int32_t distance(uint32_t a, uint32_t b)
{
	return (int32_t)(b - a);
}

static void drop_ahead(struct bgp_stream *stream)
{
	while (stream->ahead != NULL) {
		struct bgp_piece *next = stream->ahead->next;

		free(stream->ahead);
		stream->ahead = next;
	}
	stream->n_ahead = 0;
	stream->n_ahead_octets = 0;
}

void bgp_stream_start(struct bgp_stream *stream, uint32_t next)
{
	drop_ahead(stream);
	stream->synced = true;
	stream->next = next;
	stream->n = stream->taken = 0;
}

void bgp_stream_close(struct bgp_stream *stream)
{
	drop_ahead(stream);
	free(stream->octets);
	*stream = (struct bgp_stream){.n_faults = stream->n_faults};
}

/* Moves what is left to the front and makes room for @n more. */
static bool make_room(struct bgp_stream *stream, size_t n)
{
	size_t room = 4096;
	uint8_t *octets;

	if (stream->taken > 0)
		memmove(stream->octets, stream->octets + stream->taken, stream->n - stream->taken);
	stream->n -= stream->taken;
	stream->taken = 0;
	if (stream->n + n <= stream->room)
		return true;
	while (room < stream->n + n)
		room *= 2;
	octets = realloc(stream->octets, room);
	if (octets == NULL)
		return false;
	stream->octets = octets;
	stream->room = room;
	return true;
}

/* Takes what of the octets from @seq on is new; they must not begin after .next. */
static void append(struct bgp_stream *stream, uint32_t seq, const uint8_t *octets, size_t n)
{
	size_t known = (size_t)distance(seq, stream->next);

	if (known >= n)
		return;
	octets += known;
	n -= known;
	stream->next += (uint32_t)n;
	if (!make_room(stream, n)) {
		stream->n_faults++;
		stream->n = stream->taken = 0;
		return;
	}
	memcpy(stream->octets + stream->n, octets, n);
	stream->n += n;
}

static void append_ahead(struct bgp_stream *stream)
{
	while (stream->ahead != NULL && distance(stream->ahead->seq, stream->next) >= 0) {
		struct bgp_piece *piece = stream->ahead;

		stream->ahead = piece->next;
		stream->n_ahead--;
		stream->n_ahead_octets -= piece->n;
		append(stream, piece->seq, piece->octets, piece->n);
		free(piece);
	}
}

/* Gives up what is missing before the first early segment. */
static void skip_hole(struct bgp_stream *stream)
{
	stream->n_faults++;
	stream->n = stream->taken = 0;
	if (stream->ahead == NULL)
		return;
	stream->next = stream->ahead->seq;
	append_ahead(stream);
}

static void put_ahead(struct bgp_stream *stream, uint32_t seq, struct bytes octets)
{
	struct bgp_piece **at = &stream->ahead;
	struct bgp_piece *piece = malloc(sizeof(*piece) + octets.n);

	if (piece == NULL) {
		stream->n_faults++;
		return;
	}
	piece->seq = seq;
	piece->n = octets.n;
	memcpy(piece->octets, octets.at, octets.n);
	while (*at != NULL && distance((*at)->seq, seq) > 0)
		at = &(*at)->next;
	piece->next = *at;
	*at = piece;
	stream->n_ahead++;
	stream->n_ahead_octets += octets.n;
	if (stream->n_ahead > BGP_STREAM_PIECES || stream->n_ahead_octets > BGP_STREAM_AHEAD)
		skip_hole(stream);
}

static bool begins_with_marker(const uint8_t *octets, size_t n)
{
	for (size_t i = 0; i < n && i < MARKER_SIZE; i++) {
		if (octets[i] != 0xff)
			return false;
	}
	return true;
}

void bgp_stream_put(struct bgp_stream *stream, uint32_t seq, struct bytes octets)
{
	int32_t ahead;

	if (octets.n == 0)
		return;
	if (!stream->synced) {
		if (octets.n < HEADER_SIZE || !begins_with_marker(octets.at, octets.n))
			return;
		bgp_stream_start(stream, seq);
	}
	ahead = distance(stream->next, seq);
	if (ahead > BGP_STREAM_WINDOW || ahead < -BGP_STREAM_WINDOW ||
	    octets.n > BGP_STREAM_WINDOW) {
		stream->n_faults++;
		return;
	}
	if (ahead > 0) {
		put_ahead(stream, seq, octets);
		return;
	}
	append(stream, seq, octets.at, octets.n);
	append_ahead(stream);
}

void bgp_stream_acked(struct bgp_stream *stream, uint32_t ack)
{
	int32_t beyond = distance(stream->next, ack);

	/* By one: the FIN has a number, too. */
	if (!stream->synced || beyond <= 1 || beyond > BGP_STREAM_WINDOW)
		return;
	if (stream->ahead != NULL && distance(stream->ahead->seq, ack) >= 0) {
		skip_hole(stream);
		return;
	}
	stream->n_faults++;
	stream->n = stream->taken = 0;
	stream->next = ack;
}

/* Garbage, or the middle of a message after a hole: on to what may be the next marker. */
static void find_marker(struct bgp_stream *stream)
{
	if (begins_with_marker(stream->octets + stream->taken, stream->n - stream->taken))
		return;
	stream->n_faults++;
	while (stream->taken < stream->n &&
	       !begins_with_marker(stream->octets + stream->taken, stream->n - stream->taken))
		stream->taken++;
}

struct bytes bgp_stream_take(struct bgp_stream *stream, uint32_t *end)
{
	while (stream->n - stream->taken >= HEADER_SIZE) {
		const uint8_t *at;
		size_t left, length;

		find_marker(stream);
		left = stream->n - stream->taken;
		if (left < HEADER_SIZE)
			break;
		at = stream->octets + stream->taken;
		length = (size_t)at[MARKER_SIZE] << 8 | at[MARKER_SIZE + 1];
		if (length < HEADER_SIZE) {
			stream->n_faults++;
			stream->taken++;
			continue;
		}
		if (left < length)
			break;
		stream->taken += length;
		*end = stream->next - (uint32_t)(stream->n - stream->taken);
		return (struct bytes){at, length};
	}
	return (struct bytes){NULL, 0};
}
