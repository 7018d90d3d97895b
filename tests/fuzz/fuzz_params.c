#include "anycast/params.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One parameter a line, in the order below; a line that is missing keeps a good value. */

#define LINES_MAX 12

/* Cuts @text into lines in place. Return: how many there are, at most LINES_MAX. */
static size_t cut(char *text, const char *lines[static LINES_MAX])
{
	size_t n = 0;

	while (text != NULL && n < LINES_MAX) {
		char *end = strchr(text, '\n');

		if (end != NULL)
			*end++ = '\0';
		lines[n++] = text;
		text = end;
	}
	return n;
}

FUZZ_TARGET(params)
{
	const char *lines[LINES_MAX] = {"https://c1.example.org:8443",
					"cache.anycast.example.org",
					"203.0.113.0/24",
					"203.0.113.10",
					"198.51.100.2",
					"198.51.100.1",
					"192.0.2.9",
					"auto",
					"2001:db8:a::/48",
					"2001:db8:1::2",
					"2001:db8:a::10",
					"secret"};
	char *text = malloc(n + 1), host[64];
	struct announcer_config config;
	struct params_fault fault = {0};
	struct params params;

	if (text == NULL)
		return;
	if (n > 0)
		memcpy(text, data, n);
	text[n] = '\0';
	(void)cut(text, lines);
	params_defaults(&params);
	params.enable = true;
	params.enable_v2 = true;
	params.local_asn = 65001;
	params.peer_asn = 64512;
	params.probe_url = lines[0];
	params.hostname = lines[1];
	params.routes = (struct params_list){{lines[2], lines[8]}, 2};
	params.addresses = (struct params_list){{lines[3], lines[10]}, 2};
	params.next_hop = lines[4];
	params.peer_address = lines[5];
	params.router_id = lines[6];
	params.address_management = lines[7];
	params.next_hop_v6 = lines[9];
	params.password = lines[11];
	if (params_check(&params, host, sizeof(host), &config, &fault))
		assert(strlen(config.probe_host) < sizeof(host) && config.probe_port != 0 &&
		       config.n_routes == 2 && config.n_peers == 1);
	else
		assert(fault.param != NULL && fault.text[0] != '\0');
	free(text);
}
