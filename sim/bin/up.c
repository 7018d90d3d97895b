#include "sim/bin/lab_order.h"
#include "sim/netns/channel.h"
#include "sim/netns/front.h"
#include "support/loop.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The lab's front, in the background: a session of its own, nobody's child. */
static int background(struct order *order, int ready)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid < 0 ? -errno : 1;
	setsid();
	if (channel_own(order->listener) < 0)
		_exit(ORDER_EXIT_FAILED);
	_exit(front_run(order, ready));
}

static int up_order(struct order *order)
{
	unsigned char octet = ORDER_EXIT_FAILED;
	int error = front_listen(order, NULL, 0), ready[2] = {-1, -1};

	if (error == -EADDRINUSE)
		return verb_complain(&verb_up, ORDER_EXIT_USAGE,
				     "lab %s runs already; end it with: anycast-lab down %s",
				     order->name, order->name);
	if (error == 0 && pipe(ready) < 0)
		error = -errno;
	if (error == 0) {
		fflush(NULL);
		error = background(order, ready[1]);
	}
	if (error < 0)
		return verb_complain(&verb_up, ORDER_EXIT_FAILED, "lab %s: %s", order->name,
				     strerror(-error));
	close(ready[1]);
	close(order->listener);
	if (read(ready[0], &octet, 1) != 1)
		octet = ORDER_EXIT_FAILED;
	close(ready[0]);
	return octet;
}

static int up(int argc, char **argv)
{
	struct order order = {.start = now_mono()};
	const char *name = NULL;
	const struct verb_option options[] = {{"--name", 0, &name, NULL}};
	struct verb_words words = {
		.verb = &verb_up, .options = options, .n_options = 1, .n_min = 1, .n_max = 1};
	int code = verb_parse(&words, argc, argv);

	if (code >= 0)
		return code;
	code = lab_order_make(&order, &verb_up, words.arguments[0], name);
	if (code >= 0)
		return code;
	code = up_order(&order);
	lab_order_close(&order);
	return code;
}

const struct verb verb_up = {
	"up",
	"FILE [--name NAME]",
	"build the lab and leave it running in the background\n"
	"Returns when every BGP session is there (or 15 s have passed). The scenario is not run.",
	up,
};
