#include "sim/bin/verb.h"
#include "support/nearest.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "0.1"
#endif

static const struct verb *const verbs[] = {
	&verb_check, &verb_run,  &verb_up,     &verb_down,
	&verb_ps,    &verb_exec, &verb_events, &verb_load,
};

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

static const struct verb *verb_named(const char *name)
{
	for (size_t i = 0; i < N_VERBS; i++) {
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	}
	return NULL;
}

static int help(const char *name)
{
	const struct verb *verb = name != NULL ? verb_named(name) : NULL;

	if (verb != NULL)
		return verb_usage(verb);
	puts("usage: anycast-lab VERB …    networks of namespaces, from a file; docs/lab.md\n");
	for (size_t i = 0; i < N_VERBS; i++)
		printf("  %-7s %.*s\n", verbs[i]->name, (int)strcspn(verbs[i]->help, "\n"),
		       verbs[i]->help);
	puts("\nanycast-lab VERB --help tells more. Exit: 0 good, 1 failed, 2 bad file or usage,\n"
	     "3 inconclusive, 77 the machine lacks something.");
	return ORDER_EXIT_GOOD;
}

static int unknown(const char *word)
{
	const char *names[N_VERBS + 1];
	char hint[160];

	for (size_t i = 0; i < N_VERBS; i++)
		names[i] = verbs[i]->name;
	names[N_VERBS] = "help";
	fprintf(stderr, "anycast-lab: unknown verb \"%s\"; %s\n", word,
		nearest_hint(word, names, N_VERBS + 1, hint, sizeof(hint)));
	return ORDER_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct verb *verb;

	/* Whoever starts us may have left pipes open; a lab in the background must not hold them.
	 */
	close_range(3, ~0U, 0);
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		fputs("usage: anycast-lab VERB …; anycast-lab help lists the verbs\n", stderr);
		return ORDER_EXIT_USAGE;
	}
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0)
		return help(argv[2]);
	if (strcmp(argv[1], "--version") == 0) {
		puts("anycast-lab " VERSION);
		return ORDER_EXIT_GOOD;
	}
	verb = verb_named(argv[1]);
	return verb != NULL ? verb->run(argc - 1, argv + 1) : unknown(argv[1]);
}
