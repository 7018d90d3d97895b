#include "sim/trace/line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

struct line line_begin(char *text, size_t room)
{
	text[0] = '\0';
	return (struct line){text, room, 0};
}

void line_add(struct line *line, const char *format, ...)
{
	size_t left = line->room - line->n;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->n, left, format, args);
	va_end(args);
	if (n > 0)
		line->n += (size_t)n < left ? (size_t)n : left - 1;
}

void line_add_time(struct line *line, int64_t ns)
{
	int64_t us = ns / 1000; /* cut, as in JSON */

	if (ns != 0 && ns % NS_PER_S == 0)
		line_add(line, "%" PRId64 " s", ns / NS_PER_S);
	else if (ns % NS_PER_MS == 0)
		line_add(line, "%" PRId64 " ms", ns / NS_PER_MS);
	else
		line_add(line, "%.3f ms", (double)us / 1e3);
}
