#include "sim/trace/event_text.h"
#include "sim/trace/event_words.h"
#include "sim/trace/report.h"
#include "support/text.h"

#include <inttypes.h>
#include <stdlib.h>

#define COLOUR_HEADING "1"
#define COLOUR_FAULT   "35"
#define COLOUR_PASS    "32"
#define COLOUR_FAIL    "31"
#define COLOUR_OTHER   "33"

/* Longer ago than anything. */
#define NEVER_BEFORE ((struct instant){INT64_MIN / 2})

#define AGAIN_NS NS_PER_S /* what went on all the while is not told again */

/* What was seen of one node. With several ways at once a client is served now by one node,
 * now by another: a line is written for one that had not served it for a while, or not since the
 * fault. */
struct node_seen {
	int status;
	bool lost_told;
	struct instant lost_at; /* when that was */
	uint64_t n_lost;        /* since the latest answer told */
	struct instant *served; /* by node, one more for none of ours: its latest answer */
	char said[160];         /* of any node: its latest log line */
};

struct report_lines {
	const struct topo *topo;
	struct instant start;
	struct instant zero;         /* cause of the present step */
	const struct report *report; /* NULL: as it comes, verdicts of steps are not known */
	size_t n_steps;              /* headings written */
	FILE *out;
	bool colour;
	struct node_seen *nodes; /* by node */
	struct instant *served;  /* what their .served point into */
};

/* To the microsecond below, as JSON has it. */
static double cut_ms(int64_t ns)
{
	int64_t us = ns / 1000;

	return (double)us / 1e3;
}

static const char *verdict_colour(enum trace_verdict verdict)
{
	switch (verdict) {
	case TRACE_PASS:
		return COLOUR_PASS;
	case TRACE_FAIL:
		return COLOUR_FAIL;
	case TRACE_SKIP:
	case TRACE_INCONCLUSIVE:
		break;
	}
	return COLOUR_OTHER;
}

static void paint(const struct report_lines *lines, const char *colour)
{
	if (lines->colour && colour != NULL)
		fprintf(lines->out, "\033[%sm", colour);
}

static void unpaint(const struct report_lines *lines, const char *colour)
{
	if (colour != NULL)
		paint(lines, "0");
}

static const char *event_colour(const struct trace_event *event)
{
	if (event->kind == TRACE_VERDICT)
		return verdict_colour(event->verdict.verdict);
	if (event->kind == TRACE_FAULT || event->kind == TRACE_HEAL)
		return COLOUR_FAULT;
	if (event->kind == TRACE_CLIENT && !event->client.answered)
		return COLOUR_FAIL;
	return NULL;
}

static void verdict_print(const struct report_lines *lines, const struct judge_verdict *verdict)
{
	const char *colour = verdict_colour(verdict->verdict);

	paint(lines, colour);
	fputs(event_verdict_name(verdict->verdict), lines->out);
	unpaint(lines, colour);
	if (verdict->verdict == TRACE_PASS && verdict->elapsed_ns >= 0)
		fprintf(lines->out, " (%.3f ms)", cut_ms(verdict->elapsed_ns));
}

/* A new step or fault: the first answer of each node is news again. */
static void clients_forget(struct report_lines *lines)
{
	size_t n = lines->topo->n_nodes;

	for (size_t i = 0; i < n; i++) {
		lines->nodes[i].lost_told = false;
		lines->nodes[i].lost_at = NEVER_BEFORE;
		for (size_t k = 0; k <= n; k++)
			lines->nodes[i].served[k] = NEVER_BEFORE;
	}
}

static void heading(struct report_lines *lines, const struct trace_event *event)
{
	fprintf(lines->out, "\n%9.3f s  ", (double)instant_since(event->at, lines->start) / 1e9);
	paint(lines, COLOUR_HEADING);
	plain_print(lines->out, event->text != NULL ? event->text : "");
	unpaint(lines, COLOUR_HEADING);
	if (lines->report != NULL && lines->n_steps < lines->report->n_steps) {
		fputs(": ", lines->out);
		verdict_print(lines, &lines->report->steps[lines->n_steps].verdict);
	}
	fputc('\n', lines->out);
	lines->n_steps++;
	lines->zero = event->at;
	clients_forget(lines);
}

static bool lost_is_news(struct node_seen *seen, struct instant at)
{
	seen->n_lost++;
	if (instant_since(at, seen->lost_at) < AGAIN_NS)
		return false;
	seen->lost_told = true;
	seen->lost_at = at;
	return true;
}

static bool client_is_news(struct report_lines *lines, const struct trace_event *event)
{
	size_t n = lines->topo->n_nodes;
	struct node_seen *seen;
	struct instant *served;
	bool news;

	if (event->node >= n)
		return false;
	seen = &lines->nodes[event->node];
	if (!event->client.answered)
		return lost_is_news(seen, event->at);
	served = &seen->served[event->client.served_by < n ? event->client.served_by : n];
	news = seen->lost_told || seen->status != event->client.status ||
	       instant_since(event->at, *served) >= AGAIN_NS;
	*served = event->at;
	seen->status = event->client.status;
	seen->lost_told = false;
	return news;
}

/* A process that failed has mostly said why just before. */
static void last_words_print(const struct report_lines *lines, const struct trace_event *event)
{
	if (event->process.state != TRACE_PROCESS_EXITED || event->process.code == 0 ||
	    event->node >= lines->topo->n_nodes || lines->nodes[event->node].said[0] == '\0')
		return;
	fputs(": ", lines->out);
	plain_print(lines->out, lines->nodes[event->node].said);
}

static void log_keep(struct report_lines *lines, const struct trace_event *event)
{
	if (event->node < lines->topo->n_nodes && event->text != NULL)
		text_copy(lines->nodes[event->node].said, sizeof(lines->nodes->said), event->text);
}

static void lost_print(struct report_lines *lines, const struct trace_event *event)
{
	struct node_seen *seen = &lines->nodes[event->node];

	if (!event->client.answered)
		return;
	if (seen->n_lost > 0)
		fprintf(lines->out, " (after %" PRIu64 " without an answer)", seen->n_lost);
	seen->n_lost = 0;
}

static bool clients_init(struct report_lines *lines)
{
	size_t n = lines->topo->n_nodes;

	lines->nodes = calloc(n + 1, sizeof(*lines->nodes));
	lines->served = calloc((n + 1) * (n + 1), sizeof(*lines->served));
	if (lines->nodes == NULL || lines->served == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		lines->nodes[i].served = lines->served + i * (n + 1);
	clients_forget(lines);
	return true;
}

struct report_lines *report_lines_new(const struct timeline *timeline, FILE *out, bool colour)
{
	struct report_lines *lines = calloc(1, sizeof(*lines));

	if (lines == NULL)
		return NULL;
	lines->topo = timeline_topo(timeline);
	lines->start = lines->zero = timeline_start(timeline);
	lines->out = out;
	lines->colour = colour;
	if (!clients_init(lines)) {
		report_lines_free(lines);
		return NULL;
	}
	return lines;
}

void report_lines_free(struct report_lines *lines)
{
	if (lines == NULL)
		return;
	free(lines->nodes);
	free(lines->served);
	free(lines);
}

void report_lines_event(void *arg, size_t number, const struct trace_event *event)
{
	struct report_lines *lines = arg;
	const char *colour = event_colour(event);
	char words[400];
	struct line line = line_begin(words, sizeof(words));
	struct instant at = event->at;

	(void)number;
	if (event->kind == TRACE_STEP) {
		heading(lines, event);
		return;
	}
	if (event->kind == TRACE_LOG)
		log_keep(lines, event);
	/* While the lab comes up, every link is down first. */
	if (event->kind == TRACE_LINK && lines->n_steps == 0)
		return;
	if (!event_matters(lines->topo, event) ||
	    (event->kind == TRACE_CLIENT && !client_is_news(lines, event)))
		return;
	if (event->kind == TRACE_FAULT) {
		at = lines->zero = event->cause;
		clients_forget(lines);
	}
	event_words(&line, lines->topo, event);
	fprintf(lines->out, "%+12.3f ms  %-8s  ", (double)instant_since(at, lines->zero) / 1e6,
		event_node_name(lines->topo, event->node));
	paint(lines, colour);
	plain_print(lines->out, words);
	unpaint(lines, colour);
	if (event->kind == TRACE_CLIENT)
		lost_print(lines, event);
	if (event->kind == TRACE_PROCESS)
		last_words_print(lines, event);
	fputc('\n', lines->out);
}

/* "  pass            3.214 ms  ", in columns. */
static void ending_verdict(const struct report_lines *lines, const struct judge_verdict *verdict)
{
	const char *colour = verdict_colour(verdict->verdict);

	fputs("  ", lines->out);
	paint(lines, colour);
	fprintf(lines->out, "%-12s", event_verdict_name(verdict->verdict));
	unpaint(lines, colour);
	if (verdict->elapsed_ns >= 0)
		fprintf(lines->out, "%10.3f ms  ", cut_ms(verdict->elapsed_ns));
	else
		fprintf(lines->out, "%15s", "");
}

static void ending(const struct report_lines *lines, const struct report *report,
		   const struct timeline *timeline)
{
	fputc('\n', lines->out);
	for (size_t i = 0; i < report->n_steps; i++) {
		ending_verdict(lines, &report->steps[i].verdict);
		plain_print(lines->out, report->steps[i].name);
		if (report->steps[i].verdict.verdict != TRACE_PASS) {
			fputs(": ", lines->out);
			plain_print(lines->out, report->steps[i].verdict.detail);
		}
		fputc('\n', lines->out);
	}
	if (timeline_lost(timeline) > 0)
		fprintf(lines->out, "\n%zu events did not fit and are not shown\n",
			timeline_lost(timeline));
	if (report->note != NULL) {
		fputc('\n', lines->out);
		plain_print(lines->out, report->note);
		fputc('\n', lines->out);
	}
	fputc('\n', lines->out);
	plain_print(lines->out, report->lab);
	fprintf(lines->out, ": %s", event_verdict_name(report_verdict(report)));
	if (report->up_ns >= 0)
		fprintf(lines->out, ", up in %.3f ms", cut_ms(report->up_ns));
	fputc('\n', lines->out);
}

void report_text(const struct report *report, const struct timeline *timeline, FILE *out,
		 bool colour)
{
	struct report_lines *lines = report_lines_new(timeline, out, colour);
	size_t n = 0;
	const struct timeline_entry **entries = timeline_sorted(timeline, &n);

	if (lines != NULL && entries != NULL) {
		lines->report = report;
		for (size_t i = 0; i < n; i++)
			report_lines_event(lines, entries[i]->number, &entries[i]->event);
		ending(lines, report, timeline);
	} else {
		fputs("out of memory\n", out);
	}
	report_lines_free(lines);
	free(entries);
}
