#include "sim/topo/topo_file.h"

#include <stdlib.h>
#include <string.h>

void topo_free(struct topo *topo)
{
	struct topo_file *file = (struct topo_file *)topo;

	if (file == NULL)
		return;
	arena_close(&file->arena);
	free(file);
}

size_t topo_node_named(const struct topo *topo, const char *name)
{
	for (size_t i = 0; i < topo->n_nodes; i++) {
		if (strcmp(topo->nodes[i].name, name) == 0)
			return i;
	}
	return TOPO_NONE;
}

bool topo_has_route(const struct topo *topo, const struct prefix *prefix)
{
	for (size_t i = 0; i < topo->service.n_routes; i++) {
		if (prefix_equal(&topo->service.routes[i], prefix))
			return true;
	}
	return false;
}

bool topo_has_address(const struct topo *topo, const struct ip *ip)
{
	for (size_t i = 0; i < topo->service.n_addresses; i++) {
		if (ip_equal(&topo->service.addresses[i].ip, ip))
			return true;
	}
	return false;
}
