#include "sim/trace/bgp_frame.h"

#include <string.h>

#define ETHER_SIZE   14
#define VLAN_SIZE    4
#define IPV4_SIZE    20
#define IPV6_SIZE    40
#define TCP_SIZE     20
#define PROTOCOL_TCP 6
#define EXTENSIONS   8 /* IPv6 extension headers looked through */

static unsigned int u16_at(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

static uint32_t u32_at(const uint8_t *at)
{
	return (uint32_t)u16_at(at) << 16 | u16_at(at + 2);
}

static bool skip(struct bytes *octets, size_t n)
{
	if (n > octets->n)
		return false;
	octets->at += n;
	octets->n -= n;
	return true;
}

static struct ip ip_at(const uint8_t *at, enum ip_family family)
{
	struct ip ip = {.family = family};

	memcpy(ip.octets, at, family == IP_V4 ? 4 : 16);
	return ip;
}

/* @whole: octets behind the header by its own word; capture may have cut them, Ethernet padded. */
static void cut(struct bytes *octets, size_t whole, size_t *n_whole)
{
	*n_whole = whole;
	if (octets->n > whole)
		octets->n = whole;
}

static bool parse_ipv4(struct bytes *octets, struct bgp_segment *out, size_t *n_whole)
{
	const uint8_t *at = octets->at;
	size_t n_header, n_total;

	if (octets->n < IPV4_SIZE || at[0] >> 4 != 4)
		return false;
	n_header = (at[0] & (size_t)0x0f) * 4;
	n_total = u16_at(at + 2);
	if (n_total == 0) /* more than 64 KiB at once, by segmentation offload */
		n_total = octets->n;
	if (n_header < IPV4_SIZE || n_total < n_header || at[9] != PROTOCOL_TCP ||
	    (u16_at(at + 6) & 0x3fffU) != 0)
		return false;
	out->from = ip_at(at + 12, IP_V4);
	out->to = ip_at(at + 16, IP_V4);
	if (!skip(octets, n_header))
		return false;
	cut(octets, n_total - n_header, n_whole);
	return true;
}

static bool is_extension(unsigned int next)
{
	return next == 0 || next == 43 || next == 60; /* hop by hop, routing, destination */
}

static bool parse_ipv6(struct bytes *octets, struct bgp_segment *out, size_t *n_whole)
{
	const uint8_t *at = octets->at;
	unsigned int next;
	size_t n_total;

	if (octets->n < IPV6_SIZE || at[0] >> 4 != 6)
		return false;
	next = at[6];
	n_total = u16_at(at + 4);
	out->from = ip_at(at + 8, IP_V6);
	out->to = ip_at(at + 24, IP_V6);
	skip(octets, IPV6_SIZE);
	if (n_total == 0)
		n_total = octets->n;
	cut(octets, n_total, n_whole);
	for (int i = 0; i < EXTENSIONS && is_extension(next); i++) {
		size_t n = octets->n >= 2 ? 8 + 8 * (size_t)octets->at[1] : SIZE_MAX;

		if (n > octets->n)
			return false;
		next = octets->at[0];
		skip(octets, n);
		*n_whole -= n;
	}
	return next == PROTOCOL_TCP;
}

static bool parse_tcp(struct bytes *octets, struct bgp_segment *out, size_t n_whole)
{
	const uint8_t *at = octets->at;
	size_t n_header;

	if (octets->n < TCP_SIZE)
		return false;
	n_header = (size_t)(at[12] >> 4) * 4;
	if (n_header < TCP_SIZE || n_header > n_whole)
		return false;
	out->from_port = (uint16_t)u16_at(at);
	out->to_port = (uint16_t)u16_at(at + 2);
	out->seq = u32_at(at + 4);
	out->ack = u32_at(at + 8);
	out->flags = at[13];
	if (!skip(octets, n_header))
		return false;
	out->payload = *octets;
	out->n_payload = n_whole - n_header;
	return true;
}

bool bgp_frame_parse(struct bytes frame, struct bgp_segment *out)
{
	unsigned int type;
	size_t n_whole = 0;
	bool good;

	if (frame.n < ETHER_SIZE)
		return false;
	type = u16_at(frame.at + 12);
	skip(&frame, ETHER_SIZE);
	if ((type == 0x8100 || type == 0x88a8) && frame.n >= VLAN_SIZE) {
		type = u16_at(frame.at + 2);
		skip(&frame, VLAN_SIZE);
	}
	if (type == 0x0800)
		good = parse_ipv4(&frame, out, &n_whole);
	else
		good = type == 0x86dd && parse_ipv6(&frame, out, &n_whole);
	return good && parse_tcp(&frame, out, n_whole);
}
