#include "sim/netns/control_exec.h"

#include "sim/netns/channel.h"
#include "sim/netns/command.h"
#include "sim/netns/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 1024

struct control_exec {
	struct lab_process *process; /* NULL: it has ended */
	int reply;
};

static void reply(const struct control_exec *exec, const char *key, int value)
{
	json_t *object = json_pack("{s:i}", key, value);

	/* One who does not read is gone soon, and notices then. */
	if (object != NULL)
		(void)channel_send(exec->reply, object, NULL, 0);
	json_decref(object);
}

static void command_ended(void *arg, int status)
{
	struct control_exec *exec = arg;

	exec->process = NULL;
	reply(exec, "exit", status);
}

/* Return: words of the request, free() them (not the text), or NULL with errno set. */
static const char **words_of(const json_t *request)
{
	const json_t *argv = json_object_get(request, "argv");
	const size_t n = json_array_size(argv);
	const char **words = calloc(n + 1, sizeof(words[0]));

	if (words == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		words[i] = json_string_value(json_array_get(argv, i));
	if (n == 0 || n > WORDS_MAX || words[0] == NULL) {
		free(words);
		errno = EINVAL;
		return NULL;
	}
	return words;
}

struct control_exec *control_exec_new(struct lab *lab, size_t node, const json_t *request,
				      const int fds[3], int reply_fd)
{
	const char *term = json_string_value(json_object_get(request, "term"));
	const char **words = words_of(request);
	struct control_exec *exec = calloc(1, sizeof(*exec));
	struct command command = {.text = NULL};
	int error = 0;

	if (words == NULL || exec == NULL ||
	    (error = command_visit(&command, lab, node, term != NULL ? term : "dumb")) < 0) {
		free(words);
		free(exec);
		errno = error < 0 ? -error : errno;
		return NULL;
	}
	command.spec.argv = words;
	command.spec.stdio = fds;
	command.spec.on_exit = command_ended;
	command.spec.arg = exec;
	exec->reply = reply_fd;
	exec->process = process_spawn(lab, &command.spec);
	error = errno;
	command_close(&command);
	free(words);
	errno = error;
	if (exec->process == NULL) {
		free(exec);
		return NULL;
	}
	reply(exec, "pid", process_pid(exec->process));
	return exec;
}

void control_exec_signal(struct control_exec *exec, int signal)
{
	if (exec != NULL && exec->process != NULL && signal > 0 && signal < NSIG)
		process_signal_group(exec->process, signal);
}

void control_exec_abandon(struct control_exec *exec)
{
	if (exec == NULL)
		return;
	if (exec->process != NULL) {
		process_forget(exec->process);
		process_signal_group(exec->process, SIGKILL);
	}
	free(exec);
}
