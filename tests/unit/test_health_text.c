#include "shell/health_text.h"
#include "tests/lib/unit.h"

#include <errno.h>
#include <string.h>

static const struct bytes line = {(const uint8_t *)"server ok", 9};

static void becomes(const char *file, const char *expected)
{
	char text[64];
	size_t n = strlen(file);
	ssize_t got;

	snprintf(text, sizeof(text), "%s", file);
	got = health_text_join(text, n, sizeof(text), line);
	CU_ASSERT_EQUAL_FATAL(got, (ssize_t)strlen(expected));
	CU_ASSERT_EQUAL(memcmp(text, expected, (size_t)got), 0);
}

static void a_word_becomes_a_component(void)
{
	becomes("ok\n", "file ok\nserver ok");
	becomes("critical", "file critical\nserver ok");
}

static void components_stay_what_they_are(void)
{
	becomes("xrootd ok\ncmsd warning\n", "xrootd ok\ncmsd warning\nserver ok");
	becomes("xrootd ok", "xrootd ok\nserver ok");
}

static void no_file_leaves_the_line_alone(void)
{
	becomes("", "server ok");
}

static void what_does_not_fit_is_refused(void)
{
	char text[64];

	memset(text, 'a', sizeof(text));
	CU_ASSERT_EQUAL(health_text_join(text, 49, sizeof(text), line), 64);
	memset(text, 'a', sizeof(text));
	CU_ASSERT_EQUAL(health_text_join(text, 50, sizeof(text), line), -EFBIG);
}

UNIT_SUITE(health_text, UNIT_TEST(a_word_becomes_a_component),
	   UNIT_TEST(components_stay_what_they_are), UNIT_TEST(no_file_leaves_the_line_alone),
	   UNIT_TEST(what_does_not_fit_is_refused))
