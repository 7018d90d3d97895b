#include "sim/netns/takedown.h"

#include "sim/netns/fault.h"
#include "sim/netns/leftovers.h"
#include "sim/netns/load.h"
#include "sim/netns/program.h"

static bool runs(const struct lab_node *node)
{
	return node->process != NULL || node->server != NULL;
}

/* Caches go first, so that their withdrawals meet a router that lives. */
static bool stop_some(struct lab *lab, bool routers)
{
	bool some = false;

	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		if (!runs(&lab->nodes[i]) || lab_is_router(lab->topo->nodes[i].kind) != routers)
			continue;
		some = true;
		if (lab->nodes[i].state != LAB_STATE_STOPPING && program_stop(lab, i) < 0)
			lab_say(lab, i, "cannot be stopped");
	}
	return some;
}

void takedown_begin(struct lab *lab)
{
	fault_heal_all(lab);
	load_kill(lab);
	lab_say(lab, TOPO_NONE, TRACE_STOPPING);
	stop_some(lab, false);
}

bool takedown_go_on(struct lab *lab)
{
	return !stop_some(lab, false) && !stop_some(lab, true) && !load_kill(lab);
}

void takedown_judge(struct lab *lab, struct report *report)
{
	static const enum topo_invariant all[] = {
		TOPO_INVARIANT_WITHDRAW_BEFORE_UNBIND,
		TOPO_INVARIANT_NEVER_ANNOUNCE_UNHEALTHY,
		TOPO_INVARIANT_NOTHING_LEFT_BEHIND,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct judge_verdict verdict;
		char left[200];

		if ((lab->topo->invariants & all[i]) == 0)
			continue;
		if (all[i] == TOPO_INVARIANT_NOTHING_LEFT_BEHIND) {
			leftovers_find(lab, left, sizeof(left));
			judge_invariant_result(left, &verdict);
		} else {
			judge_invariant(lab->timeline, all[i], &verdict);
		}
		report_add(report, judge_invariant_name(all[i]), &verdict);
	}
}
