#include "sim/netns/lab.h"

#include "sim/topo/segment.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int lab_enter(const struct lab *lab, size_t node)
{
	return setns(lab->nodes[node].netns, CLONE_NEWNET) < 0 ? -errno : 0;
}

void lab_leave(const struct lab *lab)
{
	/* The supervisor must not go on in a node's namespace: whatever it opened next would be
	 * there. */
	if (setns(lab->home_netns, CLONE_NEWNET) < 0)
		abort();
}

void lab_say(struct lab *lab, size_t node, const char *format, ...)
{
	char text[256];
	struct trace_event event = {.kind = TRACE_LAB, .node = node, .text = text};
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	event.at = event.cause = now_mono();
	timeline_emit(lab->timeline, &event);
}

bool lab_is_router(enum topo_kind kind)
{
	return kind == TOPO_KIND_BIRD;
}

const struct topo_port *lab_port(const struct lab *lab, size_t link, size_t node)
{
	const struct topo_link *it = &lab->topo->links[link];

	if (it->ends[0].node == node)
		return &it->ends[0];
	return it->ends[1].node == node ? &it->ends[1] : NULL;
}

/* The router's port in the same IPv4 network as @port: beyond the link, or beyond a switch. */
static const struct topo_port *router_beside(const struct lab *lab, const struct topo_port *port)
{
	if (port->v4.length == 0)
		return NULL;
	for (size_t i = 0; i < lab->topo->n_links * 2; i++) {
		const struct topo_port *other = &lab->topo->links[i / 2].ends[i % 2];

		if (other->node != port->node && other->v4.length == port->v4.length &&
		    lab_is_router(lab->topo->nodes[other->node].kind) &&
		    prefix_contains(&port->v4, &other->v4.ip))
			return other;
	}
	return NULL;
}

const struct topo_port *lab_router_of(const struct lab *lab, size_t node,
				      const struct topo_port **mine)
{
	struct topo_neighbour other;

	for (size_t i = 0; i < lab->topo->n_links; i++) {
		const struct topo_port *port = lab_port(lab, i, node);
		const struct topo_port *router = port != NULL ? router_beside(lab, port) : NULL;

		if (router == NULL)
			continue;
		if (mine != NULL)
			*mine = port;
		return router;
	}
	if (!topo_gateway(lab->topo, node, &other))
		return NULL;
	if (mine != NULL)
		*mine = other.mine;
	return other.theirs;
}
