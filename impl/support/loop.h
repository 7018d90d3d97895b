#ifndef SUPPORT_LOOP_H
#define SUPPORT_LOOP_H

#include "anycast/base.h"

#include <signal.h>
#include <sys/types.h>

/*
 * One event loop: descriptors, one-shot timers on CLOCK_MONOTONIC, signals. A thin face on
 * libevent, so that no other file names it. Callbacks run one at a time from loop_run(); any of
 * them may add, re-arm or free any watch, its own included.
 */

struct loop;
struct loop_watch; /* a descriptor, timer or signal being watched */

enum loop_ready {
	LOOP_READ = 1,
	LOOP_WRITE = 2,
};

/** loop_new() - Return: a loop, or NULL when memory is out */
struct loop *loop_new(void);
/** loop_free() - free the loop; every watch must have been freed before */
void loop_free(struct loop *loop);
/** loop_run() - run until loop_stop(), or until nothing is left to wait for. Return: 0, or -errno
 */
int loop_run(struct loop *loop);
/** loop_stop() - let loop_run() return after the current callback */
void loop_stop(struct loop *loop);

/** now_mono() - CLOCK_MONOTONIC */
struct instant now_mono(void);
/** now_wall_s() - Unix time in seconds */
int64_t now_wall_s(void);

/** loop_fd() - watch @fd (level-triggered) for @ready, a set of enum loop_ready; 0 pauses. Return:
 * a watch, NULL without memory */
struct loop_watch *loop_fd(struct loop *loop, int fd, unsigned int ready,
			   void (*fn)(void *arg, int fd, unsigned int ready), void *arg);
/** loop_fd_set() - change what a descriptor's watch waits for */
void loop_fd_set(struct loop_watch *watch, unsigned int ready);
/** loop_timer() - a timer, not armed yet */
struct loop_watch *loop_timer(struct loop *loop, void (*fn)(void *arg), void *arg);
/** loop_timer_set() - arm for @deadline, in place of an earlier one; INSTANT_NEVER disarms */
void loop_timer_set(struct loop_watch *timer, struct instant deadline);
/** loop_signal() - call @fn from the loop when @signal arrives */
struct loop_watch *loop_signal(struct loop *loop, int signal, void (*fn)(void *arg, int signal),
			       void *arg);
/** loop_watch_free() - stop watching; does not close the descriptor; NULL is fine */
void loop_watch_free(struct loop_watch *watch);

#endif
