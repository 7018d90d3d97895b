#include "anycast/health.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct health health;

static bool parse(const char *text)
{
	return health_parse((struct bytes){(const uint8_t *)text, strlen(text)}, &health);
}

static void one_word_is_the_level_of_the_whole(void)
{
	CU_ASSERT_TRUE(parse("ok\n"));
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_OK);
	CU_ASSERT_TRUE(health_eligible(&health));
	CU_ASSERT_TRUE(parse("  warning"));
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_WARNING);
	CU_ASSERT_FALSE(health_eligible(&health));
	CU_ASSERT_STRING_EQUAL(health.cause, "service is warning");
	CU_ASSERT_TRUE(parse("shutting down"));
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_SHUTTING_DOWN);
}

static void every_counting_component_must_be_exactly_ok(void)
{
	CU_ASSERT_TRUE(parse("web-ui ok\nstorage\tok\r\n\n"));
	CU_ASSERT_TRUE(health_eligible(&health));
	CU_ASSERT_TRUE(parse("web-ui ok\nstorage shutting down\nxrootd critical\n"));
	CU_ASSERT_FALSE(health_eligible(&health));
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_SHUTTING_DOWN);
	CU_ASSERT_STRING_EQUAL(health.cause, "storage is shutting down");
	CU_ASSERT_TRUE(parse("web-ui ok\na unknown\n"));
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_OK);
	CU_ASSERT_FALSE(health_eligible(&health));
}

static void federation_director_and_anycast_count_neither_way(void)
{
	CU_ASSERT_TRUE(parse("web-ui ok\nfederation critical\ndirector critical\nanycast warning"));
	CU_ASSERT_TRUE(health_eligible(&health));
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_CRITICAL);
	CU_ASSERT_TRUE(parse("federation ok\ndirector ok\nanycast ok"));
	CU_ASSERT_FALSE(health_eligible(&health));
}

static void what_cannot_be_read_is_critical(void)
{
	static const char *const bad[] = {"",
					  "\n \n",
					  "OK",
					  "fine",
					  "storage",
					  "storage fine",
					  "ok\nstorage ok",
					  "storage ok\nok",
					  "ok\nok",
					  "o\x01k",
					  "storage okay",
					  "ok ok ok"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CU_ASSERT_FALSE(parse(bad[i]));
		CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_CRITICAL);
		CU_ASSERT_FALSE(health_eligible(&health));
	}
	health_unreadable(&health, "No such file or directory");
	CU_ASSERT_EQUAL(health.overall, HEALTH_LEVEL_CRITICAL);
	CU_ASSERT_FALSE(health_eligible(&health));
	CU_ASSERT_STRING_EQUAL(health.cause,
			       "the health source cannot be read: No such file or directory");
}

static void the_complaint_names_the_line(void)
{
	CU_ASSERT_FALSE(parse("web-ui ok\n\nstorage fine\n"));
	CU_ASSERT_STRING_EQUAL(health.cause,
			       "line 3 of the health source has no known level: 'storage fine'");
}

static void a_text_over_the_limit_is_refused(void)
{
	static uint8_t text[HEALTH_TEXT_MAX + 1];

	memset(text, '\n', sizeof(text));
	text[0] = 'o';
	text[1] = 'k';
	CU_ASSERT_TRUE(health_parse((struct bytes){text, HEALTH_TEXT_MAX}, &health));
	CU_ASSERT_FALSE(health_parse((struct bytes){text, HEALTH_TEXT_MAX + 1}, &health));
}

UNIT_SUITE(health, UNIT_TEST(one_word_is_the_level_of_the_whole),
	   UNIT_TEST(every_counting_component_must_be_exactly_ok),
	   UNIT_TEST(federation_director_and_anycast_count_neither_way),
	   UNIT_TEST(what_cannot_be_read_is_critical), UNIT_TEST(the_complaint_names_the_line),
	   UNIT_TEST(a_text_over_the_limit_is_refused))
