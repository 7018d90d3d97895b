#include "sim/bin/call.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* The program has a session of its own: what the terminal sends us is passed on. */
static int signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void signal_pass(int signals, int fd)
{
	struct signalfd_siginfo info;
	json_t *message;

	if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	message = json_pack("{s:i}", "signal", (int)info.ssi_signo);
	if (message != NULL)
		(void)channel_send(fd, message, NULL, 0);
	json_decref(message);
}

static int request_send(int fd, const char *node, char **argv)
{
	static const int streams[] = {0, 1, 2};
	const char *term = getenv("TERM");
	json_t *words = json_array(), *request;
	int error;

	for (; *argv != NULL; argv++) {
		if (json_array_append_new(words, json_string(*argv)) < 0) {
			json_decref(words);
			return verb_complain(&verb_exec, ORDER_EXIT_USAGE,
					     "an argument is not UTF-8 text");
		}
	}
	request = json_pack("{s:s,s:s,s:o,s:s*}", "do", "exec", "node", node, "argv", words, "term",
			    term);
	error = request != NULL ? channel_send(fd, request, streams, 3) : -ENOMEM;
	json_decref(request);
	if (error == -EBADF)
		return verb_complain(&verb_exec, ORDER_EXIT_USAGE,
				     "standard input, output and error must be open");
	return error == 0 ? -1 : verb_complain(&verb_exec, ORDER_EXIT_FAILED, "cannot ask the lab");
}

/* Return: the program's exit status. */
static int end_await(int fd)
{
	struct pollfd watched[] = {{fd, POLLIN, 0}, {signals_open(), POLLIN, 0}};
	json_t *answer = NULL, *status;
	int code;

	for (;;) {
		if (poll(watched, 2, -1) < 0 && errno != EINTR)
			return ORDER_EXIT_FAILED;
		if (watched[1].revents != 0)
			signal_pass(watched[1].fd, fd);
		if (watched[0].revents == 0)
			continue;
		code = call_answer(&verb_exec, fd, &answer, NULL);
		if (code == -EPIPE)
			return verb_complain(&verb_exec, 128 + SIGKILL, "the lab has ended");
		if (code != 0)
			return 127;
		status = json_object_get(answer, "exit");
		code = (int)json_integer_value(status);
		json_decref(answer);
		if (status != NULL)
			return code;
	}
}

static int exec_verb(int argc, char **argv)
{
	struct verb_words words = {.verb = &verb_exec, .n_min = 2, .n_max = 2};
	int code, fd;

	/* NAME NODE CMD… without "--" is clear as well. */
	if (argc > 3 && argv[1][0] != '-' && argv[2][0] != '-' && argv[3][0] != '-') {
		words.arguments[0] = argv[1];
		words.arguments[1] = argv[2];
		words.rest = &argv[3];
	} else {
		code = verb_parse(&words, argc, argv);
		if (code >= 0)
			return code;
	}
	if (words.rest == NULL || words.rest[0] == NULL)
		return verb_complain(&verb_exec, ORDER_EXIT_USAGE, "usage: anycast-lab exec %s",
				     verb_exec.synopsis);
	fd = call_open(&verb_exec, words.arguments[0]);
	if (fd < 0)
		return ORDER_EXIT_FAILED;
	code = request_send(fd, words.arguments[1], words.rest);
	if (code < 0)
		code = end_await(fd);
	close(fd);
	return code;
}

const struct verb verb_exec = {
	"exec",
	"NAME NODE -- COMMAND [ARGUMENT…]",
	"run a command in a node's namespaces, on this terminal or these pipes\n"
	"Exits as the command does; 127 when it cannot be run. Ctrl-C and other signals are passed "
	"on.",
	exec_verb,
};
