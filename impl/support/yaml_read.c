#include "support/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads at most @n octets. Return: how many, or -errno. */
static ssize_t read_up_to(int fd, char *out, size_t n)
{
	size_t n_read = 0;

	while (n_read < n) {
		ssize_t more = read(fd, out + n_read, n - n_read);

		if (more < 0 && errno != EINTR)
			return -errno;
		if (more == 0)
			break;
		if (more > 0)
			n_read += (size_t)more;
	}
	return (ssize_t)n_read;
}

struct yaml *yaml_read(const char *path, char *error, size_t n_error)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct yaml_node at = {.file = is_stdin ? "<stdin>" : path, .line = 1, .column = 1};
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct yaml *yaml = NULL;
	char *text;
	ssize_t n;

	if (fd < 0) {
		yaml_error(&at, error, n_error, "cannot be opened: %s; check the path",
			   strerror(errno));
		return NULL;
	}
	text = malloc(YAML_SIZE_MAX + 1);
	if (text == NULL)
		abort();
	n = read_up_to(fd, text, YAML_SIZE_MAX + 1);
	if (n < 0)
		yaml_error(&at, error, n_error, "cannot be read: %s; check the path",
			   strerror((int)-n));
	else
		yaml = yaml_parse(at.file, text, (size_t)n, error, n_error);
	free(text);
	if (!is_stdin)
		close(fd);
	return yaml;
}
