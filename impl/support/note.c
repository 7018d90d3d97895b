#include "support/note.h"

#include "support/loop.h"
#include "support/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool topic_listed(const char *topics, const char *topic)
{
	size_t n = strlen(topic);

	while (topics != NULL && *topics != '\0') {
		size_t word = strcspn(topics, ",");

		if ((word == n && memcmp(topics, topic, n) == 0) ||
		    (word == 3 && memcmp(topics, "all", 3) == 0))
			return true;
		topics += word + (topics[word] == ',' ? 1 : 0);
	}
	return false;
}

bool note_wanted(const struct note_sink *sink, enum io_level level, const char *topic)
{
	return level <= sink->level || topic_listed(sink->topics, topic);
}

size_t note_format(const struct note_sink *sink, const struct io_note *note, struct instant at,
		   char out[static NOTE_LINE_SIZE])
{
	char text[NOTE_LINE_SIZE - 100];
	int n = 0, m;

	text_escape(note->text, strnlen(note->text, sizeof(note->text)), text, sizeof(text));
	if (sink->with_time)
		n = snprintf(out, NOTE_LINE_SIZE, "%lld.%06lld ", (long long)(at.ns / NS_PER_S),
			     (long long)(at.ns % NS_PER_S / 1000));
	m = snprintf(out + n, NOTE_LINE_SIZE - (size_t)n, "%.32s: %s\n", note->topic, text);
	return (size_t)n + (size_t)m;
}

void note_print(const struct note_sink *sink, const struct io_note *note, struct instant at)
{
	char line[NOTE_LINE_SIZE];
	size_t n;

	if (!note_wanted(sink, note->level, note->topic))
		return;
	n = note_format(sink, note, at, line);
	/* A log that cannot be written must not stop what it tells of. */
	if (write(sink->fd, line, n) < 0)
		return;
}

void note_say(const struct note_sink *sink, enum io_level level, const char *topic,
	      const char *format, ...)
{
	struct io_note note = {.level = level, .topic = topic};
	va_list args;

	va_start(args, format);
	vsnprintf(note.text, sizeof(note.text), format, args);
	va_end(args);
	note_print(sink, &note, now_mono());
}
