#include "sim/netns/up.h"

#include "sim/topo/segment.h"
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
	size_t a, b;
	bool is_there; /* was, at some time */
};

struct up {
	struct lab *lab;
	struct pair *pairs;
	size_t n_pairs, n_there;
	struct instant at; /* of the last that came */
	size_t ended;      /* a router whose program has ended, or TOPO_NONE */
	int code;          /* of that end */
};

static bool speaks(const struct topo_node *node)
{
	return node->start && (lab_is_router(node->kind) || node->kind == TOPO_KIND_CACHE ||
			       node->kind == TOPO_KIND_ANNOUNCER);
}

/* Whether two nodes share a network, over a link or a switch. */
static bool beside(const struct topo *topo, size_t a, size_t b)
{
	for (size_t i = 0; i < topo->n_links * 2; i++) {
		const struct topo_port *one = &topo->links[i / 2].ends[i % 2];

		for (size_t k = 0; one->node == a && k < topo->n_links * 2; k++) {
			const struct topo_port *two = &topo->links[k / 2].ends[k % 2];

			if (two->node == b && one->v4.length != 0 &&
			    one->v4.length == two->v4.length &&
			    prefix_contains(&one->v4, &two->v4.ip))
				return true;
		}
	}
	return false;
}

/* An announcer speaks with one router, however many are beside it. */
static bool announces_to(const struct topo *topo, size_t node, size_t router)
{
	struct topo_neighbour gateway;

	return topo_gateway(topo, node, &gateway) && gateway.theirs->node == router;
}

static bool is_pair(const struct topo *topo, size_t a, size_t b)
{
	const struct topo_node *one = &topo->nodes[a], *two = &topo->nodes[b];

	if (!speaks(one) || !speaks(two))
		return false;
	if (!lab_is_router(one->kind))
		return lab_is_router(two->kind) && announces_to(topo, a, b);
	return lab_is_router(two->kind) ? beside(topo, a, b) : announces_to(topo, b, a);
}

/* What only a bad configuration does, of itself: a router ends; an announcer ends with this code.
 */
#define CODE_USAGE 2

static void on_end(struct up *up, const struct trace_event *event)
{
	const struct lab_node *node = &up->lab->nodes[event->node];
	const enum trace_process_state state = event->process.state;
	const bool announces =
		node->topo->kind == TOPO_KIND_CACHE || node->topo->kind == TOPO_KIND_ANNOUNCER;

	if ((state != TRACE_PROCESS_EXITED && state != TRACE_PROCESS_SIGNALED) ||
	    node->state == LAB_STATE_STOPPING || up->ended != TOPO_NONE)
		return;
	if (announces && (state != TRACE_PROCESS_EXITED || event->process.code != CODE_USAGE))
		return;
	if (!announces && !lab_is_router(node->topo->kind))
		return;
	up->ended = event->node;
	up->code = event->process.code;
}

/* The last line of what has ended, which mostly tells why. */
static const char *last_line(const struct up *up)
{
	for (size_t n = timeline_last(up->lab->timeline); n > 0; n--) {
		const struct trace_event *event = timeline_at(up->lab->timeline, n);

		if (event != NULL && event->kind == TRACE_LOG && event->node == up->ended)
			return event->text;
	}
	return "it said nothing";
}

static void on_session(struct up *up, const struct trace_event *event)
{
	for (size_t i = 0; i < up->n_pairs; i++) {
		struct pair *pair = &up->pairs[i];

		if (pair->is_there ||
		    !((pair->a == event->node && pair->b == event->session.peer) ||
		      (pair->b == event->node && pair->a == event->session.peer)))
			continue;
		pair->is_there = true;
		up->n_there++;
		up->at = event->at;
	}
}

static void on_event(void *arg, size_t number, const struct trace_event *event)
{
	(void)number;
	if (event->kind == TRACE_SESSION && event->session.state == TOPO_SESSION_ESTABLISHED)
		on_session(arg, event);
	else if (event->kind == TRACE_PROCESS && event->node != TOPO_NONE)
		on_end(arg, event);
}

static void pairs_list(struct up *up)
{
	const struct topo *topo = up->lab->topo;

	for (size_t a = 0; a < topo->n_nodes; a++) {
		for (size_t b = a + 1; b < topo->n_nodes; b++) {
			if (is_pair(topo, a, b))
				up->pairs[up->n_pairs++] = (struct pair){a, b, false};
		}
	}
}

struct up *up_new(struct lab *lab)
{
	const size_t n = lab->topo->n_nodes;
	struct up *up = calloc(1, sizeof(*up));

	if (up == NULL)
		return NULL;
	up->lab = lab;
	up->at = now_mono();
	up->ended = TOPO_NONE;
	up->pairs = calloc(n * n / 2 + 1, sizeof(up->pairs[0]));
	if (up->pairs == NULL || timeline_listen(lab->timeline, on_event, up) != 0) {
		free(up->pairs);
		free(up);
		return NULL;
	}
	pairs_list(up);
	return up;
}

void up_free(struct up *up)
{
	if (up == NULL)
		return;
	timeline_unlisten(up->lab->timeline, on_event, up);
	free(up->pairs);
	free(up);
}

struct instant up_at(const struct up *up)
{
	return up->n_there == up->n_pairs ? up->at : INSTANT_NEVER;
}

bool up_missing(const struct up *up, char *out, size_t n_out)
{
	for (size_t i = 0; i < up->n_pairs; i++) {
		if (up->pairs[i].is_there)
			continue;
		snprintf(out, n_out, "%s with %s", up->lab->topo->nodes[up->pairs[i].a].name,
			 up->lab->topo->nodes[up->pairs[i].b].name);
		return true;
	}
	return false;
}

bool up_broken(const struct up *up, bool is_up, char *out, size_t n_out)
{
	const struct topo *topo = up->lab->topo;
	char said[200];
	const char *line;

	if (up->ended == TOPO_NONE || (is_up && lab_is_router(topo->nodes[up->ended].kind)))
		return false;
	line = last_line(up);
	text_escape(line, strlen(line), said, sizeof(said));
	snprintf(out, n_out, "%s %s has ended with code %d: %s",
		 lab_is_router(topo->nodes[up->ended].kind) ? "router" : "node",
		 topo->nodes[up->ended].name, up->code, said);
	return true;
}
