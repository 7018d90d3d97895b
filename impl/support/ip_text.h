#ifndef SUPPORT_IP_TEXT_H
#define SUPPORT_IP_TEXT_H

#include "anycast/ip.h"

/*
 * Addresses and prefixes for the lab, which judges core and therefore does not link it: a thin face
 * on the C library's inet_pton() and inet_ntop().
 */

/**
 * iptext_parse() - read one IPv4 or IPv6 literal; no blanks, zone, brackets or leading zeros
 *
 * Return: whether @text is one; @out is untouched when not.
 */
bool iptext_parse(const char *text, struct ip *out);

/**
 * iptext_prefix_parse() - read "address/length" or a bare address (its whole width); host bits are
 * kept
 *
 * Return: whether @text is one; @out is untouched when not.
 */
bool iptext_prefix_parse(const char *text, struct prefix *out);

/** iptext_format() - write @ip in RFC 5952 form (IPv4: dotted quad; IP_NONE: "-") and return @out
 */
const char *iptext_format(const struct ip *ip, char out[static IP_TEXT_SIZE]);
/** iptext_prefix_format() - write "address/length" (IP_NONE: "-") and return @out */
const char *iptext_prefix_format(const struct prefix *prefix, char out[static PREFIX_TEXT_SIZE]);

/** iptext_width() - width of an address of @family in bits: 32, 128, or 0 for IP_NONE */
unsigned int iptext_width(enum ip_family family);
bool iptext_equal(const struct ip *a, const struct ip *b);
bool iptext_prefix_equal(const struct prefix *a, const struct prefix *b);
/** iptext_masked() - @prefix with its host bits zero */
struct prefix iptext_masked(struct prefix prefix);
/** iptext_contains() - whether @ip lies in @outer; host bits of @outer do not matter */
bool iptext_contains(const struct prefix *outer, const struct ip *ip);

#endif
