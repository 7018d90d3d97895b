#include "sim/topo/render_bird.h"
#include "sim/topo/render_hosts.h"
#include "sim/topo/render_node.h"
#include "sim/topo/topo.h"
#include "support/yaml.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* What is made of a good file must be good itself: our own YAML has to be readable. */
static void render(const struct topo *topo, size_t node)
{
	char error[160];
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	struct yaml *yaml;

	if (out == NULL)
		abort();
	render_node(topo, node, "/run/x", out);
	fclose(out);
	yaml = yaml_parse("node", text, n, error, sizeof(error));
	if (yaml == NULL && strstr(error, "duplicate key") == NULL)
		abort();
	yaml_free(yaml);
	free(text);
}

FUZZ_TARGET(topo)
{
	char error[160] = "";
	struct topo *topo = topo_parse("fuzz", (const char *)data, n, error, sizeof(error));
	FILE *out = fopen("/dev/null", "w");

	if (out == NULL)
		abort();
	if (topo == NULL && (error[0] == '\0' || strchr(error, '\n') != NULL))
		abort();
	if (topo != NULL)
		render_hosts(topo, out);
	for (size_t i = 0; topo != NULL && i < topo->n_nodes; i++) {
		if (topo->nodes[i].kind == TOPO_KIND_BIRD)
			render_bird(topo, i, out);
		else
			render(topo, i);
	}
	fclose(out);
	topo_free(topo);
}
