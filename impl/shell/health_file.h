#ifndef SHELL_HEALTH_FILE_H
#define SHELL_HEALTH_FILE_H

#include "shell/world.h"

/*
 * HEALTH events: the health file as it is, at start and whenever it changes, and beside it what the
 * program that started us says over a pipe, line by line, "component level". The end of the pipe
 * means that program is dead, which counts as critical.
 */

struct health_file;

/**
 * health_file_new() - watch both; the first event is delivered by health_file_start()
 * @path: or NULL: no file
 * @pipe: descriptor, ours from now on; or -1
 *
 * Return: 0, or -errno.
 */
int health_file_new(const struct world *world, const char *path, int pipe,
		    struct health_file **out);
void health_file_start(struct health_file *health);
void health_file_free(struct health_file *health);

#endif
