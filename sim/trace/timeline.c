#include "sim/trace/timeline.h"

#include "sim/trace/event_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct listener {
	void (*fn)(void *arg, size_t number, const struct trace_event *event);
	void *arg;
	struct listener *next;
};

struct stream {
	FILE *file;
	bool broken; /* could not be written */
	struct stream *next;
};

/* An event with room behind it for its text. */
struct kept {
	struct timeline_entry entry;
	bool keep;
	struct kept *next; /* to be told after this one */
	char text[];
};

struct timeline {
	const struct topo *topo;
	struct instant start;
	struct kept **kept; /* by number */
	size_t n_kept, n_room;
	size_t n_chatter, n_lost, last;
	struct kept *pending, **pending_end;
	bool telling;
	struct listener *listeners;
	struct listener *next_listener; /* to be told next, while telling */
	struct stream *streams;
};

struct timeline *timeline_new(const struct topo *topo, struct instant start)
{
	struct timeline *timeline = calloc(1, sizeof(*timeline));

	if (timeline == NULL)
		return NULL;
	timeline->topo = topo;
	timeline->start = start;
	timeline->pending_end = &timeline->pending;
	return timeline;
}

void timeline_free(struct timeline *timeline)
{
	if (timeline == NULL)
		return;
	for (size_t i = 0; i < timeline->n_kept; i++)
		free(timeline->kept[i]);
	free(timeline->kept);
	while (timeline->listeners != NULL) {
		struct listener *next = timeline->listeners->next;

		free(timeline->listeners);
		timeline->listeners = next;
	}
	while (timeline->streams != NULL) {
		struct stream *next = timeline->streams->next;

		free(timeline->streams);
		timeline->streams = next;
	}
	free(timeline);
}

/* The text of an event's own kind, beside .text; NULL when the kind has none. */
static const char **inner_text(struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_PROCESS:
		return &event->process.program;
	case TRACE_LINK:
		return &event->link.device;
	case TRACE_ADDRESS:
		return &event->address.device;
	case TRACE_CLIENT:
		return &event->client.error;
	case TRACE_LAB:
	case TRACE_FAULT:
	case TRACE_HEAL:
	case TRACE_ROUTE:
	case TRACE_BGP:
	case TRACE_SESSION:
	case TRACE_HEALTH:
	case TRACE_LOG:
	case TRACE_STEP:
	case TRACE_VERDICT:
	case TRACE_LOAD:
		break;
	}
	return NULL;
}

static void bound_lists(struct trace_event *event)
{
	if (event->kind == TRACE_ROUTE && event->route.n_via > TRACE_WAYS_MAX)
		event->route.n_via = TRACE_WAYS_MAX;
	if (event->kind != TRACE_BGP)
		return;
	if (event->bgp.n_announced > TRACE_PREFIXES_MAX)
		event->bgp.n_announced = TRACE_PREFIXES_MAX;
	if (event->bgp.n_withdrawn > TRACE_PREFIXES_MAX)
		event->bgp.n_withdrawn = TRACE_PREFIXES_MAX;
}

/* Copies @from with its text; NULL without memory. */
static struct kept *event_copy(const struct trace_event *from)
{
	struct trace_event event = *from;
	const char **inner = inner_text(&event);
	size_t n_text = event.text != NULL ? strlen(event.text) + 1 : 0;
	size_t n_inner = inner != NULL && *inner != NULL ? strlen(*inner) + 1 : 0;
	struct kept *kept = malloc(sizeof(*kept) + n_text + n_inner);

	if (kept == NULL)
		return NULL;
	if (n_text > 0)
		event.text = memcpy(kept->text, event.text, n_text);
	if (n_inner > 0)
		*inner = memcpy(kept->text + n_text, *inner, n_inner);
	bound_lists(&event);
	*kept = (struct kept){.entry = {.event = event}};
	return kept;
}

static bool is_chatter(const struct trace_event *event)
{
	return event->kind == TRACE_LOG || event->kind == TRACE_CLIENT ||
	       (event->kind == TRACE_BGP && event->bgp.kind == TRACE_BGP_KEEPALIVE);
}

static bool has_room(struct timeline *timeline)
{
	size_t n = timeline->n_room > 0 ? 2 * timeline->n_room : 256;
	struct kept **kept;

	if (timeline->n_kept < timeline->n_room)
		return true;
	kept = realloc(timeline->kept, n * sizeof(void *));
	if (kept == NULL)
		return false;
	timeline->kept = kept;
	timeline->n_room = n;
	return true;
}

static void keep(struct timeline *timeline, struct kept *kept)
{
	bool chatter = is_chatter(&kept->entry.event);

	if (timeline->n_kept >= TIMELINE_EVENTS_MAX ||
	    (chatter && timeline->n_chatter >= TIMELINE_CHATTER_MAX) || !has_room(timeline)) {
		timeline->n_lost++;
		return;
	}
	timeline->n_chatter += chatter;
	timeline->kept[timeline->n_kept++] = kept;
	kept->keep = true;
}

static void stream_write(const struct timeline *timeline, struct stream *stream,
			 const struct kept *kept)
{
	if (stream->broken)
		return;
	event_json(stream->file, timeline->topo, timeline->start, kept->entry.number,
		   &kept->entry.event);
	if (fflush(stream->file) != 0 || ferror(stream->file))
		stream->broken = true;
}

static void tell(struct timeline *timeline, const struct kept *kept)
{
	for (struct stream *s = timeline->streams; s != NULL; s = s->next)
		stream_write(timeline, s, kept);
	timeline->next_listener = timeline->listeners;
	while (timeline->next_listener != NULL) {
		struct listener *listener = timeline->next_listener;

		timeline->next_listener = listener->next;
		listener->fn(listener->arg, kept->entry.number, &kept->entry.event);
	}
}

static void tell_pending(struct timeline *timeline)
{
	timeline->telling = true;
	while (timeline->pending != NULL) {
		struct kept *kept = timeline->pending;

		timeline->pending = kept->next;
		if (timeline->pending == NULL)
			timeline->pending_end = &timeline->pending;
		tell(timeline, kept);
		if (!kept->keep)
			free(kept);
	}
	timeline->telling = false;
}

size_t timeline_emit(struct timeline *timeline, const struct trace_event *event)
{
	struct kept *kept = event_copy(event);
	size_t number;

	if (kept == NULL) {
		timeline->n_lost++;
		return 0;
	}
	number = ++timeline->last;
	kept->entry.number = number;
	keep(timeline, kept);
	*timeline->pending_end = kept;
	timeline->pending_end = &kept->next;
	if (!timeline->telling)
		tell_pending(timeline);
	return number;
}

int timeline_listen(struct timeline *timeline,
		    void (*fn)(void *arg, size_t number, const struct trace_event *event),
		    void *arg)
{
	struct listener **end = &timeline->listeners;
	struct listener *listener = malloc(sizeof(*listener));

	if (listener == NULL)
		return -ENOMEM;
	*listener = (struct listener){.fn = fn, .arg = arg};
	while (*end != NULL)
		end = &(*end)->next;
	*end = listener;
	return 0;
}

void timeline_unlisten(struct timeline *timeline,
		       void (*fn)(void *arg, size_t number, const struct trace_event *event),
		       void *arg)
{
	for (struct listener **at = &timeline->listeners; *at != NULL; at = &(*at)->next) {
		struct listener *listener = *at;

		if (listener->fn != fn || listener->arg != arg)
			continue;
		if (timeline->next_listener == listener)
			timeline->next_listener = listener->next;
		*at = listener->next;
		free(listener);
		return;
	}
}

static bool is_pending(const struct timeline *timeline, const struct kept *kept)
{
	for (const struct kept *p = timeline->pending; p != NULL; p = p->next) {
		if (p == kept)
			return true;
	}
	return false;
}

int timeline_stream(struct timeline *timeline, FILE *file)
{
	struct stream *stream = malloc(sizeof(*stream));

	if (stream == NULL)
		return -ENOMEM;
	*stream = (struct stream){.file = file, .next = timeline->streams};
	for (size_t i = 0; i < timeline->n_kept; i++) {
		/* From within a listener: what is still to be told will be written then. */
		if (!is_pending(timeline, timeline->kept[i]))
			stream_write(timeline, stream, timeline->kept[i]);
	}
	timeline->streams = stream;
	return 0;
}

void timeline_unstream(struct timeline *timeline, FILE *file)
{
	for (struct stream **at = &timeline->streams; *at != NULL; at = &(*at)->next) {
		struct stream *stream = *at;

		if (stream->file != file)
			continue;
		*at = stream->next;
		free(stream);
		return;
	}
}

const struct topo *timeline_topo(const struct timeline *timeline)
{
	return timeline->topo;
}

struct instant timeline_start(const struct timeline *timeline)
{
	return timeline->start;
}

size_t timeline_last(const struct timeline *timeline)
{
	return timeline->last;
}

size_t timeline_lost(const struct timeline *timeline)
{
	return timeline->n_lost;
}

const struct trace_event *timeline_at(const struct timeline *timeline, size_t number)
{
	size_t low = 0;
	size_t high = timeline->n_kept;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (timeline->kept[middle]->entry.number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == timeline->n_kept || timeline->kept[low]->entry.number != number)
		return NULL;
	return &timeline->kept[low]->entry.event;
}

/* A fault is put where it began: what it did may have been learned before the call returned. */
static int64_t sort_key(const struct trace_event *event)
{
	bool caused = event->kind == TRACE_FAULT || event->kind == TRACE_HEAL;

	return caused ? event->cause.ns : event->at.ns;
}

static int entry_compare(const void *a, const void *b)
{
	const struct timeline_entry *x = *(const struct timeline_entry *const *)a;
	const struct timeline_entry *y = *(const struct timeline_entry *const *)b;
	int64_t x_ns = sort_key(&x->event);
	int64_t y_ns = sort_key(&y->event);

	if (x_ns != y_ns)
		return x_ns < y_ns ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

const struct timeline_entry **timeline_sorted(const struct timeline *timeline, size_t *n)
{
	const struct timeline_entry **list = malloc((timeline->n_kept + 1) * sizeof(const void *));

	if (list == NULL)
		return NULL;
	for (size_t i = 0; i < timeline->n_kept; i++)
		list[i] = &timeline->kept[i]->entry;
	qsort(list, timeline->n_kept, sizeof(const void *), entry_compare);
	*n = timeline->n_kept;
	return list;
}
