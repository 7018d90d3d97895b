#include "shell/node.h"

#include "shell/addresses.h"
#include "shell/certificate_file.h"
#include "shell/event_queue.h"
#include "shell/health_file.h"
#include "shell/network.h"
#include "shell/probe.h"
#include "shell/tcp.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_SIGNALS 3

struct node {
	const struct node_options *options;
	struct world world;
	struct tcp *tcp;
	struct addresses *addresses;
	struct network *network;
	struct probe *probe;
	struct health_file *health;
	struct certificate_file *certificate;
	struct loop_watch *deadline;
	struct loop_watch *signals[N_SIGNALS];
	struct instant armed; /* what .deadline is armed for */
	bool busy;            /* the role is at work: events wait in .queue */
	bool finished;
	bool failed;
	struct event_queue queue;
	struct io_actions actions;
};

static void on_all_closed(void *arg)
{
	struct node *node = arg;

	loop_stop(node->world.loop);
}

/* The last message is not cut off by our end: closing streams have their time. */
static void finish(struct node *node, bool failed)
{
	node->finished = true;
	node->failed = failed;
	if (tcp_is_idle(node->tcp))
		loop_stop(node->world.loop);
	else
		tcp_on_idle(node->tcp, on_all_closed, node);
}

static void tell_ready(const struct node *node)
{
	static const char line[] = "ready\n";

	if (node->options->ready < 0)
		return;
	/* Whoever asked and went away does not want to know. */
	if (write(node->options->ready, line, sizeof(line) - 1) < 0 && errno != EPIPE)
		note_say(node->world.notes, IO_LEVEL_WARNING, "anycast",
			 "nobody could be told of the start error=\"%s\"", strerror(errno));
	close(node->options->ready);
}

static void connect_peer(struct node *node, uint32_t id, size_t index, int64_t limit_ns)
{
	const struct announcer_peer *peer = &node->options->config->peers[index];
	const struct tcp_peer to = {
		.address = peer->address,
		.port = peer->port,
		.local = peer->local,
		.secret = node->options->secret,
	};

	tcp_connect(node->tcp, id, &to, limit_ns);
}

static void no_addresses(struct node *node, const struct io_action *action)
{
	struct io_event event = {.id = action->id};

	event.kind =
		action->kind == IO_ACTION_ADDRESS_LIST ? IO_EVENT_ADDRESSES : IO_EVENT_ADDRESS_DONE;
	if (event.kind == IO_EVENT_ADDRESS_DONE) {
		event.address_done.result = IO_ADDRESS_FAILED;
		event.address_done.error = "addresses are not managed";
	}
	world_event(&node->world, &event);
}

static void change_addresses(struct node *node, const struct io_action *action)
{
	if (node->addresses == NULL)
		no_addresses(node, action);
	else if (action->kind == IO_ACTION_ADDRESS_LIST)
		addresses_list(node->addresses, action->id);
	else if (action->kind == IO_ACTION_ADDRESS_ADD)
		addresses_add(node->addresses, action->id, &action->address);
	else
		addresses_remove(node->addresses, action->id, &action->address);
}

static void carry_out(struct node *node, const struct io_action *action)
{
	switch (action->kind) {
	case IO_ACTION_CONNECT:
		connect_peer(node, action->id, action->connect.peer, action->connect.limit_ns);
		break;
	case IO_ACTION_SEND:
		tcp_send(node->tcp, action->id, action->send.data, action->send.want_ack);
		break;
	case IO_ACTION_CLOSE:
		tcp_close(node->tcp, action->id);
		break;
	case IO_ACTION_ABORT:
		tcp_abort(node->tcp, action->id);
		break;
	case IO_ACTION_ADDRESS_LIST:
	case IO_ACTION_ADDRESS_ADD:
	case IO_ACTION_ADDRESS_REMOVE:
		change_addresses(node, action);
		break;
	case IO_ACTION_PROBE:
		probe_start(node->probe, action->id, action->probe.limit_ns);
		break;
	case IO_ACTION_READY:
		tell_ready(node);
		break;
	case IO_ACTION_NOTE:
		note_print(node->world.notes, &action->note, now_mono());
		break;
	case IO_ACTION_FINISH:
		finish(node, action->finish.failed);
		break;
	}
}

static void step(struct node *node, const struct io_event *event)
{
	if (node->finished)
		return;
	io_actions_clear(&node->actions);
	node->options->role->step(node->options->self, event, &node->actions);
	for (size_t i = 0; i < node->actions.n; i++)
		carry_out(node, &node->actions.at[i]);
	if (node->actions.n_lost > 0)
		note_say(node->world.notes, IO_LEVEL_WARNING, "anycast", "notes were lost n=%zu",
			 node->actions.n_lost);
}

static void arm(struct node *node)
{
	struct instant deadline = INSTANT_NEVER;

	if (!node->finished)
		deadline = node->options->role->deadline(node->options->self);
	if (deadline.ns == node->armed.ns)
		return;
	node->armed = deadline;
	loop_timer_set(node->deadline, deadline);
}

static void on_event(void *arg, struct io_event *event)
{
	struct node *node = arg;
	struct queued_event *queued;

	event->at = now_mono();
	event->wall_s = now_wall_s();
	if (node->busy) {
		event_queue_push(&node->queue, event);
		return;
	}
	node->busy = true;
	step(node, event);
	while ((queued = event_queue_pop(&node->queue)) != NULL) {
		step(node, queued_event(queued));
		free(queued);
	}
	node->busy = false;
	arm(node);
}

static void tell(struct node *node, enum io_event_kind kind)
{
	struct io_event event = {.kind = kind};

	on_event(node, &event);
}

/* RFC 4271 section 6.5: what has arrived beats a timer that is due. */
static void on_deadline(void *arg)
{
	struct node *node = arg;

	node->armed = INSTANT_NEVER;
	tcp_read_all(node->tcp);
	if (!node->finished &&
	    instant_reached(node->options->role->deadline(node->options->self), now_mono()))
		tell(node, IO_EVENT_TIME);
	else
		arm(node);
}

static void on_signal(void *arg, int signal)
{
	struct node *node = arg;

	note_say(node->world.notes, IO_LEVEL_INFO, "anycast", "asked to stop signal=%s",
		 sigabbrev_np(signal));
	tell(node, IO_EVENT_STOP);
}

static int open_files(struct node *node)
{
	const struct params *params = node->options->params;
	const struct health_source health = {
		.path = params->health_file,
		.interval_ns = node->options->config->interval_ns,
		.pipe = node->options->health,
	};
	int err = 0;

	if (params->health_file != NULL || node->options->health >= 0)
		err = health_file_new(&node->world, &health, &node->health);
	if (err == 0 && params->certificate_chain != NULL)
		err = certificate_file_new(&node->world, params->certificate_chain,
					   &node->certificate);
	return err;
}

static int open_network(struct node *node)
{
	const struct announcer_config *config = node->options->config;
	const struct addresses_config addresses = {
		.service = config->addresses,
		.n_service = config->n_addresses,
		.device = node->options->device,
		.state_file = node->options->params->state_file,
	};
	int err = 0;

	/* Also in mode off: that the addresses are there is a gate in every mode. */
	if (addresses.n_service > 0)
		err = addresses_new(&node->world, &addresses, &node->addresses);
	if (err == 0)
		err = network_new(&node->world, node->addresses, &node->network);
	return err;
}

static int node_open(struct node *node)
{
	static const int signals[N_SIGNALS] = {SIGTERM, SIGINT, SIGHUP};
	int err;

	node->world.loop = loop_new();
	if (node->world.loop == NULL)
		return -ENOMEM;
	node->tcp = tcp_new(&node->world);
	node->deadline = loop_timer(node->world.loop, on_deadline, node);
	if (node->tcp == NULL || node->deadline == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < N_SIGNALS; i++) {
		node->signals[i] = loop_signal(node->world.loop, signals[i], on_signal, node);
		if (node->signals[i] == NULL)
			return -ENOMEM;
	}
	err = probe_new(&node->world, node->options->config, &node->probe);
	if (err == 0)
		err = open_network(node);
	return err == 0 ? open_files(node) : err;
}

static void node_close(struct node *node)
{
	event_queue_close(&node->queue);
	certificate_file_free(node->certificate);
	health_file_free(node->health);
	network_free(node->network);
	addresses_free(node->addresses);
	probe_free(node->probe);
	tcp_free(node->tcp);
	loop_watch_free(node->deadline);
	for (size_t i = 0; i < N_SIGNALS; i++)
		loop_watch_free(node->signals[i]);
	loop_free(node->world.loop);
}

int node_run(const struct node_options *options)
{
	struct node *node = calloc(1, sizeof(*node));
	int err;

	if (node == NULL)
		return -ENOMEM;
	signal(SIGPIPE, SIG_IGN);
	node->options = options;
	node->world.notes = options->notes;
	node->world.event = on_event;
	node->world.arg = node;
	node->armed = INSTANT_NEVER;
	event_queue_init(&node->queue);
	err = node_open(node);
	if (err == 0) {
		tell(node, IO_EVENT_START);
		if (node->certificate != NULL)
			certificate_file_start(node->certificate);
		if (node->health != NULL)
			health_file_start(node->health);
		/* A role that ended in its first step has nobody to stop the loop for. */
		if (!node->finished || !tcp_is_idle(node->tcp))
			err = loop_run(node->world.loop);
	}
	if (err == 0)
		err = node->failed ? 1 : 0;
	node_close(node);
	free(node);
	return err;
}
