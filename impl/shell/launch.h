#ifndef SHELL_LAUNCH_H
#define SHELL_LAUNCH_H

#include "anycast/params.h"
#include "shell/config.h"
#include "support/note.h"

/* What the node programs do alike before their loop runs: options and a checked configuration. */

enum launch_exit {
	LAUNCH_EXIT_GOOD = 0,
	LAUNCH_EXIT_FAILED = 1,
	LAUNCH_EXIT_USAGE = 2, /* bad option or configuration */
	LAUNCH_EXIT_GO_ON = -1,
};

struct launch {
	const char *program;
	const char *purpose; /* one line of the help */
	const char *path;    /* of the configuration file */
	bool check_only;
	struct note_sink notes;
	struct config *config;
	struct params params;
	struct announcer_config announcer; /* valid when .params.enable and .enable_v2 */
	char host[256];                    /* of the probe URL */
};

/**
 * launch_begin() - read options and configuration; prints what is to be said
 *
 * Return: LAUNCH_EXIT_GO_ON; or how to exit. launch_end() in any case.
 */
enum launch_exit launch_begin(struct launch *launch, int argc, char **argv);
void launch_end(struct launch *launch);

/** launch_fault() - print "PROGRAM: FILE: …" to standard error. Return: LAUNCH_EXIT_USAGE */
enum launch_exit launch_fault(const struct launch *launch, const char *text);

/** launch_descriptor() - the descriptor that environment variable @name tells, made close-on-exec;
 * or -1 */
int launch_descriptor(const char *name);

#endif
