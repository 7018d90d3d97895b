#ifndef BIN_VERB_H
#define BIN_VERB_H

#include "sim/netns/order.h"

#include <stdbool.h>
#include <stddef.h>

/* A verb of anycast-lab: one file each. */

struct verb {
	const char *name;
	const char *synopsis;              /* "FILE [-o text|json|tap]" */
	const char *help;                  /* one line, then more */
	int (*run)(int argc, char **argv); /* argv[0] is the verb; returns the exit code */
};

extern const struct verb verb_check, verb_run, verb_up, verb_down, verb_ps, verb_exec, verb_events,
	verb_load;

/* An option: a flag when .value is NULL. */
struct verb_option {
	const char *name; /* "--report" */
	char letter;      /* 'o' for -o; 0: none */
	const char **value;
	bool *flag;
};

struct verb_words {
	const struct verb *verb;
	const struct verb_option *options;
	size_t n_options;
	const char *arguments[8]; /* what is no option, in order */
	size_t n_arguments;
	size_t n_min, n_max; /* how many of them there may be */
	char **rest;         /* what follows "--", or NULL */
};

/**
 * verb_parse() - read a command line
 * @words: .verb, .options, .n_min, .n_max are set; receives the rest
 *
 * Return: -1 to go on, else the exit code: help was given, or a complaint made.
 */
int verb_parse(struct verb_words *words, int argc, char **argv);

/** verb_complain() - "anycast-lab VERB: …" on standard error. Return: @code */
int verb_complain(const struct verb *verb, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** verb_format() - read the value of -o. Return: whether it is a format */
bool verb_format(const struct verb *verb, const char *text, enum order_format *out);

/** verb_usage() - synopsis and help on standard output. Return: 0 */
int verb_usage(const struct verb *verb);

#endif
