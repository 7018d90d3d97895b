#ifndef SHELL_FOLDER_H
#define SHELL_FOLDER_H

#include <stddef.h>

/**
 * folder_make() - a folder of our own for what lives as long as the process: in RUNTIME_DIRECTORY
 * (systemd), else in /run, else in /tmp
 * @name: of the folder; the same name gives the same folder, so that a crash leaves one at most
 * @out: its path, absolute
 *
 * Return: 0, or -errno; -EEXIST when it belongs to somebody else.
 */
int folder_make(const char *name, char *out, size_t n_out);

/** folder_remove() - remove it and what is in it */
void folder_remove(const char *path);

#endif
