#include "shell/config.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct params params;
static char error[300];

static struct config *parse(const char *text, char *const *environment)
{
	const struct config_source source = {"c1.yaml", text, strlen(text), environment};

	error[0] = '\0';
	return config_parse(&source, &params, error, sizeof(error));
}

static void is_refused(const char *text, const char *message)
{
	CU_ASSERT_PTR_NULL(parse(text, NULL));
	CU_ASSERT_STRING_EQUAL(error, message);
	if (strcmp(error, message) != 0)
		printf("# got: %s\n", error);
}

static void nested_and_dotted_keys_in_any_case_are_one(void)
{
	struct config *config = parse("cache:\n"
				      "  enablev2: true\n"
				      "  Anycast.BGP:\n"
				      "    PeerASN: 4200000001\n"
				      "    HOLDTIME: 9s\n"
				      "Cache.Anycast.Routes: [203.0.113.0/24, '2001:db8:a::/48']\n"
				      "CACHE.anycast.ProbeInterval: 1m30s\n"
				      "Cache.Anycast.Hostname: cache.example.org\n",
				      NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(config);
	CU_ASSERT_TRUE(params.enable_v2);
	CU_ASSERT_EQUAL(params.peer_asn, INT64_C(4200000001));
	CU_ASSERT_EQUAL(params.hold_time_s, 9);
	CU_ASSERT_EQUAL(params.probe_interval_ns, INT64_C(90000000000));
	CU_ASSERT_EQUAL_FATAL(params.routes.n, 2);
	CU_ASSERT_STRING_EQUAL(params.routes.at[1], "2001:db8:a::/48");
	CU_ASSERT_STRING_EQUAL(params.hostname, "cache.example.org");
	config_free(config);
}

static void what_is_left_out_stays_unset(void)
{
	struct config *config =
		parse("Cache:\n  Anycast:\n    Hostname:\n    Device: ~\n    ProbeUrl: ''\n", NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(config);
	CU_ASSERT_PTR_NULL(params.hostname);
	CU_ASSERT_PTR_NULL(params.device);
	CU_ASSERT_PTR_NULL(params.probe_url);
	CU_ASSERT_EQUAL(params.hold_time_s, PARAMS_UNSET);
	config_free(config);
}

static void keys_of_other_trees_are_passed_over(void)
{
	struct config *config = parse("Origin: { Exports: [ { Path: /a } ] }\n"
				      "Cache: { Throttle: { RetryAfter: 60s }, Port: 8443 }\n"
				      "Logging: debug\n"
				      "Server: { WebPort: 8444 }\n",
				      NULL);

	CU_ASSERT_PTR_NOT_NULL(config);
	config_free(config);
}

static void an_unknown_key_of_ours_names_the_nearest(void)
{
	is_refused("Cache:\n  Anycast:\n    BGP:\n      PeerAdress: 192.0.2.1\n",
		   "c1.yaml:4:7: unknown parameter Cache.Anycast.BGP.PeerAdress; did you mean "
		   "Cache.Anycast.BGP.PeerAddress?");
	is_refused(
		"Cache.Anycast.Colour: red\n",
		"c1.yaml:1:1: unknown parameter Cache.Anycast.Colour; take it out or correct it");
}

static void wrong_types_are_refused(void)
{
	is_refused("Cache.Anycast.BGP.PeerASN: many\n",
		   "c1.yaml:1:28: Cache.Anycast.BGP.PeerASN must be an integer");
	is_refused("Cache.Anycast.Enable: maybe\n",
		   "c1.yaml:1:23: Cache.Anycast.Enable must be true or false");
	is_refused("Cache.Anycast.ProbeInterval: 30\n",
		   "c1.yaml:1:30: Cache.Anycast.ProbeInterval must be a duration with a unit, as "
		   "30s or 1m30s");
	is_refused("Cache.Anycast.Hostname: [a]\n",
		   "c1.yaml:1:25: Cache.Anycast.Hostname must be one plain value");
	is_refused("Cache.Anycast.Routes: { a: b }\n",
		   "c1.yaml:1:23: Cache.Anycast.Routes must be a list");
	is_refused("Cache.Anycast: 5\n",
		   "c1.yaml:1:16: Cache.Anycast must be a mapping of parameters");
	is_refused("- a\n", "c1.yaml:1:1: a configuration must be a mapping of parameters");
}

static void the_same_parameter_twice_is_refused_however_spelt(void)
{
	is_refused("Cache.Anycast.Hostname: a\nCache:\n  anycast.hostname: b\n",
		   "c1.yaml:3:3: Cache.Anycast.Hostname is given twice, first in line 1; take one "
		   "out");
}

static void aliases_are_refused(void)
{
	CU_ASSERT_PTR_NULL(parse("a: &a [x]\nCache.Anycast.Routes: *a\n", NULL));
}

static void variables_override_the_file(void)
{
	char *const environment[] = {"PATH=/bin", "PELICAN_CACHE_ANYCAST_BGP_PEERASN=64512",
				     "PELICAN_CACHE_ANYCAST_ROUTES=203.0.113.0/24, 198.51.100.0/24",
				     "PELICAN_ORIGIN_PORT=1", NULL};
	struct config *config = parse("Cache.Anycast.BGP.PeerASN: 1\n", environment);
	char place[100];

	CU_ASSERT_PTR_NOT_NULL_FATAL(config);
	CU_ASSERT_EQUAL(params.peer_asn, 64512);
	CU_ASSERT_EQUAL_FATAL(params.routes.n, 2);
	CU_ASSERT_STRING_EQUAL(params.routes.at[1], "198.51.100.0/24");
	CU_ASSERT_STRING_EQUAL(config_place(config, "Cache.Anycast.Routes", place, sizeof(place)),
			       "variable PELICAN_CACHE_ANYCAST_ROUTES");
	config_free(config);
}

static void a_misspelt_variable_of_ours_is_refused(void)
{
	char *const environment[] = {"PELICAN_CACHE_ANYCAST_HOSTNAMES=a", NULL};

	CU_ASSERT_PTR_NULL(parse("a: b", environment));
	CU_ASSERT_STRING_EQUAL(error,
			       "variable PELICAN_CACHE_ANYCAST_HOSTNAMES: unknown parameter; "
			       "did you mean PELICAN_CACHE_ANYCAST_HOSTNAME?");
}

static void an_empty_file_says_nothing(void)
{
	CU_ASSERT_PTR_NULL(parse("", NULL));
	CU_ASSERT_STRING_EQUAL(error, "c1.yaml:1:1: the file is empty; write something into it");
}

static void a_missing_file_is_named(void)
{
	CU_ASSERT_PTR_NULL(
		config_load("/nonexistent/c1.yaml", NULL, &params, error, sizeof(error)));
	CU_ASSERT_PTR_NOT_NULL(strstr(error, "/nonexistent/c1.yaml"));
}

UNIT_SUITE(config, UNIT_TEST(nested_and_dotted_keys_in_any_case_are_one),
	   UNIT_TEST(what_is_left_out_stays_unset), UNIT_TEST(keys_of_other_trees_are_passed_over),
	   UNIT_TEST(an_unknown_key_of_ours_names_the_nearest), UNIT_TEST(wrong_types_are_refused),
	   UNIT_TEST(the_same_parameter_twice_is_refused_however_spelt),
	   UNIT_TEST(aliases_are_refused), UNIT_TEST(variables_override_the_file),
	   UNIT_TEST(a_misspelt_variable_of_ours_is_refused), UNIT_TEST(an_empty_file_says_nothing),
	   UNIT_TEST(a_missing_file_is_named))
