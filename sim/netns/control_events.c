#include "sim/netns/control_events.h"

#include "sim/netns/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct control_events {
	struct lab *lab;
	int reply;
	bool follow;
	FILE *file;
	int fd; /* to be passed on: with a position of its own */
	struct loop_watch *soon;
};

/* One nudge for all events of one turn of the loop. A full socket is nudge enough. */
static void on_soon(void *arg)
{
	struct control_events *events = arg;
	json_t *more = json_pack("{s:b}", "more", true);

	if (more != NULL)
		(void)channel_send(events->reply, more, NULL, 0);
	json_decref(more);
}

static void on_event(void *arg, size_t number, const struct trace_event *event)
{
	struct control_events *events = arg;

	(void)number;
	(void)event;
	loop_timer_set(events->soon, now_mono());
}

static int begin(struct control_events *events)
{
	char path[64];
	int fd = memfd_create("events", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	events->file = fdopen(fd, "w");
	if (events->file == NULL) {
		close(fd);
		return -ENOMEM;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	events->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (events->fd < 0)
		return -errno;
	if (timeline_stream(events->lab->timeline, events->file) != 0)
		return -ENOMEM;
	if (!events->follow) {
		timeline_unstream(events->lab->timeline, events->file);
		return 0;
	}
	events->soon = loop_timer(events->lab->loop, on_soon, events);
	if (events->soon == NULL)
		return -ENOMEM;
	return timeline_listen(events->lab->timeline, on_event, events);
}

struct control_events *control_events_new(struct lab *lab, int reply, bool follow, int *fd)
{
	struct control_events *events = calloc(1, sizeof(*events));
	int error;

	if (events == NULL)
		return NULL;
	events->lab = lab;
	events->reply = reply;
	events->follow = follow;
	events->fd = -1;
	error = begin(events);
	if (error != 0) {
		control_events_free(events);
		errno = -error;
		return NULL;
	}
	*fd = events->fd;
	return events;
}

void control_events_free(struct control_events *events)
{
	if (events == NULL)
		return;
	timeline_unlisten(events->lab->timeline, on_event, events);
	loop_watch_free(events->soon);
	if (events->file != NULL) {
		timeline_unstream(events->lab->timeline, events->file);
		fclose(events->file);
	}
	if (events->fd >= 0)
		close(events->fd);
	free(events);
}
