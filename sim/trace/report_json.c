#include "sim/trace/event_text.h"
#include "sim/trace/jot.h"
#include "sim/trace/report.h"

static void member_time(struct jot *jot, const char *key, int64_t ns)
{
	jot_key(jot, key);
	if (ns < 0)
		fputs("null", jot->file);
	else
		jot_ms(jot->file, ns);
}

void report_json(const struct report *report, FILE *out)
{
	struct jot jot = {.file = out};

	jot_open(&jot, '{');
	jot_member_text(&jot, "lab", report->lab);
	jot_member_text(&jot, "verdict", event_verdict_name(report_verdict(report)));
	member_time(&jot, "up_ms", report->up_ns);
	jot_key(&jot, "steps");
	jot_open(&jot, '[');
	for (size_t i = 0; i < report->n_steps; i++) {
		const struct report_step *step = &report->steps[i];

		jot_key(&jot, NULL);
		jot_open(&jot, '{');
		jot_member_text(&jot, "name", step->name);
		jot_member_text(&jot, "verdict", event_verdict_name(step->verdict.verdict));
		member_time(&jot, "elapsed_ms", step->verdict.elapsed_ns);
		jot_member_text(&jot, "detail", step->verdict.detail);
		jot_close(&jot, '}');
	}
	jot_close(&jot, ']');
	jot_close(&jot, '}');
	fputc('\n', out);
}
