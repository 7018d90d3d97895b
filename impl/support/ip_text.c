#include "support/ip_text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

unsigned int iptext_width(enum ip_family family)
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

bool iptext_parse(const char *text, struct ip *out)
{
	struct ip ip = {.family = IP_V4};

	if (inet_pton(AF_INET, text, ip.octets) != 1) {
		ip = (struct ip){.family = IP_V6};
		if (inet_pton(AF_INET6, text, ip.octets) != 1)
			return false;
	}
	*out = ip;
	return true;
}

/* One to three digits, no leading zero, at most @max. */
static bool length_parse(const char *text, unsigned int max, uint8_t *out)
{
	unsigned int value = 0;
	size_t n = strlen(text);

	if (n < 1 || n > 3 || (n > 1 && text[0] == '0'))
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (unsigned int)(*text - '0');
	}
	if (value > max)
		return false;
	*out = (uint8_t)value;
	return true;
}

bool iptext_prefix_parse(const char *text, struct prefix *out)
{
	const char *slash = strchr(text, '/');
	size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
	char address[IP_TEXT_SIZE];
	struct prefix prefix;

	if (n >= sizeof(address))
		return false;
	memcpy(address, text, n);
	address[n] = '\0';
	if (!iptext_parse(address, &prefix.ip))
		return false;
	prefix.length = (uint8_t)iptext_width(prefix.ip.family);
	if (slash != NULL && !length_parse(slash + 1, prefix.length, &prefix.length))
		return false;
	*out = prefix;
	return true;
}

const char *iptext_format(const struct ip *ip, char out[static IP_TEXT_SIZE])
{
	int family = ip->family == IP_V4 ? AF_INET : AF_INET6;

	if (ip->family == IP_NONE || inet_ntop(family, ip->octets, out, IP_TEXT_SIZE) == NULL)
		snprintf(out, IP_TEXT_SIZE, "-");
	return out;
}

const char *iptext_prefix_format(const struct prefix *prefix, char out[static PREFIX_TEXT_SIZE])
{
	char address[IP_TEXT_SIZE];

	if (prefix->ip.family == IP_NONE)
		snprintf(out, PREFIX_TEXT_SIZE, "-");
	else
		snprintf(out, PREFIX_TEXT_SIZE, "%s/%u", iptext_format(&prefix->ip, address),
			 (unsigned int)prefix->length);
	return out;
}

bool iptext_equal(const struct ip *a, const struct ip *b)
{
	return a->family == b->family && memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

bool iptext_prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return a->length == b->length && iptext_equal(&a->ip, &b->ip);
}

struct prefix iptext_masked(struct prefix prefix)
{
	for (unsigned int i = 0; i < sizeof(prefix.ip.octets); i++) {
		if (prefix.length <= 8 * i)
			prefix.ip.octets[i] = 0;
		else if (prefix.length < 8 * (i + 1))
			prefix.ip.octets[i] &= (uint8_t)(0xff << (8 * (i + 1) - prefix.length));
	}
	return prefix;
}

bool iptext_contains(const struct prefix *outer, const struct ip *ip)
{
	struct prefix other = {*ip, outer->length};
	struct prefix masked = iptext_masked(*outer);

	other = iptext_masked(other);
	return iptext_equal(&masked.ip, &other.ip);
}
