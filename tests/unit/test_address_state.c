#include "shell/address_state.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct address_state here(void)
{
	return (struct address_state){.boot = "0b1e", .netns = 4026531840U};
}

static void records_of_this_boot_and_namespace_count(void)
{
	struct address_state state = here();
	const char *text = "0b1e 4026531840 2 203.0.113.10/32\n"
			   "dead 4026531840 2 203.0.113.11/32\n"
			   "0b1e 4026531841 2 203.0.113.12/32\n"
			   "0b1e 4026531840 3 2001:db8:a::10/128\n";
	struct prefix prefix;

	address_state_parse(&state, text, strlen(text));
	CU_ASSERT_EQUAL(state.n, 2);
	CU_ASSERT_TRUE(prefix_parse("203.0.113.10/32", &prefix));
	CU_ASSERT_TRUE(address_state_has(&state, 2, &prefix));
	CU_ASSERT_FALSE(address_state_has(&state, 3, &prefix));
	CU_ASSERT_TRUE(prefix_parse("2001:db8:a::10/128", &prefix));
	CU_ASSERT_TRUE(address_state_has(&state, 3, &prefix));
}

static void what_is_no_record_is_passed_over(void)
{
	struct address_state state = here();
	const char text[] =
		"\n\n0b1e 4026531840 0 203.0.113.10/32\n0b1e 4026531840 2 203.0.113.10/33\n"
		"0b1e 4026531840 2 203.0.113.10/32 more\n0b1e 99999999999999999999999 2 x\n"
		"0b1e 4026531840 2 203.0.113.10/3\0"
		"2\n\xff\xfe";

	address_state_parse(&state, text, sizeof(text) - 1);
	CU_ASSERT_EQUAL(state.n, 0);
}

static void more_records_than_room_are_dropped(void)
{
	struct address_state state = here();
	struct prefix prefix = {{IP_V4, {192, 0, 2, 1}}, 32};

	for (unsigned int i = 0; i < ADDRESS_STATE_MAX + 10; i++) {
		char text[64];
		int n = snprintf(text, sizeof(text), "0b1e 4026531840 %u 192.0.2.1/32", i + 1);

		address_state_parse(&state, text, (size_t)n);
	}
	CU_ASSERT_EQUAL(state.n, 64);
	CU_ASSERT_TRUE(address_state_has(&state, 64, &prefix));
	CU_ASSERT_FALSE(address_state_has(&state, 65, &prefix));
}

UNIT_SUITE(address_state, UNIT_TEST(records_of_this_boot_and_namespace_count),
	   UNIT_TEST(what_is_no_record_is_passed_over),
	   UNIT_TEST(more_records_than_room_are_dropped))
