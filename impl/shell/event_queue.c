#include "shell/event_queue.h"

#include <stdlib.h>
#include <string.h>

struct queued_event {
	struct queued_event *next;
	struct io_event event;
	struct io_address addresses[];
};

void event_queue_init(struct event_queue *queue)
{
	queue->first = NULL;
	queue->last = &queue->first;
}

void event_queue_push(struct event_queue *queue, const struct io_event *event)
{
	size_t n = event->kind == IO_EVENT_ADDRESSES ? event->addresses.n : 0;
	struct queued_event *queued = malloc(sizeof(*queued) + n * sizeof(queued->addresses[0]));

	/* A completion that got lost would leave the role waiting for ever. */
	if (queued == NULL)
		abort();
	queued->next = NULL;
	queued->event = *event;
	if (n > 0) {
		memcpy(queued->addresses, event->addresses.list, n * sizeof(queued->addresses[0]));
		queued->event.addresses.list = queued->addresses;
	}
	*queue->last = queued;
	queue->last = &queued->next;
}

struct queued_event *event_queue_pop(struct event_queue *queue)
{
	struct queued_event *queued = queue->first;

	if (queued == NULL)
		return NULL;
	queue->first = queued->next;
	if (queue->first == NULL)
		queue->last = &queue->first;
	return queued;
}

const struct io_event *queued_event(const struct queued_event *queued)
{
	return &queued->event;
}

void event_queue_close(struct event_queue *queue)
{
	struct queued_event *queued;

	while ((queued = event_queue_pop(queue)) != NULL)
		free(queued);
}
