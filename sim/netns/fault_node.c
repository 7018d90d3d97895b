#include "sim/netns/fault_node.h"

#include "sim/netns/links.h"
#include "sim/netns/load.h"
#include "sim/netns/program.h"

#include <errno.h>
#include <signal.h>

static int program_kill(struct lab *lab, size_t node, struct instant *cause)
{
	struct lab_node *it = &lab->nodes[node];

	it->state = LAB_STATE_STOPPING;
	it->is_paused = false;
	it->was_killed = true;
	return program_signal_all(lab, node, SIGKILL, cause);
}

static int program_pause(struct lab *lab, size_t node, bool paused, struct instant *cause)
{
	int error = program_signal_all(lab, node, paused ? SIGSTOP : SIGCONT, cause);

	if (error == 0)
		lab->nodes[node].is_paused = paused;
	return error;
}

static int fault_program(struct lab *lab, enum topo_fault_kind kind, size_t node,
			 struct instant *cause)
{
	if (kind == TOPO_FAULT_KILL)
		return program_kill(lab, node, cause);
	if (kind == TOPO_FAULT_PAUSE || kind == TOPO_FAULT_RESUME)
		return program_pause(lab, node, kind == TOPO_FAULT_PAUSE, cause);
	return kind == TOPO_FAULT_RESTART ? program_start(lab, node) : program_stop(lab, node);
}

static int fault_client(struct lab *lab, enum topo_fault_kind kind, size_t node,
			struct instant *cause)
{
	int error = load_settle(lab, node);

	if (error != 0)
		return error;
	if (kind == TOPO_FAULT_KILL) {
		lab->nodes[node].is_paused = false;
		return program_signal_all(lab, node, SIGKILL, cause);
	}
	if (kind == TOPO_FAULT_PAUSE || kind == TOPO_FAULT_RESUME)
		return program_pause(lab, node, kind == TOPO_FAULT_PAUSE, cause);
	return kind == TOPO_FAULT_RESTART ? load_restart(lab, node) : load_stop(lab, node);
}

static int fault_bridge(struct lab *lab, enum topo_fault_kind kind, size_t node)
{
	const bool forwards = kind == TOPO_FAULT_RESUME || kind == TOPO_FAULT_RESTART;
	int error;

	if (kind == TOPO_FAULT_KILL || kind == TOPO_FAULT_STOP)
		return links_plug(lab, node, false);
	error = links_forward(lab, node, forwards);
	if (error == 0)
		lab->nodes[node].is_paused = !forwards;
	return error == 0 && kind == TOPO_FAULT_RESTART ? links_plug(lab, node, true) : error;
}

int fault_node(struct lab *lab, enum topo_fault_kind kind, size_t node, struct instant *cause)
{
	*cause = now_mono();
	switch (lab->topo->nodes[node].kind) {
	case TOPO_KIND_BRIDGE:
		return fault_bridge(lab, kind, node);
	case TOPO_KIND_CLIENT:
		return fault_client(lab, kind, node, cause);
	case TOPO_KIND_BIRD:
	case TOPO_KIND_EXEC:
	case TOPO_KIND_CACHE:
	case TOPO_KIND_ANNOUNCER:
		break;
	}
	return fault_program(lab, kind, node, cause);
}
