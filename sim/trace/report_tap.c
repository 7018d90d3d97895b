#include "sim/trace/event_text.h"
#include "sim/trace/event_words.h"
#include "sim/trace/jot.h"
#include "sim/trace/report.h"

#include <string.h>

/* A description: '#' begins a directive, a backslash escapes it. */
static void description(FILE *out, const char *text)
{
	char part[2] = "";

	for (size_t n; *text != '\0'; text += n) {
		n = strcspn(text, "#");
		if (n > 0) {
			char piece[sizeof(((struct report_step *)0)->name)];

			snprintf(piece, sizeof(piece), "%.*s", (int)n, text);
			plain_print(out, piece);
		} else {
			part[0] = *text;
			fprintf(out, "\\%s", part);
			n = 1;
		}
	}
}

static void test_point(FILE *out, size_t number, const struct report_step *step)
{
	const struct judge_verdict *verdict = &step->verdict;
	bool good = verdict->verdict == TRACE_PASS || verdict->verdict == TRACE_SKIP;

	fprintf(out, "%s %zu - ", good ? "ok" : "not ok", number);
	description(out, step->name);
	if (verdict->verdict == TRACE_SKIP) {
		fputs(" # SKIP ", out);
		plain_print(out, verdict->detail);
	}
	fputc('\n', out);
	if (verdict->verdict == TRACE_SKIP)
		return;
	fprintf(out, "  ---\n  verdict: %s\n", event_verdict_name(verdict->verdict));
	if (verdict->elapsed_ns >= 0) {
		fputs("  elapsed_ms: ", out);
		jot_ms(out, verdict->elapsed_ns);
		fputc('\n', out);
	}
	fputs("  detail: ", out);
	jot_text(out, verdict->detail);
	fputs("\n  ...\n", out);
}

void report_tap(const struct report *report, FILE *out)
{
	fprintf(out, "TAP version 13\n1..%zu\n", report->n_steps);
	if (report->note != NULL) {
		fputs("# ", out);
		plain_print(out, report->note);
		fputc('\n', out);
	}
	for (size_t i = 0; i < report->n_steps; i++)
		test_point(out, i + 1, &report->steps[i]);
}
