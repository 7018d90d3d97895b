#ifndef TRACE_REPORT_PAGE_H
#define TRACE_REPORT_PAGE_H

#include "sim/trace/news.h"
#include "sim/trace/report.h"

/* What the parts of report_html() share. */

struct page {
	const struct report *report;
	const struct timeline *timeline;
	const struct topo *topo;
	const struct timeline_entry **entries; /* by time */
	size_t n;
	struct news *news;
	struct instant start;
	double span_ns;
	FILE *out;
};

/** page_text() - hostile text, as a text node */
void page_text(const struct page *page, const char *text);
/** page_event_time() - where an event stands: a fault at its cause */
struct instant page_event_time(const struct trace_event *event);

#endif
