#include "anycast/san.h"

#include <string.h>

static uint8_t fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool equal_folded(struct bytes a, struct bytes b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (fold(a.at[i]) != fold(b.at[i]))
			return false;
	}
	return true;
}

static bool octet_valid(uint8_t c, bool first)
{
	c = fold(c);
	if (c == '-')
		return !first;
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool san_name_valid(struct bytes name)
{
	bool first = true; /* of its label; also true after a dot, so an empty label ends invalid */

	for (size_t i = 0; i < name.n; i++) {
		if (name.at[i] == '.') {
			if (first)
				return false;
			first = true;
		} else {
			if (!octet_valid(name.at[i], first))
				return false;
			first = false;
		}
	}
	return !first;
}

/* What is behind the first label and its dot; empty when there is only one label. */
static struct bytes parent(struct bytes name)
{
	const uint8_t *dot = name.n > 0 ? memchr(name.at, '.', name.n) : NULL;
	size_t skip = dot == NULL ? name.n : (size_t)(dot - name.at) + 1;

	return (struct bytes){name.at + skip, name.n - skip};
}

/* SAN-06: "*" alone has no parent and so is no wildcard. */
static bool is_wildcard(struct bytes name)
{
	return name.n > 2 && name.at[0] == '*' && name.at[1] == '.' && san_name_valid(parent(name));
}

static bool match_dns(struct bytes host, struct bytes name)
{
	struct bytes bare = host;

	/* SAN-07: one trailing dot on the host, never on the name */
	if (bare.n > 0 && bare.at[bare.n - 1] == '.')
		bare.n--;
	if (san_name_valid(bare)) {
		if (is_wildcard(name))
			return equal_folded(parent(bare), parent(name));
		if (san_name_valid(name))
			return equal_folded(bare, name);
	}
	/* SAN-09: what is no valid name is compared as text only */
	if (host.n == 0 || (host.n == 1 && host.at[0] == '.'))
		return false;
	return equal_folded(host, name);
}

/* SAN-10: an IPv4-mapped address is the IPv4 address it holds. */
static struct ip unmapped(struct ip ip)
{
	struct ip v4 = {.family = IP_V4};

	if (!ip_is_mapped(&ip))
		return ip;
	memcpy(v4.octets, ip.octets + 12, 4);
	return v4;
}

static bool parse_ip_host(const char *hostname, struct ip *out)
{
	char text[IP_TEXT_SIZE];
	size_t n = strlen(hostname);

	if (n >= 3 && hostname[0] == '[' && hostname[n - 1] == ']') {
		hostname++;
		n -= 2;
	}
	if (n >= sizeof(text))
		return false;
	memcpy(text, hostname, n);
	text[n] = '\0';
	if (!ip_parse(text, out))
		return false;
	*out = unmapped(*out);
	return true;
}

bool san_match(const char *hostname, const struct io_name *names, size_t n_names)
{
	struct bytes host = {(const uint8_t *)hostname, strlen(hostname)};
	struct ip ip;
	bool host_is_ip = parse_ip_host(hostname, &ip);

	for (size_t i = 0; i < n_names; i++) {
		struct ip other = names[i].is_ip ? unmapped(names[i].ip) : (struct ip){0};

		if (names[i].is_ip != host_is_ip)
			continue;
		if (host_is_ip ? ip_equal(&ip, &other) : match_dns(host, names[i].dns))
			return true;
	}
	return false;
}
