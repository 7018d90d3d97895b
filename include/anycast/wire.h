#ifndef ANYCAST_WIRE_H
#define ANYCAST_WIRE_H

#include "anycast/base.h"

/*
 * Bounds-checked reading and writing of wire formats, in network byte order.
 *
 * Errors are sticky: what does not fit sets `failed` and nothing more is taken or written, so that
 * a decoder reads like the packet diagram and asks once, at its end.
 */

struct reader {
	const uint8_t *at;
	size_t n; /* octets left; 0 once failed */
	bool failed;
};

static inline struct reader reader_of(struct bytes data)
{
	return (struct reader){data.at, data.n, false};
}

/** reader_u8() - take one octet; 0 when there is none */
uint8_t reader_u8(struct reader *reader);
/** reader_u16() - take two octets; 0 when there are not as many */
uint16_t reader_u16(struct reader *reader);
/** reader_u32() - take four octets; 0 when there are not as many */
uint32_t reader_u32(struct reader *reader);
/** reader_bytes() - take @n octets, borrowed from what is read; empty when there are not as many */
struct bytes reader_bytes(struct reader *reader, size_t n);
/** reader_sub() - take @n octets as a reader of their own; a failed one when there are not as many
 */
struct reader reader_sub(struct reader *reader, size_t n);

struct writer {
	uint8_t *at; /* start of the memory */
	size_t size; /* of the memory */
	size_t n;    /* octets written */
	bool failed;
};

/** writer_of() - a writer into @size octets at @memory, which stay the caller's */
static inline struct writer writer_of(void *memory, size_t size)
{
	return (struct writer){(uint8_t *)memory, size, 0, false};
}

static inline size_t writer_room(const struct writer *writer)
{
	return writer->size - writer->n;
}

void writer_u8(struct writer *writer, uint8_t value);
void writer_u16(struct writer *writer, uint16_t value);
void writer_u32(struct writer *writer, uint32_t value);
void writer_bytes(struct writer *writer, struct bytes data);
/** writer_fill() - write @value @n times */
void writer_fill(struct writer *writer, uint8_t value, size_t n);
/** writer_patch_u8() - put @value over the octet written at offset @at; nothing when failed */
void writer_patch_u8(struct writer *writer, size_t at, uint8_t value);
/** writer_patch_u16() - put @value over the two octets written at offset @at; nothing when failed
 */
void writer_patch_u16(struct writer *writer, size_t at, uint16_t value);

#endif
