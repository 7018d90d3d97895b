#include "sim/trace/report.h"

#include "sim/trace/event_text.h"
#include "support/text.h"

#include <errno.h>
#include <stdlib.h>

void report_init(struct report *report, const struct topo *topo)
{
	*report = (struct report){.up_ns = -1};
	text_copy(report->lab, sizeof(report->lab), topo->name);
}

void report_close(struct report *report)
{
	free(report->steps);
	report->steps = NULL;
	report->n_steps = 0;
}

int report_add(struct report *report, const char *name, const struct judge_verdict *verdict)
{
	struct report_step *steps =
		realloc(report->steps, (report->n_steps + 1) * sizeof(*report->steps));

	if (steps == NULL)
		return -ENOMEM;
	report->steps = steps;
	text_copy(steps[report->n_steps].name, sizeof(steps->name), name);
	steps[report->n_steps].verdict = *verdict;
	report->n_steps++;
	return 0;
}

enum trace_verdict report_verdict(const struct report *report)
{
	enum trace_verdict verdict = TRACE_PASS;

	for (size_t i = 0; i < report->n_steps; i++)
		verdict = judge_worse(verdict, report->steps[i].verdict.verdict);
	return verdict;
}

int report_exit_code(const struct report *report)
{
	switch (report_verdict(report)) {
	case TRACE_PASS:
		return 0;
	case TRACE_FAIL:
		return 1;
	case TRACE_INCONCLUSIVE:
		return 3;
	case TRACE_SKIP:
		return 77;
	}
	return 1;
}

bool report_ends_step(const struct trace_event *event)
{
	return event->kind == TRACE_STEP || event_is_stopping(event);
}

const struct trace_event *report_fault(const struct timeline_entry **entries, size_t n, size_t i)
{
	for (i++; i < n && !report_ends_step(&entries[i]->event); i++) {
		if (entries[i]->event.kind == TRACE_FAULT)
			return &entries[i]->event;
	}
	return NULL;
}
