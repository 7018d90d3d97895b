#include "support/note.h"
#include "tests/lib/unit.h"

static void a_note_is_one_line(void)
{
	const struct note_sink sink = {.fd = 2, .level = IO_LEVEL_INFO};
	const struct io_note note = {IO_LEVEL_INFO, "bgp", "session is up peer=192.0.2.1"};
	char line[NOTE_LINE_SIZE];

	CU_ASSERT_EQUAL(note_format(&sink, &note, (struct instant){0}, line), 34);
	CU_ASSERT_STRING_EQUAL(line, "bgp: session is up peer=192.0.2.1\n");
}

static void time_stands_in_front(void)
{
	const struct note_sink sink = {.fd = 2, .level = IO_LEVEL_INFO, .with_time = true};
	const struct io_note note = {IO_LEVEL_WARNING, "addr", "gone"};
	char line[NOTE_LINE_SIZE];

	note_format(&sink, &note, (struct instant){INT64_C(12000345678)}, line);
	CU_ASSERT_STRING_EQUAL(line, "12.000345 addr: gone\n");
}

static void a_hostile_note_stays_one_line(void)
{
	const struct note_sink sink = {.fd = 2};
	const struct io_note note = {IO_LEVEL_ERROR, "bgp", "bye\nok 1\x1b[0m"};
	char line[NOTE_LINE_SIZE];

	note_format(&sink, &note, (struct instant){0}, line);
	CU_ASSERT_STRING_EQUAL(line, "bgp: bye\\x0aok 1\\x1b[0m\n");
}

static void topics_open_debug_notes_of_themselves_only(void)
{
	const struct note_sink sink = {.fd = 2, .level = IO_LEVEL_INFO, .topics = "bgp,addr"};
	const struct note_sink all = {.fd = 2, .level = IO_LEVEL_ERROR, .topics = "all"};

	CU_ASSERT_TRUE(note_wanted(&sink, IO_LEVEL_DEBUG, "addr"));
	CU_ASSERT_TRUE(note_wanted(&sink, IO_LEVEL_INFO, "probe"));
	CU_ASSERT_FALSE(note_wanted(&sink, IO_LEVEL_DEBUG, "probe"));
	CU_ASSERT_FALSE(note_wanted(&sink, IO_LEVEL_DEBUG, "add"));
	CU_ASSERT_TRUE(note_wanted(&all, IO_LEVEL_DEBUG, "probe"));
}

UNIT_SUITE(note, UNIT_TEST(a_note_is_one_line), UNIT_TEST(time_stands_in_front),
	   UNIT_TEST(a_hostile_note_stays_one_line),
	   UNIT_TEST(topics_open_debug_notes_of_themselves_only))
