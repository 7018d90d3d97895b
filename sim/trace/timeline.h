#ifndef TRACE_TIMELINE_H
#define TRACE_TIMELINE_H

#include "sim/trace/event.h"

#include <stdio.h>

/*
 * Everything that happened in one lab, in the order it was learned. The timeline numbers events
 * from 1, keeps deep copies of them, writes them as NDJSON (docs/timeline.md) and tells listeners.
 * Stamps of the kernel may lie a little before those of events learned earlier; only a report sorts
 * them.
 */

struct timeline;

/* How many events are kept. Of log lines, client answers and KEEPALIVEs no more than the first
 * number, so that a talkative process cannot push out what verdicts rest on. Events beyond are
 * numbered, told and streamed, but no report has them; timeline_lost() counts them. */
#define TIMELINE_CHATTER_MAX 100000
#define TIMELINE_EVENTS_MAX  200000

struct timeline_entry {
	size_t number;
	struct trace_event event;
};

/**
 * timeline_new() - an empty timeline
 * @topo: gives nodes their names; outlives the timeline
 * @start: zero of t_ms
 *
 * Return: a timeline, or NULL without memory.
 */
struct timeline *timeline_new(const struct topo *topo, struct instant start);
void timeline_free(struct timeline *timeline);

/**
 * timeline_emit() - add one event: number, keep, write, tell
 * @event: copied, its text too
 *
 * A listener may emit as well; its events are told after the present one, so that all listeners see
 * the same order.
 *
 * Return: the event's number; 0 without memory (the event is lost).
 */
size_t timeline_emit(struct timeline *timeline, const struct trace_event *event);

/** timeline_listen() - call @fn with every later event. Return: 0, or -ENOMEM */
int timeline_listen(struct timeline *timeline,
		    void (*fn)(void *arg, size_t number, const struct trace_event *event),
		    void *arg);
/** timeline_unlisten() - stop calling @fn with @arg; may be called by @fn itself */
void timeline_unlisten(struct timeline *timeline,
		       void (*fn)(void *arg, size_t number, const struct trace_event *event),
		       void *arg);

/**
 * timeline_stream() - write every event as a line of NDJSON, flushed; first those that were before
 * @file: the caller's to close, after timeline_unstream() or timeline_free(); one that cannot be
 *        written is not written again
 *
 * Return: 0, or -ENOMEM.
 */
int timeline_stream(struct timeline *timeline, FILE *file);
void timeline_unstream(struct timeline *timeline, FILE *file);

const struct topo *timeline_topo(const struct timeline *timeline);
struct instant timeline_start(const struct timeline *timeline);
/** timeline_last() - number of the latest event, 0 when there is none */
size_t timeline_last(const struct timeline *timeline);
/** timeline_at() - Return: the event of that number, or NULL when it was not kept */
const struct trace_event *timeline_at(const struct timeline *timeline, size_t number);
/** timeline_lost() - how many events were not kept */
size_t timeline_lost(const struct timeline *timeline);

/**
 * timeline_sorted() - the kept events by time (faults by their cause), those of one time by number
 * @n: receives how many
 *
 * Return: an array to free(), its entries belong to the timeline; NULL without memory.
 */
const struct timeline_entry **timeline_sorted(const struct timeline *timeline, size_t *n);

#endif
