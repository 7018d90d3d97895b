#include "anycast/addr.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Cuts white space off both ends of @text; NULL when more than @size - 1 octets are left. */
static const char *trim(const char *text, char *out, size_t size)
{
	size_t n;

	while (is_space(*text))
		text++;
	n = strlen(text);
	while (n > 0 && is_space(text[n - 1]))
		n--;
	if (n >= size)
		return NULL;
	memcpy(out, text, n);
	out[n] = '\0';
	return out;
}

bool addr_mode_parse(const char *text, enum addr_mode *out)
{
	char word[8];

	if (trim(text, word, sizeof(word)) == NULL)
		return false;
	for (char *c = word; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + ('a' - 'A'));
	}
	if (word[0] == '\0' || strcmp(word, "auto") == 0)
		*out = ADDR_MODE_AUTO;
	else if (strcmp(word, "on") == 0)
		*out = ADDR_MODE_ON;
	else if (strcmp(word, "off") == 0)
		*out = ADDR_MODE_OFF;
	else
		return false;
	return true;
}

const char *addr_mode_name(enum addr_mode mode)
{
	switch (mode) {
	case ADDR_MODE_AUTO:
		return "auto";
	case ADDR_MODE_ON:
		return "on";
	case ADDR_MODE_OFF:
		break;
	}
	return "off";
}

static bool is_broadcast(const struct ip *ip)
{
	return ip->family == IP_V4 && memcmp(ip->octets, "\xff\xff\xff\xff", 4) == 0;
}

static const char *unfit(const struct prefix *prefix)
{
	if (prefix->length == 0)
		return "has length 0";
	if (ip_is_mapped(&prefix->ip))
		return "is an IPv4-mapped IPv6 address";
	if (ip_is_unspecified(&prefix->ip))
		return "is the unspecified address";
	if (ip_is_multicast(&prefix->ip))
		return "is multicast";
	if (is_broadcast(&prefix->ip))
		return "is the broadcast address";
	return NULL;
}

const char *addr_normalise(const char *text, struct prefix *out)
{
	char entry[PREFIX_TEXT_SIZE];
	struct prefix prefix;
	const char *fault;

	if (trim(text, entry, sizeof(entry)) == NULL)
		return "is too long for an address";
	if (entry[0] == '\0')
		return "is empty";
	if (ip_parse(entry, &prefix.ip))
		prefix.length = (uint8_t)ip_length(prefix.ip.family);
	else if (!prefix_parse(entry, &prefix))
		return "is neither an address nor address/length";
	fault = unfit(&prefix);
	if (fault == NULL)
		*out = prefix;
	return fault;
}
