#include "sim/trace/event_text.h"
#include "sim/trace/event_words.h"
#include "sim/trace/failover.h"
#include "sim/trace/news.h"
#include "sim/trace/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COLOUR_HEADING "1"
#define COLOUR_FAULT   "35"
#define COLOUR_PASS    "32"
#define COLOUR_FAIL    "31"
#define COLOUR_OTHER   "33"

struct text {
	const struct topo *topo;
	const struct report *report;
	const struct timeline_entry **entries; /* by time */
	size_t n_entries;
	struct instant start;
	struct instant zero; /* lines tell times from here on */
	bool had_fault;
	size_t n_headings;
	FILE *out;
	bool colour;
	struct news *news;
	const struct trace_event *held; /* an event whose line waits for more like it */
	char words[600];                /* of .held */
};

static double cut_ms(int64_t ns)
{
	int64_t us = ns / 1000; /* as JSON has it */

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

static void paint(const struct text *text, const char *colour)
{
	if (text->colour && colour != NULL)
		fprintf(text->out, "\033[%sm", colour);
}

static void print_in(const struct text *text, const char *colour, const char *words)
{
	paint(text, colour);
	plain_print(text->out, words != NULL ? words : "");
	if (colour != NULL)
		paint(text, "0");
}

static const char *event_colour(const struct trace_event *event)
{
	if (event->kind == TRACE_FAULT || event->kind == TRACE_HEAL)
		return COLOUR_FAULT;
	if (event->kind == TRACE_CLIENT && !event->client.answered)
		return COLOUR_FAIL;
	return NULL;
}

static void held_print(struct text *text)
{
	const struct trace_event *event = text->held;
	struct instant at;

	if (event == NULL)
		return;
	at = event->kind == TRACE_FAULT ? event->cause : event->at;
	fprintf(text->out, "%+14.3f ms  %-8s  ", cut_ms(instant_since(at, text->zero)),
		event_node_name(text->topo, event->node));
	print_in(text, event_colour(event), text->words);
	fputc('\n', text->out);
	text->held = NULL;
}

/* One thing that happens to two prefixes is told once: "route A via c2" and "route B via c2" are
 * "route A, B via c2". Return: whether @words went into the line that waits. */
static bool held_join(struct text *text, const struct trace_event *event, const char *words)
{
	const struct trace_event *held = text->held;
	size_t n_held = strlen(text->words), n = strlen(words), head = 0, tail = 0;
	char joint[sizeof(text->words)];
	struct line line = line_begin(joint, sizeof(joint));

	if (held == NULL || (event->kind != TRACE_ROUTE && event->kind != TRACE_BGP) ||
	    held->kind != event->kind || held->node != event->node || held->at.ns != event->at.ns)
		return false;
	for (size_t i = 0; i < n && i < n_held && words[i] == text->words[i]; i++) {
		if (words[i] == ' ')
			head = i + 1;
	}
	for (size_t i = 1; i <= n && i <= n_held && words[n - i] == text->words[n_held - i]; i++) {
		if (words[n - i] == ' ')
			tail = i;
	}
	/* Alike but for one word, which is the prefix. */
	if (head + tail >= n || memchr(words + head, ' ', n - tail - head) != NULL ||
	    strchr(words + head, '/') == NULL)
		return false;
	line_add(&line, "%.*s, %s", (int)(n_held - tail), text->words, words + head);
	memcpy(text->words, joint, sizeof(joint));
	return true;
}

static void event_print(struct text *text, const struct trace_event *event)
{
	char words[sizeof(text->words)];
	struct line line = line_begin(words, sizeof(words));

	news_words(text->news, &line, event);
	if (held_join(text, event, words))
		return;
	held_print(text);
	text->held = event;
	memcpy(text->words, words, sizeof(words));
}

/* What was done in the step whose heading is entry @i, and when. */
static void done_print(struct text *text, size_t i)
{
	const struct trace_event *fault = report_fault(text->entries, text->n_entries, i);

	struct instant at = text->entries[i]->event.at;

	if (!text->had_fault)
		text->zero = at;
	if (fault != NULL) {
		text->zero = at = fault->cause;
		text->had_fault = true;
		fputs("   done: ", text->out);
		print_in(text, COLOUR_FAULT, fault->text);
		fputs(", at ", text->out);
	} else {
		fputs("   from ", text->out);
	}
	fprintf(text->out, "%.3f s%s\n", cut_ms(instant_since(at, text->start)) / 1e3,
		fault == NULL && text->had_fault ? "; times count from the fault before" : "");
}

static void seen_line(const struct text *text, enum trace_verdict verdict, const char *words)
{
	bool passed = verdict == TRACE_PASS;

	fputs("   ", text->out);
	print_in(text, verdict_colour(verdict), passed ? "seen" : event_verdict_name(verdict));
	fputs(": ", text->out);
	plain_print(text->out, words);
	fputc('\n', text->out);
}

/* What the step's expectations came to. */
static void seen_print(const struct text *text, size_t i, const struct report_step *step)
{
	bool told = false;

	for (i++; i < text->n_entries && !report_ends_step(&text->entries[i]->event); i++) {
		const struct trace_event *event = &text->entries[i]->event;

		if (event->kind != TRACE_VERDICT)
			continue;
		seen_line(text, event->verdict.verdict, event->text != NULL ? event->text : "");
		told = true;
	}
	if (!told && step != NULL && step->verdict.detail[0] != '\0')
		seen_line(text, step->verdict.verdict, step->verdict.detail);
}

static void verdict_print(const struct text *text, const struct judge_verdict *verdict)
{
	print_in(text, verdict_colour(verdict->verdict), event_verdict_name(verdict->verdict));
	if (verdict->verdict == TRACE_PASS && verdict->elapsed_ns > 0)
		fprintf(text->out, " after %.3f ms", cut_ms(verdict->elapsed_ns));
}

static void heading_print(struct text *text, size_t i)
{
	const struct report_step *step = NULL;

	if (text->n_headings < text->report->n_steps)
		step = &text->report->steps[text->n_headings];
	fprintf(text->out, "\n%zu. ", ++text->n_headings);
	print_in(text, COLOUR_HEADING, text->entries[i]->event.text);
	if (step != NULL) {
		fputs(": ", text->out);
		verdict_print(text, &step->verdict);
	}
	fputc('\n', text->out);
	done_print(text, i);
	seen_print(text, i, step);
}

static void entry_print(struct text *text, size_t i)
{
	const struct trace_event *event = &text->entries[i]->event;

	if (!news_take(text->news, event) || event->kind == TRACE_VERDICT)
		return;
	if (event->kind == TRACE_STEP) {
		held_print(text);
		heading_print(text, i);
	} else if (event_is_stopping(event)) {
		held_print(text);
		text->zero = event->at;
		fprintf(text->out, "\nThe lab is taken down, from %.3f s\n",
			cut_ms(instant_since(event->at, text->start)) / 1e3);
	} else {
		event_print(text, event);
	}
}

/* Steps that passed have been told; the rest is repeated where people look first. */
static void verdicts_print(const struct text *text)
{
	const char *before = "\n";

	for (size_t i = 0; i < text->report->n_steps; i++) {
		const struct report_step *step = &text->report->steps[i];

		if (i < text->n_headings && step->verdict.verdict == TRACE_PASS)
			continue;
		fprintf(text->out, "%s  ", before);
		before = "";
		print_in(text, verdict_colour(step->verdict.verdict),
			 event_verdict_name(step->verdict.verdict));
		fprintf(text->out, "%*s",
			(int)(14 - strlen(event_verdict_name(step->verdict.verdict))), "");
		plain_print(text->out, step->name);
		fputs(": ", text->out);
		plain_print(text->out, step->verdict.detail);
		fputc('\n', text->out);
	}
}

static void failovers_print(const struct text *text, const struct timeline *timeline)
{
	size_t n = 0;
	struct failover *failovers = failovers_find(timeline, &n);

	if (n > 0)
		fprintf(text->out, "\n  %-32s  %17s  %23s  %s\n", "failover", "routes gone after",
			"client answered after", "requests lost");
	for (size_t i = 0; i < n; i++) {
		const struct failover *failover = &failovers[i];
		size_t n_fault = strlen(failover->fault);

		fputs("  ", text->out);
		plain_print(text->out, failover->fault);
		fprintf(text->out, "%*s%14.3f ms", (int)(34 - (n_fault < 34 ? n_fault : 34)), "",
			cut_ms(failover->route_ns));
		if (failover->client_ns >= 0)
			fprintf(text->out, "  %20.3f ms", cut_ms(failover->client_ns));
		else
			fprintf(text->out, "  %23s",
				failover->n_asked > 0 ? "never" : "nobody asked");
		fprintf(text->out, "  %" PRIu64 " of %" PRIu64 "\n", failover->n_lost,
			failover->n_asked);
	}
	free(failovers);
}

static void ending_print(const struct text *text, const struct timeline *timeline)
{
	const struct report *report = text->report;

	verdicts_print(text);
	failovers_print(text, timeline);
	if (timeline_lost(timeline) > 0)
		fprintf(text->out, "\n%zu events did not fit and are not shown\n",
			timeline_lost(timeline));
	if (report->note != NULL) {
		fputc('\n', text->out);
		plain_print(text->out, report->note);
		fputc('\n', text->out);
	}
	fputc('\n', text->out);
	plain_print(text->out, report->lab);
	fputs(": ", text->out);
	print_in(text, verdict_colour(report_verdict(report)),
		 event_verdict_name(report_verdict(report)));
	if (report->up_ns >= 0)
		fprintf(text->out, ", up in %.3f ms", cut_ms(report->up_ns));
	fputc('\n', text->out);
}

void report_text(const struct report *report, const struct timeline *timeline, FILE *out,
		 bool colour)
{
	struct text text = {.topo = timeline_topo(timeline),
			    .report = report,
			    .start = timeline_start(timeline),
			    .zero = timeline_start(timeline),
			    .out = out,
			    .colour = colour};

	text.news = news_new(text.topo);
	text.entries = timeline_sorted(timeline, &text.n_entries);
	if (text.news != NULL && text.entries != NULL) {
		fputs("Times count from the latest fault, before the first one from the step's "
		      "beginning; those of headings from the lab's start.\n",
		      out);
		for (size_t i = 0; i < text.n_entries; i++)
			entry_print(&text, i);
		held_print(&text);
		ending_print(&text, timeline);
	} else {
		fputs("out of memory\n", out);
	}
	news_free(text.news);
	free(text.entries);
}
