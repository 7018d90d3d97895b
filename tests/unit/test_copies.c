#include "sim/netns/copies.h"
#include "tests/lib/unit.h"

static void a_path_below_its_folder_is_taken(void)
{
	CU_ASSERT_TRUE(copies_is_below("run.sh"));
	CU_ASSERT_TRUE(copies_is_below("./run.sh"));
	CU_ASSERT_TRUE(copies_is_below("a/b..c/..d"));
}

static void a_path_that_leaves_its_folder_is_not(void)
{
	CU_ASSERT_FALSE(copies_is_below(""));
	CU_ASSERT_FALSE(copies_is_below("/etc/shadow"));
	CU_ASSERT_FALSE(copies_is_below(".."));
	CU_ASSERT_FALSE(copies_is_below("../x"));
	CU_ASSERT_FALSE(copies_is_below("a/../../x"));
	CU_ASSERT_FALSE(copies_is_below("a/.."));
}

UNIT_SUITE(copies, UNIT_TEST(a_path_below_its_folder_is_taken),
	   UNIT_TEST(a_path_that_leaves_its_folder_is_not))
