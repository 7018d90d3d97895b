#include "sim/bin/call.h"

#include <errno.h>
#include <unistd.h>

/* Whatever the file holds beyond what was read. Return: 0, or -errno when nobody reads us. */
static int copy(int file)
{
	char piece[65536];
	ssize_t n;

	while ((n = read(file, piece, sizeof(piece))) > 0) {
		for (ssize_t done = 0, k; done < n; done += k) {
			k = write(STDOUT_FILENO, piece + done, (size_t)(n - done));
			if (k < 0)
				return -errno;
		}
	}
	return 0;
}

static int follow(int fd, int file)
{
	json_t *more = NULL;
	int error = copy(file);

	while (error == 0 && call_answer(&verb_events, fd, &more, NULL) == 0) {
		json_decref(more);
		error = copy(file);
	}
	return error != 0 ? error : copy(file);
}

static int show(int fd, bool is_following)
{
	json_t *request = json_pack("{s:s}", "do", is_following ? "follow" : "events");
	json_t *answer = NULL;
	int fds[CHANNEL_FDS] = {-1, -1, -1};
	int error = request != NULL ? channel_send(fd, request, NULL, 0) : -ENOMEM;

	json_decref(request);
	if (error == 0)
		error = call_answer(&verb_events, fd, &answer, fds);
	json_decref(answer);
	if (error == 0 && fds[0] >= 0)
		error = is_following ? follow(fd, fds[0]) : copy(fds[0]);
	for (size_t i = 0; i < CHANNEL_FDS; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
	return error == 0 || error == -EPIPE ? ORDER_EXIT_GOOD : ORDER_EXIT_FAILED;
}

static int events(int argc, char **argv)
{
	bool is_following = false;
	const struct verb_option options[] = {{"--follow", 'f', NULL, &is_following}};
	struct verb_words words = {
		.verb = &verb_events, .options = options, .n_options = 1, .n_min = 1, .n_max = 1};
	int code = verb_parse(&words, argc, argv), fd;

	if (code >= 0)
		return code;
	fd = call_open(&verb_events, words.arguments[0]);
	if (fd < 0)
		return ORDER_EXIT_FAILED;
	code = show(fd, is_following);
	close(fd);
	return code;
}

const struct verb verb_events = {
	"events",
	"NAME [-f]",
	"print the lab's timeline so far, as NDJSON\n"
	"-f, --follow  goes on as events come, until the lab ends",
	events,
};
