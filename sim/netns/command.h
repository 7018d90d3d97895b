#ifndef NETNS_COMMAND_H
#define NETNS_COMMAND_H

#include "sim/netns/process.h"

/* The command lines of a node's programs, and what they find in their environment. */

#define COMMAND_WORDS_MAX 32

struct command {
	struct process_spec spec; /* callbacks are the caller's to set */
	const char *argv[COMMAND_WORDS_MAX];
	const char *environment[COMMAND_WORDS_MAX];
	char *text; /* what the two point into */
};

/** command_has_main() - whether a node of @kind runs a program at all */
bool command_has_main(enum topo_kind kind);
/** command_has_server() - whether the lab starts a web server beside it */
bool command_has_server(enum topo_kind kind);

/** command_main() - fill @command for the main program of @node; command_close() it. Return: 0 or
 * -errno */
int command_main(struct command *command, const struct lab *lab, size_t node);
int command_server(struct command *command, const struct lab *lab, size_t node);
/** command_visit() - fill @command for somebody who looks into @node, at a terminal of type @term:
 * the environment of its program; words and streams are the caller's to set */
int command_visit(struct command *command, const struct lab *lab, size_t node, const char *term);
void command_close(struct command *command);

#endif
