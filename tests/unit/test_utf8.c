#include "support/utf8.h"
#include "tests/lib/unit.h"

static void characters_of_every_length_are_measured(void)
{
	CU_ASSERT_EQUAL(utf8_next("a"), 1);
	CU_ASSERT_EQUAL(utf8_next("\xc3\xa9"), 2);
	CU_ASSERT_EQUAL(utf8_next("\xe2\x82\xac!"), 3);
	CU_ASSERT_EQUAL(utf8_next("\xf0\x9f\x98\x80"), 4);
}

static void what_is_no_character_has_no_length(void)
{
	CU_ASSERT_EQUAL(utf8_next(""), 0);
	CU_ASSERT_EQUAL(utf8_next("\x80"), 0);             /* begins in the middle */
	CU_ASSERT_EQUAL(utf8_next("\xe2\x82"), 0);         /* cut off */
	CU_ASSERT_EQUAL(utf8_next("\xc0\xaf"), 0);         /* longer than need be */
	CU_ASSERT_EQUAL(utf8_next("\xe0\x80\xaf"), 0);     /* the same */
	CU_ASSERT_EQUAL(utf8_next("\xed\xa0\x80"), 0);     /* a surrogate */
	CU_ASSERT_EQUAL(utf8_next("\xf4\x90\x80\x80"), 0); /* above U+10FFFF */
}

UNIT_SUITE(utf8, UNIT_TEST(characters_of_every_length_are_measured),
	   UNIT_TEST(what_is_no_character_has_no_length))
