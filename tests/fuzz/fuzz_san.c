#include "anycast/san.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* The host name up to the first newline, then one name a line; a line of 4 or 16 octets is also
 * tried as an address. */

#define NAMES_MAX ((size_t)16)

static struct io_name as_ip(struct bytes text)
{
	struct io_name name = {.is_ip = true};

	name.ip.family = text.n == 4 ? IP_V4 : IP_V6;
	memcpy(name.ip.octets, text.at, text.n);
	return name;
}

FUZZ_TARGET(san)
{
	struct io_name names[2 * NAMES_MAX];
	struct bytes rest = {data, n};
	char host[300] = "";
	size_t n_names = 0;
	bool first = true;

	while (rest.n > 0 && n_names + 2 <= 2 * NAMES_MAX) {
		const uint8_t *end = memchr(rest.at, '\n', rest.n);
		struct bytes line = {rest.at, end != NULL ? (size_t)(end - rest.at) : rest.n};

		rest.at += line.n + (end != NULL);
		rest.n -= line.n + (end != NULL);
		if (first) {
			memcpy(host, line.at, line.n < sizeof(host) ? line.n : sizeof(host) - 1);
			first = false;
			continue;
		}
		names[n_names++] = (struct io_name){.dns = line};
		if (line.n == 4 || line.n == 16)
			names[n_names++] = as_ip(line);
	}
	(void)san_match(host, names, n_names);
}
