#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct unit_suite *suites;

void unit_register(struct unit_suite *suite)
{
	suite->next = suites;
	suites = suite;
}

/* "suite" or "suite:test"; NULL selects everything. */
static bool selected(const char *filter, const char *suite, const char *test)
{
	size_t n = strlen(suite);

	if (filter == NULL)
		return true;
	if (strncmp(filter, suite, n) != 0)
		return false;
	return filter[n] == '\0' || (filter[n] == ':' && strcmp(filter + n + 1, test) == 0);
}

static void report_failures(void)
{
	for (CU_pFailureRecord f = CU_get_failure_list(); f != NULL; f = f->pNext)
		printf("#   %s:%u: %s\n", f->strFileName, f->uiLineNumber, f->strCondition);
}

static bool run(CU_pSuite suite, const char *name, CU_pTest test)
{
	bool passed;

	CU_run_test(suite, test);
	passed = CU_get_number_of_failures() == 0; /* of this run alone */
	printf("%s - %s:%s\n", passed ? "ok" : "not ok", name, test->pName);
	if (!passed)
		report_failures();
	fflush(stdout);
	return passed;
}

int main(int argc, char **argv)
{
	const char *filter = argc > 1 ? argv[1] : NULL;
	unsigned int n_run = 0;
	unsigned int n_failed = 0;

	CU_initialize_registry();
	for (struct unit_suite *s = suites; s != NULL; s = s->next) {
		CU_pSuite suite = CU_add_suite(s->name, NULL, NULL);

		for (size_t i = 0; i < s->n_tests; i++) {
			if (!selected(filter, s->name, s->tests[i].name))
				continue;
			n_run++;
			if (!run(suite, s->name,
				 CU_add_test(suite, s->tests[i].name, s->tests[i].run)))
				n_failed++;
		}
	}
	CU_cleanup_registry();
	if (n_run == 0)
		fprintf(stderr, "unit: nothing is called '%s'\n", filter ? filter : "");
	return n_run > 0 && n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
