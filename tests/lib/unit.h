#ifndef TESTS_LIB_UNIT_H
#define TESTS_LIB_UNIT_H

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A suite registers itself, so that adding a test file needs no list to be edited:
 *
 *     static void hold_timer_expires(void) { … CU_ASSERT_EQUAL(…); }
 *     UNIT_SUITE(bgp_fsm, UNIT_TEST(hold_timer_expires), …)
 *
 * The suite is named after the file it mirrors, a test is named by a sentence;
 * `T=bgp_fsm:hold_timer_expires` runs it alone.
 */
struct unit_test {
	const char *name;
	CU_TestFunc run;
};

struct unit_suite {
	const char *name;
	const struct unit_test *tests;
	size_t n_tests;
	struct unit_suite *next;
};

void unit_register(struct unit_suite *suite);

#define UNIT_TEST(function) \
	{ \
#function, function \
	}
#define UNIT_SUITE(suite_name, ...) \
	static const struct unit_test unit_tests_##suite_name[] = {__VA_ARGS__}; \
	static struct unit_suite unit_suite_##suite_name = { \
		#suite_name, unit_tests_##suite_name, \
		sizeof(unit_tests_##suite_name) / sizeof(unit_tests_##suite_name[0]), NULL}; \
	static void __attribute__((constructor)) unit_register_##suite_name(void) \
	{ \
		unit_register(&unit_suite_##suite_name); \
	}

#endif
