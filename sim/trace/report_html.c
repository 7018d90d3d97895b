#include "sim/trace/event_text.h"
#include "sim/trace/event_words.h"
#include "sim/trace/jot.h"
#include "sim/trace/report.h"

#include <stdlib.h>
#include <string.h>

/*
 * One page without script, font, image or link: it can be mailed and opened anywhere. Whatever came
 * from the lab goes through html_text() and stands in text nodes only; classes are names of our
 * own.
 */

#define ROWS_MAX  5000 /* of the table */
#define MARKS_MAX 20000
#define LANE_X    120.0
#define LANE_W    1040.0
#define LANE_H    26.0
#define TOP_H     30.0

struct page {
	const struct report *report;
	const struct timeline *timeline;
	const struct topo *topo;
	const struct timeline_entry **entries;
	size_t n;
	struct instant start;
	double span_ns;
	FILE *out;
};

static const char style[] =
	"body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#222;background:#fff}"
	"table{border-collapse:collapse;margin:1em 0}td,th{padding:2px 10px;text-align:left;"
	"vertical-align:top;border-bottom:1px solid #ddd}td.t{text-align:right;"
	"font-variant-numeric:tabular-nums;white-space:nowrap}svg{max-width:100%;height:auto}"
	"svg text{font:12px system-ui,sans-serif;fill:#222}.lane{stroke:#ccc}.at{stroke:#bbb;"
	"stroke-dasharray:3 3}.pass{color:#17722c}.fail{color:#b3151b;font-weight:bold}"
	".skip,.inconclusive{color:#8a5a00}.m-fault,.m-heal{fill:#8e24aa}.m-process{fill:#37474f}"
	".m-link{fill:#6d4c41}.m-address{fill:#00838f}.m-route{fill:#1565c0}.m-bgp{fill:#9e9d24}"
	".m-session{fill:#ef6c00}.m-client{fill:#9ccc65}.m-lost{fill:#d32f2f}.m-health{fill:#"
	"ad1457}"
	".m-verdict{fill:#17722c}.m-lab{fill:#777}tr.fault td,tr.heal td{background:#f7ecfa}"
	"tr.step td{background:#eef3fb;font-weight:bold}";

static void html_text(FILE *out, const char *text)
{
	while (*text != '\0') {
		size_t n = utf8_next(text);
		unsigned char c = (unsigned char)text[0];

		if (n == 0 || (n == 1 && (c < 0x20 || c == 0x7f)) ||
		    (n == 2 && c == 0xc2 && (unsigned char)text[1] < 0xa0))
			fputs("\xef\xbf\xbd", out);
		else if (n == 1 && strchr("<>&\"'", c) != NULL)
			fprintf(out, "&#%u;", (unsigned int)c);
		else
			fwrite(text, 1, n, out);
		text += n > 0 ? n : 1;
	}
}

static void html_words(const struct page *page, const struct trace_event *event)
{
	char words[400];
	struct line line = line_begin(words, sizeof(words));

	event_words(&line, page->topo, event);
	html_text(page->out, words);
}

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
	html_text(page->out, page->report->lab);
	fprintf(page->out, "</title>\n<style>%s</style></head><body>\n<h1>", style);
	html_text(page->out, page->report->lab);
	fprintf(page->out, ": <span class=\"%1$s\">%1$s</span></h1>\n",
		event_verdict_name(report_verdict(page->report)));
	if (page->report->up_ns >= 0) {
		fputs("<p>Up in ", page->out);
		html_time(page, page->report->up_ns);
		fputs("</p>\n", page->out);
	}
	if (page->report->note != NULL) {
		fputs("<p>", page->out);
		html_text(page->out, page->report->note);
		fputs("</p>\n", page->out);
	}
}

static void write_steps(const struct page *page)
{
	fputs("<table><tr><th>step</th><th>verdict</th><th>after</th><th>detail</th></tr>\n",
	      page->out);
	for (size_t i = 0; i < page->report->n_steps; i++) {
		const struct report_step *step = &page->report->steps[i];

		fputs("<tr><td>", page->out);
		html_text(page->out, step->name);
		fprintf(page->out, "</td><td class=\"%1$s\">%1$s</td><td class=\"t\">",
			event_verdict_name(step->verdict.verdict));
		html_time(page, step->verdict.elapsed_ns);
		fputs("</td><td>", page->out);
		html_text(page->out, step->verdict.detail);
		fputs("</td></tr>\n", page->out);
	}
	fputs("</table>\n", page->out);
}

static double x_of(const struct page *page, struct instant at)
{
	return LANE_X + LANE_W * (double)instant_since(at, page->start) / page->span_ns;
}

/* The lab's own lane is the first, nodes follow. */
static double y_of(const struct page *page, size_t node)
{
	size_t lane = node < page->topo->n_nodes ? node + 1 : 0;

	return TOP_H + LANE_H * (double)lane + LANE_H / 2;
}

static void write_mark(const struct page *page, const struct trace_event *event)
{
	bool client = event->kind == TRACE_CLIENT;
	const char *class =
		client && !event->client.answered ? "lost" : event_kind_name(event->kind);
	double half = client && event->client.answered ? 0.6 : 2.5;

	fprintf(page->out,
		"<rect class=\"m-%s\" x=\"%.2f\" y=\"%.1f\" width=\"%.1f\" height=\"12\"><title>",
		class, x_of(page, event->at) - half, y_of(page, event->node) - 6, 2 * half);
	jot_ms(page->out, instant_since(event->at, page->start));
	fputs(" ms ", page->out);
	html_words(page, event);
	fputs("</title></rect>\n", page->out);
}

static void write_lanes(const struct page *page)
{
	double height = TOP_H + LANE_H * (double)(page->topo->n_nodes + 1);

	for (size_t i = 0; i <= page->topo->n_nodes; i++) {
		double y = y_of(page, i == 0 ? TOPO_NONE : i - 1);

		fprintf(page->out, "<text x=\"4\" y=\"%.1f\">", y + 4);
		html_text(page->out, event_node_name(page->topo, i == 0 ? TOPO_NONE : i - 1));
		fprintf(page->out,
			"</text><line class=\"lane\" x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" "
			"y2=\"%.1f\"/>\n",
			LANE_X, y, LANE_X + LANE_W, y);
	}
	for (size_t i = 0, k = 0; i < page->n; i++) {
		const struct trace_event *event = &page->entries[i]->event;
		double x = x_of(page, event->at);

		if (event->kind != TRACE_STEP)
			continue;
		fprintf(page->out,
			"<line class=\"at\" x1=\"%.2f\" y1=\"14\" x2=\"%.2f\" y2=\"%.1f\"/>"
			"<text x=\"%.2f\" y=\"12\">%zu<title>",
			x, x, height, x, ++k);
		html_words(page, event);
		fputs("</title></text>\n", page->out);
	}
}

static void write_timeline(const struct page *page)
{
	size_t n = 0;

	fprintf(page->out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n", LANE_X + LANE_W + 20,
		TOP_H + LANE_H * (double)(page->topo->n_nodes + 1));
	write_lanes(page);
	for (size_t i = 0; i < page->n && n < MARKS_MAX; i++) {
		const struct trace_event *event = &page->entries[i]->event;

		if (event->kind == TRACE_STEP || !event_matters(page->topo, event))
			continue;
		write_mark(page, event);
		n++;
	}
	fputs("</svg>\n", page->out);
}

static void write_rows(const struct page *page)
{
	size_t n = 0;

	fputs("<table><tr><th>ms</th><th>node</th><th>event</th></tr>\n", page->out);
	for (size_t i = 0; i < page->n && n < ROWS_MAX; i++) {
		const struct trace_event *event = &page->entries[i]->event;

		if (!event_matters(page->topo, event) ||
		    (event->kind == TRACE_CLIENT && event->client.answered))
			continue;
		fprintf(page->out, "<tr class=\"%s\"><td class=\"t\">",
			event_kind_name(event->kind));
		jot_ms(page->out, instant_since(event->at, page->start));
		fputs("</td><td>", page->out);
		html_text(page->out, event_node_name(page->topo, event->node));
		fputs("</td><td>", page->out);
		html_words(page, event);
		fputs("</td></tr>\n", page->out);
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
	if (page.entries == NULL)
		page.n = 0;
	if (page.n > 0 && page.entries[page.n - 1]->event.at.ns > page.start.ns)
		page.span_ns =
			(double)instant_since(page.entries[page.n - 1]->event.at, page.start);
	write_head(&page);
	write_steps(&page);
	write_timeline(&page);
	write_rows(&page);
	fputs("</body></html>\n", out);
	free(page.entries);
}
