#include "sim/netns/doubt.h"

#include "sim/netns/diag.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ASK_FIRST_MS 1
#define ASK_LAST_MS  100
#define AFTERMATH_MS 1000 /* a link is back, and its loss may still bear fruit */

struct session {
	size_t a, b;
	bool is_up; /* as the wire has it */
};

struct doubt {
	struct lab *lab;
	struct instant *until; /* by node: doubtful since it lost a link, until then */
	struct session *sessions;
	size_t n_sessions, room;
	int64_t wait_ms; /* doubles from one question to the next */
	struct loop_watch *timer;
};

static struct session *session_of(struct doubt *doubt, size_t a, size_t b)
{
	struct session *more;

	for (size_t i = 0; i < doubt->n_sessions; i++) {
		struct session *it = &doubt->sessions[i];

		if ((it->a == a && it->b == b) || (it->a == b && it->b == a))
			return it;
	}
	if (doubt->n_sessions == doubt->room) {
		const size_t room = doubt->room > 0 ? 2 * doubt->room : 16;

		more = realloc(doubt->sessions, room * sizeof(*more));
		if (more == NULL)
			return NULL;
		doubt->sessions = more;
		doubt->room = room;
	}
	doubt->sessions[doubt->n_sessions] = (struct session){a, b, false};
	return &doubt->sessions[doubt->n_sessions++];
}

/* ---- what is to be asked ---- */

static bool is_doubtful(const struct doubt *doubt, const struct session *session)
{
	const int64_t now_ns = now_mono().ns;

	return session->is_up &&
	       (doubt->until[session->a].ns > now_ns || doubt->until[session->b].ns > now_ns);
}

static void ask_from_now_on(struct doubt *doubt)
{
	doubt->wait_ms = ASK_FIRST_MS;
	loop_timer_set(doubt->timer, instant_add_ms(now_mono(), ASK_FIRST_MS));
}

static void link_event(struct doubt *doubt, const struct trace_event *event)
{
	struct instant *until = &doubt->until[event->node];

	if (event->link.up && until->ns == INSTANT_NEVER.ns)
		*until = instant_add_ms(now_mono(), AFTERMATH_MS);
	if (event->link.up)
		return;
	*until = INSTANT_NEVER;
	ask_from_now_on(doubt);
}

/* A drop leaves every device up: its fault speaks for it. */
static void fault_event(struct doubt *doubt)
{
	const struct topo *topo = doubt->lab->topo;

	for (size_t i = 0; i < topo->n_steps; i++) {
		const struct topo_fault *fault = &topo->steps[i].fault;

		if (fault->kind != TOPO_FAULT_LINK || fault->state != TOPO_LINK_DROP)
			continue;
		doubt->until[fault->node] = doubt->until[fault->peer] = INSTANT_NEVER;
		ask_from_now_on(doubt);
	}
}

static void on_event(void *arg, size_t number, const struct trace_event *event)
{
	struct doubt *doubt = arg;
	struct session *session;

	(void)number;
	if (event->kind == TRACE_FAULT && event->node == TOPO_NONE)
		fault_event(doubt);
	if (event->node == TOPO_NONE)
		return;
	if (event->kind == TRACE_LINK)
		link_event(doubt, event);
	if (event->kind != TRACE_SESSION)
		return;
	session = session_of(doubt, event->node, event->session.peer);
	if (session != NULL)
		session->is_up = event->session.state == TOPO_SESSION_ESTABLISHED;
}

/* ---- asking ---- */

/* Return: whether @node's kernel has, or may have, a connection to @peer that is Established. */
static bool is_connected(const struct doubt *doubt, size_t node, size_t peer)
{
	struct diag_search search = {
		.topo = doubt->lab->topo, .peer = peer, .states = 1U << TCP_ESTABLISHED};
	int fd = diag_open(doubt->lab, node), error;

	if (fd < 0)
		return true;
	error = diag_find(fd, &search);
	close(fd);
	return error != 0 || search.n > 0;
}

static void session_ask(struct doubt *doubt, const struct session *session)
{
	struct trace_event event = {.kind = TRACE_SESSION, .node = session->a};

	if (is_connected(doubt, session->a, session->b) &&
	    is_connected(doubt, session->b, session->a))
		return;
	event.at = event.cause = now_mono();
	event.session.peer = session->b;
	event.session.state = TOPO_SESSION_DOWN;
	timeline_emit(doubt->lab->timeline, &event);
}

static void on_time(void *arg)
{
	struct doubt *doubt = arg;
	bool some = false;

	for (size_t i = 0; i < doubt->n_sessions; i++) {
		if (!is_doubtful(doubt, &doubt->sessions[i]))
			continue;
		session_ask(doubt, &doubt->sessions[i]);
		some = some || doubt->sessions[i].is_up;
	}
	doubt->wait_ms = 2 * doubt->wait_ms < ASK_LAST_MS ? 2 * doubt->wait_ms : ASK_LAST_MS;
	loop_timer_set(doubt->timer,
		       some ? instant_add_ms(now_mono(), doubt->wait_ms) : INSTANT_NEVER);
}

struct doubt *doubt_new(struct lab *lab)
{
	struct doubt *doubt = calloc(1, sizeof(*doubt));

	if (doubt == NULL)
		return NULL;
	doubt->lab = lab;
	doubt->until = calloc(lab->topo->n_nodes + 1, sizeof(doubt->until[0]));
	doubt->timer = loop_timer(lab->loop, on_time, doubt);
	if (doubt->until == NULL || doubt->timer == NULL ||
	    timeline_listen(lab->timeline, on_event, doubt) != 0) {
		doubt_free(doubt);
		return NULL;
	}
	return doubt;
}

void doubt_free(struct doubt *doubt)
{
	if (doubt == NULL)
		return;
	timeline_unlisten(doubt->lab->timeline, on_event, doubt);
	loop_watch_free(doubt->timer);
	free(doubt->until);
	free(doubt->sessions);
	free(doubt);
}
