#include "sim/netns/fault.h"

#include "sim/netns/fault_drop.h"
#include "sim/netns/fault_file.h"
#include "sim/netns/fault_kernel.h"
#include "sim/netns/fault_node.h"
#include "sim/netns/links.h"

#include <errno.h>
#include <stdio.h>

static const char *const certificate_names[] = {
	[TOPO_CERTIFICATE_GOOD] = "good",
	[TOPO_CERTIFICATE_WRONG_SAN] = "wrong-san",
	[TOPO_CERTIFICATE_EXPIRED] = "expired",
	[TOPO_CERTIFICATE_NOT_YET] = "not-yet",
};
static const char *const probe_names[] = {
	[TOPO_PROBE_GOOD] = "good",
	[TOPO_PROBE_MUTE] = "mute",
	[TOPO_PROBE_REFUSE] = "refuse",
};
static const char *const link_names[] = {
	[TOPO_LINK_UP] = "up",
	[TOPO_LINK_DOWN] = "down",
	[TOPO_LINK_DROP] = "drops all",
};

/* The fault in the file's own words. */
static void fault_text(const struct lab *lab, const struct topo_fault *fault, char *out,
		       size_t n_out)
{
	const char *node =
		fault->node < lab->topo->n_nodes ? lab->topo->nodes[fault->node].name : "?";
	char prefix[PREFIX_TEXT_SIZE];

	switch (fault->kind) {
	case TOPO_FAULT_NONE:
		snprintf(out, n_out, "nothing");
		break;
	case TOPO_FAULT_KILL:
		snprintf(out, n_out, "kill %s", node);
		break;
	case TOPO_FAULT_STOP:
		snprintf(out, n_out, "stop %s", node);
		break;
	case TOPO_FAULT_PAUSE:
		snprintf(out, n_out, "pause %s", node);
		break;
	case TOPO_FAULT_RESUME:
		snprintf(out, n_out, "resume %s", node);
		break;
	case TOPO_FAULT_RESTART:
		snprintf(out, n_out, "restart %s", node);
		break;
	case TOPO_FAULT_HEALTH:
		snprintf(out, n_out, "health of %s is %s", node, fault->level);
		break;
	case TOPO_FAULT_CERTIFICATE:
		snprintf(out, n_out, "certificate of %s is %s", node,
			 certificate_names[fault->certificate]);
		break;
	case TOPO_FAULT_PROBE:
		snprintf(out, n_out, "probe of %s is %s", node, probe_names[fault->probe]);
		break;
	case TOPO_FAULT_LINK: {
		const struct topo_link *link = &lab->topo->links[fault->link];

		snprintf(out, n_out, "link %s-%s %s%s%s", lab->topo->nodes[link->ends[0].node].name,
			 lab->topo->nodes[link->ends[1].node].name, link_names[fault->state],
			 fault->toward != TOPO_NONE ? " toward " : "",
			 fault->toward != TOPO_NONE ? lab->topo->nodes[fault->toward].name : "");
		break;
	}
	case TOPO_FAULT_ADDRESS:
		snprintf(out, n_out, "address %s removed from %s",
			 prefix_format(&fault->prefix, prefix), node);
		break;
	case TOPO_FAULT_DEVICE:
		snprintf(out, n_out, "device %s removed from %s", fault->device, node);
		break;
	case TOPO_FAULT_SESSION:
		snprintf(out, n_out, "session %s-%s reset", node,
			 lab->topo->nodes[fault->peer].name);
		break;
	}
}

void fault_emit(struct lab *lab, const struct topo_fault *fault, struct instant cause)
{
	char text[160];
	struct trace_event event = {.kind = TRACE_FAULT, .cause = cause, .text = text};

	fault_text(lab, fault, text, sizeof(text));
	event.at = now_mono();
	event.node = fault->kind == TOPO_FAULT_LINK ? TOPO_NONE : fault->node;
	timeline_emit(lab->timeline, &event);
}

static int fault_link(struct lab *lab, const struct topo_fault *fault, struct instant *cause)
{
	int error;

	switch (fault->state) {
	case TOPO_LINK_DOWN:
		*cause = now_mono();
		return links_set(lab, fault->link, false);
	case TOPO_LINK_DROP:
		return fault_link_drop(lab, fault->link, fault->toward, true, cause);
	case TOPO_LINK_UP:
		error = fault_link_drop(lab, fault->link, TOPO_NONE, false, cause);
		return error != 0 ? error : links_set(lab, fault->link, true);
	}
	return -EINVAL;
}

static int carry_out(struct lab *lab, const struct topo_fault *fault, struct instant *cause)
{
	switch (fault->kind) {
	case TOPO_FAULT_NONE:
		return 0;
	case TOPO_FAULT_KILL:
	case TOPO_FAULT_STOP:
	case TOPO_FAULT_PAUSE:
	case TOPO_FAULT_RESUME:
	case TOPO_FAULT_RESTART:
		return fault_node(lab, fault->kind, fault->node, cause);
	case TOPO_FAULT_HEALTH:
		return fault_health(lab, fault->node, fault->level, cause);
	case TOPO_FAULT_CERTIFICATE:
		return fault_certificate(lab, fault->node, fault->certificate, cause);
	case TOPO_FAULT_PROBE:
		return fault_probe(lab, fault->node, fault->probe, cause);
	case TOPO_FAULT_LINK:
		return fault_link(lab, fault, cause);
	case TOPO_FAULT_ADDRESS:
		return fault_address(lab, fault->node, &fault->prefix, cause);
	case TOPO_FAULT_DEVICE:
		return fault_device(lab, fault->node, fault->device, cause);
	case TOPO_FAULT_SESSION:
		return fault_session(lab, fault->node, fault->peer, cause);
	}
	return -EINVAL;
}

int fault_apply(struct lab *lab, const struct topo_fault *fault, struct instant *cause)
{
	int error;

	*cause = now_mono();
	if (fault->kind == TOPO_FAULT_NONE)
		return 0;
	error = carry_out(lab, fault, cause);
	if (error == 0)
		fault_emit(lab, fault, *cause);
	return error;
}

bool fault_heals(const struct topo_fault *fault)
{
	return fault->kind == TOPO_FAULT_RESUME ||
	       (fault->kind == TOPO_FAULT_LINK && fault->state == TOPO_LINK_UP) ||
	       (fault->kind == TOPO_FAULT_PROBE && fault->probe == TOPO_PROBE_GOOD);
}

void fault_heal_all(struct lab *lab)
{
	struct instant at;

	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		if (lab->nodes[i].is_paused && fault_node(lab, TOPO_FAULT_RESUME, i, &at) < 0)
			lab_say(lab, i, "cannot be resumed");
	}
	for (size_t i = 0; i < lab->topo->n_links; i++) {
		if (fault_link_drop(lab, i, TOPO_NONE, false, &at) < 0)
			lab_say(lab, TOPO_NONE, "link %zu still drops", i);
	}
}
