#include "sim/trace/expect.h"

#include "anycast/ip.h"
#include "sim/trace/event_text.h"

static void add_prefix(struct line *line, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_SIZE];

	if (prefix->length == ip_length(prefix->ip.family))
		line_add(line, "%s", ip_format(&prefix->ip, text));
	else
		line_add(line, "%s", prefix_format(prefix, text));
}

static void add_route(struct line *line, const struct topo *topo, const struct topo_expect *what)
{
	char text[PREFIX_TEXT_SIZE];

	line_add(line, "route %s at %s ", prefix_format(&what->prefix, text),
		 event_node_name(topo, what->node));
	if (!what->has_via)
		line_add(line, what->present ? "present" : "gone");
	for (size_t i = 0; what->has_via && i < what->n_via; i++)
		line_add(line, "%s%s", i == 0 ? "via " : ", ", event_node_name(topo, what->via[i]));
	if (what->has_via && what->n_via == 0)
		line_add(line, "via nobody");
}

static void add_client(struct line *line, const struct topo *topo, const struct topo_expect *what)
{
	line_add(line, "client %s", event_node_name(topo, what->node));
	if (what->served_by != TOPO_NONE)
		line_add(line, " served by %s", event_node_name(topo, what->served_by));
	if (what->status != 0)
		line_add(line, " with status %d", what->status);
	if (what->gap_ns < 0 && what->lost < 0)
		return;
	line_add(line, " (");
	if (what->gap_ns >= 0) {
		line_add(line, "gap at most ");
		line_add_time(line, what->gap_ns);
	}
	if (what->lost >= 0)
		line_add(line, "%sat most %lld lost", what->gap_ns >= 0 ? ", " : "",
			 (long long)what->lost);
	line_add(line, ")");
}

void expect_mark_words(struct line *line, const struct topo *topo, const struct topo_mark *mark)
{
	static const struct {
		const char *what, *where;
	} words[] = {
		[TOPO_MARK_BGP_OPEN] = {"OPEN", "from"},
		[TOPO_MARK_BGP_ANNOUNCE] = {"announcement", "from"},
		[TOPO_MARK_BGP_WITHDRAW] = {"withdrawal", "from"},
		[TOPO_MARK_BGP_WITHDRAW_ACKED] = {"acknowledged withdrawal", "from"},
		[TOPO_MARK_BGP_END_OF_RIB] = {"End-of-RIB", "from"},
		[TOPO_MARK_BGP_NOTIFICATION] = {"NOTIFICATION", "from"},
		[TOPO_MARK_ADDRESS_ADDED] = {"address added", "on"},
		[TOPO_MARK_ADDRESS_REMOVED] = {"address removed", "on"},
		[TOPO_MARK_ROUTE_ADDED] = {"route added", "at"},
		[TOPO_MARK_ROUTE_GONE] = {"route gone", "at"},
		[TOPO_MARK_PROCESS_EXITED] = {"process ended", "on"},
	};

	if ((size_t)mark->kind >= sizeof(words) / sizeof(words[0]))
		return;
	line_add(line, "%s", words[mark->kind].what);
	if (mark->prefix.ip.family != IP_NONE) {
		line_add(line, " (");
		add_prefix(line, &mark->prefix);
		line_add(line, ")");
	}
	line_add(line, " %s %s", words[mark->kind].where, event_node_name(topo, mark->node));
}

void expect_words(struct line *line, const struct topo *topo, const struct topo_expect *what)
{
	switch (what->kind) {
	case TOPO_EXPECT_ROUTE:
		add_route(line, topo, what);
		break;
	case TOPO_EXPECT_ADDRESS:
		line_add(line, "address ");
		add_prefix(line, &what->prefix);
		line_add(line, " on %s %s", event_node_name(topo, what->node),
			 what->present ? "present" : "gone");
		break;
	case TOPO_EXPECT_SESSION:
		line_add(line, "session of %s and %s %s", event_node_name(topo, what->node),
			 event_node_name(topo, what->peer), event_session_name(what->state));
		break;
	case TOPO_EXPECT_CLIENT:
		add_client(line, topo, what);
		break;
	case TOPO_EXPECT_ORDER:
		line_add(line, "order: ");
		for (size_t i = 0; i < what->n_order && i < TOPO_ORDER_MAX; i++) {
			line_add(line, i > 0 ? ", then " : "");
			expect_mark_words(line, topo, &what->order[i]);
		}
		break;
	case TOPO_EXPECT_NEVER:
		line_add(line, "never ");
		if (what->never != NULL)
			expect_words(line, topo, what->never);
		break;
	}
}

struct line expect_end(struct expect *expect, enum trace_verdict verdict)
{
	expect->verdict.done = true;
	expect->verdict.verdict = verdict;
	expect->wait = INSTANT_NEVER;
	return line_begin(expect->verdict.detail, sizeof(expect->verdict.detail));
}

struct line expect_pass(struct expect *expect, const struct expect_context *context,
			struct world_since why)
{
	struct line line = expect_end(expect, TRACE_PASS);
	int64_t elapsed_ns = instant_since(why.at, context->since);

	expect_words(&line, context->topo, expect->what);
	expect->verdict.evidence = why.number;
	expect->verdict.elapsed_ns = why.number == SIZE_MAX || elapsed_ns < 0 ? 0 : elapsed_ns;
	if (expect->verdict.elapsed_ns == 0) {
		line_add(&line, " already");
	} else {
		line_add(&line, " after ");
		line_add_time(&line, elapsed_ns);
	}
	return line;
}

/* The words so far, and whether foreign load speaks against a failure. */
static struct line miss_begin(struct expect *expect, const struct expect_context *context,
			      bool excusable)
{
	bool excused =
		excusable && context->foreign_max > 0 && context->foreign > context->foreign_max;
	struct line line = expect_end(expect, excused ? TRACE_INCONCLUSIVE : TRACE_FAIL);

	if (excused) {
		expect->verdict.evidence = context->foreign_number;
		line_add(&line, "(the machine was busy with other work, %.2f CPUs) ",
			 context->foreign);
	}
	expect_words(&line, context->topo, expect->what);
	return line;
}

struct line expect_miss(struct expect *expect, const struct expect_context *context,
			int64_t limit_ns)
{
	struct line line = miss_begin(expect, context, limit_ns < EXPECT_EXCUSE_NS);

	line_add(&line, " within ");
	line_add_time(&line, expect->what->within_ns);
	line_add(&line, ": ");
	return line;
}

struct line expect_lose(struct expect *expect, const struct expect_context *context)
{
	struct line line = miss_begin(expect, context, true);

	line_add(&line, ": ");
	return line;
}
