#include "anycast/ip.h"
#include "tests/lib/unit.h"

#include <string.h>

struct text_case {
	const char *text;
	const char *expected; /* NULL: refused */
};

static void check_addresses(const struct text_case *cases, size_t n)
{
	char text[IP_TEXT_SIZE];

	for (size_t i = 0; i < n; i++) {
		struct ip ip = {IP_NONE, {0}};
		bool good = ip_parse(cases[i].text, &ip);

		CU_ASSERT_EQUAL(good, cases[i].expected != NULL);
		if (good && cases[i].expected != NULL)
			CU_ASSERT_STRING_EQUAL(ip_format(&ip, text), cases[i].expected);
		if (!good)
			CU_ASSERT_EQUAL(ip.family, IP_NONE);
	}
}

static void dotted_quads_are_read(void)
{
	static const struct text_case cases[] = {
		{"0.0.0.0", "0.0.0.0"},
		{"255.255.255.255", "255.255.255.255"},
		{"203.0.113.10", "203.0.113.10"},
		{"203.0.113.010", NULL},
		{"203.0.113.256", NULL},
		{"203.0.113", NULL},
		{"203.0.113.1.", NULL},
		{"203.0.113.1 ", NULL},
		{" 203.0.113.1", NULL},
		{"203.0.113.-1", NULL},
		{"203.0.113.+1", NULL},
		{"203.0..1", NULL},
		{"0x7f.0.0.1", NULL},
		{"4294967297.0.0.1", NULL},
		{"", NULL},
	};

	check_addresses(cases, sizeof(cases) / sizeof(cases[0]));
}

static void ipv6_is_read_by_rfc4291_and_written_by_rfc5952(void)
{
	static const struct text_case cases[] = {
		{"::", "::"},
		{"::1", "::1"},
		{"1::", "1::"},
		{"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
		{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
		{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
		{"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
		{"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
		{"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
		{"0:0:1::", "0:0:1::"},
		{"2001:db8::0001", "2001:db8::1"},
		{"::ffff:203.0.113.10", "::ffff:203.0.113.10"},
		{"::FFFF:cb00:710a", "::ffff:203.0.113.10"},
		{"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
		{"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};

	check_addresses(cases, sizeof(cases) / sizeof(cases[0]));
}

static void what_is_no_ipv6_address_is_refused(void)
{
	static const struct text_case cases[] = {
		{":", NULL},
		{":::", NULL},
		{"1", NULL},
		{"1:", NULL},
		{":1", NULL},
		{"1::2::3", NULL},
		{"1:2:3:4:5:6:7", NULL},
		{"1:2:3:4:5:6:7:8:9", NULL},
		{"1:2:3:4:5:6:7:8::", NULL},
		{"1:2:3:4::5:6:7:8", NULL},
		{"12345::", NULL},
		{"g::", NULL},
		{"1:2:3:4:5:6:7:1.2.3.4", NULL},
		{"::1.2.3.4:5", NULL},
		{"::1.2.3", NULL},
		{"1:2:3:4:5:6:7:8:", NULL},
		{"fe80::1%eth0", NULL},
		{"[2001:db8::1]", NULL},
		{"2001:db8::1 ", NULL},
	};

	check_addresses(cases, sizeof(cases) / sizeof(cases[0]));
}

static void prefixes_keep_their_host_bits(void)
{
	static const struct text_case cases[] = {
		{"203.0.113.5/24", "203.0.113.5/24"},
		{"0.0.0.0/0", "0.0.0.0/0"},
		{"203.0.113.5/32", "203.0.113.5/32"},
		{"2001:db8::1/64", "2001:db8::1/64"},
		{"::/128", "::/128"},
		{"203.0.113.5/33", NULL},
		{"2001:db8::1/129", NULL},
		{"::/300", NULL},
		{"203.0.113.5", NULL},
		{"203.0.113.5/", NULL},
		{"203.0.113.5/024", NULL},
		{"203.0.113.5/-1", NULL},
		{"203.0.113.5/+24", NULL},
		{"203.0.113.5/24/24", NULL},
		{"203.0.113.5/255.255.255.0", NULL},
		{"203.0.113.5 /24", NULL},
		{"203.0.113.5/24 ", NULL},
		{"/24", NULL},
		{"0000000000000000000000000000000000000000000000/8", NULL},
		{"203.0.113.5/4294967320", NULL},
	};
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct prefix prefix = {{IP_NONE, {0}}, 0};
		bool good = prefix_parse(cases[i].text, &prefix);

		CU_ASSERT_EQUAL(good, cases[i].expected != NULL);
		if (good && cases[i].expected != NULL)
			CU_ASSERT_STRING_EQUAL(prefix_format(&prefix, text), cases[i].expected);
	}
}

static struct prefix prefix_of(const char *text)
{
	struct prefix prefix = {{IP_NONE, {0}}, 0};

	CU_ASSERT_TRUE(prefix_parse(text, &prefix));
	return prefix;
}

static struct ip ip_of(const char *text)
{
	struct ip ip = {IP_NONE, {0}};

	CU_ASSERT_TRUE(ip_parse(text, &ip));
	return ip;
}

static void masking_clears_the_host_bits(void)
{
	static const struct text_case cases[] = {
		{"203.0.113.255/0", "0.0.0.0/0"},
		{"203.0.113.255/1", "128.0.0.0/1"},
		{"203.0.113.255/25", "203.0.113.128/25"},
		{"203.0.113.255/32", "203.0.113.255/32"},
		{"2001:db8:ffff::1/33", "2001:db8:8000::/33"},
		{"2001:db8::1/128", "2001:db8::1/128"},
	};
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct prefix masked = prefix_masked(prefix_of(cases[i].text));

		CU_ASSERT_STRING_EQUAL(prefix_format(&masked, text), cases[i].expected);
	}
}

static void a_prefix_contains_its_own_family_alone(void)
{
	struct prefix v4 = prefix_of("203.0.113.7/24");
	struct prefix all = prefix_of("0.0.0.0/0");
	struct ip none = {IP_NONE, {0}};
	struct ip in = ip_of("203.0.113.200");
	struct ip out = ip_of("203.0.112.200");
	struct ip mapped = ip_of("::ffff:203.0.113.200");

	CU_ASSERT_TRUE(prefix_contains(&v4, &in));
	CU_ASSERT_FALSE(prefix_contains(&v4, &out));
	CU_ASSERT_FALSE(prefix_contains(&v4, &mapped));
	CU_ASSERT_TRUE(prefix_contains(&all, &out));
	CU_ASSERT_FALSE(prefix_contains(&all, &mapped));
	CU_ASSERT_FALSE(prefix_contains(&all, &none));
}

static void kinds_of_address_are_told_apart(void)
{
	struct ip ip;

	ip = ip_of("224.0.0.1");
	CU_ASSERT_TRUE(ip_is_multicast(&ip));
	ip = ip_of("ff02::1");
	CU_ASSERT_TRUE(ip_is_multicast(&ip));
	ip = ip_of("240.0.0.1");
	CU_ASSERT_FALSE(ip_is_multicast(&ip));
	ip = ip_of("127.9.9.9");
	CU_ASSERT_TRUE(ip_is_loopback(&ip));
	ip = ip_of("::1");
	CU_ASSERT_TRUE(ip_is_loopback(&ip));
	ip = ip_of("169.254.1.1");
	CU_ASSERT_TRUE(ip_is_link_local(&ip));
	ip = ip_of("febf::1");
	CU_ASSERT_TRUE(ip_is_link_local(&ip));
	ip = ip_of("fec0::1");
	CU_ASSERT_FALSE(ip_is_link_local(&ip));
	ip = ip_of("::");
	CU_ASSERT_TRUE(ip_is_unspecified(&ip));
	CU_ASSERT_FALSE(ip_is_loopback(&ip));
	ip = ip_of("::ffff:0.0.0.0");
	CU_ASSERT_TRUE(ip_is_mapped(&ip));
	CU_ASSERT_FALSE(ip_is_unspecified(&ip));
}

UNIT_SUITE(ip, UNIT_TEST(dotted_quads_are_read),
	   UNIT_TEST(ipv6_is_read_by_rfc4291_and_written_by_rfc5952),
	   UNIT_TEST(what_is_no_ipv6_address_is_refused), UNIT_TEST(prefixes_keep_their_host_bits),
	   UNIT_TEST(masking_clears_the_host_bits),
	   UNIT_TEST(a_prefix_contains_its_own_family_alone),
	   UNIT_TEST(kinds_of_address_are_told_apart))
