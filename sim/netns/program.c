#include "sim/netns/program.h"

#include "sim/netns/command.h"
#include "sim/netns/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static void state_set(struct lab_node *node, enum lab_state state)
{
	struct lab *lab = node->lab;

	node->state = state;
	if (lab->on_state != NULL)
		lab->on_state(lab->on_state_arg, (size_t)(node - lab->nodes));
}

const char *program_state_name(const struct lab *lab, size_t node)
{
	const struct lab_node *it = &lab->nodes[node];

	if (it->is_paused)
		return "paused";
	switch (it->state) {
	case LAB_STATE_IDLE:
		return "idle";
	case LAB_STATE_STARTING:
		return "starting";
	case LAB_STATE_READY:
		return "ready";
	case LAB_STATE_STOPPING:
		return "stopping";
	case LAB_STATE_ENDED:
		return "ended";
	}
	return "?";
}

/* Everything of the node has ended. */
static void node_ended(struct lab_node *node)
{
	const bool again = node->starts_again;

	if (node->process != NULL || node->server != NULL)
		return;
	node->starts_again = false;
	node->is_paused = false;
	state_set(node, LAB_STATE_ENDED);
	if (again && program_start(node->lab, (size_t)(node - node->lab->nodes)) < 0)
		lab_say(node->lab, (size_t)(node - node->lab->nodes), "cannot start again");
}

static void main_ready(void *arg)
{
	struct lab_node *node = arg;

	if (node->state == LAB_STATE_STARTING)
		state_set(node, LAB_STATE_READY);
}

static void main_exit(void *arg, int status)
{
	struct lab_node *node = arg;

	(void)status;
	node->process = NULL;
	/* What a given command has begun and not ended ends with it, as a service manager sees to.
	 */
	if (node->topo->kind == TOPO_KIND_EXEC && node->state == LAB_STATE_STOPPING)
		program_signal_all(node->lab, (size_t)(node - node->lab->nodes), SIGKILL, NULL);
	/* The server outlives the announcer: an address must be served as long as it is bound. */
	if (node->server != NULL && node->state == LAB_STATE_STOPPING)
		process_signal(node->server, SIGTERM);
	if (node->server != NULL && node->state != LAB_STATE_STOPPING)
		state_set(node, LAB_STATE_ENDED);
	node_ended(node);
}

static void server_exit(void *arg, int status)
{
	struct lab_node *node = arg;

	(void)status;
	node->server = NULL;
	node_ended(node);
}

static int main_start(struct lab_node *node)
{
	struct command command;
	int error = command_main(&command, node->lab, (size_t)(node - node->lab->nodes));

	if (error != 0)
		return error;
	command.spec.on_ready = main_ready;
	command.spec.on_exit = main_exit;
	command.spec.arg = node;
	node->process = process_spawn(node->lab, &command.spec);
	error = node->process == NULL ? -errno : 0;
	if (error == 0 && process_is_ready(node->process))
		main_ready(node);
	command_close(&command);
	return error;
}

static void server_ready(void *arg)
{
	struct lab_node *node = arg;
	int error = 0;

	if (node->process == NULL && node->lab->may_speak && node->state == LAB_STATE_STARTING)
		error = main_start(node);
	if (error != 0)
		lab_say(node->lab, (size_t)(node - node->lab->nodes),
			"the announcer does not start: %s", strerror(-error));
}

static int server_start(struct lab_node *node)
{
	struct command command;
	int error = command_server(&command, node->lab, (size_t)(node - node->lab->nodes));

	if (error != 0)
		return error;
	command.spec.on_ready = server_ready;
	command.spec.on_exit = server_exit;
	command.spec.arg = node;
	node->server = process_spawn(node->lab, &command.spec);
	error = node->server == NULL ? -errno : 0;
	command_close(&command);
	return error;
}

int program_start(struct lab *lab, size_t node)
{
	struct lab_node *it = &lab->nodes[node];
	int error = 0;

	if (it->process != NULL || it->server != NULL) {
		it->starts_again = true;
		return it->state == LAB_STATE_STOPPING ? 0 : program_stop(lab, node);
	}
	if (!command_has_main(it->topo->kind)) {
		state_set(it, LAB_STATE_READY);
		return 0;
	}
	it->state = LAB_STATE_STARTING;
	it->was_killed = false;
	if (command_has_server(it->topo->kind))
		error = server_start(it);
	else if (lab->may_speak || lab_is_router(it->topo->kind))
		error = main_start(it);
	if (error != 0)
		it->state = LAB_STATE_ENDED;
	return error;
}

int program_go_on(struct lab *lab, size_t node)
{
	struct lab_node *it = &lab->nodes[node];

	if (it->state != LAB_STATE_STARTING || it->process != NULL)
		return 0;
	if (it->server != NULL && !process_is_ready(it->server))
		return 0; /* server_ready() goes on */
	return main_start(it);
}

int program_stop(struct lab *lab, size_t node)
{
	struct lab_node *it = &lab->nodes[node];
	int error;

	if (it->process == NULL && it->server == NULL)
		return -ESRCH;
	it->state = LAB_STATE_STOPPING;
	error = process_signal(it->process != NULL ? it->process : it->server, SIGTERM);
	/* One that is held takes the signal only when it goes on. */
	if (error == 0 && it->is_paused)
		error = program_signal_all(lab, node, SIGCONT, NULL);
	it->is_paused = false;
	return error;
}
