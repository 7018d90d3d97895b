#include "sim/trace/event_text.h"
#include "sim/trace/failover.h"
#include "sim/trace/jot.h"
#include "sim/trace/report_chart.h"
#include "sim/trace/report_page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * One page without script, font, image or link: it can be mailed and opened anywhere. Whatever came
 * from the lab goes through page_text() and stands in text nodes only; classes are names of our
 * own.
 */

#define ROWS_MAX 5000 /* of the table */

static const char style[] =
	"body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#222;background:#fff}"
	"table{border-collapse:collapse;margin:1em 0}td,th{padding:2px 10px;text-align:left;"
	"vertical-align:top;border-bottom:1px solid #ddd}td.t{text-align:right;"
	"font-variant-numeric:tabular-nums;white-space:nowrap}.key "
	"span{margin-right:1.2em;white-space:nowrap}svg{max-width:100%;height:auto}"
	"svg text{font:12px system-ui,sans-serif;fill:#222}.lane{stroke:#ccc}.at{stroke:#bbb;"
	"stroke-dasharray:3 3}.pass{color:#17722c}.fail{color:#b3151b;font-weight:bold}"
	".skip,.inconclusive{color:#8a5a00}.m-fault,.m-heal{fill:#8e24aa}.m-process{fill:#37474f}"
	".m-link{fill:#6d4c41}.m-address{fill:#00838f}.m-route{fill:#1565c0}.m-bgp{fill:#9e9d24}"
	".m-session{fill:#ef6c00}.m-client{fill:#9ccc65}.m-lost{fill:#d32f2f}.m-health{fill:#"
	"ad1457}"
	".m-verdict{fill:#17722c}.m-lab{fill:#777}tr.fault td,tr.heal td{background:#f7ecfa}"
	"tr.step td{background:#eef3fb;font-weight:bold}";

static void html_time(const struct page *page, int64_t ns)
{
	if (ns < 0)
		return;
	jot_ms(page->out, ns);
	fputs(" ms", page->out);
}

static void write_head(const struct page *page)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
	      page->out);
	page_text(page, page->report->lab);
	fprintf(page->out, "</title>\n<style>%s</style></head><body>\n<h1>", style);
	page_text(page, page->report->lab);
	fprintf(page->out, ": <span class=\"%1$s\">%1$s</span></h1>\n",
		event_verdict_name(report_verdict(page->report)));
	if (page->report->up_ns >= 0) {
		fputs("<p>Every session and the first routes were there after ", page->out);
		html_time(page, page->report->up_ns);
		fputs(".</p>\n", page->out);
	}
	if (page->report->note != NULL) {
		fputs("<p>", page->out);
		page_text(page, page->report->note);
		fputs("</p>\n", page->out);
	}
}

/* Invariants follow the steps and have no number. */
static void write_steps(const struct page *page)
{
	size_t n_begun = 0;

	for (size_t i = 0; i < page->n; i++)
		n_begun += page->entries[i]->event.kind == TRACE_STEP;
	fputs("<table><tr><th></th><th>step or rule</th><th>verdict</th><th>after</th>"
	      "<th>what was seen</th></tr>\n",
	      page->out);
	for (size_t i = 0; i < page->report->n_steps; i++) {
		const struct report_step *step = &page->report->steps[i];

		fputs("<tr><td>", page->out);
		if (i < n_begun)
			fprintf(page->out, "%zu", i + 1);
		fputs("</td><td>", page->out);
		page_text(page, step->name);
		fprintf(page->out, "</td><td class=\"%1$s\">%1$s</td><td class=\"t\">",
			event_verdict_name(step->verdict.verdict));
		html_time(page, step->verdict.elapsed_ns);
		fputs("</td><td>", page->out);
		page_text(page, step->verdict.detail);
		fputs("</td></tr>\n", page->out);
	}
	fputs("</table>\n", page->out);
}

static void write_failovers(const struct page *page)
{
	size_t n = 0;
	struct failover *failovers = failovers_find(page->timeline, &n);

	if (n > 0)
		fputs("<table><tr><th>failover</th><th>routes gone after</th>"
		      "<th>client answered after</th><th>requests lost</th></tr>\n",
		      page->out);
	for (size_t i = 0; i < n; i++) {
		fputs("<tr><td>", page->out);
		page_text(page, failovers[i].fault);
		fputs("</td><td class=\"t\">", page->out);
		html_time(page, failovers[i].route_ns);
		fputs("</td><td class=\"t\">", page->out);
		html_time(page, failovers[i].client_ns);
		fprintf(page->out, "</td><td class=\"t\">%" PRIu64 " of %" PRIu64 "</td></tr>\n",
			failovers[i].n_lost, failovers[i].n_asked);
	}
	if (n > 0)
		fputs("</table>\n", page->out);
	free(failovers);
}

static void write_row(const struct page *page, const struct trace_event *event, struct instant zero)
{
	struct instant at = page_event_time(event);
	char words[600];
	struct line line = line_begin(words, sizeof(words));

	news_words(page->news, &line, event);
	fprintf(page->out, "<tr class=\"%s\"><td class=\"t\">", event_kind_name(event->kind));
	jot_ms(page->out, instant_since(at, page->start));
	fputs("</td><td class=\"t\">", page->out);
	jot_ms(page->out, instant_since(at, zero));
	fputs("</td><td>", page->out);
	page_text(page, event_node_name(page->topo, event->node));
	fputs("</td><td>", page->out);
	page_text(page, words);
	fputs("</td></tr>\n", page->out);
}

static void write_rows(const struct page *page)
{
	struct instant zero = page->start;
	bool had_fault = false;
	size_t n = 0;

	fputs("<table><tr><th>ms</th><th>since the "
	      "fault</th><th>node</th><th>event</th></tr>\n",
	      page->out);
	for (size_t i = 0; i < page->n && n < ROWS_MAX; i++) {
		const struct trace_event *event = &page->entries[i]->event;

		if (!news_take(page->news, event))
			continue;
		if (report_ends_step(event)) {
			const struct trace_event *fault = report_fault(page->entries, page->n, i);

			if (fault != NULL)
				zero = fault->cause;
			else if (!had_fault || event_is_stopping(event))
				zero = event->at;
			had_fault |= fault != NULL;
		}
		write_row(page, event, zero);
		n++;
	}
	fputs("</table>\n", page->out);
	if (n == ROWS_MAX || timeline_lost(page->timeline) > 0)
		fputs("<p>There are more events than are shown.</p>\n", page->out);
}

void report_html(const struct report *report, const struct timeline *timeline, FILE *out)
{
	struct page page = {.report = report,
			    .timeline = timeline,
			    .topo = timeline_topo(timeline),
			    .start = timeline_start(timeline),
			    .span_ns = 1,
			    .out = out};

	page.entries = timeline_sorted(timeline, &page.n);
	page.news = news_new(page.topo);
	if (page.entries == NULL || page.news == NULL)
		page.n = 0;
	if (page.n > 0 && page.entries[page.n - 1]->event.at.ns > page.start.ns)
		page.span_ns =
			(double)instant_since(page.entries[page.n - 1]->event.at, page.start);
	write_head(&page);
	write_steps(&page);
	write_failovers(&page);
	page_chart(&page);
	write_rows(&page);
	fputs("</body></html>\n", out);
	news_free(page.news);
	free(page.entries);
}
