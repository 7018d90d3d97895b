#ifndef SHELL_NODE_H
#define SHELL_NODE_H

#include "anycast/params.h"
#include "anycast/role.h"
#include "support/note.h"

/*
 * The world of one announcer: feeds its role what happens and carries out what it asks for. Events
 * go in one at a time; what completes inside a step is delivered after it.
 */

struct node_options {
	const struct announcer_config *config;
	const struct params *params; /* files and the rest the role does not need to know */
	const char *device; /* of the service addresses; NULL: they are not ours to touch */
	const char *secret; /* TCP-MD5 key, or NULL */
	const struct note_sink *notes;
	const struct role *role;
	void *self; /* of the role */
	int health; /* descriptor that tells health as well (health_file.h), or -1 */
	int ready;  /* descriptor that gets a line "ready", or -1 */
};

/**
 * node_run() - run the role until it has finished; SIGTERM and SIGINT ask it to stop
 *
 * Return: 0, 1 when the role has failed, or -errno when the node could not start.
 */
int node_run(const struct node_options *options);

#endif
