#include "shell/address_state.h"

#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER    "/run/anycastd"
#define LINE_SIZE 160
#define FILE_SIZE (ADDRESS_STATE_MAX * LINE_SIZE)

static size_t find(const struct address_state *state, unsigned int ifindex,
		   const struct prefix *prefix)
{
	size_t i = 0;

	while (i < state->n &&
	       (state->at[i].ifindex != ifindex || !prefix_equal(&state->at[i].prefix, prefix)))
		i++;
	return i;
}

static bool push(struct address_state *state, unsigned int ifindex, const struct prefix *prefix)
{
	if (find(state, ifindex, prefix) < state->n)
		return true;
	if (state->n == ADDRESS_STATE_MAX)
		return false;
	state->at[state->n++] = (struct address_record){ifindex, *prefix};
	return true;
}

/* One word of a line, at most @n_out - 1 octets. Return: what follows it; NULL when there is none.
 */
static const char *take_word(const char *at, char *out, size_t n_out)
{
	size_t n;

	if (at == NULL)
		return NULL;
	n = strcspn(at, " ");
	if (n == 0 || n >= n_out)
		return NULL;
	memcpy(out, at, n);
	out[n] = '\0';
	return at[n] == ' ' ? at + n + 1 : at + n;
}

static void parse_line(struct address_state *state, const char *line)
{
	char boot[ADDRESS_STATE_ID_SIZE], netns[24], index[12], text[PREFIX_TEXT_SIZE];
	int64_t inode, ifindex;
	struct prefix prefix;

	line = take_word(line, boot, sizeof(boot));
	line = take_word(line, netns, sizeof(netns));
	line = take_word(line, index, sizeof(index));
	line = take_word(line, text, sizeof(text));
	if (line == NULL || *line != '\0' || strcmp(boot, state->boot) != 0)
		return;
	if (!text_integer(netns, &inode) || (uint64_t)inode != state->netns ||
	    !text_integer(index, &ifindex) || ifindex < 1 || ifindex > INT32_MAX ||
	    !prefix_parse(text, &prefix))
		return;
	push(state, (unsigned int)ifindex, &prefix);
}

void address_state_parse(struct address_state *state, const char *text, size_t n)
{
	const char *end = text + n;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t length = (size_t)((newline != NULL ? newline : end) - text);
		char line[LINE_SIZE];

		if (length < sizeof(line) && memchr(text, 0, length) == NULL) {
			memcpy(line, text, length);
			line[length] = '\0';
			parse_line(state, line);
		}
		text += length + 1;
	}
}

static ssize_t read_whole(const char *path, char *out, size_t n_out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	size_t n = 0;

	if (fd < 0)
		return -errno;
	while (n < n_out) {
		ssize_t got = read(fd, out + n, n_out - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(fd);
	return (ssize_t)n;
}

int address_state_load(struct address_state *state, const char *path)
{
	char text[FILE_SIZE];
	struct stat st;
	ssize_t n;

	memset(state, 0, sizeof(*state));
	n = read_whole("/proc/sys/kernel/random/boot_id", state->boot, sizeof(state->boot) - 1);
	if (n < 0)
		n = 0;
	state->boot[n] = '\0';
	state->boot[strcspn(state->boot, "\n")] = '\0';
	if (stat("/proc/self/ns/net", &st) == 0)
		state->netns = st.st_ino;
	if (path != NULL && *path != '\0') {
		if (!text_copy(state->path, sizeof(state->path) - 8, path))
			return -ENAMETOOLONG;
	} else {
		snprintf(state->path, sizeof(state->path), FOLDER "/addresses.%llu",
			 (unsigned long long)state->netns);
		if (mkdir(FOLDER, 0700) < 0 && errno != EEXIST)
			state->path[0] = '\0';
	}
	if (state->path[0] == '\0')
		return 0;
	n = read_whole(state->path, text, sizeof(text));
	if (n < 0)
		return n == -ENOENT ? 0 : (int)n;
	address_state_parse(state, text, (size_t)n);
	return 0;
}

bool address_state_has(const struct address_state *state, unsigned int ifindex,
		       const struct prefix *prefix)
{
	return find(state, ifindex, prefix) < state->n;
}

static size_t format(const struct address_state *state, char *out, size_t n_out)
{
	size_t n = 0;

	for (size_t i = 0; i < state->n; i++) {
		char text[PREFIX_TEXT_SIZE];
		int m = snprintf(out + n, n_out - n, "%s %llu %u %s\n", state->boot,
				 (unsigned long long)state->netns, state->at[i].ifindex,
				 prefix_format(&state->at[i].prefix, text));

		n += (size_t)m;
	}
	return n;
}

static int write_synced(const char *path, const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	ssize_t written;
	int err = 0;

	if (fd < 0)
		return -errno;
	written = write(fd, text, n);
	if (written != (ssize_t)n)
		err = written < 0 ? -errno : -ENOSPC;
	else if (fsync(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* By rename, so that a crash leaves the old file or the new one. */
static int save(const struct address_state *state)
{
	char text[FILE_SIZE], temporary[sizeof(state->path)];
	int err;

	if (state->path[0] == '\0')
		return -ENOENT;
	if (state->n == 0)
		return unlink(state->path) < 0 && errno != ENOENT ? -errno : 0;
	snprintf(temporary, sizeof(temporary), "%.*s.new", (int)sizeof(temporary) - 5, state->path);
	err = write_synced(temporary, text, format(state, text, sizeof(text)));
	if (err == 0 && rename(temporary, state->path) < 0)
		err = -errno;
	if (err != 0)
		unlink(temporary);
	return err;
}

int address_state_add(struct address_state *state, unsigned int ifindex,
		      const struct prefix *prefix)
{
	return push(state, ifindex, prefix) ? save(state) : -ENOSPC;
}

int address_state_remove(struct address_state *state, unsigned int ifindex,
			 const struct prefix *prefix)
{
	size_t i = find(state, ifindex, prefix);

	if (i == state->n)
		return 0;
	state->at[i] = state->at[--state->n];
	return save(state);
}
