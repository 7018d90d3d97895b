#include "sim/netns/relay_carry.h"

#include "support/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#define FRAME_MAX (65536 + 64) /* a segment of the largest size, with its headers */
#define QUEUE_MAX 16384        /* frames on their way, a power of two */
#define BURST_MAX 64           /* frames taken from one socket before others have their turn */

struct frame {
	struct instant due;
	size_t n;
	uint8_t octets[];
};

struct queue {
	struct frame *frames[QUEUE_MAX];
	size_t first, n;
};

static void queue_put(struct queue *queue, const uint8_t *octets, size_t n, struct instant due)
{
	struct frame *frame = queue->n < QUEUE_MAX ? malloc(sizeof(*frame) + n) : NULL;

	if (frame == NULL)
		return; /* lost, as on a wire */
	frame->due = due;
	frame->n = n;
	memcpy(frame->octets, octets, n);
	queue->frames[(queue->first + queue->n++) % QUEUE_MAX] = frame;
}

static struct instant queue_due(const struct queue *queue)
{
	return queue->n > 0 ? queue->frames[queue->first]->due : INSTANT_NEVER;
}

static void lane_take(const struct relay_lane *lane, struct queue *queue)
{
	static uint8_t frame[FRAME_MAX];

	for (int i = 0; i < BURST_MAX; i++) {
		ssize_t n = recv(lane->from, frame, sizeof(frame), 0);

		if (n <= 0)
			return;
		queue_put(queue, frame, (size_t)n, instant_add_ns(now_mono(), lane->delay_ns));
	}
}

static void lane_give(const struct relay_lane *lane, struct queue *queue)
{
	while (queue->n > 0 && instant_reached(queue_due(queue), now_mono())) {
		struct frame *frame = queue->frames[queue->first];

		/* What the other end does not take, because it is down or full, is lost. */
		(void)send(lane->to, frame->octets, frame->n, MSG_NOSIGNAL);
		free(frame);
		queue->first = (queue->first + 1) % QUEUE_MAX;
		queue->n--;
	}
}

static int wait_ready(struct pollfd *watched, size_t n, struct instant due)
{
	int64_t wait_ns = instant_since(due, now_mono());
	struct timespec limit;

	if (wait_ns < 0)
		wait_ns = 0;
	limit.tv_sec = (time_t)(wait_ns / NS_PER_S);
	limit.tv_nsec = (long)(wait_ns % NS_PER_S);
	return ppoll(watched, (nfds_t)n, due.ns == INSTANT_NEVER.ns ? NULL : &limit, NULL);
}

int relay_carry(const struct relay_lane *lanes, size_t n_lanes)
{
	struct queue *queues = calloc(n_lanes, sizeof(queues[0]));
	struct pollfd *watched = calloc(n_lanes, sizeof(watched[0]));

	if (queues == NULL || watched == NULL)
		goto out;
	/* The default slack of 50 us would be on every frame. */
	prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
	for (size_t i = 0; i < n_lanes; i++)
		watched[i] = (struct pollfd){lanes[i].from, POLLIN, 0};
	for (;;) {
		struct instant due = INSTANT_NEVER;

		for (size_t i = 0; i < n_lanes; i++)
			due = instant_min(due, queue_due(&queues[i]));
		if (wait_ready(watched, n_lanes, due) < 0 && errno != EINTR)
			goto out;
		for (size_t i = 0; i < n_lanes; i++) {
			/* An error, such as a link that went down, is cleared by reading. */
			if (watched[i].revents != 0)
				lane_take(&lanes[i], &queues[i]);
			lane_give(&lanes[i], &queues[i]);
		}
	}
out:
	free(queues);
	free(watched);
	return 1;
}
