#include "sim/netns/load_line.h"
#include "tests/lib/unit.h"

#include <string.h>

static const char good[] = "{\"number\":7,\"started_ns\":1000,\"ended_ns\":2500,\"answered\":true,"
			   "\"retried\":false,\"status\":200,\"serial\":\"0a11ca5700000003\","
			   "\"family\":6,\"error\":\"\"}\n";

static void answer_is_one_line(void)
{
	const struct load_answer answer = {.number = 7,
					   .started = {1000},
					   .ended = {2500},
					   .answered = true,
					   .status = 200,
					   .serial = {0x0a, 0x11, 0xca, 0x57, 0, 0, 0, 3},
					   .n_serial = 8,
					   .family = IP_V6};
	char line[LOAD_LINE_MAX];

	CU_ASSERT_EQUAL(load_line_format(&answer, line), 142);
	CU_ASSERT_STRING_EQUAL(line, good);
}

static void words_of_others_cannot_break_the_line(void)
{
	const struct load_answer answer = {.number = 1, .retried = true, .error = "a\"b\\c\nd"};
	char line[LOAD_LINE_MAX];

	CU_ASSERT(load_line_format(&answer, line) > 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(line, "\"error\":\"a?b?c?d\"}\n"));
}

static void line_is_read_back(void)
{
	struct load_answer answer;

	CU_ASSERT(load_line_parse(good, &answer));
	CU_ASSERT_EQUAL(answer.number, 7);
	CU_ASSERT_EQUAL(answer.started.ns, 1000);
	CU_ASSERT_EQUAL(answer.ended.ns, 2500);
	CU_ASSERT(answer.answered && !answer.retried);
	CU_ASSERT_EQUAL(answer.status, 200);
	CU_ASSERT_EQUAL(answer.n_serial, 8);
	CU_ASSERT_EQUAL(answer.serial[7], 3);
	CU_ASSERT_EQUAL(answer.family, IP_V6);
	CU_ASSERT_STRING_EQUAL(answer.error, "");
}

static void other_lines_are_refused(void)
{
	static const char *const bad[] = {
		"",
		"{}",
		"[1]",
		"nginx: warning",
		/* serial: odd, not hexadecimal, too long; family 5; number 0 */
		"{\"number\":1,\"started_ns\":1,\"ended_ns\":2,\"answered\":true,\"retried\":false,"
		"\"status\":200,\"serial\":\"abc\",\"family\":4,\"error\":\"\"}",
		"{\"number\":1,\"started_ns\":1,\"ended_ns\":2,\"answered\":true,\"retried\":false,"
		"\"status\":200,\"serial\":\"xy\",\"family\":4,\"error\":\"\"}",
		"{\"number\":1,\"started_ns\":1,\"ended_ns\":2,\"answered\":true,\"retried\":false,"
		"\"status\":200,\"serial\":\"000102030405060708090a0b0c0d0e0f1011121314\","
		"\"family\":4,\"error\":\"\"}",
		"{\"number\":1,\"started_ns\":1,\"ended_ns\":2,\"answered\":true,\"retried\":false,"
		"\"status\":200,\"serial\":\"\",\"family\":5,\"error\":\"\"}",
		"{\"number\":0,\"started_ns\":1,\"ended_ns\":2,\"answered\":true,\"retried\":false,"
		"\"status\":200,\"serial\":\"\",\"family\":4,\"error\":\"\"}",
	};
	struct load_answer answer = {.number = 99};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT(!load_line_parse(bad[i], &answer));
	CU_ASSERT_EQUAL(answer.number, 99);
}

UNIT_SUITE(load_line, UNIT_TEST(answer_is_one_line),
	   UNIT_TEST(words_of_others_cannot_break_the_line), UNIT_TEST(line_is_read_back),
	   UNIT_TEST(other_lines_are_refused))
