#include "sim/netns/build.h"

#include "sim/netns/links.h"
#include "sim/netns/load.h"
#include "sim/netns/pki.h"
#include "sim/netns/program.h"
#include "sim/netns/relay.h"
#include "sim/netns/space.h"
#include "sim/netns/watch.h"
#include "sim/netns/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(char *out, size_t n_out, int error, const char *what, const char *name)
{
	snprintf(out, n_out, "cannot make %s %s: %s", what, name, strerror(-error));
	return error;
}

static int home_open(struct lab *lab)
{
	lab->home_netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	lab->home_mntns = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (lab->home_netns < 0 || lab->home_mntns < 0)
		return -errno;
	lab->nodes = calloc(lab->topo->n_nodes, sizeof(lab->nodes[0]));
	if (lab->nodes == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		lab->nodes[i].lab = lab;
		lab->nodes[i].topo = &lab->topo->nodes[i];
		lab->nodes[i].netns = lab->nodes[i].mntns = -1;
	}
	return 0;
}

static int node_open(struct lab *lab, size_t node)
{
	int error = space_open(lab, node);

	if (error != 0)
		return error;
	if (lab->topo->nodes[node].kind == TOPO_KIND_BRIDGE)
		return links_bridge(lab, node);
	/* Before any link, so that it sees them come. */
	lab->nodes[node].watch = watch_open(lab, node);
	return lab->nodes[node].watch == NULL ? -errno : 0;
}

static int node_fill(struct lab *lab, size_t node)
{
	int error = links_node(lab, node);

	if (error == 0 && lab->topo->nodes[node].kind != TOPO_KIND_BRIDGE) {
		error = program_write(lab, node);
		if (error == 0)
			error = space_mounts(lab, node);
	}
	return error;
}

static int link_open(struct lab *lab, size_t link, char *error, size_t n_error)
{
	const struct topo_link *it = &lab->topo->links[link];
	char name[2 * TOPO_NAME_MAX + 2];
	int failed = links_open(lab, link);

	snprintf(name, sizeof(name), "%s-%s", lab->topo->nodes[it->ends[0].node].name,
		 lab->topo->nodes[it->ends[1].node].name);
	if (failed == 0)
		failed = wire_open(lab, link);
	return failed != 0 ? complain(error, n_error, failed, "link", name) : 0;
}

int build_open(struct lab *lab, char *error, size_t n_error)
{
	int failed = home_open(lab);

	if (failed != 0)
		return complain(error, n_error, failed, "the lab", lab->topo->name);
	if (lab->topo->service.hostname != NULL) {
		failed = pki_open(lab);
		if (failed != 0)
			return complain(error, n_error, failed, "certificates of", lab->topo->name);
	}
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		failed = node_open(lab, i);
		if (failed != 0)
			return complain(error, n_error, failed, "node", lab->topo->nodes[i].name);
	}
	for (size_t i = 0; i < lab->topo->n_links; i++) {
		failed = link_open(lab, i, error, n_error);
		if (failed != 0)
			return failed;
	}
	failed = relay_start(lab);
	if (failed != 0)
		return complain(error, n_error, failed, "delayed links of", lab->topo->name);
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		failed = node_fill(lab, i);
		if (failed != 0)
			return complain(error, n_error, failed, "node", lab->topo->nodes[i].name);
	}
	return 0;
}

static int start_failed(const struct lab *lab, size_t node, int failed, char *error, size_t n_error)
{
	const struct topo_node *it = &lab->topo->nodes[node];
	const char *program = it->command != NULL ? it->command[0] : "";

	snprintf(error, n_error, "cannot start node %s%s%.64s: %s", it->name,
		 program[0] != '\0' ? ", command " : "", program, strerror(-failed));
	return failed;
}

int build_start(struct lab *lab, char *error, size_t n_error)
{
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		int failed = lab->topo->nodes[i].start ? program_start(lab, i) : 0;

		if (failed != 0)
			return start_failed(lab, i, failed, error, n_error);
	}
	return 0;
}

int build_go_on(struct lab *lab, char *error, size_t n_error)
{
	lab->may_speak = true;
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		int failed = lab->topo->nodes[i].start ? program_go_on(lab, i) : 0;

		if (failed != 0)
			return start_failed(lab, i, failed, error, n_error);
	}
	return 0;
}

bool build_routers_ready(const struct lab *lab)
{
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		if (lab_is_router(lab->topo->nodes[i].kind) &&
		    lab->nodes[i].state == LAB_STATE_STARTING)
			return false;
	}
	return true;
}

bool build_ready(const struct lab *lab)
{
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		/* A given command need not tell. */
		if (lab->nodes[i].state == LAB_STATE_STARTING &&
		    lab->topo->nodes[i].kind != TOPO_KIND_EXEC)
			return false;
	}
	return lab->may_speak;
}

void build_close(struct lab *lab)
{
	wire_close(lab);
	for (size_t i = 0; lab->nodes != NULL && i < lab->topo->n_nodes; i++) {
		watch_close(lab->nodes[i].watch);
		space_close(lab, i);
	}
	relay_close(lab);
	pki_close(lab);
	free(lab->nodes);
	lab->nodes = NULL;
}
