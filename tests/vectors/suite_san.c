#include "anycast/san.h"
#include "tests/vectors/suite.h"

#define NAMES_MAX 256

static bool add_names(const json_t *list, bool is_ip, struct io_name *names, size_t *n)
{
	if (!json_is_array(list))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		struct io_name name = {.is_ip = is_ip};

		if (!json_is_string(one) || *n == NAMES_MAX)
			return false;
		if (is_ip && !ip_parse(json_string_value(one), &name.ip))
			return false;
		name.dns.at = (const uint8_t *)json_string_value(one);
		name.dns.n = json_string_length(one);
		names[(*n)++] = name;
	}
	return true;
}

/* The common name of the input is not handed over at all: there is no way in for it (SAN-04). */
json_t *san_match_run(const json_t *input, const char **wrong)
{
	const json_t *host = json_object_get(input, "hostname");
	const char *hostname = text_of(input, "hostname");
	struct io_name names[NAMES_MAX];
	size_t n = 0;

	if (!json_is_string(host) ||
	    !add_names(json_object_get(input, "dns_names"), false, names, &n) ||
	    !add_names(json_object_get(input, "ip_addresses"), true, names, &n)) {
		*wrong = "input is not of the suite's shape";
		return NULL;
	}
	return json_pack("{s:b}", "match", hostname != NULL && san_match(hostname, names, n));
}
