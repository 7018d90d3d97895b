#include "support/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <time.h>

struct loop {
	struct event_base *base;
};

struct loop_watch {
	struct loop *loop;
	struct event *event;
	void (*on_fd)(void *arg, int fd, unsigned int ready);
	void (*on_time)(void *arg);
	void (*on_signal)(void *arg, int signal);
	void *arg;
};

struct instant now_mono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct instant){(int64_t)t.tv_sec * NS_PER_S + t.tv_nsec};
}

int64_t now_wall_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec;
}

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	struct event_config *config = event_config_new();

	if (loop == NULL || config == NULL)
		goto fail;
	/* Timers to the microsecond: epoll alone would round a deadline up to the next millisecond.
	 */
	event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
	loop->base = event_base_new_with_config(config);
	if (loop->base == NULL)
		goto fail;
	event_config_free(config);
	return loop;
fail:
	if (config != NULL)
		event_config_free(config);
	free(loop);
	return NULL;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	event_base_free(loop->base);
	free(loop);
}

int loop_run(struct loop *loop)
{
	return event_base_dispatch(loop->base) < 0 ? -EIO : 0;
}

void loop_stop(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}

static void dispatch(evutil_socket_t fd, short what, void *arg)
{
	struct loop_watch *watch = arg;

	if (watch->on_fd != NULL)
		watch->on_fd(watch->arg, (int)fd,
			     ((what & EV_READ) ? LOOP_READ : 0U) |
				     ((what & EV_WRITE) ? LOOP_WRITE : 0U));
	else if (watch->on_signal != NULL)
		watch->on_signal(watch->arg, (int)fd);
	else
		watch->on_time(watch->arg);
}

static struct loop_watch *watch_new(struct loop *loop, int fd, short what, void *arg)
{
	struct loop_watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->loop = loop;
	watch->arg = arg;
	watch->event = event_new(loop->base, fd, what, dispatch, watch);
	if (watch->event == NULL) {
		free(watch);
		return NULL;
	}
	return watch;
}

static short fd_events(unsigned int ready)
{
	return (short)(EV_PERSIST | ((ready & LOOP_READ) ? EV_READ : 0) |
		       ((ready & LOOP_WRITE) ? EV_WRITE : 0));
}

struct loop_watch *loop_fd(struct loop *loop, int fd, unsigned int ready,
			   void (*fn)(void *arg, int fd, unsigned int ready), void *arg)
{
	struct loop_watch *watch = watch_new(loop, fd, fd_events(ready), arg);

	if (watch == NULL)
		return NULL;
	watch->on_fd = fn;
	if (ready != 0)
		event_add(watch->event, NULL);
	return watch;
}

void loop_fd_set(struct loop_watch *watch, unsigned int ready)
{
	int fd = (int)event_get_fd(watch->event);

	event_del(watch->event);
	event_assign(watch->event, watch->loop->base, fd, fd_events(ready), dispatch, watch);
	if (ready != 0)
		event_add(watch->event, NULL);
}

struct loop_watch *loop_timer(struct loop *loop, void (*fn)(void *arg), void *arg)
{
	struct loop_watch *watch = watch_new(loop, -1, 0, arg);

	if (watch != NULL)
		watch->on_time = fn;
	return watch;
}

void loop_timer_set(struct loop_watch *timer, struct instant deadline)
{
	int64_t wait_ns;
	struct timeval tv;

	event_del(timer->event);
	if (deadline.ns == INSTANT_NEVER.ns)
		return;
	wait_ns = instant_since(deadline, now_mono());
	if (wait_ns < 0)
		wait_ns = 0;
	/* Round up: a callback that comes before its deadline would only re-arm itself. */
	wait_ns += 999;
	tv.tv_sec = (time_t)(wait_ns / NS_PER_S);
	tv.tv_usec = (suseconds_t)(wait_ns % NS_PER_S / 1000);
	event_add(timer->event, &tv);
}

struct loop_watch *loop_signal(struct loop *loop, int signal, void (*fn)(void *arg, int signal),
			       void *arg)
{
	struct loop_watch *watch = watch_new(loop, signal, EV_SIGNAL | EV_PERSIST, arg);

	if (watch == NULL)
		return NULL;
	watch->on_signal = fn;
	event_add(watch->event, NULL);
	return watch;
}

void loop_watch_free(struct loop_watch *watch)
{
	if (watch == NULL)
		return;
	event_free(watch->event);
	free(watch);
}
