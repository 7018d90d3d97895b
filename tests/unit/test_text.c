#include "support/text.h"
#include "tests/lib/unit.h"

#include <string.h>

static const char *const words[] = {"PeerAddress", "PeerASN", "LocalASN", "Port"};

static void a_misspelt_word_finds_the_nearest_name(void)
{
	CU_ASSERT_STRING_EQUAL(text_nearest("PeerAdress", words, 4), "PeerAddress");
	CU_ASSERT_STRING_EQUAL(text_nearest("peerans", words, 4), "PeerASN");
	CU_ASSERT_STRING_EQUAL(text_nearest("Prot", words, 4), "Port");
}

static void a_strange_word_finds_nothing(void)
{
	CU_ASSERT_PTR_NULL(text_nearest("Colour", words, 4));
	CU_ASSERT_PTR_NULL(text_nearest("", words, 4));
	CU_ASSERT_PTR_NULL(text_nearest(
		"PeerAddressPeerAddressPeerAddressPeerAddressPeerAddressPeerAddress", words, 4));
}

static void duration_is(const char *text, int64_t ns)
{
	int64_t got = -77;

	CU_ASSERT_TRUE(text_duration(text, &got));
	CU_ASSERT_EQUAL(got, ns);
}

static void go_durations_are_read(void)
{
	duration_is("30s", INT64_C(30000000000));
	duration_is("1m30s", INT64_C(90000000000));
	duration_is("1.5h", INT64_C(5400000000000));
	duration_is("250ms", INT64_C(250000000));
	duration_is("-1s", INT64_C(-1000000000));
	duration_is(".5s", INT64_C(500000000));
	duration_is("1us", INT64_C(1000));
	duration_is("1\xc2\xb5s", INT64_C(1000));
	duration_is("7ns", INT64_C(7));
	duration_is("0", 0);
}

static void what_is_no_duration_is_refused(void)
{
	static const char *const bad[] = {"",
					  "5",
					  "s",
					  "1x",
					  "1s ",
					  " 1s",
					  "1 s",
					  "-",
					  "1.s.",
					  ".s",
					  "1m30",
					  "9999999999h",
					  "99999999999999999999s"};
	int64_t got = -77;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_FALSE(text_duration(bad[i], &got));
	CU_ASSERT_EQUAL(got, -77);
}

static void integers_have_a_sign_and_bounds(void)
{
	int64_t got = -77;

	CU_ASSERT_TRUE(text_integer("4294967295", &got));
	CU_ASSERT_EQUAL(got, INT64_C(4294967295));
	CU_ASSERT_TRUE(text_integer("-9223372036854775808", &got));
	CU_ASSERT_EQUAL(got, INT64_MIN);
	CU_ASSERT_FALSE(text_integer("9223372036854775808", &got));
	CU_ASSERT_FALSE(text_integer("0x10", &got));
	CU_ASSERT_FALSE(text_integer("", &got));
	CU_ASSERT_FALSE(text_integer("-", &got));
}

static void control_octets_are_escaped(void)
{
	char out[32];

	CU_ASSERT_STRING_EQUAL(text_escape("a\x1b[2J\xff", 6, out, sizeof(out)), "a\\x1b[2J\\xff");
	CU_ASSERT_STRING_EQUAL(text_escape("ab\n", 3, out, 6), "ab");
}

static void a_copy_tells_when_it_was_cut(void)
{
	char out[4];

	CU_ASSERT_TRUE(text_copy(out, sizeof(out), "abc"));
	CU_ASSERT_FALSE(text_copy(out, sizeof(out), "abcd"));
	CU_ASSERT_STRING_EQUAL(out, "abc");
}

UNIT_SUITE(text, UNIT_TEST(a_misspelt_word_finds_the_nearest_name),
	   UNIT_TEST(a_strange_word_finds_nothing), UNIT_TEST(go_durations_are_read),
	   UNIT_TEST(what_is_no_duration_is_refused), UNIT_TEST(integers_have_a_sign_and_bounds),
	   UNIT_TEST(control_octets_are_escaped), UNIT_TEST(a_copy_tells_when_it_was_cut))
