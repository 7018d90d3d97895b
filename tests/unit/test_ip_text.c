#include "support/ip_text.h"
#include "tests/lib/unit.h"

#include <string.h>

static char text[PREFIX_TEXT_SIZE];

static struct prefix prefix_of(const char *from)
{
	struct prefix prefix = {{IP_NONE, {0}}, 0};

	CU_ASSERT_TRUE_FATAL(iptext_prefix_parse(from, &prefix));
	return prefix;
}

static void a_bare_address_is_as_wide_as_its_family(void)
{
	struct prefix v4 = prefix_of("203.0.113.10");
	struct prefix v6 = prefix_of("2001:DB8:a:0::10");

	CU_ASSERT_EQUAL(v4.length, 32);
	CU_ASSERT_EQUAL(v6.length, 128);
	CU_ASSERT_STRING_EQUAL(iptext_prefix_format(&v6, text), "2001:db8:a::10/128");
	CU_ASSERT_STRING_EQUAL(iptext_format(&v4.ip, text), "203.0.113.10");
}

static void what_is_no_prefix_is_refused_and_leaves_the_result(void)
{
	static const char *const bad[] = {
		"",
		"203.0.113",
		"203.0.113.010",
		"203.0.113.0/33",
		"203.0.113.0/",
		"::1%lo",
		"203.0.113.0/08",
		"[::1]",
		"2001:db8::/129",
		" 203.0.113.1",
		"::/1/2",
		"203.0.113.0/-1",
		"::1/ 9",
		"/24",
		"::1/1a",
		"::ffff/999",
	};
	struct prefix prefix = prefix_of("192.0.2.1/24");

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_FALSE(iptext_prefix_parse(bad[i], &prefix));
	CU_ASSERT_STRING_EQUAL(iptext_prefix_format(&prefix, text), "192.0.2.1/24");
}

static void masking_clears_host_bits_only(void)
{
	struct prefix a = iptext_masked(prefix_of("203.0.113.255/25"));
	struct prefix b = iptext_masked(prefix_of("2001:db8:ffff::1/33"));
	struct prefix c = iptext_masked(prefix_of("203.0.113.255/0"));

	CU_ASSERT_STRING_EQUAL(iptext_prefix_format(&a, text), "203.0.113.128/25");
	CU_ASSERT_STRING_EQUAL(iptext_prefix_format(&b, text), "2001:db8:8000::/33");
	CU_ASSERT_STRING_EQUAL(iptext_prefix_format(&c, text), "0.0.0.0/0");
}

static void a_prefix_contains_its_own_family_only(void)
{
	struct prefix outer = prefix_of("203.0.113.1/24");
	struct prefix all = prefix_of("::/0");
	struct ip ip = prefix_of("203.0.113.10").ip;

	CU_ASSERT_TRUE(iptext_contains(&outer, &ip));
	CU_ASSERT_FALSE(iptext_contains(&all, &ip));
	ip = prefix_of("203.0.112.10").ip;
	CU_ASSERT_FALSE(iptext_contains(&outer, &ip));
}

UNIT_SUITE(ip_text, UNIT_TEST(a_bare_address_is_as_wide_as_its_family),
	   UNIT_TEST(what_is_no_prefix_is_refused_and_leaves_the_result),
	   UNIT_TEST(masking_clears_host_bits_only),
	   UNIT_TEST(a_prefix_contains_its_own_family_only))
