#include "anycast/ip.h"
#include "sim/trace/event_text.h"
#include "sim/trace/judge.h"
#include "sim/trace/line.h"

#include <stdlib.h>
#include <string.h>

/* What must hold over a whole run, judged at its end. */

#define INVARIANT_CLOCKS_NS (NS_PER_MS / 5)   /* error between wire and netlink stamps */
#define INVARIANT_ACT_NS    (100 * NS_PER_MS) /* for an UPDATE under way when health turned */
#define INVARIANT_FAULT_NS  (200 * NS_PER_MS) /* an address that a fault took goes so soon after */

/* One route that one node has announced to another, as the wire has it. */
struct told {
	size_t from, to;
	struct prefix prefix;
	bool announced;
};

struct ledger {
	const struct topo *topo;
	struct told *at;
	size_t n, room;
	struct instant *taken;     /* by node: when a fault or a lost device last took addresses */
	struct instant *unhealthy; /* by node: since when; INSTANT_NEVER: it is well */
	struct judge_verdict *out;
};

static struct told *told_entry(struct ledger *ledger, const struct trace_event *event,
			       const struct prefix *prefix)
{
	for (size_t i = 0; i < ledger->n; i++) {
		struct told *told = &ledger->at[i];

		if (told->from == event->bgp.from && told->to == event->bgp.to &&
		    prefix_equal(&told->prefix, prefix))
			return told;
	}
	if (ledger->n == ledger->room) {
		size_t room = ledger->room > 0 ? 2 * ledger->room : 64;
		struct told *at = room <= 65536 ? realloc(ledger->at, room * sizeof(*at)) : NULL;

		if (at == NULL)
			return NULL;
		ledger->at = at;
		ledger->room = room;
	}
	ledger->at[ledger->n] = (struct told){event->bgp.from, event->bgp.to, *prefix, false};
	return &ledger->at[ledger->n++];
}

static void forget_session(struct ledger *ledger, size_t a, size_t b)
{
	for (size_t i = 0; i < ledger->n; i++) {
		struct told *told = &ledger->at[i];

		if ((told->from == a && told->to == b) || (told->from == b && told->to == a))
			told->announced = false;
	}
}

static void violated(struct ledger *ledger, enum trace_verdict verdict, size_t number,
		     const char *detail)
{
	if (judge_worse(ledger->out->verdict, verdict) == ledger->out->verdict)
		return;
	ledger->out->verdict = verdict;
	ledger->out->evidence = number;
	memcpy(ledger->out->detail, detail, sizeof(ledger->out->detail));
}

static void check_healthy(struct ledger *ledger, size_t number, const struct trace_event *event,
			  const struct prefix *prefix)
{
	struct instant since = event->bgp.from < ledger->topo->n_nodes
				       ? ledger->unhealthy[event->bgp.from]
				       : INSTANT_NEVER;
	char detail[sizeof(ledger->out->detail)];
	struct line line = line_begin(detail, sizeof(detail));
	char text[PREFIX_TEXT_SIZE];

	if (since.ns == INT64_MAX || instant_since(event->at, since) < INVARIANT_ACT_NS)
		return;
	line_add(&line, "%s announced %s to %s ", event_node_name(ledger->topo, event->bgp.from),
		 prefix_format(prefix, text), event_node_name(ledger->topo, event->bgp.to));
	line_add_time(&line, instant_since(event->at, since));
	line_add(&line, " after its health had left ok");
	violated(ledger, TRACE_FAIL, number, detail);
}

static void take_update(struct ledger *ledger, size_t number, const struct trace_event *event,
			bool healthy)
{
	for (size_t i = 0; i < event->bgp.n_withdrawn; i++) {
		struct told *told = told_entry(ledger, event, &event->bgp.withdrawn[i]);

		if (told != NULL)
			told->announced = false;
	}
	for (size_t i = 0; i < event->bgp.n_announced; i++) {
		struct told *told = told_entry(ledger, event, &event->bgp.announced[i]);

		if (told == NULL)
			continue;
		/* A router hands on others. */
		if (healthy && topo_has_route(ledger->topo, &told->prefix))
			check_healthy(ledger, number, event, &told->prefix);
		told->announced = true;
	}
}

/* What of the wire bears on who has been told what. */
static void take_wire(struct ledger *ledger, size_t number, const struct trace_event *event,
		      bool healthy)
{
	if (event->kind == TRACE_SESSION && event->session.state == TOPO_SESSION_DOWN)
		forget_session(ledger, event->node, event->session.peer);
	if (event->kind != TRACE_BGP)
		return;
	if (event->bgp.kind == TRACE_BGP_UPDATE)
		take_update(ledger, number, event, healthy);
	else if (event->bgp.kind == TRACE_BGP_NOTIFICATION || event->bgp.kind == TRACE_BGP_OPEN)
		forget_session(ledger, event->bgp.from, event->bgp.to);
}

static bool takes_addresses(const struct topo *topo, size_t node)
{
	for (size_t i = 0; i < topo->n_steps; i++) {
		const struct topo_fault *fault = &topo->steps[i].fault;

		if (fault->node == node &&
		    (fault->kind == TOPO_FAULT_ADDRESS || fault->kind == TOPO_FAULT_DEVICE))
			return true;
	}
	return false;
}

/* Whether the withdrawal follows so soon that the clocks cannot tell which was first. */
static bool withdrawn_at_once(const struct timeline_entry **entries, size_t n, size_t i,
			      const struct told *told)
{
	struct instant removed = entries[i]->event.at;

	for (; i < n && instant_since(entries[i]->event.at, removed) < INVARIANT_CLOCKS_NS; i++) {
		const struct trace_event *event = &entries[i]->event;

		if (event->kind != TRACE_BGP || event->bgp.from != told->from ||
		    event->bgp.to != told->to)
			continue;
		if (event->bgp.kind == TRACE_BGP_NOTIFICATION)
			return true;
		for (size_t k = 0; k < event->bgp.n_withdrawn; k++) {
			if (prefix_equal(&event->bgp.withdrawn[k], &told->prefix))
				return true;
		}
	}
	return false;
}

static void check_unbind(struct ledger *ledger, const struct timeline_entry **entries, size_t n,
			 size_t i)
{
	const struct trace_event *event = &entries[i]->event;
	char detail[sizeof(ledger->out->detail)];

	for (size_t k = 0; k < ledger->n; k++) {
		const struct told *told = &ledger->at[k];
		struct line line = line_begin(detail, sizeof(detail));
		char address[IP_TEXT_SIZE];
		char text[PREFIX_TEXT_SIZE];
		bool unclear;

		if (!told->announced || told->from != event->node ||
		    !prefix_contains(&told->prefix, &event->address.prefix.ip))
			continue;
		unclear = withdrawn_at_once(entries, n, i, told);
		line_add(
			&line, "%s removed %s while %s was announced to %s%s",
			event_node_name(ledger->topo, event->node),
			ip_format(&event->address.prefix.ip, address),
			prefix_format(&told->prefix, text), event_node_name(ledger->topo, told->to),
			unclear ? "; the withdrawal came closer than the two clocks can tell" : "");
		violated(ledger, unclear ? TRACE_INCONCLUSIVE : TRACE_FAIL, entries[i]->number,
			 detail);
	}
}

static void judge_unbind(struct ledger *ledger, const struct timeline_entry **entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct trace_event *event = &entries[i]->event;

		take_wire(ledger, entries[i]->number, event, false);
		if (event->node >= ledger->topo->n_nodes)
			continue;
		if (event->kind == TRACE_FAULT && takes_addresses(ledger->topo, event->node))
			ledger->taken[event->node] = event->cause;
		/* With a device that goes down the kernel takes its IPv6 addresses. */
		if (event->kind == TRACE_LINK && !event->link.up)
			ledger->taken[event->node] = event->at;
		if (event->kind == TRACE_ADDRESS && !event->address.present &&
		    topo_has_address(ledger->topo, &event->address.prefix.ip) &&
		    instant_since(event->at, ledger->taken[event->node]) > INVARIANT_FAULT_NS)
			check_unbind(ledger, entries, n, i);
	}
}

static void judge_healthy(struct ledger *ledger, const struct timeline_entry **entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct trace_event *event = &entries[i]->event;

		take_wire(ledger, entries[i]->number, event, true);
		if (event->kind != TRACE_HEALTH || event->node >= ledger->topo->n_nodes)
			continue;
		if (event->text != NULL && strcmp(event->text, "ok") == 0)
			ledger->unhealthy[event->node] = INSTANT_NEVER;
		else if (ledger->unhealthy[event->node].ns == INT64_MAX)
			ledger->unhealthy[event->node] = event->at;
	}
}

const char *judge_invariant_name(enum topo_invariant invariant)
{
	switch (invariant) {
	case TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND:
		return "withdraw-before-unbind";
	case TOPO_INVARIANT_NEVER_ANNOUNCE_UNHEALTHY:
		return "never-announce-unhealthy";
	case TOPO_INVARIANT_NOTHING_LEFT_BEHIND:
		return "nothing-left-behind";
	}
	return "?";
}

static void verdict_begin(struct judge_verdict *out, const char *detail)
{
	struct line line = line_begin(out->detail, sizeof(out->detail));

	out->done = true;
	out->verdict = TRACE_PASS;
	out->elapsed_ns = -1;
	out->evidence = SIZE_MAX;
	line_add(&line, "%s", detail);
}

static int ledger_open(struct ledger *ledger, const struct topo *topo, struct judge_verdict *out)
{
	*ledger = (struct ledger){.topo = topo, .out = out};
	ledger->taken = calloc(topo->n_nodes + 1, sizeof(*ledger->taken));
	ledger->unhealthy = calloc(topo->n_nodes + 1, sizeof(*ledger->unhealthy));
	if (ledger->taken == NULL || ledger->unhealthy == NULL)
		return -1;
	for (size_t i = 0; i < topo->n_nodes; i++) {
		ledger->taken[i] = (struct instant){INT64_MIN / 2};
		ledger->unhealthy[i] = INSTANT_NEVER;
	}
	return 0;
}

void judge_invariant(const struct timeline *timeline, enum topo_invariant invariant,
		     struct judge_verdict *out)
{
	size_t n = 0;
	const struct timeline_entry **entries = timeline_sorted(timeline, &n);
	struct ledger ledger;

	verdict_begin(out, "held throughout");
	if (ledger_open(&ledger, timeline_topo(timeline), out) < 0 || entries == NULL) {
		out->verdict = TRACE_INCONCLUSIVE;
	} else if (invariant == TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND) {
		judge_unbind(&ledger, entries, n);
	} else {
		judge_healthy(&ledger, entries, n);
	}
	free(ledger.at);
	free(ledger.taken);
	free(ledger.unhealthy);
	free(entries);
}

void judge_invariant_result(const char *left, struct judge_verdict *out)
{
	bool clean = left == NULL || left[0] == '\0';
	struct line line;

	verdict_begin(out, "nothing is left");
	if (clean)
		return;
	out->verdict = TRACE_FAIL;
	line = line_begin(out->detail, sizeof(out->detail));
	line_add(&line, "left behind: %s", left);
}
