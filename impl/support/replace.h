#ifndef SUPPORT_REPLACE_H
#define SUPPORT_REPLACE_H

#include "anycast/base.h"

#include <sys/types.h>

/**
 * file_replace() - put a whole new file in place of @path, by rename: no reader sees half of it
 * @path: at most 200 octets; "@path.new" is used on the way
 * @mode: permission bits, whatever the umask
 * @cause: receives the time just before the rename; NULL is fine
 *
 * Return: 0, or -errno; the old file then stands as it was.
 */
int file_replace(const char *path, mode_t mode, struct bytes content, struct instant *cause);

#endif
