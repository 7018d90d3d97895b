#include "sim/netns/control.h"

#include "sim/netns/channel.h"
#include "sim/netns/control_events.h"
#include "sim/netns/control_exec.h"
#include "sim/netns/process.h"
#include "sim/netns/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECTIONS_MAX 64

struct connection {
	struct control *control;
	int fd;
	struct loop_watch *watch;
	struct control_exec *exec;     /* what it runs, or NULL */
	struct control_events *events; /* what it follows, or NULL */
};

struct control {
	struct lab *lab;
	const struct control_facts *facts;
	void (*on_down)(void *arg);
	void *arg;
	struct connection *connections[CONNECTIONS_MAX];
};

static void connection_close(struct connection *connection)
{
	struct control *control = connection->control;

	control_exec_abandon(connection->exec);
	control_events_free(connection->events);
	loop_watch_free(connection->watch);
	close(connection->fd);
	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		if (control->connections[i] == connection)
			control->connections[i] = NULL;
	}
	free(connection);
}

static int reply(const struct connection *connection, json_t *object)
{
	int error = object == NULL ? -ENOMEM : channel_send(connection->fd, object, NULL, 0);

	json_decref(object);
	return error;
}

static int reply_error(const struct connection *connection, const char *text)
{
	return reply(connection, json_pack("{s:s}", "error", text));
}

static json_t *node_pids(const struct lab *lab, size_t node)
{
	const struct lab_process *process = NULL;
	json_t *pids = json_array();

	while ((process = process_next(lab, process)) != NULL) {
		if (process_node(process) == node)
			json_array_append_new(pids, json_integer(process_pid(process)));
	}
	return pids;
}

static int do_ps(struct connection *connection)
{
	const struct control_facts *facts = connection->control->facts;
	const struct lab *lab = connection->control->lab;
	json_t *nodes = json_array();

	for (size_t i = 0; lab->nodes != NULL && i < lab->topo->n_nodes; i++) {
		json_array_append_new(
			nodes, json_pack("{s:s,s:s,s:s,s:o}", "name", lab->topo->nodes[i].name,
					 "kind", topo_kind_name(lab->topo->nodes[i].kind), "state",
					 program_state_name(lab, i), "pids", node_pids(lab, i)));
	}
	return reply(connection, json_pack("{s:s,s:s,s:i,s:i,s:o}", "lab", facts->name, "phase",
					   facts->phase, "supervisor_pid", facts->supervisor_pid,
					   "front_pid", facts->front_pid, "nodes", nodes));
}

static int do_exec(struct connection *connection, const json_t *request, int fds[CHANNEL_FDS])
{
	struct control *control = connection->control;
	const char *name = json_string_value(json_object_get(request, "node"));
	size_t node = name != NULL ? topo_node_named(control->lab->topo, name) : TOPO_NONE;

	if (node == TOPO_NONE)
		return reply_error(connection,
				   "the lab has no such node; anycast-lab ps lists its nodes");
	if (control->lab->nodes == NULL || control->lab->nodes[node].mntns < 0)
		return reply_error(connection, "the node is a bridge, or not built yet");
	if (fds[0] < 0 || fds[1] < 0 || fds[2] < 0 || connection->exec != NULL)
		return reply_error(connection, "exec needs three descriptors, once");
	connection->exec = control_exec_new(control->lab, node, request, fds, connection->fd);
	if (connection->exec == NULL)
		return reply_error(connection,
				   errno == ENOENT
					   ? "no such program in the node, which has the host's"
					   : strerror(errno));
	return 0;
}

static int do_events(struct connection *connection, bool follow)
{
	int fd;

	if (connection->events != NULL)
		return reply_error(connection, "it is told already");
	connection->events =
		control_events_new(connection->control->lab, connection->fd, follow, &fd);
	if (connection->events == NULL)
		return reply_error(connection, strerror(errno));
	return channel_send(connection->fd, json_object(), &fd, 1);
}

/* Return: 0 when the connection goes on. */
static int request_do(struct connection *connection, const json_t *request, int fds[CHANNEL_FDS])
{
	const char *what = json_string_value(json_object_get(request, "do"));
	const json_t *signal = json_object_get(request, "signal");

	if (signal != NULL) {
		control_exec_signal(connection->exec, (int)json_integer_value(signal));
		return 0;
	}
	if (what == NULL)
		return reply_error(connection, "a request has a member \"do\"");
	if (strcmp(what, "ps") == 0)
		return do_ps(connection);
	if (strcmp(what, "exec") == 0)
		return do_exec(connection, request, fds);
	if (strcmp(what, "events") == 0)
		return do_events(connection, false);
	if (strcmp(what, "follow") == 0)
		return do_events(connection, true);
	if (strcmp(what, "down") == 0) {
		connection->control->on_down(connection->control->arg);
		return 0;
	}
	return reply_error(connection, "no such request");
}

static void on_request(void *arg, int fd, unsigned int ready)
{
	struct connection *connection = arg;
	json_t *request = NULL;
	int fds[CHANNEL_FDS], error = channel_receive(fd, &request, fds);

	(void)ready;
	if (error == -EAGAIN)
		return;
	if (error == 0)
		error = request_do(connection, request, fds);
	for (size_t i = 0; i < CHANNEL_FDS; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
	json_decref(request);
	if (error != 0)
		connection_close(connection);
}

void control_take(struct control *control, int fd)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	size_t i = 0;

	while (i < CONNECTIONS_MAX && control->connections[i] != NULL)
		i++;
	if (connection == NULL || i == CONNECTIONS_MAX) {
		free(connection);
		close(fd);
		return;
	}
	/* A client that does not read loses its connection, it does not hold the lab. */
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	connection->control = control;
	connection->fd = fd;
	connection->watch = loop_fd(control->lab->loop, fd, LOOP_READ, on_request, connection);
	control->connections[i] = connection;
	if (connection->watch == NULL)
		connection_close(connection);
}

struct control *control_new(struct lab *lab, const struct control_facts *facts,
			    void (*on_down)(void *arg), void *arg)
{
	struct control *control = calloc(1, sizeof(*control));

	if (control == NULL)
		return NULL;
	control->lab = lab;
	control->facts = facts;
	control->on_down = on_down;
	control->arg = arg;
	return control;
}

void control_free(struct control *control)
{
	if (control == NULL)
		return;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		if (control->connections[i] != NULL)
			connection_close(control->connections[i]);
	}
	free(control);
}
