#ifndef TRACE_LINE_H
#define TRACE_LINE_H

#include "anycast/base.h"

/* A line of text that grows into a buffer and is cut, never overrun, when it is full. */

struct line {
	char *text; /* NUL-terminated */
	size_t room;
	size_t n;
};

/** line_begin() - an empty line in @text of @room (>= 1) octets */
struct line line_begin(char *text, size_t room);
void line_add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** line_add_time() - a duration as people read it: "3.214 ms", "50 ms", "2 s" */
void line_add_time(struct line *line, int64_t ns);

#endif
