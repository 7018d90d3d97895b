#include "anycast/io.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct io_actions out;

static void a_note_is_printable_whatever_goes_in(void)
{
	io_actions_clear(&out);
	io_note(&out, IO_LEVEL_INFO, "bgp", "peer said %s", "a\nb\033[31m\xc3");
	CU_ASSERT_EQUAL(out.n, 1);
	CU_ASSERT_STRING_EQUAL(out.at[0].note.text, "peer said a?b?[31m?");
}

static void a_long_note_is_cut(void)
{
	char text[2 * IO_NOTE_SIZE];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	io_actions_clear(&out);
	io_note(&out, IO_LEVEL_INFO, "bgp", "%s", text);
	CU_ASSERT_EQUAL(strlen(out.at[0].note.text), IO_NOTE_SIZE - 1);
}

static void notes_never_take_the_room_of_actions(void)
{
	io_actions_clear(&out);
	for (int i = 0; i < 2 * IO_ACTIONS_MAX; i++)
		io_note(&out, IO_LEVEL_INFO, "bgp", "%d", i);
	CU_ASSERT_TRUE(out.n < IO_ACTIONS_MAX);
	CU_ASSERT_EQUAL(out.n + out.n_lost, (size_t)2 * IO_ACTIONS_MAX);
}

UNIT_SUITE(io, UNIT_TEST(a_note_is_printable_whatever_goes_in), UNIT_TEST(a_long_note_is_cut),
	   UNIT_TEST(notes_never_take_the_room_of_actions))
