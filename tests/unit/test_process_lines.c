#include "sim/netns/process_lines.h"
#include "tests/lib/unit.h"

#include <string.h>

static char seen[8192];

static void keep(void *arg, const char *line)
{
	(void)arg;
	strncat(seen, line, sizeof(seen) - strlen(seen) - 2);
	strncat(seen, "|", 2);
}

static void take(struct process_lines *lines, const char *text)
{
	process_lines_take(lines, text, strlen(text));
}

static void a_line_may_come_in_pieces(void)
{
	struct process_lines lines;

	seen[0] = '\0';
	process_lines_open(&lines, NULL, -1, keep, NULL);
	take(&lines, "one\ntw");
	CU_ASSERT_STRING_EQUAL(seen, "one|");
	take(&lines, "o\n\n");
	CU_ASSERT_STRING_EQUAL(seen, "one|two||");
}

static void a_nul_does_not_hide_the_rest(void)
{
	struct process_lines lines;

	seen[0] = '\0';
	process_lines_open(&lines, NULL, -1, keep, NULL);
	process_lines_take(&lines, "a\0b\n", 4);
	CU_ASSERT_STRING_EQUAL(seen, "a b|");
}

static void a_line_without_end_is_cut(void)
{
	struct process_lines lines;

	seen[0] = '\0';
	process_lines_open(&lines, NULL, -1, keep, NULL);
	for (int i = 0; i < PROCESS_LINE_MAX; i++)
		take(&lines, "x");
	CU_ASSERT_EQUAL(strlen(seen), 2048);
	CU_ASSERT_EQUAL(lines.n, 1);
}

UNIT_SUITE(process_lines, UNIT_TEST(a_line_may_come_in_pieces),
	   UNIT_TEST(a_nul_does_not_hide_the_rest), UNIT_TEST(a_line_without_end_is_cut))
