#include "support/nearest.h"
#include "tests/lib/unit.h"

static const char *const kinds[] = {"bird", "exec", "client", "bridge", "cache", "announcer"};

static void a_hint_names_one_word_or_lists_them(void)
{
	char out[64];
	char small[24];

	CU_ASSERT_STRING_EQUAL(nearest_hint("brid", kinds, 6, out, sizeof(out)),
			       "did you mean \"bird\"?");
	CU_ASSERT_STRING_EQUAL(nearest_hint("toaster", kinds, 6, out, sizeof(out)),
			       "use one of: bird, exec, client, bridge, cache, announcer");
	CU_ASSERT_STRING_EQUAL(nearest_hint("toaster", kinds, 6, small, sizeof(small)),
			       "use one of: bird, ...");
	CU_ASSERT_STRING_EQUAL(nearest_hint("toaster", kinds, 0, out, sizeof(out)),
			       "there is none");
}

UNIT_SUITE(nearest, UNIT_TEST(a_hint_names_one_word_or_lists_them))
