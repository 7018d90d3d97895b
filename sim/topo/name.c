#include "sim/topo/name.h"

#include "support/scalar.h"

#include <inttypes.h>

static const char *node_name(const struct topo *topo, size_t node)
{
	return node < topo->n_nodes ? topo->nodes[node].name : "?";
}

/* A route with its length; a host's address without. */
static const char *prefix_name(const struct prefix *prefix, char out[static PREFIX_TEXT_SIZE])
{
	char text[IP_TEXT_SIZE];

	if (prefix->length != ip_length(prefix->ip.family))
		return prefix_format(prefix, out);
	snprintf(out, PREFIX_TEXT_SIZE, "%s", ip_format(&prefix->ip, text));
	return out;
}

static const char *link_state_name(enum topo_link_state state)
{
	switch (state) {
	case TOPO_LINK_UP:
		return "up";
	case TOPO_LINK_DOWN:
		return "down";
	case TOPO_LINK_DROP:
		return "drop";
	}
	return "?";
}

static const char *certificate_name(enum topo_certificate certificate)
{
	switch (certificate) {
	case TOPO_CERTIFICATE_GOOD:
		return "good";
	case TOPO_CERTIFICATE_WRONG_SAN:
		return "wrong-san";
	case TOPO_CERTIFICATE_EXPIRED:
		return "expired";
	case TOPO_CERTIFICATE_NOT_YET:
		return "not-yet";
	}
	return "?";
}

static const char *probe_name(enum topo_probe probe)
{
	switch (probe) {
	case TOPO_PROBE_GOOD:
		return "good";
	case TOPO_PROBE_MUTE:
		return "mute";
	case TOPO_PROBE_REFUSE:
		return "refuse";
	}
	return "?";
}

static void name_fault_link(const struct topo *topo, const struct topo_fault *fault, FILE *out)
{
	const struct topo_port *ends = topo->links[fault->link].ends;

	fprintf(out, "link %s-%s %s", node_name(topo, ends[0].node), node_name(topo, ends[1].node),
		link_state_name(fault->state));
	if (fault->toward != TOPO_NONE)
		fprintf(out, " toward %s", node_name(topo, fault->toward));
}

void name_fault(const struct topo *topo, const struct topo_fault *fault, FILE *out)
{
	static const char *const verbs[] = {"", "kill", "stop", "pause", "resume", "restart"};
	char text[PREFIX_TEXT_SIZE];
	const char *node = node_name(topo, fault->node);

	switch (fault->kind) {
	case TOPO_FAULT_NONE:
		break;
	case TOPO_FAULT_KILL:
	case TOPO_FAULT_STOP:
	case TOPO_FAULT_PAUSE:
	case TOPO_FAULT_RESUME:
	case TOPO_FAULT_RESTART:
		fprintf(out, "%s %s", verbs[fault->kind], node);
		break;
	case TOPO_FAULT_HEALTH:
		fprintf(out, "health of %s %s", node, fault->level);
		break;
	case TOPO_FAULT_CERTIFICATE:
		fprintf(out, "certificate of %s %s", node, certificate_name(fault->certificate));
		break;
	case TOPO_FAULT_PROBE:
		fprintf(out, "probe of %s %s", node, probe_name(fault->probe));
		break;
	case TOPO_FAULT_LINK:
		name_fault_link(topo, fault, out);
		break;
	case TOPO_FAULT_ADDRESS:
		fprintf(out, "remove address %s from %s", prefix_name(&fault->prefix, text), node);
		break;
	case TOPO_FAULT_DEVICE:
		fprintf(out, "remove device %s from %s", fault->device, node);
		break;
	case TOPO_FAULT_SESSION:
		fprintf(out, "session %s-%s reset", node, node_name(topo, fault->peer));
		break;
	}
}

static void name_client(const struct topo *topo, const struct topo_expect *expect, FILE *out)
{
	char text[48];

	fprintf(out, "client %s", node_name(topo, expect->node));
	if (expect->served_by != TOPO_NONE)
		fprintf(out, " served by %s", node_name(topo, expect->served_by));
	if (expect->gap_ns >= 0)
		fprintf(out, " gap at most %s", scalar_duration_format(expect->gap_ns, text));
	if (expect->lost >= 0)
		fprintf(out, " lost at most %" PRId64, expect->lost);
	if (expect->status != 0)
		fprintf(out, " status %d", expect->status);
}

static void name_route(const struct topo *topo, const struct topo_expect *expect, FILE *out)
{
	char text[PREFIX_TEXT_SIZE];

	fprintf(out, "%sroute %s at %s", expect->present ? "" : "no ",
		prefix_format(&expect->prefix, text), node_name(topo, expect->node));
	for (size_t i = 0; i < expect->n_via; i++)
		fprintf(out, "%s%s", i == 0 ? " via " : ", ", node_name(topo, expect->via[i]));
}

static const char *mark_name(enum topo_mark_kind kind)
{
	switch (kind) {
	case TOPO_MARK_BGP_OPEN:
		return "open from";
	case TOPO_MARK_BGP_ANNOUNCE:
		return "announce from";
	case TOPO_MARK_BGP_WITHDRAW:
		return "withdraw from";
	case TOPO_MARK_BGP_WITHDRAW_ACKED:
		return "withdraw acknowledged to";
	case TOPO_MARK_BGP_END_OF_RIB:
		return "end-of-rib from";
	case TOPO_MARK_BGP_NOTIFICATION:
		return "notification from";
	case TOPO_MARK_ADDRESS_ADDED:
		return "address added on";
	case TOPO_MARK_ADDRESS_REMOVED:
		return "address removed on";
	case TOPO_MARK_ROUTE_ADDED:
		return "route added at";
	case TOPO_MARK_ROUTE_GONE:
		return "route gone at";
	case TOPO_MARK_PROCESS_EXITED:
		return "process exited on";
	}
	return "?";
}

static void name_order(const struct topo *topo, const struct topo_expect *expect, FILE *out)
{
	for (size_t i = 0; i < expect->n_order; i++)
		fprintf(out, "%s%s %s", i == 0 ? "" : ", then ", mark_name(expect->order[i].kind),
			node_name(topo, expect->order[i].node));
}

/* An expectation of any kind but never, which holds one of these. */
static void name_plain(const struct topo *topo, const struct topo_expect *expect, FILE *out)
{
	char text[PREFIX_TEXT_SIZE];

	switch (expect->kind) {
	case TOPO_EXPECT_ROUTE:
		name_route(topo, expect, out);
		break;
	case TOPO_EXPECT_ADDRESS:
		fprintf(out, "%saddress %s on %s", expect->present ? "" : "no ",
			prefix_name(&expect->prefix, text), node_name(topo, expect->node));
		break;
	case TOPO_EXPECT_SESSION:
		fprintf(out, "session %s-%s %s", node_name(topo, expect->node),
			node_name(topo, expect->peer),
			expect->state == TOPO_SESSION_ESTABLISHED ? "established" : "down");
		break;
	case TOPO_EXPECT_CLIENT:
		name_client(topo, expect, out);
		break;
	case TOPO_EXPECT_ORDER:
		name_order(topo, expect, out);
		break;
	case TOPO_EXPECT_NEVER:
		break;
	}
}

void name_expect(const struct topo *topo, const struct topo_expect *expect, FILE *out)
{
	char text[48];

	if (expect->kind != TOPO_EXPECT_NEVER) {
		name_plain(topo, expect, out);
		return;
	}
	fprintf(out, "never ");
	name_plain(topo, expect->never, out);
	fprintf(out, " for %s", scalar_duration_format(expect->window_ns, text));
}

void name_step(const struct topo *topo, const struct topo_step *step, FILE *out)
{
	const char *comma = "";
	char text[48];

	if (step->fault.kind != TOPO_FAULT_NONE) {
		name_fault(topo, &step->fault, out);
		comma = "; ";
	}
	if (step->load.client != TOPO_NONE) {
		fprintf(out, "%sload from %s ", comma, node_name(topo, step->load.client));
		if (step->load.stop)
			fprintf(out, "stops");
		else
			fprintf(out, "%g/s", step->load.rate);
		comma = "; ";
	}
	for (size_t i = 0; i < step->n_expects; i++, comma = "; ") {
		fprintf(out, "%s", comma);
		name_expect(topo, &step->expects[i], out);
	}
	if (comma[0] == '\0')
		fprintf(out, "wait %s", scalar_duration_format(step->after_ns, text));
}
