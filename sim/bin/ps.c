#include "sim/bin/call.h"
#include "sim/bin/host_pid.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void lab_print(const json_t *lab)
{
	const json_t *nodes = json_object_get(lab, "nodes");

	printf("%s: %s, supervisor %lld\n", json_string_value(json_object_get(lab, "lab")),
	       json_string_value(json_object_get(lab, "phase")),
	       json_integer_value(json_object_get(lab, "supervisor_pid")));
	for (size_t i = 0; i < json_array_size(nodes); i++) {
		const json_t *node = json_array_get(nodes, i);
		const json_t *pids = json_object_get(node, "pids");

		printf("  %-16s %-10s %-9s", json_string_value(json_object_get(node, "name")),
		       json_string_value(json_object_get(node, "kind")),
		       json_string_value(json_object_get(node, "state")));
		for (size_t k = 0; k < json_array_size(pids); k++)
			printf(" %lld", json_integer_value(json_array_get(pids, k)));
		putchar('\n');
	}
}

static int lab_ask(const char *name, json_t **lab)
{
	int fd = call_open(&verb_ps, name), error;

	if (fd < 0)
		return ORDER_EXIT_FAILED;
	error = call_ask(&verb_ps, fd, "ps", lab);
	close(fd);
	if (error == 0)
		host_pid_translate(*lab);
	return error == 0 ? ORDER_EXIT_GOOD : ORDER_EXIT_FAILED;
}

/* A lab that ends while the list is made is no error. */
static void lab_add(void *arg, const char *name)
{
	json_t *labs = arg, *lab = NULL;
	int fd = channel_connect(name, geteuid());
	json_t *request = json_pack("{s:s}", "do", "ps");

	if (fd >= 0 && request != NULL && channel_send(fd, request, NULL, 0) == 0 &&
	    channel_receive(fd, &lab, NULL) == 0) {
		host_pid_translate(lab);
		json_array_append_new(labs, lab);
	}
	json_decref(request);
	if (fd >= 0)
		close(fd);
}

static int labs_list(bool as_json)
{
	json_t *labs = json_array();

	channel_labs(geteuid(), lab_add, labs);
	if (as_json) {
		json_dumpf(labs, stdout, 0);
		putchar('\n');
	} else {
		for (size_t i = 0; i < json_array_size(labs); i++)
			lab_print(json_array_get(labs, i));
	}
	json_decref(labs);
	return ORDER_EXIT_GOOD;
}

static int ps(int argc, char **argv)
{
	const char *output = NULL;
	const struct verb_option options[] = {{"--output", 'o', &output, NULL}};
	struct verb_words words = {
		.verb = &verb_ps, .options = options, .n_options = 1, .n_min = 0, .n_max = 1};
	int code = verb_parse(&words, argc, argv);
	enum order_format format;
	json_t *lab = NULL;

	if (code >= 0)
		return code;
	if (!verb_format(&verb_ps, output, &format))
		return ORDER_EXIT_USAGE;
	if (format == ORDER_FORMAT_TAP)
		return verb_complain(&verb_ps, ORDER_EXIT_USAGE,
				     "nothing is tested here; use one of: text, json");
	if (words.n_arguments == 0)
		return labs_list(format == ORDER_FORMAT_JSON);
	code = lab_ask(words.arguments[0], &lab);
	if (code != ORDER_EXIT_GOOD)
		return code;
	if (format == ORDER_FORMAT_JSON) {
		json_dumpf(lab, stdout, 0);
		putchar('\n');
	} else {
		lab_print(lab);
	}
	json_decref(lab);
	return code;
}

const struct verb verb_ps = {
	"ps",
	"[NAME] [-o text|json]",
	"list the labs that run, or one, with their nodes and the processes started there",
	ps,
};
