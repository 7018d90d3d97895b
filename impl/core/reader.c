#include "anycast/wire.h"

struct bytes reader_bytes(struct reader *reader, size_t n)
{
	struct bytes taken = {reader->at, n};

	if (reader->failed || n > reader->n) {
		reader->failed = true;
		reader->n = 0;
		taken.n = 0;
		return taken;
	}
	if (n > 0)
		reader->at += n;
	reader->n -= n;
	return taken;
}

struct reader reader_sub(struct reader *reader, size_t n)
{
	struct reader sub = reader_of(reader_bytes(reader, n));

	sub.failed = reader->failed;
	return sub;
}

uint8_t reader_u8(struct reader *reader)
{
	struct bytes octet = reader_bytes(reader, 1);

	return octet.n == 1 ? octet.at[0] : 0;
}

uint16_t reader_u16(struct reader *reader)
{
	struct bytes octets = reader_bytes(reader, 2);

	return octets.n == 2 ? (uint16_t)(octets.at[0] << 8 | octets.at[1]) : 0;
}

uint32_t reader_u32(struct reader *reader)
{
	struct bytes octets = reader_bytes(reader, 4);
	uint32_t value = 0;

	for (size_t i = 0; i < octets.n; i++)
		value = value << 8 | octets.at[i];
	return value;
}
