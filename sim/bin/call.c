#include "sim/bin/call.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int call_open(const struct verb *verb, const char *name)
{
	int fd = channel_connect(name, geteuid());

	if (fd == -ECONNREFUSED)
		verb_complain(verb, ORDER_EXIT_FAILED,
			      "no lab %s runs; anycast-lab ps lists those that do", name);
	else if (fd < 0)
		verb_complain(verb, ORDER_EXIT_FAILED, "lab %s: %s", name, strerror(-fd));
	return fd < 0 ? -1 : fd;
}

int call_answer(const struct verb *verb, int fd, json_t **answer, int fds[CHANNEL_FDS])
{
	int error = channel_receive(fd, answer, fds);
	const char *text;

	if (error != 0) {
		if (error != -EPIPE && error != -ECONNRESET)
			verb_complain(verb, ORDER_EXIT_FAILED, "%s", strerror(-error));
		return error == -ECONNRESET ? -EPIPE : error;
	}
	text = json_string_value(json_object_get(*answer, "error"));
	if (text == NULL)
		return 0;
	verb_complain(verb, ORDER_EXIT_FAILED, "%s", text);
	json_decref(*answer);
	*answer = NULL;
	return -EREMOTEIO;
}

int call_ask(const struct verb *verb, int fd, const char *what, json_t **answer)
{
	json_t *request = json_pack("{s:s}", "do", what);
	int error = request != NULL ? channel_send(fd, request, NULL, 0) : -ENOMEM;

	json_decref(request);
	if (error == 0)
		error = call_answer(verb, fd, answer, NULL);
	if (error == -EPIPE)
		verb_complain(verb, ORDER_EXIT_FAILED, "the lab has just ended");
	return error;
}
