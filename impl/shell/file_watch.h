#ifndef SHELL_FILE_WATCH_H
#define SHELL_FILE_WATCH_H

#include "shell/world.h"

/*
 * Tells when a file has been written, replaced or removed: inotify on its folder, so that a rename
 * over it is seen, and while the folder itself is missing, on the nearest one that exists. Symbolic
 * links to folders beside it ("..data", as Kubernetes swaps them) count too; what happens behind a
 * link to somewhere else is not seen.
 */

enum file_change {
	FILE_CHANGED, /* replaced, removed, or closed by its writer */
	FILE_WRITTEN, /* its writer goes on: what is there may be half of it */
};

struct file_watch;

/**
 * file_watch_new() - watch @path
 * @path: copied
 * @fn: called from the loop after a change, which may have been to another file of the folder
 *
 * Return: 0, or -errno.
 */
int file_watch_new(const struct world *world, const char *path,
		   void (*fn)(void *arg, enum file_change change), void *arg,
		   struct file_watch **out);
void file_watch_free(struct file_watch *watch);

/**
 * file_read() - read at most @n_out octets of @path, without ever waiting (a FIFO is refused)
 *
 * Return: octets read, or -errno; -EFBIG when there are more.
 */
ssize_t file_read(const char *path, void *out, size_t n_out);

#endif
