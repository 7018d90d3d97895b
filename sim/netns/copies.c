#include "sim/netns/copies.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

bool copies_is_below(const char *name)
{
	if (name[0] == '/' || name[0] == '\0')
		return false;
	for (const char *part = name; part != NULL; part = strchr(part, '/')) {
		part += part[0] == '/';
		if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
			return false;
	}
	return true;
}

const char *copies_below(const char *path, const char *folder)
{
	const size_t n = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	if (strncmp(path, folder, n) != 0 || path[n] != '/' || path[n + 1] == '\0')
		return NULL;
	return path + n + 1;
}

bool copies_are_needed(int folder, const struct copies *copies)
{
	struct stat info;

	if (fstat(folder, &info) < 0 || (info.st_mode & S_IXOTH) == 0)
		return true;
	for (size_t i = 0; i < copies->n; i++) {
		if (fstatat(folder, copies->names[i], &info, 0) == 0 && S_ISREG(info.st_mode) &&
		    (info.st_mode & S_IROTH) == 0)
			return true;
	}
	return false;
}

/* Make the folders above @name, which is below @to. */
static int folders_make(int to, const char *name)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s", name);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	for (char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdirat(to, path, 0755) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

static int octets_copy(int in, int out, off_t n)
{
	while (n > 0) {
		ssize_t done = sendfile(out, in, NULL, (size_t)n);

		if (done < 0)
			return -errno;
		if (done == 0)
			return 0; /* it has become shorter */
		n -= done;
	}
	return 0;
}

static int file_copy(int from, int to, const char *name, const struct copies *copies)
{
	struct stat info;
	int in = openat(from, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK), out, error;

	if (in < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	if (fstat(in, &info) < 0 || !S_ISREG(info.st_mode)) {
		close(in);
		return 0; /* a word of a command that only looks like a file */
	}
	error = folders_make(to, name);
	out = error == 0 ? openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	if (error == 0 && out < 0)
		error = errno == EEXIST ? 0 : -errno;
	if (out >= 0) {
		error = octets_copy(in, out, info.st_size);
		if (error == 0 &&
		    (fchown(out, copies->owner, copies->group) < 0 ||
		     fchmod(out, (info.st_mode & 0700) | 0444 |
					 ((info.st_mode & S_IXUSR) ? 0111U : 0U)) < 0))
			error = -errno;
		close(out);
	}
	close(in);
	return error;
}

int copies_make(int from, int to, const struct copies *copies)
{
	int error = 0;

	for (size_t i = 0; i < copies->n && error == 0; i++) {
		if (copies_is_below(copies->names[i]))
			error = file_copy(from, to, copies->names[i], copies);
	}
	return error;
}
