#include "shell/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whoever may write to the folder above could have put a link or a folder of its own there. */
static int make_own(const char *path)
{
	struct stat st;
	/* Workers that are not root have folders of their own in it. */
	const mode_t mode = geteuid() == 0 ? 0711 : 0700;

	if (mkdir(path, mode) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (lstat(path, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 022) != 0)
		return -EEXIST;
	return 0;
}

int folder_make(const char *name, char *out, size_t n_out)
{
	const char *const above[] = {getenv("RUNTIME_DIRECTORY"), "/run", "/tmp"};
	int err = -ENOENT;

	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++) {
		if (above[i] == NULL || above[i][0] != '/')
			continue;
		if ((size_t)snprintf(out, n_out, "%s/%s", above[i], name) >= n_out)
			return -ENAMETOOLONG;
		err = make_own(out);
		if (err == 0)
			return 0;
	}
	return err;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
