#include "sim/trace/bgp_decode.h"

#include "anycast/ip.h"

#include <string.h>

#define HEADER_SIZE     19
#define TYPE_AT         18
#define ATTR_EXTENDED   0x10
#define ATTR_MP_REACH   14
#define ATTR_MP_UNREACH 15
#define SAFI_UNICAST    1

/* Octets yet to be read; .bad once anything did not fit. */
struct cursor {
	const uint8_t *at;
	size_t n;
	bool bad;
};

static struct cursor take(struct cursor *from, size_t n)
{
	struct cursor part = {from->at, n, false};

	if (from->bad || n > from->n) {
		from->bad = true;
		return (struct cursor){.bad = true};
	}
	from->at += n;
	from->n -= n;
	return part;
}

static unsigned int take_number(struct cursor *from, size_t n)
{
	struct cursor part = take(from, n);
	unsigned int value = 0;

	for (size_t i = 0; !part.bad && i < n; i++)
		value = value << 8 | part.at[i];
	return value;
}

static struct prefix take_prefix(struct cursor *from, enum ip_family family)
{
	unsigned int length = take_number(from, 1);
	struct prefix prefix = {{.family = family}, (uint8_t)length};
	struct cursor octets;

	if (length > ip_length(family)) {
		from->bad = true;
		return prefix;
	}
	octets = take(from, (length + 7) / 8);
	if (!octets.bad && octets.n > 0)
		memcpy(prefix.ip.octets, octets.at, octets.n);
	return prefix_masked(prefix);
}

static void take_prefixes(struct cursor *from, enum ip_family family, struct prefix *list,
			  size_t *n, unsigned int *n_more)
{
	while (!from->bad && from->n > 0) {
		struct prefix prefix = take_prefix(from, family);

		if (from->bad)
			return;
		if (*n < TRACE_PREFIXES_MAX)
			list[(*n)++] = prefix;
		else
			(*n_more)++;
	}
}

/* AFI and SAFI of a multiprotocol attribute; IP_NONE for families the lab knows nothing of. */
static enum ip_family take_family(struct cursor *from)
{
	unsigned int afi = take_number(from, 2);
	unsigned int safi = take_number(from, 1);

	if (from->bad || safi != SAFI_UNICAST)
		return IP_NONE;
	if (afi == 1)
		return IP_V4;
	return afi == 2 ? IP_V6 : IP_NONE;
}

static void read_mp_reach(struct cursor *attr, struct trace_event *out)
{
	enum ip_family family = take_family(attr);

	take(attr, take_number(attr, 1)); /* next hop */
	take(attr, 1);                    /* reserved */
	if (family != IP_NONE)
		take_prefixes(attr, family, out->bgp.announced, &out->bgp.n_announced,
			      &out->bgp.n_more);
}

/* @alone: nothing else is in the UPDATE, so that an empty list is an End-of-RIB. */
static void read_mp_unreach(struct cursor *attr, bool alone, struct trace_event *out)
{
	enum ip_family family = take_family(attr);

	if (family == IP_NONE)
		return;
	if (alone && attr->n == 0)
		out->bgp.end_of_rib = family;
	take_prefixes(attr, family, out->bgp.withdrawn, &out->bgp.n_withdrawn, &out->bgp.n_more);
}

static void read_attributes(struct cursor *attrs, bool nothing_else, struct trace_event *out)
{
	bool first = true;

	while (!attrs->bad && attrs->n > 0) {
		unsigned int flags = take_number(attrs, 1);
		unsigned int type = take_number(attrs, 1);
		size_t n = take_number(attrs, (flags & ATTR_EXTENDED) != 0 ? 2 : 1);
		struct cursor attr = take(attrs, n);

		if (type == ATTR_MP_REACH)
			read_mp_reach(&attr, out);
		else if (type == ATTR_MP_UNREACH)
			read_mp_unreach(&attr, nothing_else && first && attrs->n == 0, out);
		attrs->bad = attrs->bad || attr.bad;
		first = false;
	}
}

static bool read_update(struct cursor *body, struct trace_event *out)
{
	struct cursor withdrawn = take(body, take_number(body, 2));
	struct cursor attrs = take(body, take_number(body, 2));
	bool nothing_else = withdrawn.n == 0 && body->n == 0;

	if (body->bad)
		return false;
	if (nothing_else && attrs.n == 0)
		out->bgp.end_of_rib = IP_V4;
	take_prefixes(&withdrawn, IP_V4, out->bgp.withdrawn, &out->bgp.n_withdrawn,
		      &out->bgp.n_more);
	read_attributes(&attrs, nothing_else, out);
	take_prefixes(body, IP_V4, out->bgp.announced, &out->bgp.n_announced, &out->bgp.n_more);
	return !withdrawn.bad && !attrs.bad && !body->bad;
}

static bool read_notification(struct cursor *body, struct trace_event *out)
{
	out->bgp.code = take_number(body, 1);
	out->bgp.subcode = take_number(body, 1);
	return !body->bad;
}

bool bgp_decode(struct bytes message, struct trace_event *out)
{
	struct cursor body = {message.at, message.n, false};

	*out = (struct trace_event){.kind = TRACE_BGP, .node = TOPO_NONE};
	out->bgp.from = out->bgp.to = TOPO_NONE;
	take(&body, HEADER_SIZE);
	if (body.bad)
		return false;
	switch (message.at[TYPE_AT]) {
	case 1:
		out->bgp.kind = TRACE_BGP_OPEN;
		return body.n >= 10;
	case 2:
		out->bgp.kind = TRACE_BGP_UPDATE;
		return read_update(&body, out);
	case 3:
		out->bgp.kind = TRACE_BGP_NOTIFICATION;
		return read_notification(&body, out);
	case 4:
		out->bgp.kind = TRACE_BGP_KEEPALIVE;
		return body.n == 0;
	case 5:
		out->bgp.kind = TRACE_BGP_REFRESH;
		return body.n >= 4;
	default:
		return false;
	}
}
