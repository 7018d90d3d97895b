#ifndef SUPPORT_NOTE_H
#define SUPPORT_NOTE_H

#include "anycast/io.h"

/*
 * The one place that prints a note. The line is the log of the daemon, an event on the lab's
 * timeline and what a test expects: "topic: sentence key=value".
 */

struct note_sink {
	int fd;              /* usually 2 */
	enum io_level level; /* notes of every topic up to this level */
	const char *topics;  /* "bgp,addr": of these, or of "all", down to DEBUG; NULL: none */
	bool with_time;      /* seconds of CLOCK_MONOTONIC in front */
};

#define NOTE_LINE_SIZE 1024

/** note_wanted() - whether @sink lets a note of @level and @topic pass */
bool note_wanted(const struct note_sink *sink, enum io_level level, const char *topic);

/** note_format() - the line of @note, newline included, control characters escaped. Return: its
 * length */
size_t note_format(const struct note_sink *sink, const struct io_note *note, struct instant at,
		   char out[static NOTE_LINE_SIZE]);

/** note_print() - write the line of @note in one write(), if it is wanted */
void note_print(const struct note_sink *sink, const struct io_note *note, struct instant at);

/** note_say() - make a note of a printf format and print it; for what is said outside a role */
void note_say(const struct note_sink *sink, enum io_level level, const char *topic,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
