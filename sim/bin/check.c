#include "sim/bin/verb.h"

#include <jansson.h>

static void say(const char *file, const struct topo *topo, const char *error,
		enum order_format format)
{
	switch (format) {
	case ORDER_FORMAT_TEXT:
		if (topo != NULL)
			printf("%s: good: %zu nodes, %zu links, %zu steps\n", file, topo->n_nodes,
			       topo->n_links, topo->n_steps);
		else
			fprintf(stderr, "%s\n", error);
		break;
	case ORDER_FORMAT_JSON: {
		json_t *object = json_pack("{s:s,s:b,s:s*}", "file", file, "good", topo != NULL,
					   "error", topo != NULL ? NULL : error);

		json_dumpf(object, stdout, 0);
		putchar('\n');
		json_decref(object);
		break;
	}
	case ORDER_FORMAT_TAP:
		printf("1..1\n%sok 1 - %s\n", topo != NULL ? "" : "not ", file);
		if (topo == NULL)
			printf("# %s\n", error);
		break;
	}
}

static int check(int argc, char **argv)
{
	const char *output = NULL;
	const struct verb_option options[] = {{"--output", 'o', &output, NULL}};
	struct verb_words words = {
		.verb = &verb_check, .options = options, .n_options = 1, .n_min = 1, .n_max = 1};
	enum order_format format;
	int code = verb_parse(&words, argc, argv);
	char error[512] = "";
	struct topo *topo;

	if (code >= 0)
		return code;
	if (!verb_format(&verb_check, output, &format))
		return ORDER_EXIT_USAGE;
	topo = topo_load(words.arguments[0], error, sizeof(error));
	say(words.arguments[0], topo, error, format);
	code = topo != NULL ? ORDER_EXIT_GOOD : ORDER_EXIT_USAGE;
	topo_free(topo);
	return code;
}

const struct verb verb_check = {
	"check",
	"FILE [-o text|json|tap]",
	"read a topology file and say what is wrong with it, as FILE:LINE:COL\n"
	"FILE may be - for standard input.",
	check,
};
