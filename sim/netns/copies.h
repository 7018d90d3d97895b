#ifndef NETNS_COPIES_H
#define NETNS_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Files that the lab's ids could not read where they lie, because they or their folder are closed
 * to others: copied into the lab's memory by the host's root. Only files that the topology names.
 */

struct copies {
	const char *const *names; /* paths below the folder */
	size_t n;
	uid_t owner; /* of the copies */
	gid_t group;
};

/** copies_is_below() - whether @name is a path that stays below its folder: relative, without ".."
 */
bool copies_is_below(const char *name);

/** copies_below() - Return: what of the absolute @path is below @folder, NULL when it is not below
 * it
 */
const char *copies_below(const char *path, const char *folder);

/** copies_are_needed() - whether others may not enter @folder, or not read one of the files that
 * are there */
bool copies_are_needed(int folder, const struct copies *copies);

/** copies_make() - copy what is there of the files from one folder to the other. Return: 0 or
 * -errno */
int copies_make(int from, int to, const struct copies *copies);

#endif
