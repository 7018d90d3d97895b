#ifndef SHELL_CERTIFICATE_FILE_H
#define SHELL_CERTIFICATE_FILE_H

#include "shell/world.h"

/* CERTIFICATE events: the first certificate of a PEM file, at start and whenever it changes. */

struct certificate_file;

/** certificate_file_new() - watch @path, borrowed for life. Return: 0, or -errno */
int certificate_file_new(const struct world *world, const char *path,
			 struct certificate_file **out);
void certificate_file_start(struct certificate_file *certificate);
void certificate_file_free(struct certificate_file *certificate);

#endif
