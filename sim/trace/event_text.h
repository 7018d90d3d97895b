#ifndef TRACE_EVENT_TEXT_H
#define TRACE_EVENT_TEXT_H

#include "sim/trace/event.h"

#include <stdio.h>

/* Names of what events are made of, and an event as one line of NDJSON (docs/timeline.md). */

const char *event_kind_name(enum trace_kind kind);
const char *event_verdict_name(enum trace_verdict verdict);
const char *event_process_name(enum trace_process_state state);
const char *event_bgp_name(enum trace_bgp_kind kind);
const char *event_session_name(enum topo_session_state state);
/** event_node_name() - name of a node; "lab" for TOPO_NONE, "?" for what is no node */
const char *event_node_name(const struct topo *topo, size_t node);

/** event_is_stopping() - whether @event says that the scenario is over and the lab is taken down */
bool event_is_stopping(const struct trace_event *event);

/** event_json() - write @event as one object and a newline; @start is zero of t_ms */
void event_json(FILE *file, const struct topo *topo, struct instant start, size_t number,
		const struct trace_event *event);

#endif
