#include "sim/netns/foreign.h"
#include "tests/lib/unit.h"

static void busy_is_all_but_idle_and_waiting(void)
{
	CU_ASSERT_EQUAL(foreign_busy("cpu  100 20 30 9999 8888 4 5 6 7 8\ncpu0 1 2"), 165);
}

static void a_short_line_is_no_figure(void)
{
	CU_ASSERT_EQUAL(foreign_busy("cpu 1 2 3"), -1);
	CU_ASSERT_EQUAL(foreign_busy(""), -1);
	CU_ASSERT_EQUAL(foreign_own("12 (x"), 0);
}

static void a_name_with_brackets_does_not_confuse(void)
{
	CU_ASSERT_EQUAL(
		foreign_own("12 (a) 1 (b)) S 1 12 12 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 1"), 127);
}

UNIT_SUITE(foreign, UNIT_TEST(busy_is_all_but_idle_and_waiting),
	   UNIT_TEST(a_short_line_is_no_figure), UNIT_TEST(a_name_with_brackets_does_not_confuse))
