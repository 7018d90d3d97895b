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
#define SETTLE_NS      (10 * NS_PER_MS)

struct health_file {
	const struct world *world;
	const char *path;
	struct file_watch *file;
	struct loop_watch *timer;  /* the interval */
	struct loop_watch *settle; /* a text that is none counts then */
	int64_t interval_ns;
	int pipe;
	struct loop_watch *pipe_watch;
	char line[PIPE_LINE_SIZE]; /* the last whole one, "component level" */
	char partial[PIPE_LINE_SIZE];
	size_t n_partial;
	char text[HEALTH_TEXT_MAX];
};

static void tell_error(struct health_file *h, const char *error)
{
	struct io_event event = {.kind = IO_EVENT_HEALTH};

	event.health.error = error;
	world_event(h->world, &event);
}

static void tell(struct health_file *h)
{
	struct io_event event = {.kind = IO_EVENT_HEALTH};
	ssize_t n = h->path != NULL ? file_read(h->path, h->text, sizeof(h->text)) : 0;

	/* It says nothing good, whatever the pipe says. */
	if (n == 0 && h->path != NULL) {
		tell_error(h, "it is empty");
		return;
	}
	if (n >= 0 && h->line[0] != '\0')
		n = health_text_join(h->text, (size_t)n, sizeof(h->text),
				     (struct bytes){(const uint8_t *)h->line, strlen(h->line)});
	if (n < 0) {
		tell_error(h, strerrordesc_np((int)-n));
		return;
	}
	event.health.readable = true;
	event.health.text = (struct bytes){(const uint8_t *)h->text, (size_t)n};
	world_event(h->world, &event);
}

/* Whether there is a text that is none: empty, or not understood. */
static bool is_half(struct health_file *h)
{
	ssize_t n = file_read(h->path, h->text, sizeof(h->text));
	struct health health;

	return n >= 0 &&
	       !health_parse((struct bytes){(const uint8_t *)h->text, (size_t)n}, &health);
}

/* Closed by one writer, a file may already be emptied by the next. */
static void on_file(void *arg, enum file_change change)
{
	struct health_file *h = arg;

	if (!is_half(h)) {
		loop_timer_set(h->settle, INSTANT_NEVER);
		tell(h);
	} else if (change == FILE_CHANGED) {
		loop_timer_set(h->settle, instant_add_ns(now_mono(), SETTLE_NS));
	}
}

static void on_settled(void *arg)
{
	tell(arg);
}

static void on_interval(void *arg)
{
	struct health_file *h = arg;

	loop_timer_set(h->timer, instant_add_ns(now_mono(), h->interval_ns));
	tell(h);
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

static int watch_file(struct health_file *h)
{
	int err = file_watch_new(h->world, h->path, on_file, h, &h->file);

	if (err < 0)
		return err;
	h->timer = loop_timer(h->world->loop, on_interval, h);
	h->settle = loop_timer(h->world->loop, on_settled, h);
	if (h->timer == NULL || h->settle == NULL)
		return -ENOMEM;
	loop_timer_set(h->timer, instant_add_ns(now_mono(), h->interval_ns));
	return 0;
}

static int watch_pipe(struct health_file *h)
{
	/* Until the other program has said something, it is not ready. */
	snprintf(h->line, sizeof(h->line), "server critical");
	fcntl(h->pipe, F_SETFD, FD_CLOEXEC);
	fcntl(h->pipe, F_SETFL, O_NONBLOCK);
	h->pipe_watch = loop_fd(h->world->loop, h->pipe, LOOP_READ, on_pipe, h);
	return h->pipe_watch != NULL ? 0 : -ENOMEM;
}

int health_file_new(const struct world *world, const struct health_source *source,
		    struct health_file **out)
{
	struct health_file *h = calloc(1, sizeof(*h));
	int err = 0;

	if (h == NULL)
		return -ENOMEM;
	h->world = world;
	h->path = source->path;
	h->interval_ns = source->interval_ns;
	h->pipe = source->pipe;
	if (h->path != NULL)
		err = watch_file(h);
	if (err == 0 && h->pipe >= 0)
		err = watch_pipe(h);
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
	loop_watch_free(health->timer);
	loop_watch_free(health->settle);
	loop_watch_free(health->pipe_watch);
	if (health->pipe >= 0)
		close(health->pipe);
	free(health);
}
