#include "support/text.h"
#include "tests/vectors/suite.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Runs every *.json of the folders given and prints TAP: a line a case, failures named by case. */

static const char federation[] = "belongs to the federation, not built yet";

static const struct suite suites[] = {
	{"addr-normalise", addr_normalise_run, NULL},
	{"address-decision", addr_decision_run, NULL},
	{"san-match", san_match_run, NULL},
	{"config-validate", config_validate_run, NULL},
	{"health", health_run, NULL},
	{"authz", NULL, federation},
	{"client-selection", NULL, federation},
	{"gate", NULL, federation},
	{"hint-build", NULL, federation},
	{"hint-parse", NULL, federation},
	{"longest-match", NULL, federation},
};

static size_t n_failed;

/* Text of a file, harmless to a TAP reader: no control octets, and no directive. */
static const char *shown(const char *text, char *out, size_t n_out)
{
	text_escape(text, strlen(text), out, n_out);
	for (char *c = out; *c != '\0'; c++) {
		if (*c == '#')
			*c = '?';
	}
	return out;
}

static void result(bool good, const char *suite, const char *id, const char *title)
{
	char clean_id[100], clean[400];

	n_failed += good ? 0 : 1;
	printf("%s - %s %s: %s\n", good ? "ok" : "not ok", suite,
	       shown(id, clean_id, sizeof(clean_id)), shown(title, clean, sizeof(clean)));
}

static void broken(const char *where, const char *what)
{
	n_failed++;
	printf("not ok - %s: %s\n", where, what);
}

static void show(const char *what, const json_t *value)
{
	char *text = json_dumps(value, JSON_ENSURE_ASCII | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	printf("#   %-8s %s\n", what, text != NULL ? text : "?");
	free(text);
}

static const struct suite *suite_find(const char *name)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (name != NULL && strcmp(suites[i].name, name) == 0)
			return &suites[i];
	}
	return NULL;
}

static void run_case(const struct suite *suite, const json_t *one, const char *id)
{
	const char *title = text_of(one, "title"), *wrong = NULL;
	json_t *input = expand(json_object_get(one, "input"), &wrong);
	json_t *expected = expand(json_object_get(one, "expect"), &wrong);
	json_t *got = NULL;

	if (json_is_object(input) && json_is_object(expected))
		got = suite->run(input, &wrong);
	else if (wrong == NULL)
		wrong = "the case has no input or no expect";
	result(got != NULL && json_equal(got, expected), suite->name, id,
	       title != NULL ? title : "no title");
	if (got == NULL) {
		printf("#   %s\n", wrong != NULL ? wrong : "no result");
	} else if (!json_equal(got, expected)) {
		show("expected", expected);
		show("got", got);
	}
	json_decref(got);
	json_decref(expected);
	json_decref(input);
}

/* A case is named by its id, so there must be one, and only one. */
static void run_cases(const char *path, const struct suite *suite, const json_t *cases)
{
	json_t *seen = json_object();

	for (size_t i = 0; i < json_array_size(cases); i++) {
		const json_t *one = json_array_get(cases, i);
		const char *id = text_of(one, "id");

		if (id == NULL || id[0] == '\0')
			broken(path, "a case has no id");
		else if (json_object_get(seen, id) != NULL)
			broken(path, "two cases have the same id");
		else
			run_case(suite, one, id);
		if (id != NULL)
			json_object_set_new(seen, id, json_true());
	}
	json_decref(seen);
}

static void run_document(const char *path, const json_t *document)
{
	const json_t *cases = json_object_get(document, "cases");
	const json_t *format = json_object_get(document, "format");
	const char *name = text_of(document, "suite");
	const struct suite *suite = suite_find(name);
	char text[300], clean[100] = "";

	if (name != NULL)
		shown(name, clean, sizeof(clean));
	snprintf(text, sizeof(text), "unknown suite '%s'", clean);
	if (!json_is_integer(format) || json_integer_value(format) != 1)
		broken(path, "no vector file of format 1");
	else if (suite == NULL)
		broken(path, text);
	else if (!json_is_array(cases) || json_array_size(cases) == 0)
		broken(path, "holds no case");
	else if (suite->run != NULL)
		run_cases(path, suite, cases);
	else
		printf("ok - %s # SKIP not implemented: %s (%zu cases)\n", suite->name, suite->skip,
		       json_array_size(cases));
}

static void run_file(const char *path)
{
	json_error_t error;
	json_t *document = json_load_file(path, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
	char text[JSON_ERROR_TEXT_LENGTH + 64], clean[JSON_ERROR_TEXT_LENGTH];

	if (document == NULL) {
		shown(error.text, clean, sizeof(clean));
		snprintf(text, sizeof(text), "line %d, column %d: %s", error.line, error.column,
			 clean);
		broken(path, text);
		return;
	}
	run_document(path, document);
	json_decref(document);
}

static int is_json(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot != NULL && strcmp(dot, ".json") == 0;
}

static void run_folder(const char *folder)
{
	struct dirent **files = NULL;
	int n = scandir(folder, &files, is_json, alphasort);

	if (n < 0)
		broken(folder, "no folder that can be read");
	if (n == 0)
		broken(folder, "holds no *.json");
	for (int i = 0; i < n; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
		run_file(path);
		free(files[i]);
	}
	free(files);
}

int main(int argc, char **argv)
{
	struct stat status;

	if (argc < 2) {
		fputs("usage: vectors FOLDER|FILE…\n", stderr);
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		if (stat(argv[i], &status) == 0 && S_ISREG(status.st_mode))
			run_file(argv[i]);
		else
			run_folder(argv[i]);
	}
	return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
