#include "anycast/io.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void io_actions_clear(struct io_actions *out)
{
	out->n = 0;
	out->n_lost = 0;
}

struct io_action *io_push(struct io_actions *out, enum io_action_kind kind, uint32_t id)
{
	struct io_action *action;

	assert(out->n < IO_ACTIONS_MAX);
	action = &out->at[out->n++];
	memset(action, 0, sizeof(*action));
	action->kind = kind;
	action->id = id;
	return action;
}

/* Notes leave this much room for what must not be lost. */
#define NOTES_MAX (IO_ACTIONS_MAX / 2)

void io_note(struct io_actions *out, enum io_level level, const char *topic, const char *format,
	     ...)
{
	struct io_action *action;
	va_list args;

	if (out->n >= NOTES_MAX) {
		out->n_lost++;
		return;
	}
	action = io_push(out, IO_ACTION_NOTE, 0);
	action->note.level = level;
	action->note.topic = topic;
	va_start(args, format);
	vsnprintf(action->note.text, sizeof(action->note.text), format, args);
	va_end(args);
	for (char *c = action->note.text; *c != '\0'; c++) {
		if (*c < 0x20 || *c > 0x7e)
			*c = '?';
	}
}
