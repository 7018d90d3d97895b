#ifndef SHELL_EVENT_QUEUE_H
#define SHELL_EVENT_QUEUE_H

#include "anycast/io.h"

/* Events that came while the role was busy with another; a list of addresses is copied along. */

struct event_queue {
	struct queued_event *first;
	struct queued_event **last;
};

void event_queue_init(struct event_queue *queue);
void event_queue_push(struct event_queue *queue, const struct io_event *event);
/** event_queue_pop() - the oldest event, valid until free() of what is returned; NULL: none */
struct queued_event *event_queue_pop(struct event_queue *queue);
const struct io_event *queued_event(const struct queued_event *queued);
void event_queue_close(struct event_queue *queue);

#endif
