#include "sim/netns/userns.h"
#include "tests/lib/unit.h"

static void the_host_has_a_range_that_is_nobodys(void)
{
	CU_ASSERT_EQUAL(userns_range("         0          0 4294967295"), 1879048192);
}

static void a_container_gives_its_last_ids(void)
{
	CU_ASSERT_EQUAL(userns_range("0 100000 131072"), 65536);
}

static void a_range_that_would_hold_root_is_none(void)
{
	CU_ASSERT_EQUAL(userns_range("0 100000 65536"), 0);
	CU_ASSERT_EQUAL(userns_range("0 1000 1\n"), 0);
	CU_ASSERT_EQUAL(userns_range(""), 0);
}

static void the_second_line_may_be_the_one(void)
{
	CU_ASSERT_EQUAL(userns_range("0 1000 1\n1 100000 70000\n"), 4465);
}

UNIT_SUITE(userns, UNIT_TEST(the_host_has_a_range_that_is_nobodys),
	   UNIT_TEST(a_container_gives_its_last_ids),
	   UNIT_TEST(a_range_that_would_hold_root_is_none),
	   UNIT_TEST(the_second_line_may_be_the_one))
