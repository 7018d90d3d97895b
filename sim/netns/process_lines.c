#include "sim/netns/process_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* So many reads before other watches have their turn: a talkative process must not hold the loop.
 */
#define READS_MAX 8

static void line_end(struct process_lines *lines)
{
	lines->line[lines->n] = '\0';
	lines->n = 0;
	lines->fn(lines->arg, lines->line);
}

void process_lines_take(struct process_lines *lines, const char *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (from[i] == '\n') {
			line_end(lines);
			continue;
		}
		lines->line[lines->n] = ' ';
		if (from[i] != '\0')
			lines->line[lines->n] = from[i];
		lines->n++;
		if (lines->n == sizeof(lines->line) - 1)
			line_end(lines);
	}
}

/* Return: whether the pipe may hold more. */
static bool piece_read(struct process_lines *lines)
{
	char piece[4096];
	ssize_t n = read(lines->fd, piece, sizeof(piece));

	if (n > 0) {
		process_lines_take(lines, piece, (size_t)n);
		return true;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	loop_watch_free(lines->watch); /* its end: nothing will come any more */
	lines->watch = NULL;
	return false;
}

static void on_readable(void *arg, int fd, unsigned int ready)
{
	struct process_lines *lines = arg;

	(void)fd;
	(void)ready;
	for (int i = 0; i < READS_MAX && piece_read(lines); i++)
		;
}

void process_lines_open(struct process_lines *lines, struct loop *loop, int fd,
			void (*fn)(void *arg, const char *line), void *arg)
{
	lines->fd = fd;
	lines->fn = fn;
	lines->arg = arg;
	lines->n = 0;
	lines->watch = NULL;
	if (fd < 0)
		return;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	lines->watch = loop_fd(loop, fd, LOOP_READ, on_readable, lines);
}

void process_lines_close(struct process_lines *lines)
{
	if (lines->fn == NULL || lines->fd < 0)
		return;
	/* An orphan may hold the other end open and go on writing: its words are not waited for. */
	for (int i = 0; i < READS_MAX && lines->watch != NULL && piece_read(lines); i++)
		;
	if (lines->n > 0)
		line_end(lines);
	loop_watch_free(lines->watch);
	lines->watch = NULL;
	close(lines->fd);
	lines->fd = -1;
}
