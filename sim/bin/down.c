#include "sim/bin/call.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Until the front is gone too, and with it the lab's name. */
static void front_await(int fd)
{
	const pid_t pid = channel_peer(fd);
	struct pollfd end = {-1, POLLIN, 0};
	json_t *nothing = NULL;

	if (pid > 0)
		end.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	while (channel_receive(fd, &nothing, NULL) == 0)
		json_decref(nothing);
	if (end.fd >= 0) {
		poll(&end, 1, 5000);
		close(end.fd);
	}
}

static int down(int argc, char **argv)
{
	struct verb_words words = {.verb = &verb_down, .n_min = 1, .n_max = 1};
	int code = verb_parse(&words, argc, argv), fd, error;
	json_t *request;

	if (code >= 0)
		return code;
	fd = call_open(&verb_down, words.arguments[0]);
	if (fd < 0)
		return ORDER_EXIT_FAILED;
	request = json_pack("{s:s}", "do", "down");
	error = request != NULL ? channel_send(fd, request, NULL, 0) : -ENOMEM;
	json_decref(request);
	if (error == 0)
		front_await(fd);
	close(fd);
	return error == 0 ? ORDER_EXIT_GOOD : ORDER_EXIT_FAILED;
}

const struct verb verb_down = {
	"down",
	"NAME",
	"end a running lab and wait until nothing of it is left",
	down,
};
