#include "anycast/bgp.h"

#include <string.h>

/* The message header (RFC 4271 section 4.1), and the messages that are hardly more than it. */

enum bgp_family bgp_family_of(enum ip_family family)
{
	switch (family) {
	case IP_V4:
		return BGP_FAMILY_V4;
	case IP_V6:
		return BGP_FAMILY_V6;
	case IP_NONE:
		break;
	}
	return BGP_FAMILY_NONE;
}

enum bgp_family bgp_family_wire(uint16_t afi, uint8_t safi)
{
	if (safi != 1)
		return BGP_FAMILY_NONE;
	if (afi == 1)
		return BGP_FAMILY_V4;
	return afi == 2 ? BGP_FAMILY_V6 : BGP_FAMILY_NONE;
}

/* Lengths that RFC 4271 section 6.1 and RFC 2918 allow each type; false for a type unknown. */
static bool type_lengths(uint8_t type, uint16_t *min, uint16_t *max)
{
	*min = BGP_HEADER_SIZE;
	*max = BGP_MESSAGE_MAX;
	switch (type) {
	case BGP_TYPE_OPEN:
		*min = 29;
		return true;
	case BGP_TYPE_UPDATE:
		*min = BGP_UPDATE_MIN;
		return true;
	case BGP_TYPE_NOTIFICATION:
		*min = 21;
		return true;
	case BGP_TYPE_KEEPALIVE:
		*max = BGP_HEADER_SIZE;
		return true;
	case BGP_TYPE_ROUTE_REFRESH:
		*min = BGP_REFRESH_SIZE;
		*max = BGP_REFRESH_SIZE;
		return true;
	default:
		return false;
	}
}

enum bgp_fault bgp_header_decode(const uint8_t octets[static BGP_HEADER_SIZE],
				 struct bgp_header *out, struct bytes *data)
{
	struct reader reader = reader_of((struct bytes){octets, BGP_HEADER_SIZE});
	struct bytes marker = reader_bytes(&reader, 16);
	uint16_t length = reader_u16(&reader);
	uint8_t type = reader_u8(&reader);
	uint16_t min, max;

	*data = (struct bytes){NULL, 0};
	for (size_t i = 0; i < marker.n; i++) {
		if (marker.at[i] != 0xff)
			return BGP_FAULT_HEADER_MARKER;
	}
	*data = (struct bytes){octets + 16, 2};
	if (length < BGP_HEADER_SIZE || length > BGP_MESSAGE_MAX)
		return BGP_FAULT_HEADER_LENGTH;
	if (!type_lengths(type, &min, &max)) {
		*data = (struct bytes){octets + 18, 1};
		return BGP_FAULT_HEADER_TYPE;
	}
	if (length < min || length > max)
		return BGP_FAULT_HEADER_LENGTH;
	out->length = length;
	out->type = (enum bgp_type)type;
	return BGP_FAULT_NONE;
}

size_t bgp_message_begin(struct writer *writer, enum bgp_type type)
{
	size_t start = writer->n;

	writer_fill(writer, 0xff, 16);
	writer_u16(writer, 0);
	writer_u8(writer, (uint8_t)type);
	return start;
}

void bgp_message_end(struct writer *writer, size_t start)
{
	size_t length = writer->n - start;

	if (length > BGP_MESSAGE_MAX)
		writer->failed = true;
	writer_patch_u16(writer, start + 16, (uint16_t)length);
}

void bgp_keepalive_encode(struct writer *writer)
{
	bgp_message_end(writer, bgp_message_begin(writer, BGP_TYPE_KEEPALIVE));
}

enum bgp_family bgp_refresh_decode(struct bytes message)
{
	struct reader reader = reader_of(message);
	uint16_t afi;

	reader_bytes(&reader, BGP_HEADER_SIZE);
	afi = reader_u16(&reader);
	reader_u8(&reader);
	return bgp_family_wire(afi, reader_u8(&reader));
}
