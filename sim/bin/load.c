#include "sim/bin/verb.h"
#include "sim/netns/load_client.h"
#include "support/scalar.h"
#include "support/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"numbered HTTPS requests at a steady rate, a line of JSON each\n"
	"\n"
	"Each request is a TCP and TLS connection of its own. One that fails (refused, reset, no\n"
	"answer in time, a certificate that does not verify) is sent once more at once, then "
	"counted\n"
	"as lost. Addresses are resolved once; odd numbers go by IPv6, even ones by IPv4, where "
	"the\n"
	"host has both. Within a lab: anycast-lab exec LAB CLIENT -- anycast-lab load …\n"
	"\n"
	"  --url URL            https://HOST[:PORT][/PATH]\n"
	"  --rate RATE          requests a second: 200, 200/s (10)\n"
	"  --ca FILE            certificates to trust, PEM\n"
	"  --family 4|6|any     by one family only (any)\n"
	"  --first N            number of the first request (1)\n"
	"  --count N            end after N requests; else SIGTERM or SIGINT ends it\n"
	"  --timeout DURATION   for one attempt (1s)\n"
	"\n"
	"Exit code: 0 when every request was answered, 1 when some were lost, 2 for bad usage.";

static const char *option_url, *option_rate = "10", *option_ca, *option_family = "any",
			       *option_count, *option_first = "1", *option_timeout = "1s";

static const struct verb_option options[] = {
	{.name = "--url", .value = &option_url},
	{.name = "--rate", .value = &option_rate},
	{.name = "--ca", .value = &option_ca},
	{.name = "--family", .value = &option_family},
	{.name = "--first", .value = &option_first},
	{.name = "--count", .value = &option_count},
	{.name = "--timeout", .value = &option_timeout},
};

static bool rate_read(const char *text, double *out)
{
	char *end;

	if (!scalar_rate(text, out)) {
		*out = strtod(text, &end);
		if (end == text || *end != '\0')
			return false;
	}
	return isfinite(*out) && *out > 0 && *out <= 10000;
}

static bool family_read(const char *text, enum ip_family *out)
{
	*out = strcmp(text, "4") == 0 ? IP_V4 : strcmp(text, "6") == 0 ? IP_V6 : IP_NONE;
	return *out != IP_NONE || strcmp(text, "any") == 0;
}

static bool count_read(const char *text, uint64_t *out)
{
	char *end;

	*out = text == NULL ? 0 : strtoull(text, &end, 10);
	return text == NULL || (strspn(text, "0123456789") == strlen(text) && *out > 0);
}

/* Return: -1 to go on, else the exit code. */
static int options_read(struct load_options *out)
{
	const struct verb *verb = &verb_load;

	if (option_url == NULL || option_ca == NULL)
		return verb_complain(verb, ORDER_EXIT_USAGE, "needs --url and --ca");
	if (!rate_read(option_rate, &out->rate))
		return verb_complain(verb, ORDER_EXIT_USAGE,
				     "--rate %s is no number of requests a second up to 10000",
				     option_rate);
	if (!family_read(option_family, &out->family))
		return verb_complain(verb, ORDER_EXIT_USAGE, "--family is 4, 6 or any, not %s",
				     option_family);
	if (!count_read(option_first, &out->first))
		return verb_complain(verb, ORDER_EXIT_USAGE, "--first %s is no number above 0",
				     option_first);
	if (!count_read(option_count, &out->count))
		return verb_complain(verb, ORDER_EXIT_USAGE, "--count %s is no number above 0",
				     option_count);
	if (!text_duration(option_timeout, &out->timeout_ns) || out->timeout_ns <= 0)
		return verb_complain(verb, ORDER_EXIT_USAGE,
				     "--timeout %s is no duration such as 500ms or 1s",
				     option_timeout);
	out->url = option_url;
	out->authority = option_ca;
	return -1;
}

static int run(int argc, char **argv)
{
	struct verb_words words = {.verb = &verb_load,
				   .options = options,
				   .n_options = sizeof(options) / sizeof(options[0])};
	struct load_options load = {0};
	char error[256];
	uint64_t n_lost;
	int code = verb_parse(&words, argc, argv);

	if (code < 0)
		code = options_read(&load);
	if (code >= 0)
		return code;
	if (load_client_run(&load, &n_lost, error, sizeof(error)) < 0)
		return verb_complain(&verb_load, ORDER_EXIT_USAGE, "%s", error);
	return n_lost == 0 ? ORDER_EXIT_GOOD : ORDER_EXIT_FAILED;
}

const struct verb verb_load = {
	"load",
	"--url URL --ca FILE [--rate RATE] [--family 4|6|any] [--first N] [--count N] [--timeout "
	"DURATION]",
	help,
	run,
};
