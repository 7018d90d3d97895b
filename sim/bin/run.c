#include "sim/bin/lab_order.h"
#include "sim/netns/front.h"
#include "support/loop.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *report_open(const char *folder, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return fopen(path, "we");
}

/* The files are opened before the lab: it has another view of the file system. */
static int reports_open(struct order *order, const char *folder)
{
	if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		return verb_complain(&verb_run, ORDER_EXIT_USAGE, "cannot make folder %s: %s",
				     folder, strerror(errno));
	order->timeline = report_open(folder, "timeline.ndjson");
	order->html = report_open(folder, "report.html");
	order->json = report_open(folder, "report.json");
	if (order->timeline == NULL || order->html == NULL || order->json == NULL)
		return verb_complain(&verb_run, ORDER_EXIT_USAGE, "cannot write into %s: %s",
				     folder, strerror(errno));
	return -1;
}

static void reports_close(struct order *order)
{
	FILE *files[] = {order->timeline, order->html, order->json};

	for (size_t i = 0; i < 3; i++) {
		if (files[i] != NULL)
			fclose(files[i]);
	}
}

static int run_order(struct order *order)
{
	char name[TOPO_NAME_MAX + 16];
	int error = front_listen(order, name, sizeof(name));
	int code;

	if (error != 0)
		return verb_complain(&verb_run, ORDER_EXIT_USAGE, "lab %s: %s", order->name,
				     strerror(-error));
	code = front_run(order, -1);
	close(order->listener);
	return code;
}

static int run(int argc, char **argv)
{
	struct order order = {.run = true, .start = now_mono()};
	const char *output = NULL, *report = NULL, *name = NULL;
	const struct verb_option options[] = {{"--output", 'o', &output, NULL},
					      {"--report", 0, &report, NULL},
					      {"--name", 0, &name, NULL}};
	struct verb_words words = {
		.verb = &verb_run, .options = options, .n_options = 3, .n_min = 1, .n_max = 1};
	int code = verb_parse(&words, argc, argv);

	if (code >= 0)
		return code;
	if (!verb_format(&verb_run, output, &order.format))
		return ORDER_EXIT_USAGE;
	code = lab_order_make(&order, &verb_run, words.arguments[0], name);
	if (code >= 0)
		return code;
	if (report != NULL)
		code = reports_open(&order, report);
	if (code < 0)
		code = run_order(&order);
	reports_close(&order);
	lab_order_close(&order);
	return code;
}

const struct verb verb_run = {
	"run",
	"FILE [-o text|json|tap] [--report DIR] [--name NAME]",
	"build the lab, run its scenario, judge it, leave nothing behind\n"
	"--report DIR  writes timeline.ndjson, report.json and report.html there\n"
	"--name NAME   of the lab, in place of the file's\n"
	"Exit: 0 all passed, 1 something failed, 3 inconclusive, 77 what did not pass was skipped.",
	run,
};
