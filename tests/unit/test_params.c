#include "anycast/params.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct params params;
static struct announcer_config config;
static struct params_fault fault;
static char host[256];

static void good_params(void)
{
	params_defaults(&params);
	params.enable = true;
	params.enable_v2 = true;
	params.router_id = "192.0.2.9";
	params.local_asn = 65001;
	params.peer_address = "198.51.100.1";
	params.peer_asn = 64512;
	params.next_hop = "198.51.100.2";
	params.routes = (struct params_list){{"203.0.113.0/24"}, 1};
	params.addresses = (struct params_list){{"203.0.113.10"}, 1};
	params.hostname = "cache.anycast.example.org";
	params.probe_url = "https://c1.example.org:8443";
}

static bool check(void)
{
	memset(&fault, 0, sizeof(fault));
	return params_check(&params, host, sizeof(host), &config, &fault);
}

/* Whether the parameters are refused for @param with a sentence that holds @words. */
static bool refused(const char *param, const char *words)
{
	return !check() && strcmp(fault.param, param) == 0 && strstr(fault.text, words) != NULL;
}

static void everything_left_out_has_its_default(void)
{
	good_params();
	CU_ASSERT_TRUE_FATAL(check());
	CU_ASSERT_EQUAL(config.router_id, 0xc0000209);
	CU_ASSERT_EQUAL(config.peers[0].port, 179);
	CU_ASSERT_EQUAL(config.interval_ns, INT64_C(30000000000));
	CU_ASSERT_EQUAL(config.probe_limit_ns, INT64_C(5000000000));
	CU_ASSERT_EQUAL(config.rise, 2);
	CU_ASSERT_EQUAL(config.hold_s, 9);
	CU_ASSERT_EQUAL(config.linger_ns, INT64_C(250000000));
	CU_ASSERT_EQUAL(config.retry_min_ns, INT64_C(500000000));
	CU_ASSERT_EQUAL(config.retry_max_ns, INT64_C(2000000000));
	CU_ASSERT_EQUAL(config.address_mode, ADDR_MODE_AUTO);
	CU_ASSERT_FALSE(config.has_health);
	CU_ASSERT_STRING_EQUAL(config.probe_host, "c1.example.org");
	CU_ASSERT_EQUAL(config.probe_port, 8443);
}

static void disabled_validates_nothing(void)
{
	good_params();
	params.enable = false;
	params.router_id = "junk";
	CU_ASSERT_TRUE(check());
	good_params();
	params.enable_v2 = false;
	params.router_id = "junk";
	CU_ASSERT_TRUE(check());
}

static void identifiers_and_as_numbers_are_held_to_their_range(void)
{
	good_params();
	params.router_id = "0.0.0.0";
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.RouterID", "0.0.0.0"));
	params.router_id = "2001:db8::1";
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.RouterID", "dotted quad"));
	good_params();
	params.local_asn = -1;
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.LocalASN", "1 to 4294967295"));
	good_params();
	params.peer_asn = 23456;
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.PeerASN", "AS_TRANS"));
	params.peer_asn = 65001;
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.PeerASN", "external BGP"));
}

static void hold_time_one_and_two_are_refused(void)
{
	static const int64_t bad[] = {1, 2, -1, 65536};
	static const int64_t good[] = {0, 3, 65535};

	good_params();
	for (size_t i = 0; i < 4; i++) {
		params.hold_time_s = bad[i];
		CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.HoldTime", "3 to 65535"));
	}
	for (size_t i = 0; i < 3; i++) {
		params.hold_time_s = good[i];
		CU_ASSERT_TRUE(check());
		CU_ASSERT_EQUAL(config.hold_s, good[i]);
	}
}

static void next_hop_is_this_nodes_own(void)
{
	good_params();
	params.next_hop = "198.51.100.1";
	CU_ASSERT_TRUE(refused("Cache.Anycast.NextHop", "the peer itself"));
	params.next_hop = "203.0.113.10";
	CU_ASSERT_TRUE(refused("Cache.Anycast.NextHop", "service address"));
	params.next_hop = "::ffff:198.51.100.2";
	CU_ASSERT_TRUE(refused("Cache.Anycast.NextHop", "one host"));
}

static void mixed_families_need_a_next_hop_each(void)
{
	good_params();
	params.routes = (struct params_list){{"203.0.113.0/24", "2001:db8:a::/48"}, 2};
	CU_ASSERT_TRUE(refused("Cache.Anycast.NextHop", "Cache.Anycast.NextHopIPv6"));
	params.next_hop_v6 = "2001:db8:1::2";
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.next_hop_v6.octets[5], 1);
	params.next_hop_v6 = "198.51.100.2";
	CU_ASSERT_TRUE(refused("Cache.Anycast.NextHopIPv6", "not an IPv6 address"));
}

static void routes_are_masked_and_never_repeated(void)
{
	good_params();
	params.routes = (struct params_list){{"203.0.113.9/24"}, 1};
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.routes[0].ip.octets[3], 0);
	params.routes = (struct params_list){{"203.0.113.9/24", "203.0.113.0/24"}, 2};
	CU_ASSERT_TRUE(refused("Cache.Anycast.Routes", "twice"));
	params.routes = (struct params_list){{"0.0.0.0/0"}, 1};
	CU_ASSERT_TRUE(refused("Cache.Anycast.Routes", "default route"));
}

static void addresses_lie_inside_a_route(void)
{
	good_params();
	params.addresses = (struct params_list){{"198.51.100.77"}, 1};
	CU_ASSERT_TRUE(refused("Cache.Anycast.Addresses", "in no prefix"));
	params.addresses = (struct params_list){{"203.0.113.10", " 203.0.113.10/32"}, 2};
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.n_addresses, 1);
	params.addresses = (struct params_list){{"ff02::1"}, 1};
	CU_ASSERT_TRUE(refused("Cache.Anycast.Addresses", "is multicast"));
}

static void mode_off_complains_about_no_address(void)
{
	good_params();
	params.address_management = "off";
	params.addresses = (struct params_list){{"junk", "203.0.113.10"}, 2};
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.n_addresses, 1);
}

static void probe_url_is_https_and_not_the_anycast_host(void)
{
	static const char *const bad[] = {"c1.example.org:8443",
					  "http://c1.example.org",
					  "https://",
					  "https://c1.example.org:0",
					  "https://c1:65536",
					  "https://u:p@c1",
					  "https://[2001:db8::1",
					  "https://[192.0.2.1]",
					  "https://[2001:db8::1]x",
					  "https:///x",
					  "https://c1.example.org:",
					  "https://c1 .org"};

	good_params();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		params.probe_url = bad[i];
		CU_ASSERT_TRUE(refused("Cache.Anycast.ProbeUrl", "https://"));
	}
	params.probe_url = "https://CACHE.anycast.example.org.:8443/x";
	CU_ASSERT_TRUE(refused("Cache.Anycast.ProbeUrl", "anycast host"));
	params.probe_url = "https://203.0.113.10";
	CU_ASSERT_TRUE(refused("Cache.Anycast.ProbeUrl", "service address"));
	params.probe_url = "HTTPS://[2001:db8::1]:8443?x";
	CU_ASSERT_TRUE(check());
	CU_ASSERT_STRING_EQUAL(config.probe_host, "2001:db8::1");
	CU_ASSERT_EQUAL(config.probe_port, 8443);
}

static void probe_ends_before_the_next_is_due(void)
{
	good_params();
	params.probe_interval_ns = INT64_C(1000000000);
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.probe_limit_ns, INT64_C(500000000));
	params.probe_timeout_ns = INT64_C(1000000000);
	CU_ASSERT_TRUE(refused("Cache.Anycast.ProbeTimeout", "ProbeInterval"));
	params.probe_timeout_ns = INT64_C(999000000);
	CU_ASSERT_TRUE(check());
}

static void rise_of_one_is_legal(void)
{
	good_params();
	params.rise = 1;
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.rise, 1);
	params.rise = -1;
	CU_ASSERT_TRUE(refused("Cache.Anycast.Rise", "1 to 100"));
}

static void hostname_is_a_plain_host_name(void)
{
	static const char *const bad[] = {"https://a.example.org",
					  "a.example.org:443",
					  "*.example.org",
					  "192.0.2.1",
					  "2001:db8::1",
					  "a b",
					  "a..b",
					  "-a.example.org"};

	good_params();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		params.hostname = bad[i];
		CU_ASSERT_TRUE(refused("Cache.Anycast.Hostname", "plain host name"));
	}
}

static void sessions_parameters_are_held_to_their_range(void)
{
	good_params();
	params.port = 70000;
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.Port", "70000"));
	good_params();
	params.local_address = "2001:db8::2";
	CU_ASSERT_TRUE(refused("Cache.Anycast.BGP.LocalAddress", "another family"));
	good_params();
	params.connect_retry_max_ns = INT64_C(100000000);
	CU_ASSERT_TRUE(check());
	CU_ASSERT_EQUAL(config.retry_min_ns, INT64_C(100000000));
	CU_ASSERT_EQUAL(config.retry_max_ns, INT64_C(100000000));
}

UNIT_SUITE(params, UNIT_TEST(everything_left_out_has_its_default),
	   UNIT_TEST(disabled_validates_nothing),
	   UNIT_TEST(identifiers_and_as_numbers_are_held_to_their_range),
	   UNIT_TEST(hold_time_one_and_two_are_refused), UNIT_TEST(next_hop_is_this_nodes_own),
	   UNIT_TEST(mixed_families_need_a_next_hop_each),
	   UNIT_TEST(routes_are_masked_and_never_repeated), UNIT_TEST(addresses_lie_inside_a_route),
	   UNIT_TEST(mode_off_complains_about_no_address),
	   UNIT_TEST(probe_url_is_https_and_not_the_anycast_host),
	   UNIT_TEST(probe_ends_before_the_next_is_due), UNIT_TEST(rise_of_one_is_legal),
	   UNIT_TEST(hostname_is_a_plain_host_name),
	   UNIT_TEST(sessions_parameters_are_held_to_their_range))
