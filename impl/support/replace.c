#include "support/replace.h"

#include "support/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, struct bytes content)
{
	while (content.n > 0) {
		ssize_t n = write(fd, content.at, content.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		content.at += n;
		content.n -= (size_t)n;
	}
	return 0;
}

int file_replace(const char *path, mode_t mode, struct bytes content, struct instant *cause)
{
	char fresh[256];
	int n = snprintf(fresh, sizeof(fresh), "%s.new", path);
	int fd, error;

	if (n < 0 || (size_t)n >= sizeof(fresh))
		return -ENAMETOOLONG;
	/* A leftover of a crash may have another mode or be a link: never written through. */
	if (unlink(fresh) < 0 && errno != ENOENT)
		return -errno;
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	error = write_all(fd, content);
	if (!error && fchmod(fd, mode) < 0)
		error = -errno;
	if (close(fd) < 0 && !error)
		error = -errno;
	if (cause)
		*cause = now_mono();
	if (!error && rename(fresh, path) < 0)
		error = -errno;
	if (error)
		unlink(fresh);
	return error;
}
