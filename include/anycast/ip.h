#ifndef ANYCAST_IP_H
#define ANYCAST_IP_H

#include "anycast/base.h"

/* IP addresses and prefixes, as text and as octets in network order. No zone, no name, no netmask
 * anywhere. */

enum ip_family {
	IP_NONE = 0, /* no address */
	IP_V4 = 4,
	IP_V6 = 6,
};

struct ip {
	enum ip_family family;
	uint8_t octets[16]; /* the first 4 or all 16, network order; the rest zero */
};

/* An address with a length: a route (host bits zero) or a service address (host bits kept). */
struct prefix {
	struct ip ip;
	uint8_t length; /* 0..32 or 0..128 */
};

#define IP_TEXT_SIZE     46 /* longest IPv6 text and its NUL */
#define PREFIX_TEXT_SIZE 50

/** ip_length() - width of an address of @family in bits: 32, 128, or 0 for IP_NONE */
unsigned int ip_length(enum ip_family family);
bool ip_equal(const struct ip *a, const struct ip *b);
/** ip_is_mapped() - whether @ip is an IPv4-mapped IPv6 address (::ffff:0:0/96) */
bool ip_is_mapped(const struct ip *ip);
bool ip_is_unspecified(const struct ip *ip);
bool ip_is_multicast(const struct ip *ip);
bool ip_is_loopback(const struct ip *ip);
bool ip_is_link_local(const struct ip *ip);

/**
 * ip_parse() - read one IPv4 or IPv6 literal
 * @text: NUL-terminated; dotted quad without leading zeros, or RFC 4291 section 2.2 text; no
 * blanks, zone or brackets
 * @out: the address; untouched on failure
 *
 * Return: whether @text is one.
 */
bool ip_parse(const char *text, struct ip *out);

/** ip_format() - write @ip in RFC 5952 form (IPv4: dotted quad; IP_NONE: "-") and return @out */
const char *ip_format(const struct ip *ip, char out[static IP_TEXT_SIZE]);

/**
 * prefix_parse() - read "address/length"; host bits are kept
 *
 * Return: whether @text is one; @out is untouched when not.
 */
bool prefix_parse(const char *text, struct prefix *out);
const char *prefix_format(const struct prefix *prefix, char out[static PREFIX_TEXT_SIZE]);
/** prefix_masked() - @prefix with its host bits zero */
struct prefix prefix_masked(struct prefix prefix);
bool prefix_equal(const struct prefix *a, const struct prefix *b);
bool prefix_contains(const struct prefix *outer, const struct ip *ip);

#endif
