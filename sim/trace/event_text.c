#include "sim/trace/event_text.h"

#include "anycast/ip.h"
#include "sim/trace/jot.h"

#include <string.h>

const char *event_kind_name(enum trace_kind kind)
{
	static const char *const names[] = {
		[TRACE_LAB] = "lab",         [TRACE_FAULT] = "fault",
		[TRACE_HEAL] = "heal",       [TRACE_PROCESS] = "process",
		[TRACE_LINK] = "link",       [TRACE_ADDRESS] = "address",
		[TRACE_ROUTE] = "route",     [TRACE_BGP] = "bgp",
		[TRACE_SESSION] = "session", [TRACE_CLIENT] = "client",
		[TRACE_HEALTH] = "health",   [TRACE_LOG] = "log",
		[TRACE_STEP] = "step",       [TRACE_VERDICT] = "verdict",
		[TRACE_LOAD] = "load",
	};

	return (size_t)kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "?";
}

const char *event_verdict_name(enum trace_verdict verdict)
{
	static const char *const names[] = {
		[TRACE_PASS] = "pass",
		[TRACE_FAIL] = "fail",
		[TRACE_SKIP] = "skip",
		[TRACE_INCONCLUSIVE] = "inconclusive",
	};

	return (size_t)verdict < sizeof(names) / sizeof(names[0]) ? names[verdict] : "?";
}

const char *event_process_name(enum trace_process_state state)
{
	static const char *const names[] = {
		[TRACE_PROCESS_STARTED] = "started",
		[TRACE_PROCESS_READY] = "ready",
		[TRACE_PROCESS_EXITED] = "exited",
		[TRACE_PROCESS_SIGNALED] = "signaled",
	};

	return (size_t)state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

const char *event_bgp_name(enum trace_bgp_kind kind)
{
	static const char *const names[] = {
		[TRACE_BGP_OPEN] = "open",           [TRACE_BGP_UPDATE] = "update",
		[TRACE_BGP_KEEPALIVE] = "keepalive", [TRACE_BGP_NOTIFICATION] = "notification",
		[TRACE_BGP_REFRESH] = "refresh",     [TRACE_BGP_WITHDRAW_ACKED] = "withdraw-acked",
	};

	return (size_t)kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "?";
}

const char *event_session_name(enum topo_session_state state)
{
	return state == TOPO_SESSION_ESTABLISHED ? "established" : "down";
}

const char *event_node_name(const struct topo *topo, size_t node)
{
	if (node == TOPO_NONE)
		return "lab";
	return node < topo->n_nodes ? topo->nodes[node].name : "?";
}

bool event_is_stopping(const struct trace_event *event)
{
	return event->kind == TRACE_LAB && event->text != NULL &&
	       strcmp(event->text, TRACE_STOPPING) == 0;
}

/* A node's name as a member; null where it is none of the lab's. */
static void member_node(struct jot *jot, const char *key, const struct topo *topo, size_t node)
{
	jot_member_text(jot, key, node < topo->n_nodes ? topo->nodes[node].name : NULL);
}

static void member_prefix(struct jot *jot, const char *key, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_SIZE];

	jot_member_text(jot, key, prefix_format(prefix, text));
}

static void member_prefixes(struct jot *jot, const char *key, const struct prefix *list, size_t n)
{
	jot_key(jot, key);
	jot_open(jot, '[');
	for (size_t i = 0; i < n && i < TRACE_PREFIXES_MAX; i++)
		member_prefix(jot, NULL, &list[i]);
	jot_close(jot, ']');
}

static const char *family_name(enum ip_family family)
{
	if (family == IP_NONE)
		return NULL;
	return family == IP_V4 ? "ipv4" : "ipv6";
}

static void write_process(struct jot *jot, const struct trace_event *event)
{
	jot_member_text(jot, "program", event->process.program);
	jot_member_text(jot, "state", event_process_name(event->process.state));
	jot_member_int(jot, "pid", event->process.pid);
	if (event->process.state == TRACE_PROCESS_EXITED)
		jot_member_int(jot, "code", event->process.code);
	if (event->process.state == TRACE_PROCESS_SIGNALED)
		jot_member_int(jot, "signal", event->process.code);
}

static void write_address(struct jot *jot, const struct trace_event *event)
{
	member_prefix(jot, "address", &event->address.prefix);
	jot_member_text(jot, "device", event->address.device);
	jot_member_bool(jot, "present", event->address.present);
	jot_member_bool(jot, "usable", event->address.usable);
	jot_member_int(jot, "proto", event->address.proto);
}

static void write_route(struct jot *jot, const struct topo *topo, const struct trace_event *event)
{
	member_prefix(jot, "prefix", &event->route.prefix);
	jot_member_bool(jot, "present", event->route.n_via > 0);
	jot_key(jot, "via");
	jot_open(jot, '[');
	for (size_t i = 0; i < event->route.n_via && i < TRACE_WAYS_MAX; i++)
		member_node(jot, NULL, topo, event->route.via[i]);
	jot_close(jot, ']');
}

static void write_bgp(struct jot *jot, const struct topo *topo, const struct trace_event *event)
{
	jot_member_text(jot, "message", event_bgp_name(event->bgp.kind));
	member_node(jot, "from", topo, event->bgp.from);
	member_node(jot, "to", topo, event->bgp.to);
	if (event->bgp.kind == TRACE_BGP_UPDATE || event->bgp.kind == TRACE_BGP_WITHDRAW_ACKED) {
		member_prefixes(jot, "announced", event->bgp.announced, event->bgp.n_announced);
		member_prefixes(jot, "withdrawn", event->bgp.withdrawn, event->bgp.n_withdrawn);
		jot_member_int(jot, "more", event->bgp.n_more);
		jot_member_text(jot, "end_of_rib", family_name(event->bgp.end_of_rib));
	}
	if (event->bgp.kind == TRACE_BGP_NOTIFICATION) {
		jot_member_int(jot, "code", event->bgp.code);
		jot_member_int(jot, "subcode", event->bgp.subcode);
	}
}

static void write_client(struct jot *jot, const struct topo *topo, const struct instant *start,
			 const struct trace_event *event)
{
	jot_key(jot, "number");
	fprintf(jot->file, "%llu", (unsigned long long)event->client.number);
	jot_member_ms(jot, "started_ms", instant_since(event->client.started, *start));
	jot_member_ms(jot, "took_ms", instant_since(event->at, event->client.started));
	jot_member_bool(jot, "answered", event->client.answered);
	jot_member_bool(jot, "retried", event->client.retried);
	jot_member_int(jot, "status", event->client.status);
	member_node(jot, "served_by", topo, event->client.served_by);
	jot_member_text(jot, "family", family_name(event->client.family));
	jot_member_text(jot, "error", event->client.error);
}

static void write_verdict(struct jot *jot, const struct trace_event *event)
{
	jot_member_text(jot, "verdict", event_verdict_name(event->verdict.verdict));
	jot_key(jot, "step");
	if (event->verdict.step == TOPO_NONE)
		fputs("null", jot->file);
	else
		fprintf(jot->file, "%zu", event->verdict.step + 1);
	jot_key(jot, "elapsed_ms");
	if (event->verdict.elapsed_ns < 0)
		fputs("null", jot->file);
	else
		jot_ms(jot->file, event->verdict.elapsed_ns);
	jot_key(jot, "evidence");
	if (event->verdict.evidence == SIZE_MAX)
		fputs("null", jot->file);
	else
		fprintf(jot->file, "%zu", event->verdict.evidence);
	jot_member_text(jot, "text", event->text);
}

static void write_kind(struct jot *jot, const struct topo *topo, const struct instant *start,
		       const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_FAULT:
	case TRACE_HEAL:
		jot_member_ms(jot, "cause_ms", instant_since(event->cause, *start));
		jot_member_int(jot, "cause_ns", event->cause.ns);
		jot_member_text(jot, "text", event->text);
		break;
	case TRACE_LAB:
	case TRACE_LOG:
	case TRACE_STEP:
		jot_member_text(jot, "text", event->text);
		break;
	case TRACE_HEALTH:
		jot_member_text(jot, "level", event->text);
		break;
	case TRACE_PROCESS:
		write_process(jot, event);
		break;
	case TRACE_LINK:
		jot_member_text(jot, "device", event->link.device);
		jot_member_bool(jot, "up", event->link.up);
		jot_member_bool(jot, "removed", event->link.removed);
		break;
	case TRACE_ADDRESS:
		write_address(jot, event);
		break;
	case TRACE_ROUTE:
		write_route(jot, topo, event);
		break;
	case TRACE_BGP:
		write_bgp(jot, topo, event);
		break;
	case TRACE_SESSION:
		member_node(jot, "peer", topo, event->session.peer);
		jot_member_text(jot, "state", event_session_name(event->session.state));
		break;
	case TRACE_CLIENT:
		write_client(jot, topo, start, event);
		break;
	case TRACE_VERDICT:
		write_verdict(jot, event);
		break;
	case TRACE_LOAD:
		jot_key(jot, "foreign");
		fprintf(jot->file, "%.3f", event->load.foreign);
		break;
	}
}

void event_json(FILE *file, const struct topo *topo, struct instant start, size_t number,
		const struct trace_event *event)
{
	struct jot jot = {.file = file};

	jot_open(&jot, '{');
	jot_member_int(&jot, "n", (int64_t)number);
	jot_member_ms(&jot, "t_ms", instant_since(event->at, start));
	jot_member_int(&jot, "t_ns", event->at.ns);
	jot_member_text(&jot, "kind", event_kind_name(event->kind));
	if (event->node != TOPO_NONE)
		member_node(&jot, "node", topo, event->node);
	write_kind(&jot, topo, &start, event);
	jot_close(&jot, '}');
	fputc('\n', file);
}
