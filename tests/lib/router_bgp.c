#include "tests/lib/router.h"

#include <assert.h>
#include <string.h>

/* The BGP of the scripted router: enough to be believed, and to write down what it hears. What it
 * reads was written by the code under test, so a lie about a length is an assert. */

#define HEADER_SIZE 19

enum {
	MESSAGE_OPEN = 1,
	MESSAGE_UPDATE = 2,
	MESSAGE_NOTIFICATION = 3,
	MESSAGE_KEEPALIVE = 4,
};

static unsigned int u16(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

static void say(struct router *self, size_t peer, uint8_t type, const uint8_t *body, size_t n)
{
	struct router_pending *slot;
	struct io_event *event = router_later(self, IO_EVENT_RECEIVED, self->stream[peer], 0);

	slot = (struct router_pending *)((char *)event - offsetof(struct router_pending, event));
	assert(HEADER_SIZE + n <= sizeof(slot->data));
	memset(slot->data, 0xff, 16);
	slot->data[16] = 0;
	slot->data[17] = (uint8_t)(HEADER_SIZE + n);
	slot->data[18] = type;
	if (n > 0)
		memcpy(slot->data + HEADER_SIZE, body, n);
	event->received = (struct bytes){slot->data, HEADER_SIZE + n};
}

/* Version 4, the peer's AS, Hold Time 9, Identifier 198.51.100.1; capabilities: multiprotocol for
 * IPv4 and IPv6, four-octet AS. */
static void say_open(struct router *self, size_t peer)
{
	uint32_t asn = self->config.peers[peer].asn;
	uint8_t body[] = {4,
			  (uint8_t)(asn >> 8),
			  (uint8_t)asn,
			  0,
			  9,
			  198,
			  51,
			  100,
			  1,
			  20,
			  2,
			  18,
			  1,
			  4,
			  0,
			  1,
			  0,
			  1,
			  65,
			  4,
			  0,
			  0,
			  (uint8_t)(asn >> 8),
			  (uint8_t)asn,
			  1,
			  4,
			  0,
			  2,
			  0,
			  1};

	if (self->v4_only) {
		body[9] = 14;
		body[11] = 12;
		say(self, peer, MESSAGE_OPEN, body, sizeof(body) - 6);
	} else {
		say(self, peer, MESSAGE_OPEN, body, sizeof(body));
	}
	say(self, peer, MESSAGE_KEEPALIVE, NULL, 0);
}

static void trace_prefixes(struct router *self, const char *what, enum ip_family family,
			   struct bytes list)
{
	char text[PREFIX_TEXT_SIZE];

	while (list.n > 0) {
		struct prefix prefix = {.ip.family = family, .length = list.at[0]};
		size_t n = (prefix.length + 7u) / 8u;

		assert(prefix.length <= ip_length(family) && 1 + n <= list.n);
		memcpy(prefix.ip.octets, list.at + 1, n);
		router_trace(self, "%s %s", what, prefix_format(&prefix, text));
		list.at += 1 + n;
		list.n -= 1 + n;
	}
}

/* MP_REACH_NLRI or MP_UNREACH_NLRI of IPv6 unicast. */
static void hear_multiprotocol(struct router *self, bool reach, struct bytes value)
{
	size_t skip = reach ? 5u + value.at[3] : 3;

	assert(value.n >= skip && u16(value.at) == 2 && value.at[2] == 1);
	if (!reach && value.n == skip)
		router_trace(self, "eor ipv6");
	trace_prefixes(self, reach ? "announce" : "withdraw", IP_V6,
		       (struct bytes){value.at + skip, value.n - skip});
}

static void hear_attributes(struct router *self, struct bytes list)
{
	while (list.n > 0) {
		bool extended = (list.at[0] & 0x10) != 0;
		size_t head = extended ? 4 : 3;
		size_t n = extended ? u16(list.at + 2) : list.at[2];

		assert(head + n <= list.n);
		if (list.at[1] == 14 || list.at[1] == 15)
			hear_multiprotocol(self, list.at[1] == 14,
					   (struct bytes){list.at + head, n});
		list.at += head + n;
		list.n -= head + n;
	}
}

static void hear_update(struct router *self, struct bytes body)
{
	size_t n_withdrawn = u16(body.at);
	size_t n_attributes = u16(body.at + 2 + n_withdrawn);
	size_t head = 4 + n_withdrawn + n_attributes;

	assert(head <= body.n);
	if (body.n == 4)
		router_trace(self, "eor ipv4");
	trace_prefixes(self, "withdraw", IP_V4, (struct bytes){body.at + 2, n_withdrawn});
	hear_attributes(self, (struct bytes){body.at + 4 + n_withdrawn, n_attributes});
	trace_prefixes(self, "announce", IP_V4, (struct bytes){body.at + head, body.n - head});
}

static void hear_message(struct router *self, size_t peer, uint8_t type, struct bytes body)
{
	switch (type) {
	case MESSAGE_OPEN:
		router_trace(self, "open");
		if (!self->silent)
			say_open(self, peer);
		break;
	case MESSAGE_UPDATE:
		hear_update(self, body);
		break;
	case MESSAGE_NOTIFICATION:
		router_trace(self, "notification %d/%d", body.at[0], body.at[1]);
		break;
	case MESSAGE_KEEPALIVE:
		if (!self->silent && self->confirmed[peer])
			say(self, peer, MESSAGE_KEEPALIVE, NULL, 0);
		self->confirmed[peer] = true;
		break;
	default:
		router_trace(self, "message %d", type);
		break;
	}
}

void router_hear(struct router *self, size_t peer, struct bytes data)
{
	while (data.n > 0) {
		size_t n = data.n >= HEADER_SIZE ? u16(data.at + 16) : 0;

		assert(n >= HEADER_SIZE && n <= data.n);
		hear_message(self, peer, data.at[18],
			     (struct bytes){data.at + HEADER_SIZE, n - HEADER_SIZE});
		data.at += n;
		data.n -= n;
	}
}
