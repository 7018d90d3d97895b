#include "sim/netns/front.h"

#include "sim/netns/channel.h"
#include "sim/netns/copies.h"
#include "sim/netns/mounts.h"
#include "sim/netns/streams.h"
#include "sim/netns/supervisor.h"
#include "support/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES_MAX 1024

struct front {
	struct order *order;
	struct loop *loop;
	int channel;
	int ready; /* -1: nobody waits */
	pid_t supervisor;
	int result;
	bool has_ended;
};

int front_listen(struct order *order, char *name, size_t n_name)
{
	int fd = channel_listen(order->name);

	/* Runs of one file beside each other are fine; labs that stay are asked for by name. */
	if (fd == -EADDRINUSE && order->run) {
		snprintf(name, n_name, "%s-%d", order->topo->name, getpid());
		order->name = name;
		fd = channel_listen(order->name);
	}
	if (fd < 0)
		return fd;
	order->listener = fd;
	return 0;
}

static void ready_tell(struct front *front, int result)
{
	const unsigned char octet = (unsigned char)result;

	if (front->ready < 0)
		return;
	if (write(front->ready, &octet, 1) < 0)
		front->result = ORDER_EXIT_FAILED;
	close(front->ready);
	front->ready = -1;
}

static void on_connection(void *arg, int fd, unsigned int ready)
{
	struct front *front = arg;
	int connection = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	json_t *message;

	(void)ready;
	if (connection < 0)
		return;
	message = json_object();
	/* A full channel means a supervisor too busy to serve: the caller sees its connection end.
	 */
	if (channel_peer(connection) > 0 && message != NULL)
		(void)channel_send(front->channel, message, &connection, 1);
	json_decref(message);
	close(connection);
}

static void on_supervisor(void *arg, int fd, unsigned int ready)
{
	struct front *front = arg;
	json_t *message = NULL;
	const char *missing;

	(void)ready;
	if (channel_receive(fd, &message, NULL) != 0) {
		loop_stop(front->loop); /* its end */
		return;
	}
	missing = json_string_value(json_object_get(message, "missing"));
	if (front->ready >= 0 && missing != NULL)
		printf("lab %s runs, but there is no session of %s yet\n", front->order->name,
		       missing);
	else if (front->ready >= 0)
		printf("lab %s is up after %.0f ms\n", front->order->name,
		       json_number_value(json_object_get(message, "up_ms")));
	fflush(stdout);
	json_decref(message);
	ready_tell(front, ORDER_EXIT_GOOD);
	streams_leave();
}

static void on_signal(void *arg, int signal)
{
	struct front *front = arg;

	kill(front->supervisor, SIGKILL);
	front->result = 128 + signal;
	loop_stop(front->loop);
}

static int serve(struct front *front)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct loop_watch *watches[5] = {NULL};
	size_t n = 0;
	int status;

	front->loop = loop_new();
	if (front->loop != NULL) {
		watches[n++] = loop_fd(front->loop, front->order->listener, LOOP_READ,
				       on_connection, front);
		watches[n++] =
			loop_fd(front->loop, front->channel, LOOP_READ, on_supervisor, front);
		for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
			watches[n++] = loop_signal(front->loop, signals[i], on_signal, front);
		loop_run(front->loop);
	}
	close(front->channel); /* a supervisor that still lives ends by this */
	if (waitpid(front->supervisor, &status, 0) < 0)
		status = 0;
	for (size_t i = 0; i < n; i++)
		loop_watch_free(watches[i]);
	if (front->loop != NULL)
		loop_free(front->loop);
	if (front->result != 0)
		return front->result;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	fprintf(stderr, "anycast-lab: the supervisor of lab %s was killed by signal %d\n",
		front->order->name, WTERMSIG(status));
	return ORDER_EXIT_FAILED;
}

/* Files that the topology names. Return: how many of @out are filled. */
static size_t files_list(const struct order *order, const char *out[FILES_MAX])
{
	const struct topo *topo = order->topo;
	size_t n = 0;

	for (size_t i = 0; i < topo->n_nodes; i++) {
		const struct topo_node *node = &topo->nodes[i];

		const char *config =
			node->config != NULL ? copies_below(node->config, order->folder) : NULL;

		if (config != NULL && n < FILES_MAX)
			out[n++] = config;
		for (size_t k = 0; node->command != NULL && node->command[k] != NULL; k++) {
			if (n < FILES_MAX)
				out[n++] = node->command[k];
		}
	}
	return n;
}

static int prepare(void *arg)
{
	static const char *const programs[] = {"anycast-lab", "anycastd", "anycast-cache"};
	const struct order *order = arg;
	/* Before the user namespace the ids are the host's, in it its own. */
	const uid_t owner = order->userns.rootless ? 0 : order->userns.base;
	const gid_t group = order->userns.rootless ? 0 : order->userns.group;
	const char *files[FILES_MAX];
	const struct mounts mounts = {
		.programs = order->programs,
		.program_files = {programs, sizeof(programs) / sizeof(programs[0]), owner, group},
		.folder = order->folder[0] != '\0' ? order->folder : NULL,
		.folder_files = {files, files_list(order, files), owner, group},
		.may_copy = !order->userns.rootless,
		.owner = owner,
		.group = group,
	};

	return mounts_host(&mounts);
}

int front_run(struct order *order, int ready)
{
	struct front front = {.order = order, .ready = ready};
	char error[256];
	int pair[2], result;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0) {
		fprintf(stderr, "anycast-lab: cannot make a socket pair: %s\n", strerror(errno));
		return ORDER_EXIT_FAILED;
	}
	order->front_pid = getpid();
	userns_plan(&order->userns);
	front.channel = pair[0];
	front.supervisor = userns_fork(&order->userns, prepare, order, error, sizeof(error));
	if (front.supervisor == 0) {
		close(pair[0]);
		close(order->listener);
		if (ready >= 0)
			close(ready);
		return supervisor_run(order, pair[1]);
	}
	close(pair[1]);
	if (front.supervisor < 0) {
		fprintf(stderr, "anycast-lab: %s\n", error);
		close(pair[0]);
		result = ORDER_EXIT_MISSING;
	} else {
		result = serve(&front);
	}
	ready_tell(&front, result);
	return result;
}
