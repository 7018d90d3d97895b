#include "anycast/wire.h"

#include <assert.h>
#include <string.h>

/* Takes the next @n octets of the memory; NULL when they do not fit. */
static uint8_t *writer_take(struct writer *writer, size_t n)
{
	uint8_t *at = writer->at + writer->n;

	if (writer->failed || n > writer_room(writer)) {
		writer->failed = true;
		return NULL;
	}
	writer->n += n;
	return at;
}

void writer_u8(struct writer *writer, uint8_t value)
{
	writer_fill(writer, value, 1);
}

void writer_u16(struct writer *writer, uint16_t value)
{
	uint8_t *at = writer_take(writer, 2);

	if (at == NULL)
		return;
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

void writer_u32(struct writer *writer, uint32_t value)
{
	uint8_t *at = writer_take(writer, 4);

	for (size_t i = 0; at != NULL && i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

void writer_bytes(struct writer *writer, struct bytes data)
{
	uint8_t *at = writer_take(writer, data.n);

	if (at != NULL && data.n > 0)
		memcpy(at, data.at, data.n);
}

void writer_fill(struct writer *writer, uint8_t value, size_t n)
{
	uint8_t *at = writer_take(writer, n);

	if (at != NULL)
		memset(at, value, n);
}

void writer_patch_u8(struct writer *writer, size_t at, uint8_t value)
{
	if (writer->failed)
		return;
	assert(at < writer->n);
	writer->at[at] = value;
}

void writer_patch_u16(struct writer *writer, size_t at, uint16_t value)
{
	if (writer->failed)
		return;
	assert(at + 1 < writer->n);
	writer->at[at] = (uint8_t)(value >> 8);
	writer->at[at + 1] = (uint8_t)value;
}
