#ifndef TRACE_REPORT_H
#define TRACE_REPORT_H

#include "sim/trace/judge.h"

/* What a run comes to: one entry a step, then one an invariant; and the ways to show it. Text from
 * the lab is hostile: every writer escapes it. */

struct report_step {
	char name[160];
	struct judge_verdict verdict;
};

struct report {
	char lab[TOPO_NAME_MAX + 1];
	int64_t up_ns; /* command's start until all sessions and first routes are there; -1: never
			*/
	struct report_step *steps;
	size_t n_steps;
	const char *note; /* one line on why the run ended early, or NULL; borrowed */
};

/** report_init() - an empty report; report_close() releases it */
void report_init(struct report *report, const struct topo *topo);
void report_close(struct report *report);
/** report_add() - append a step or invariant called @name. Return: 0, or -ENOMEM */
int report_add(struct report *report, const char *name, const struct judge_verdict *verdict);

/** report_verdict() - of the whole: fail, else inconclusive, else skip, else pass */
enum trace_verdict report_verdict(const struct report *report);
/** report_exit_code() - 0 all passed, 1 a fail, 3 something inconclusive, 77 what did not pass was
 * skipped */
int report_exit_code(const struct report *report);

/** report_ends_step() - whether the events of a step end before @event */
bool report_ends_step(const struct trace_event *event);
/** report_fault() - the fault of the step that begins with entry @i of @n (timeline_sorted());
 * NULL: it has none. Times count from the cause of the latest fault, as those of verdicts do;
 * before the first one from the beginning of the step */
const struct trace_event *report_fault(const struct timeline_entry **entries, size_t n, size_t i);

/**
 * report_text() - the run in plain words: a line for each event that matters, steps as headings
 * @colour: the stream is a terminal
 */
void report_text(const struct report *report, const struct timeline *timeline, FILE *out,
		 bool colour);
/** report_json() - {"lab":…,"verdict":…,"up_ms":…,"steps":[{"name","verdict","elapsed_ms",
 * "detail"}]} and a newline; unknown times are null */
void report_json(const struct report *report, FILE *out);
/** report_tap() - TAP 13, one test point a step */
void report_tap(const struct report *report, FILE *out);
/** report_html() - one self-contained page */
void report_html(const struct report *report, const struct timeline *timeline, FILE *out);

#endif
