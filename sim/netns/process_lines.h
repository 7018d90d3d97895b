#ifndef NETNS_PROCESS_LINES_H
#define NETNS_PROCESS_LINES_H

#include "support/loop.h"

#include <stddef.h>

/* A pipe read line by line. A line longer than the buffer comes in pieces; one without an end comes
 * when the pipe is closed. NUL octets become blanks. */

#define PROCESS_LINE_MAX 2048

struct process_lines {
	int fd; /* -1: none */
	struct loop_watch *watch;
	void (*fn)(void *arg, const char *line);
	void *arg;
	size_t n;
	char line[PROCESS_LINE_MAX];
};

/** process_lines_open() - begin to read @fd, which becomes non-blocking and ours; -1 is fine */
void process_lines_open(struct process_lines *lines, struct loop *loop, int fd,
			void (*fn)(void *arg, const char *line), void *arg);
/** process_lines_take() - hand on the lines in @n octets at @from, keep an unfinished one */
void process_lines_take(struct process_lines *lines, const char *from, size_t n);
/** process_lines_close() - read what is left, close */
void process_lines_close(struct process_lines *lines);

#endif
