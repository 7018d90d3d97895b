#ifndef TRACE_EVENT_WORDS_H
#define TRACE_EVENT_WORDS_H

#include "sim/trace/event.h"
#include "sim/trace/line.h"

#include <stdio.h>

/** event_matters() - whether people want to see @event: faults, verdicts, sessions, health,
 * processes, what is withdrawn, routes and addresses of the service. Client answers matter only
 * where they differ from the one before: that is for the caller to know */
bool event_matters(const struct topo *topo, const struct trace_event *event);

/** event_words() - @event in plain words, without its node and time; may hold hostile text */
void event_words(struct line *line, const struct topo *topo, const struct trace_event *event);

/** plain_print() - write hostile text for a terminal: valid UTF-8 as it is, controls, direction
 * marks and what is no UTF-8 as \xNN */
void plain_print(FILE *out, const char *text);

#endif
