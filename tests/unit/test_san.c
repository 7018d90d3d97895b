#include "anycast/san.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct io_name dns(const char *text)
{
	return (struct io_name){.dns = {(const uint8_t *)text, strlen(text)}};
}

static struct io_name ip(const char *text)
{
	struct io_name name = {.is_ip = true};

	CU_ASSERT_TRUE_FATAL(ip_parse(text, &name.ip));
	return name;
}

static bool match(const char *host, struct io_name name)
{
	return san_match(host, &name, 1);
}

static void case_is_folded_on_both_sides(void)
{
	CU_ASSERT_TRUE(match("CACHE.example.org", dns("cache.EXAMPLE.org")));
}

static void any_one_of_several_names_suffices(void)
{
	struct io_name names[] = {dns("a.example.org"), ip("192.0.2.1"), dns("b.example.org")};

	CU_ASSERT_TRUE(san_match("b.example.org", names, 3));
	CU_ASSERT_FALSE(san_match("b.example.org", names, 2));
	CU_ASSERT_FALSE(san_match("b.example.org", NULL, 0));
}

static void wildcard_stands_for_exactly_one_label(void)
{
	CU_ASSERT_TRUE(match("a.example.org", dns("*.example.org")));
	CU_ASSERT_FALSE(match("example.org", dns("*.example.org")));
	CU_ASSERT_FALSE(match("a.b.example.org", dns("*.example.org")));
	CU_ASSERT_FALSE(match("a.example.org", dns("a*.example.org")));
	CU_ASSERT_FALSE(match("a.b.org", dns("*.*.org")));
	CU_ASSERT_FALSE(match("localhost", dns("*")));
	CU_ASSERT_FALSE(match("a", dns("*.")));
}

static void trailing_dot_counts_on_the_name_only(void)
{
	CU_ASSERT_TRUE(match("a.example.org.", dns("a.example.org")));
	CU_ASSERT_TRUE(match("a.example.org.", dns("*.example.org")));
	CU_ASSERT_FALSE(match("a.example.org", dns("a.example.org.")));
	CU_ASSERT_FALSE(match("a.example.org..", dns("a.example.org")));
}

static void what_is_no_name_matches_as_text_only(void)
{
	CU_ASSERT_TRUE(match("-a.example.org", dns("-A.example.org")));
	CU_ASSERT_FALSE(match("-a.example.org", dns("*.example.org")));
	CU_ASSERT_FALSE(match(".", dns(".")));
	CU_ASSERT_FALSE(match("", dns("")));
}

static void octets_behind_a_nul_count(void)
{
	struct io_name name = {.dns = {(const uint8_t *)"a.example.org\0.evil", 19}};

	CU_ASSERT_FALSE(match("a.example.org", name));
}

static void an_ip_host_matches_ip_names_only(void)
{
	CU_ASSERT_TRUE(match("192.0.2.1", ip("192.0.2.1")));
	CU_ASSERT_TRUE(match("[2001:db8::1]", ip("2001:db8:0::1")));
	CU_ASSERT_TRUE(match("::ffff:192.0.2.1", ip("192.0.2.1")));
	CU_ASSERT_TRUE(match("192.0.2.1", ip("::ffff:192.0.2.1")));
	CU_ASSERT_FALSE(match("192.0.2.1", dns("192.0.2.1")));
	CU_ASSERT_FALSE(match("a.example.org", ip("192.0.2.1")));
}

UNIT_SUITE(san, UNIT_TEST(case_is_folded_on_both_sides),
	   UNIT_TEST(any_one_of_several_names_suffices),
	   UNIT_TEST(wildcard_stands_for_exactly_one_label),
	   UNIT_TEST(trailing_dot_counts_on_the_name_only),
	   UNIT_TEST(what_is_no_name_matches_as_text_only), UNIT_TEST(octets_behind_a_nul_count),
	   UNIT_TEST(an_ip_host_matches_ip_names_only))
