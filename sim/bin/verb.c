#include "sim/bin/verb.h"

#include "support/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int verb_complain(const struct verb *verb, int code, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "anycast-lab %s: ", verb->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

int verb_usage(const struct verb *verb)
{
	printf("usage: anycast-lab %s %s\n%s\n", verb->name, verb->synopsis, verb->help);
	return ORDER_EXIT_GOOD;
}

bool verb_format(const struct verb *verb, const char *text, enum order_format *out)
{
	static const char *const names[] = {"text", "json", "tap"};
	char hint[100];

	*out = ORDER_FORMAT_TEXT;
	if (text == NULL)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (enum order_format)i;
			return true;
		}
	}
	verb_complain(verb, ORDER_EXIT_USAGE, "no output format \"%s\"; %s", text,
		      nearest_hint(text, names, 3, hint, sizeof(hint)));
	return false;
}

static int unknown(const struct verb_words *words, const char *word)
{
	const char *names[8];
	char hint[160];
	size_t n = 0;

	for (; n < words->n_options; n++)
		names[n] = words->options[n].name;
	names[n++] = "--help";
	return verb_complain(words->verb, ORDER_EXIT_USAGE, "unknown option \"%s\"; %s", word,
			     nearest_hint(word, names, n, hint, sizeof(hint)));
}

static const struct verb_option *option_of(const struct verb_words *words, const char *word,
					   const char **value)
{
	const size_t n = strcspn(word, "=");

	for (size_t i = 0; i < words->n_options; i++) {
		const struct verb_option *option = &words->options[i];

		*value = NULL;
		if (strlen(option->name) == n && strncmp(word, option->name, n) == 0) {
			*value = word[n] == '=' ? word + n + 1 : NULL;
			return option;
		}
		if (option->letter != 0 && word[1] == option->letter) {
			*value = word[2] != '\0' ? word + 2 : NULL;
			return option;
		}
	}
	return NULL;
}

/* Return: how many words were used, 0 after a complaint. */
static int option_take(struct verb_words *words, int left, char **argv)
{
	const char *value;
	const struct verb_option *option = option_of(words, argv[0], &value);

	if (option == NULL) {
		unknown(words, argv[0]);
		return 0;
	}
	if (option->value == NULL) {
		*option->flag = true;
		return 1;
	}
	if (value == NULL && left < 2) {
		verb_complain(words->verb, ORDER_EXIT_USAGE, "option %s needs a value", argv[0]);
		return 0;
	}
	*option->value = value != NULL ? value : argv[1];
	return value != NULL ? 1 : 2;
}

int verb_parse(struct verb_words *words, int argc, char **argv)
{
	int i = 1;

	while (i < argc) {
		int used = 1;

		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return verb_usage(words->verb);
		if (strcmp(argv[i], "--") == 0) {
			words->rest = &argv[i + 1];
			break;
		}
		if (argv[i][0] == '-' && argv[i][1] != '\0') {
			used = option_take(words, argc - i, &argv[i]);
			if (used == 0)
				return ORDER_EXIT_USAGE;
		} else if (words->n_arguments == words->n_max) {
			return verb_complain(words->verb, ORDER_EXIT_USAGE,
					     "\"%s\" is too much; usage: anycast-lab %s %s",
					     argv[i], words->verb->name, words->verb->synopsis);
		} else {
			words->arguments[words->n_arguments++] = argv[i];
		}
		i += used;
	}
	if (words->n_arguments < words->n_min)
		return verb_complain(words->verb, ORDER_EXIT_USAGE, "usage: anycast-lab %s %s",
				     words->verb->name, words->verb->synopsis);
	return -1;
}
