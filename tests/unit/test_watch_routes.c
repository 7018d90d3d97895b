#include "anycast/ip.h"
#include "sim/netns/watch_routes.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

/* What was told, one word a change: "203.0.113.0/24=1,2 2001:db8:a::/48=gone ". */
static char told[512];

static void changed(void *arg, const struct watch_use *use)
{
	char text[PREFIX_TEXT_SIZE];
	size_t n = strlen(told);

	(void)arg;
	n += (size_t)snprintf(told + n, sizeof(told) - n, "%s=%s",
			      prefix_format(&use->prefix, text), use->n_via ? "" : "gone");
	for (size_t i = 0; i < use->n_via; i++)
		n += (size_t)snprintf(told + n, sizeof(told) - n, i ? ",%d" : "%d",
				      (int)use->via[i]);
	snprintf(told + n, sizeof(told) - n, " ");
}

static struct watch_route route(const char *prefix, uint32_t metric, const char *ways)
{
	struct watch_route out = {.metric = metric};

	prefix_parse(prefix, &out.prefix);
	for (; *ways; ways++) {
		struct watch_way *way = &out.ways[out.n_ways++];

		way->node = (size_t)(*ways - '0');
		way->ifindex = (unsigned char)*ways;
		way->usable = ways[1] != '!';
		ways += !way->usable;
	}
	return out;
}

static bool notice(struct watch_routes *routes, enum watch_verb verb, struct watch_route row)
{
	return watch_routes_notice(routes, verb, &row);
}

static struct watch_routes begin(void)
{
	struct watch_routes routes;

	told[0] = '\0';
	watch_routes_init(&routes, changed, NULL);
	return routes;
}

static void end(struct watch_routes *routes, const char *expected)
{
	CU_ASSERT_STRING_EQUAL(told, expected);
	watch_routes_close(routes);
}

static void only_a_change_is_told(void)
{
	struct watch_routes routes = begin();

	CU_ASSERT(notice(&routes, WATCH_ADD, route("203.0.113.0/24", 32, "1")));
	CU_ASSERT(notice(&routes, WATCH_ADD, route("203.0.113.0/24", 32, "1")));
	CU_ASSERT(notice(&routes, WATCH_ADD, route("203.0.113.0/24", 32, "21")));
	CU_ASSERT(notice(&routes, WATCH_REMOVE, route("203.0.113.0/24", 32, "12")));
	CU_ASSERT(!notice(&routes, WATCH_REMOVE, route("203.0.113.0/24", 32, "12")));
	end(&routes, "203.0.113.0/24=1 203.0.113.0/24=1,2 203.0.113.0/24=gone ");
}

static void lowest_metric_with_a_way_is_in_use(void)
{
	struct watch_routes routes = begin();

	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 200, "2"));
	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 100, "1"));
	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 300, "3"));
	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 100, "1!"));
	notice(&routes, WATCH_REMOVE, route("203.0.113.0/24", 200, "2"));
	end(&routes, "203.0.113.0/24=2 203.0.113.0/24=1 203.0.113.0/24=2 203.0.113.0/24=3 ");
}

static void way_that_is_down_is_not_in_use(void)
{
	struct watch_routes routes = begin();

	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 0, "12"));
	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 0, "1!2"));
	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 0, "1!2!"));
	end(&routes, "203.0.113.0/24=1,2 203.0.113.0/24=2 203.0.113.0/24=gone ");
}

static void unreachable_route_hides_others(void)
{
	struct watch_routes routes = begin();

	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 200, "2"));
	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 100, ""));
	CU_ASSERT(notice(&routes, WATCH_REMOVE, route("203.0.113.0/24", 100, "")));
	end(&routes, "203.0.113.0/24=2 203.0.113.0/24=gone 203.0.113.0/24=2 ");
}

static void ipv6_ways_come_and_go_one_by_one(void)
{
	struct watch_routes routes = begin();

	CU_ASSERT(!notice(&routes, WATCH_ADD, route("2001:db8:a::/48", 1024, "1")));
	CU_ASSERT(!notice(&routes, WATCH_APPEND, route("2001:db8:a::/48", 1024, "3")));
	CU_ASSERT(!notice(&routes, WATCH_REMOVE, route("2001:db8:a::/48", 1024, "1")));
	CU_ASSERT(!notice(&routes, WATCH_REMOVE, route("2001:db8:a::/48", 1024, "3")));
	end(&routes, "2001:db8:a::/48=1 2001:db8:a::/48=1,3 2001:db8:a::/48=3 "
		     "2001:db8:a::/48=gone ");
}

static void dump_finds_what_went_unannounced(void)
{
	struct watch_routes routes = begin();
	struct watch_route row = route("192.0.2.0/24", 0, "4");

	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 32, "1"));
	notice(&routes, WATCH_ADD, route("198.51.100.0/24", 32, "1"));
	notice(&routes, WATCH_ADD, route("2001:db8:a::/48", 32, "1"));
	told[0] = '\0';
	watch_routes_dump(&routes);
	watch_routes_row(&routes, &row);
	watch_routes_dumped(&routes, IP_V4, true);
	end(&routes, "198.51.100.0/24=gone 203.0.113.0/24=gone 192.0.2.0/24=4 ");
}

static void broken_dump_forgets_nothing(void)
{
	struct watch_routes routes = begin();

	notice(&routes, WATCH_ADD, route("203.0.113.0/24", 32, "1"));
	watch_routes_dump(&routes);
	watch_routes_dumped(&routes, IP_V4, false);
	end(&routes, "203.0.113.0/24=1 ");
}

static void dump_joins_ipv6_routes_of_one_metric(void)
{
	struct watch_routes routes = begin();
	struct watch_route a = route("2001:db8:a::/48", 32, "2");
	struct watch_route b = route("2001:db8:a::/48", 32, "1");

	watch_routes_dump(&routes);
	watch_routes_row(&routes, &a);
	watch_routes_row(&routes, &b);
	watch_routes_dumped(&routes, IP_V6, true);
	end(&routes, "2001:db8:a::/48=1,2 ");
}

UNIT_SUITE(watch_routes, UNIT_TEST(only_a_change_is_told),
	   UNIT_TEST(lowest_metric_with_a_way_is_in_use), UNIT_TEST(way_that_is_down_is_not_in_use),
	   UNIT_TEST(unreachable_route_hides_others), UNIT_TEST(ipv6_ways_come_and_go_one_by_one),
	   UNIT_TEST(dump_finds_what_went_unannounced), UNIT_TEST(broken_dump_forgets_nothing),
	   UNIT_TEST(dump_joins_ipv6_routes_of_one_metric))
