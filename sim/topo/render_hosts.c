#include "sim/topo/render_hosts.h"

static void host_line(const struct prefix *address, const char *name, FILE *out)
{
	char text[IP_TEXT_SIZE];

	if (address->length > 0)
		fprintf(out, "%s %s\n", ip_format(&address->ip, text), name);
}

void render_hosts(const struct topo *topo, FILE *out)
{
	fprintf(out, "127.0.0.1 localhost\n::1 localhost ip6-localhost\n");
	for (size_t i = 0; i < topo->service.n_addresses; i++)
		host_line(&topo->service.addresses[i], topo->service.hostname, out);
	for (size_t n = 0; n < topo->n_nodes; n++) {
		const struct topo_node *node = &topo->nodes[n];

		for (size_t i = 0; i < 2 * topo->n_links; i++) {
			const struct topo_port *port = &topo->links[i / 2].ends[i % 2];

			if (port->node != n)
				continue;
			host_line(&port->v4, node->name, out);
			host_line(&port->v6, node->name, out);
		}
		host_line(&node->loopback_v4, node->name, out);
		host_line(&node->loopback_v6, node->name, out);
	}
}
