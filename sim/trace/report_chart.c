#include "sim/trace/report_chart.h"

#include "sim/trace/event_text.h"
#include "sim/trace/event_words.h"
#include "sim/trace/jot.h"

#define MARKS_MAX 20000
#define LANE_X    120.0
#define LANE_W    1040.0
#define LANE_H    26.0
#define TOP_H     46.0 /* numbers of steps in three rows, as steps may be close */
#define AXIS_H    20.0
#define TICKS_MAX 12

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

static void mark_title(const struct page *page, const struct trace_event *event)
{
	char words[400];
	struct line line = line_begin(words, sizeof(words));

	event_words(&line, page->topo, event);
	page_text(page, words);
}

static void write_mark(const struct page *page, const struct trace_event *event)
{
	bool client = event->kind == TRACE_CLIENT;
	const char *class =
		client && !event->client.answered ? "lost" : event_kind_name(event->kind);
	double half = client && event->client.answered ? 0.6 : 2.5;

	fprintf(page->out,
		"<rect class=\"m-%s\" x=\"%.2f\" y=\"%.1f\" width=\"%.1f\" height=\"12\"><title>",
		class, x_of(page, page_event_time(event)) - half, y_of(page, event->node) - 6,
		2 * half);
	jot_ms(page->out, instant_since(page_event_time(event), page->start));
	fputs(" ms ", page->out);
	mark_title(page, event);
	fputs("</title></rect>\n", page->out);
}

static void write_lanes(const struct page *page)
{
	double height = TOP_H + LANE_H * (double)(page->topo->n_nodes + 1);

	for (size_t i = 0; i <= page->topo->n_nodes; i++) {
		double y = y_of(page, i == 0 ? TOPO_NONE : i - 1);

		fprintf(page->out, "<text x=\"4\" y=\"%.1f\">", y + 4);
		page_text(page, event_node_name(page->topo, i == 0 ? TOPO_NONE : i - 1));
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
			"<line class=\"at\" x1=\"%.2f\" y1=\"%zu\" x2=\"%.2f\" y2=\"%.1f\"/>"
			"<text x=\"%.2f\" y=\"%zu\">%zu<title>",
			x, 12 + k % 3 * 14, x, height, x + 2, 12 + k % 3 * 14, k + 1);
		k++;
		mark_title(page, event);
		fputs("</title></text>\n", page->out);
	}
}

/* Round numbers of seconds, no more of them than can be read. */
static void write_axis(const struct page *page)
{
	double y = TOP_H + LANE_H * (double)(page->topo->n_nodes + 1) + AXIS_H - 6;
	int64_t span_ns = (int64_t)page->span_ns, tick_ns = NS_PER_MS;

	for (int i = 0; span_ns / tick_ns > TICKS_MAX; i++)
		tick_ns = i % 3 == 1 ? tick_ns / 2 * 5 : tick_ns * 2;
	for (int64_t at_ns = 0; at_ns <= span_ns; at_ns += tick_ns)
		fprintf(page->out, "<text x=\"%.1f\" y=\"%.1f\">%.10g s</text>\n",
			LANE_X + LANE_W * (double)at_ns / page->span_ns, y, (double)at_ns / 1e9);
}

static void write_key(const struct page *page)
{
	static const char *const keys[][2] = {
		{"fault", "fault"},       {"process", "process"}, {"health", "health"},
		{"link", "link"},         {"address", "address"}, {"session", "BGP session"},
		{"bgp", "BGP message"},   {"route", "route"},     {"client", "request answered"},
		{"lost", "request lost"}, {"verdict", "verdict"}, {"lab", "lab"},
	};

	fputs("<p class=\"key\">", page->out);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		fprintf(page->out,
			"<span><svg width=\"10\" height=\"10\"><rect class=\"m-%s\" width=\"10\" "
			"height=\"10\"/></svg> %s</span> ",
			keys[i][0], keys[i][1]);
	fputs("</p>\n", page->out);
}

void page_chart(const struct page *page)
{
	size_t n = 0;

	fprintf(page->out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n", LANE_X + LANE_W + 20,
		TOP_H + LANE_H * (double)(page->topo->n_nodes + 1) + AXIS_H);
	write_lanes(page);
	write_axis(page);
	for (size_t i = 0; i < page->n && n < MARKS_MAX; i++) {
		const struct trace_event *event = &page->entries[i]->event;

		if (event->kind == TRACE_STEP || !event_matters(page->topo, event))
			continue;
		write_mark(page, event);
		n++;
	}
	fputs("</svg>\n", page->out);
	write_key(page);
}
