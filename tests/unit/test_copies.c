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

static void the_part_below_a_folder_is_found(void)
{
	CU_ASSERT_STRING_EQUAL(copies_below("/root/a/b.conf", "/root"), "a/b.conf");
	CU_ASSERT_STRING_EQUAL(copies_below("/b.conf", "/"), "b.conf");
	CU_ASSERT_PTR_NULL(copies_below("/rooty/b.conf", "/root"));
	CU_ASSERT_PTR_NULL(copies_below("/root/", "/root"));
}

UNIT_SUITE(copies, UNIT_TEST(a_path_below_its_folder_is_taken),
	   UNIT_TEST(a_path_that_leaves_its_folder_is_not),
	   UNIT_TEST(the_part_below_a_folder_is_found))
