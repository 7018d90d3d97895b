#include "anycast/ip.h"

#include <string.h>

unsigned int ip_length(enum ip_family family)
{
	switch (family) {
	case IP_V4:
		return 32;
	case IP_V6:
		return 128;
	case IP_NONE:
		break;
	}
	return 0;
}

static size_t ip_octets(enum ip_family family)
{
	return ip_length(family) / 8;
}

bool ip_equal(const struct ip *a, const struct ip *b)
{
	return a->family == b->family && memcmp(a->octets, b->octets, ip_octets(a->family)) == 0;
}

/* Whether @ip is IPv6 and lies in @prefix, a length of which is given in octets. */
static bool v6_starts(const struct ip *ip, const uint8_t *prefix, size_t n)
{
	return ip->family == IP_V6 && memcmp(ip->octets, prefix, n) == 0;
}

bool ip_is_mapped(const struct ip *ip)
{
	static const uint8_t prefix[12] = {[10] = 0xff, [11] = 0xff};

	return v6_starts(ip, prefix, sizeof(prefix));
}

bool ip_is_unspecified(const struct ip *ip)
{
	static const uint8_t zero[16];

	return ip->family != IP_NONE && memcmp(ip->octets, zero, ip_octets(ip->family)) == 0;
}

bool ip_is_multicast(const struct ip *ip)
{
	if (ip->family == IP_V4)
		return (ip->octets[0] & 0xf0) == 0xe0;
	return ip->family == IP_V6 && ip->octets[0] == 0xff;
}

bool ip_is_loopback(const struct ip *ip)
{
	static const uint8_t one[16] = {[15] = 1};

	if (ip->family == IP_V4)
		return ip->octets[0] == 127;
	return v6_starts(ip, one, sizeof(one));
}

bool ip_is_link_local(const struct ip *ip)
{
	if (ip->family == IP_V4)
		return ip->octets[0] == 169 && ip->octets[1] == 254;
	return ip->family == IP_V6 && ip->octets[0] == 0xfe && (ip->octets[1] & 0xc0) == 0x80;
}

/* The bits of octet @i that a prefix of @length bits covers. */
static uint8_t prefix_mask(unsigned int length, size_t i)
{
	unsigned int covered = length > 8 * i ? length - 8 * (unsigned int)i : 0;

	return covered >= 8 ? 0xff : (uint8_t)(0xff00U >> covered);
}

struct prefix prefix_masked(struct prefix prefix)
{
	for (size_t i = 0; i < sizeof(prefix.ip.octets); i++)
		prefix.ip.octets[i] &= prefix_mask(prefix.length, i);
	return prefix;
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return a->length == b->length && ip_equal(&a->ip, &b->ip);
}

bool prefix_contains(const struct prefix *outer, const struct ip *ip)
{
	struct prefix masked = {*ip, outer->length};
	struct prefix base = prefix_masked(*outer);

	masked = prefix_masked(masked);
	return ip->family != IP_NONE && ip_equal(&masked.ip, &base.ip);
}
