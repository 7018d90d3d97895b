#ifndef NETNS_CONTROL_EVENTS_H
#define NETNS_CONTROL_EVENTS_H

#include "sim/netns/lab.h"

/* The timeline as a file in memory that grows; its reader is never waited for. */

struct control_events;

/**
 * control_events_new() - write all events so far, and the later ones too when @follow
 * @reply: where {"more":true} goes when the file has grown
 * @fd:    receives a descriptor of the file, at its beginning; ours
 *
 * Return: a stream, or NULL with errno set.
 */
struct control_events *control_events_new(struct lab *lab, int reply, bool follow, int *fd);
void control_events_free(struct control_events *events);

#endif
