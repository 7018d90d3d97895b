#include "sim/trace/event_words.h"

#include "anycast/ip.h"
#include "sim/trace/event_text.h"
#include "support/utf8.h"

#include <string.h>

/* A file without a service is about its routes, whatever they are. */
static bool matters_as_route(const struct topo *topo, const struct prefix *prefix)
{
	return topo->service.hostname == NULL || topo_has_route(topo, prefix);
}

static bool bgp_matters(const struct topo *topo, const struct trace_event *event)
{
	if (event->bgp.kind == TRACE_BGP_NOTIFICATION)
		return true;
	if (event->bgp.kind != TRACE_BGP_UPDATE && event->bgp.kind != TRACE_BGP_WITHDRAW_ACKED)
		return false;
	for (size_t i = 0; i < event->bgp.n_withdrawn; i++) {
		if (matters_as_route(topo, &event->bgp.withdrawn[i]))
			return true;
	}
	return false;
}

bool event_matters(const struct topo *topo, const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_LAB:
	case TRACE_FAULT:
	case TRACE_HEAL:
	case TRACE_PROCESS:
	case TRACE_SESSION:
	case TRACE_HEALTH:
	case TRACE_STEP:
	case TRACE_VERDICT:
	case TRACE_CLIENT:
		return true;
	case TRACE_LINK:
		return !event->link.up;
	case TRACE_ADDRESS:
		return topo_has_address(topo, &event->address.prefix.ip);
	case TRACE_ROUTE:
		return matters_as_route(topo, &event->route.prefix);
	case TRACE_BGP:
		return bgp_matters(topo, event);
	case TRACE_LOG:
	case TRACE_LOAD:
		break;
	}
	return false;
}

static void add_process(struct line *line, const struct trace_event *event)
{
	line_add(line, "%s ", event->process.program != NULL ? event->process.program : "process");
	switch (event->process.state) {
	case TRACE_PROCESS_STARTED:
		line_add(line, "starts");
		break;
	case TRACE_PROCESS_READY:
		line_add(line, "is ready");
		break;
	case TRACE_PROCESS_EXITED:
		line_add(line, "ends with code %d", event->process.code);
		break;
	case TRACE_PROCESS_SIGNALED:
		line_add(line, "is ended by signal %d", event->process.code);
		break;
	}
}

static void add_address(struct line *line, const struct trace_event *event)
{
	char text[PREFIX_TEXT_SIZE];

	line_add(line, "address %s ", prefix_format(&event->address.prefix, text));
	if (!event->address.present)
		line_add(line, "is gone from");
	else
		line_add(line, event->address.usable ? "is on" : "is on, not usable,");
	line_add(line, " %s", event->address.device != NULL ? event->address.device : "?");
}

static void add_route(struct line *line, const struct topo *topo, const struct trace_event *event)
{
	char text[PREFIX_TEXT_SIZE];

	line_add(line, "route %s ", prefix_format(&event->route.prefix, text));
	if (event->route.n_via == 0)
		line_add(line, "is gone");
	for (size_t i = 0; i < event->route.n_via; i++)
		line_add(line, "%s%s", i == 0 ? "via " : ", ",
			 event->route.via[i] == TOPO_NONE
				 ? "?"
				 : event_node_name(topo, event->route.via[i]));
}

static void add_prefixes(struct line *line, const char *verb, const struct prefix *list, size_t n)
{
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < n; i++) {
		line_add(line, "%s%s", i == 0 ? verb : ", ", prefix_format(&list[i], text));
	}
}

static void add_bgp(struct line *line, const struct topo *topo, const struct trace_event *event)
{
	const char *from = event_node_name(topo, event->bgp.from);
	const char *to = event_node_name(topo, event->bgp.to);

	if (event->bgp.kind == TRACE_BGP_WITHDRAW_ACKED) {
		line_add(line, "%s has acknowledged to %s", to, from);
		add_prefixes(line, " the withdrawal of ", event->bgp.withdrawn,
			     event->bgp.n_withdrawn);
		return;
	}
	line_add(line, "%s -> %s %s", from, to, event_bgp_name(event->bgp.kind));
	if (event->bgp.kind == TRACE_BGP_NOTIFICATION)
		line_add(line, " %u/%u", event->bgp.code, event->bgp.subcode);
	if (event->bgp.kind != TRACE_BGP_UPDATE)
		return;
	add_prefixes(line, " withdraws ", event->bgp.withdrawn, event->bgp.n_withdrawn);
	add_prefixes(line, " announces ", event->bgp.announced, event->bgp.n_announced);
	if (event->bgp.end_of_rib != IP_NONE)
		line_add(line, " End-of-RIB IPv%d", (int)event->bgp.end_of_rib);
}

static void add_client(struct line *line, const struct topo *topo, const struct trace_event *event)
{
	line_add(line, "request %llu", (unsigned long long)event->client.number);
	if (!event->client.answered) {
		line_add(line, " has no answer%s%s", event->client.error != NULL ? ": " : "",
			 event->client.error != NULL ? event->client.error : "");
		return;
	}
	line_add(line, " is served by %s with %d in ",
		 event->client.served_by == TOPO_NONE
			 ? "none of ours"
			 : event_node_name(topo, event->client.served_by),
		 event->client.status);
	line_add_time(line, instant_since(event->at, event->client.started));
	if (event->client.retried)
		line_add(line, ", at the second try");
}

static void add_text(struct line *line, const char *before, const struct trace_event *event)
{
	line_add(line, "%s%s", before, event->text != NULL ? event->text : "");
}

void event_words(struct line *line, const struct topo *topo, const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_LAB:
	case TRACE_LOG:
	case TRACE_STEP:
		add_text(line, "", event);
		break;
	case TRACE_FAULT:
		add_text(line, "fault: ", event);
		break;
	case TRACE_HEAL:
		add_text(line, "healed: ", event);
		break;
	case TRACE_HEALTH:
		add_text(line, "health is ", event);
		break;
	case TRACE_VERDICT:
		line_add(line, "%s: ", event_verdict_name(event->verdict.verdict));
		add_text(line, "", event);
		break;
	case TRACE_PROCESS:
		add_process(line, event);
		break;
	case TRACE_LINK:
		line_add(line, "%s is %s", event->link.device != NULL ? event->link.device : "?",
			 event->link.removed ? "removed"
			 : event->link.up    ? "up"
					     : "down");
		break;
	case TRACE_ADDRESS:
		add_address(line, event);
		break;
	case TRACE_ROUTE:
		add_route(line, topo, event);
		break;
	case TRACE_BGP:
		add_bgp(line, topo, event);
		break;
	case TRACE_SESSION:
		line_add(line, "session with %s is %s", event_node_name(topo, event->session.peer),
			 event_session_name(event->session.state));
		break;
	case TRACE_CLIENT:
		add_client(line, topo, event);
		break;
	case TRACE_LOAD:
		line_add(line, "foreign load %.2f CPUs", event->load.foreign);
		break;
	}
}

/* U+0080..U+009F, and the marks that turn the direction of writing. */
static bool is_tricky(const unsigned char *c, size_t n)
{
	if (n == 1)
		return c[0] < 0x20 || c[0] == 0x7f;
	if (n == 2)
		return c[0] == 0xc2 && c[1] < 0xa0;
	if (n != 3 || c[0] != 0xe2)
		return false;
	return (c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xa8 && c[2] <= 0xae))) ||
	       (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

void plain_print(FILE *out, const char *text)
{
	while (*text != '\0') {
		const unsigned char *c = (const unsigned char *)text;
		size_t n = utf8_next(text);

		if (n > 0 && !is_tricky(c, n)) {
			fwrite(text, 1, n, out);
			text += n;
			continue;
		}
		for (size_t i = 0; i < (n > 0 ? n : 1); i++)
			fprintf(out, "\\x%02x", c[i]);
		text += n > 0 ? n : 1;
	}
}
