#ifndef SHELL_HEALTH_FILE_H
#define SHELL_HEALTH_FILE_H

#include "shell/world.h"

/*
 * HEALTH events: the health file as it is, at start, whenever it changes, and every interval,
 * should a change be one that cannot be seen; and beside it what the program that started us says
 * over a pipe, line by line, "component level". The end of the pipe means that program is dead,
 * which counts as critical.
 */

struct health_file;

struct health_source {
	const char *path;    /* or NULL: no file; outlives the health file */
	int64_t interval_ns; /* the file is read that often at least */
	int pipe;            /* descriptor, ours from now on; or -1 */
};

/**
 * health_file_new() - watch both; the first event is delivered by health_file_start()
 *
 * Return: 0, or -errno.
 */
int health_file_new(const struct world *world, const struct health_source *source,
		    struct health_file **out);
void health_file_start(struct health_file *health);
void health_file_free(struct health_file *health);

#endif
