#include "anycast/bgp.h"

#include <stdio.h>
#include <string.h>

/* NOTIFICATION (RFC 4271 section 4.5) and its shutdown communication (RFC 9003). */

struct name {
	uint8_t code;
	uint8_t subcode;
	const char *text;
};

static const char *const code_names[] = {
	NULL,
	"Message Header Error",
	"OPEN Message Error",
	"UPDATE Message Error",
	"Hold Timer Expired",
	"Finite State Machine Error",
	"Cease",
	"ROUTE-REFRESH Message Error",
	"Send Hold Timer Expired",
};

static const struct name subcode_names[] = {
	{1, 1, "Connection Not Synchronized"},
	{1, 2, "Bad Message Length"},
	{1, 3, "Bad Message Type"},
	{2, 1, "Unsupported Version Number"},
	{2, 2, "Bad Peer AS"},
	{2, 3, "Bad BGP Identifier"},
	{2, 4, "Unsupported Optional Parameter"},
	{2, 6, "Unacceptable Hold Time"},
	{2, 7, "Unsupported Capability"},
	{2, 11, "Role Mismatch"},
	{3, 1, "Malformed Attribute List"},
	{3, 2, "Unrecognized Well-known Attribute"},
	{3, 3, "Missing Well-known Attribute"},
	{3, 4, "Attribute Flags Error"},
	{3, 5, "Attribute Length Error"},
	{3, 6, "Invalid ORIGIN Attribute"},
	{3, 8, "Invalid NEXT_HOP Attribute"},
	{3, 9, "Optional Attribute Error"},
	{3, 10, "Invalid Network Field"},
	{3, 11, "Malformed AS_PATH"},
	{5, 1, "Unexpected Message in OpenSent"},
	{5, 2, "Unexpected Message in OpenConfirm"},
	{5, 3, "Unexpected Message in Established"},
	{6, 1, "Maximum Number of Prefixes Reached"},
	{6, 2, "Administrative Shutdown"},
	{6, 3, "Peer De-configured"},
	{6, 4, "Administrative Reset"},
	{6, 5, "Connection Rejected"},
	{6, 6, "Other Configuration Change"},
	{6, 7, "Connection Collision Resolution"},
	{6, 8, "Out of Resources"},
	{6, 9, "Hard Reset"},
	{6, 10, "BFD Down"},
	{7, 1, "Invalid Message Length"},
};

void bgp_notification_encode(struct writer *writer, enum bgp_fault fault, struct bytes data)
{
	const size_t most = BGP_MESSAGE_MAX - BGP_HEADER_SIZE - 2;
	size_t start = bgp_message_begin(writer, BGP_TYPE_NOTIFICATION);

	writer_u16(writer, (uint16_t)fault);
	writer_bytes(writer, (struct bytes){data.at, data.n < most ? data.n : most});
	bgp_message_end(writer, start);
}

struct bgp_notification bgp_notification_decode(struct bytes message)
{
	struct bgp_notification notification;
	struct reader reader = reader_of(message);

	reader_bytes(&reader, BGP_HEADER_SIZE);
	notification.code = reader_u8(&reader);
	notification.subcode = reader_u8(&reader);
	notification.data = reader_bytes(&reader, reader.n);
	return notification;
}

static const char *subcode_name(uint8_t code, uint8_t subcode)
{
	for (size_t i = 0; i < sizeof(subcode_names) / sizeof(subcode_names[0]); i++) {
		if (subcode_names[i].code == code && subcode_names[i].subcode == subcode)
			return subcode_names[i].text;
	}
	return NULL;
}

/* The text an operator gave with 6/2 or 6/4; its length octet may lie (RFC 9003 section 2). */
static struct bytes communication(const struct bgp_notification *notification)
{
	struct reader reader = reader_of(notification->data);
	bool carries = notification->code == 6 &&
		       (notification->subcode == 2 || notification->subcode == 4);

	return carries ? reader_bytes(&reader, reader_u8(&reader)) : (struct bytes){NULL, 0};
}

/* Appends @text in quotes. What could end the quotes, the line or the terminal is written \xNN. */
static void append_quoted(char *out, size_t size, struct bytes text)
{
	size_t n = strlen(out);

	/* Room for the widest octet, the closing quote and the NUL. */
	if (text.n == 0 || n + 8 > size)
		return;
	n += (size_t)snprintf(out + n, size - n, " \"");
	for (size_t i = 0; i < text.n && n + 6 < size; i++) {
		uint8_t c = text.at[i];
		bool plain = c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';

		n += (size_t)snprintf(out + n, size - n, plain ? "%c" : "\\x%02x", c);
	}
	snprintf(out + n, size - n, "\"");
}

const char *bgp_notification_format(const struct bgp_notification *notification,
				    char out[static BGP_NOTIFICATION_TEXT_SIZE])
{
	uint8_t code = notification->code;
	const char *subcode = subcode_name(code, notification->subcode);
	bool known = code > 0 && code < sizeof(code_names) / sizeof(code_names[0]);

	snprintf(out, BGP_NOTIFICATION_TEXT_SIZE, "%u/%u %s%s%s", code, notification->subcode,
		 known ? code_names[code] : "unknown", subcode ? ", " : "", subcode ? subcode : "");
	append_quoted(out, BGP_NOTIFICATION_TEXT_SIZE, communication(notification));
	return out;
}
