#include "shell/health_file.h"

#include "anycast/health.h"
#include "shell/file_watch.h"
#include "shell/health_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIPE_LINE_SIZE 80

struct health_file {
	const struct world *world;
	const char *path;
	struct file_watch *file;
	int pipe;
	struct loop_watch *pipe_watch;
	char line[PIPE_LINE_SIZE]; /* the last whole one, "component level" */
	char partial[PIPE_LINE_SIZE];
	size_t n_partial;
	char text[HEALTH_TEXT_MAX];
};

static void tell_error(struct health_file *h, int err)
{
	struct io_event event = {.kind = IO_EVENT_HEALTH};

	event.health.error = strerrordesc_np(err);
	world_event(h->world, &event);
}

static void tell(struct health_file *h)
{
	struct io_event event = {.kind = IO_EVENT_HEALTH};
	ssize_t n = h->path != NULL ? file_read(h->path, h->text, sizeof(h->text)) : 0;

	/* An empty file says nothing good, whatever the pipe says. */
	if (n == 0 && h->path != NULL)
		n = -ENODATA;
	if (n >= 0 && h->line[0] != '\0')
		n = health_text_join(h->text, (size_t)n, sizeof(h->text),
				     (struct bytes){(const uint8_t *)h->line, strlen(h->line)});
	if (n < 0) {
		tell_error(h, (int)-n);
		return;
	}
	event.health.readable = true;
	event.health.text = (struct bytes){(const uint8_t *)h->text, (size_t)n};
	world_event(h->world, &event);
}

static void on_file(void *arg)
{
	tell(arg);
}

static void pipe_octet(struct health_file *h, char c)
{
	if (c != '\n') {
		if (h->n_partial < sizeof(h->partial) - 1)
			h->partial[h->n_partial++] = c;
		return;
	}
	memcpy(h->line, h->partial, h->n_partial);
	h->line[h->n_partial] = '\0';
	h->n_partial = 0;
}

static void on_pipe(void *arg, int fd, unsigned int ready)
{
	struct health_file *h = arg;
	char buffer[256];
	ssize_t n;

	(void)ready;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			pipe_octet(h, buffer[i]);
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		loop_watch_free(h->pipe_watch);
		h->pipe_watch = NULL;
		snprintf(h->line, sizeof(h->line), "server critical");
	}
	tell(h);
}

int health_file_new(const struct world *world, const char *path, int pipe, struct health_file **out)
{
	struct health_file *h = calloc(1, sizeof(*h));
	int err = 0;

	if (h == NULL)
		return -ENOMEM;
	h->world = world;
	h->path = path;
	h->pipe = pipe;
	if (path != NULL)
		err = file_watch_new(world, path, on_file, h, &h->file);
	if (err == 0 && pipe >= 0) {
		/* Until the other program has said something, it is not ready. */
		snprintf(h->line, sizeof(h->line), "server critical");
		fcntl(pipe, F_SETFD, FD_CLOEXEC);
		fcntl(pipe, F_SETFL, O_NONBLOCK);
		h->pipe_watch = loop_fd(world->loop, pipe, LOOP_READ, on_pipe, h);
		err = h->pipe_watch != NULL ? 0 : -ENOMEM;
	}
	if (err < 0)
		health_file_free(h);
	else
		*out = h;
	return err;
}

void health_file_start(struct health_file *health)
{
	tell(health);
}

void health_file_free(struct health_file *health)
{
	if (health == NULL)
		return;
	file_watch_free(health->file);
	loop_watch_free(health->pipe_watch);
	if (health->pipe >= 0)
		close(health->pipe);
	free(health);
}
