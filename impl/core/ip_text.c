#include "anycast/ip.h"

#include <stdio.h>
#include <string.h>

/* IP addresses and prefixes as text: RFC 4291 section 2.2 is read, RFC 5952 is written. */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Reads a decimal number without sign or leading zeros, at most @max; advances *@at past it. */
static bool parse_decimal(const char **at, unsigned int max, unsigned int *out)
{
	const char *c = *at;
	unsigned int value = 0;

	if (digit_value(*c) > 9 || (*c == '0' && digit_value(c[1]) <= 9))
		return false;
	for (; digit_value(*c) <= 9; c++) {
		value = value * 10 + (unsigned int)digit_value(*c);
		if (value > max)
			return false;
	}
	*at = c;
	*out = value;
	return true;
}

/* Reads a dotted quad that ends the text. */
static bool parse_v4(const char *text, uint8_t octets[static 4])
{
	unsigned int value;

	for (size_t i = 0; i < 4; i++) {
		if (i > 0 && *text++ != '.')
			return false;
		if (!parse_decimal(&text, 255, &value))
			return false;
		octets[i] = (uint8_t)value;
	}
	return *text == '\0';
}

/* Reads one to four hexadecimal digits; advances *@at past them. */
static bool parse_group(const char **at, uint8_t octets[static 2])
{
	const char *c = *at;
	unsigned int value = 0;

	while (c - *at < 4 && digit_value(*c) < 16)
		value = value * 16 + (unsigned int)digit_value(*c++);
	if (c == *at)
		return false;
	*at = c;
	octets[0] = (uint8_t)(value >> 8);
	octets[1] = (uint8_t)value;
	return true;
}

/* The octets of an IPv6 address as they are read: @gap is where "::" stood, or -1. */
struct v6_text {
	uint8_t octets[16];
	size_t n;
	int gap;
};

/* Reads groups, a "::" and a closing dotted quad until the text ends. */
static bool parse_v6_groups(const char *text, struct v6_text *v6)
{
	for (;;) {
		if (v6->n <= 12 && parse_v4(text, v6->octets + v6->n)) {
			v6->n += 4;
			return true;
		}
		if (v6->n == 16 || !parse_group(&text, v6->octets + v6->n))
			return false;
		v6->n += 2;
		if (*text == '\0')
			return true;
		if (*text++ != ':')
			return false;
		if (*text != ':')
			continue;
		if (v6->gap >= 0)
			return false;
		v6->gap = (int)v6->n;
		if (*++text == '\0')
			return true;
	}
}

static bool parse_v6(const char *text, uint8_t octets[static 16])
{
	struct v6_text v6 = {.gap = -1};
	size_t head;

	if (strncmp(text, "::", 2) == 0) {
		v6.gap = 0;
		text += 2;
	}
	if ((v6.gap < 0 || *text != '\0') && !parse_v6_groups(text, &v6))
		return false;
	/* "::" stands for at least one group. */
	if (v6.gap < 0 ? v6.n != 16 : v6.n > 14)
		return false;
	head = v6.gap < 0 ? 16 : (size_t)v6.gap;
	memset(octets, 0, 16);
	memcpy(octets, v6.octets, head);
	memcpy(octets + 16 - (v6.n - head), v6.octets + head, v6.n - head);
	return true;
}

bool ip_parse(const char *text, struct ip *out)
{
	struct ip ip = {IP_V4, {0}};

	if (!parse_v4(text, ip.octets)) {
		memset(ip.octets, 0, sizeof(ip.octets));
		ip.family = IP_V6;
		if (!parse_v6(text, ip.octets))
			return false;
	}
	*out = ip;
	return true;
}

static unsigned int group_at(const struct ip *ip, size_t i)
{
	return (unsigned int)ip->octets[2 * i] << 8 | ip->octets[2 * i + 1];
}

/* The longest run of at least two zero groups, the first of equals (RFC 5952 sections 4.2.2-3). */
static size_t longest_gap(const struct ip *ip, size_t *start)
{
	size_t best = 1;

	for (size_t i = 0; i < 8; i++) {
		size_t n = 0;

		while (i + n < 8 && group_at(ip, i + n) == 0)
			n++;
		if (n > best) {
			best = n;
			*start = i;
		}
		i += n;
	}
	return best > 1 ? best : 0;
}

static void format_v6(const struct ip *ip, char out[static IP_TEXT_SIZE])
{
	size_t gap_start = 8;
	size_t gap = longest_gap(ip, &gap_start);
	size_t n = 0;

	for (size_t i = 0; i < 8;) {
		if (gap > 0 && i == gap_start) {
			n += (size_t)snprintf(out + n, IP_TEXT_SIZE - n, "::");
			i += gap;
			continue;
		}
		n += (size_t)snprintf(out + n, IP_TEXT_SIZE - n, "%s%x",
				      i == 0 || i == gap_start + gap ? "" : ":", group_at(ip, i));
		i++;
	}
}

const char *ip_format(const struct ip *ip, char out[static IP_TEXT_SIZE])
{
	const uint8_t *v4 = ip_is_mapped(ip) ? ip->octets + 12 : ip->octets;

	switch (ip->family) {
	case IP_NONE:
		snprintf(out, IP_TEXT_SIZE, "-");
		break;
	case IP_V6:
		if (!ip_is_mapped(ip)) {
			format_v6(ip, out);
			break;
		}
		/* RFC 5952 section 5: a known IPv4 part is written as one. */
		snprintf(out, IP_TEXT_SIZE, "::ffff:%d.%d.%d.%d", v4[0], v4[1], v4[2], v4[3]);
		break;
	case IP_V4:
		snprintf(out, IP_TEXT_SIZE, "%d.%d.%d.%d", v4[0], v4[1], v4[2], v4[3]);
		break;
	}
	return out;
}

bool prefix_parse(const char *text, struct prefix *out)
{
	char address[IP_TEXT_SIZE];
	const char *slash = strchr(text, '/');
	unsigned int length;
	struct ip ip;

	if (slash == NULL || (size_t)(slash - text) >= sizeof(address))
		return false;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	slash++;
	if (!ip_parse(address, &ip) || !parse_decimal(&slash, ip_length(ip.family), &length) ||
	    *slash != '\0')
		return false;
	out->ip = ip;
	out->length = (uint8_t)length;
	return true;
}

const char *prefix_format(const struct prefix *prefix, char out[static PREFIX_TEXT_SIZE])
{
	char address[IP_TEXT_SIZE];

	snprintf(out, PREFIX_TEXT_SIZE, "%s/%u", ip_format(&prefix->ip, address), prefix->length);
	return out;
}
