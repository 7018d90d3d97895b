#ifndef TRACE_NEWS_H
#define TRACE_NEWS_H

#include "sim/trace/event.h"
#include "sim/trace/line.h"

/*
 * Which events of a run are worth a line to a person, taken in the order of time. What everybody
 * expects while a lab comes up and goes down is not, nor an answer like those before.
 */

struct news;

/** news_new() - nothing seen yet. Return: NULL without memory */
struct news *news_new(const struct topo *topo);
void news_free(struct news *news);

/** news_take() - take the next event. Return: whether it is worth a line */
bool news_take(struct news *news, const struct trace_event *event);

/** news_words() - the line of the event just taken: event_words(), and what was not told before it;
 * may hold hostile text */
void news_words(struct news *news, struct line *line, const struct trace_event *event);

#endif
