#include "sim/topo/parse.h"
#include "sim/topo/plan.h"
#include "sim/topo/topo_file.h"

#include <stdlib.h>
#include <string.h>

static const char *const invariants[] = {"withdraw-before-unbind", "never-announce-unhealthy",
					 "nothing-left-behind"};

static bool parse_invariants(struct parse *p, const struct yaml_node *node)
{
	struct parse_entries entries = parse_entries(node);

	if (yaml_is_null(node))
		return true;
	if (node->kind == YAML_MAPPING)
		return parse_fail(p, node, "invariants must be a list, not a mapping");
	for (const struct yaml_node *e = entries.first; e != NULL; e = parse_next(&entries, e)) {
		size_t which;

		if (!parse_word(p, e, PARSE_WORDS(invariants), &which))
			return false;
		p->topo->invariants |= 1U << which;
	}
	return true;
}

static bool parse_topology(struct parse *p, const struct yaml_node *topology)
{
	static const char *const keys[] = {"defaults", "nodes", "links"};

	return parse_no_foreign(p, topology) &&
	       parse_keys(p, topology, "topology", PARSE_WORDS(keys)) && parse_nodes(p, topology) &&
	       parse_links(p, yaml_get(topology, "links"));
}

static bool parse_file(struct parse *p, const struct yaml_node *root)
{
	static const char *const keys[] = {"name", "anycast", "topology", "scenario", "invariants"};
	const struct yaml_node *extends = yaml_get(root, "extends");
	const struct yaml_node *name = yaml_get(root, "name");
	const struct yaml_node *anycast = yaml_get(root, "anycast");
	const struct yaml_node *topology = yaml_get(root, "topology");
	const struct yaml_node *scenario = yaml_get(root, "scenario");
	const struct yaml_node *rules = yaml_get(root, "invariants");

	if (extends != NULL)
		return parse_fail(p, extends->key,
				  "\"extends\" is known but not built yet; write the file whole");
	if (!parse_no_foreign(p, root) ||
	    !parse_keys(p, root, "a topology file", PARSE_WORDS(keys)))
		return false;
	if (name == NULL || topology == NULL)
		return parse_fail(p, root, "the file has no %s; add one, as %s",
				  name == NULL ? "name" : "topology",
				  name == NULL ? "name: failover"
					       : "topology: { nodes: { r1: { kind: bird } } }");
	return parse_scalar(p, name) && parse_name(p, name, "lab", p->topo->name) &&
	       (anycast == NULL || parse_service(p, anycast)) && parse_topology(p, topology) &&
	       plan_make(p->topo, p->error, p->n_error) &&
	       (scenario == NULL || parse_steps(p, scenario)) &&
	       (rules == NULL || parse_invariants(p, rules));
}

/* Takes the tree; its text lives on in the topology's own memory. */
static struct topo *topo_of(struct yaml *yaml, char *error, size_t n_error)
{
	struct topo_file *file = calloc(1, sizeof(*file));
	struct yaml_node root = *yaml_root(yaml);
	struct parse p;

	if (file == NULL)
		abort();
	p.topo = &file->topo;
	p.error = error;
	p.n_error = n_error;
	p.arena = &file->arena;
	file->topo.file = arena_text(&file->arena, root.file, strlen(root.file));
	if (parse_file(&p, &root)) {
		yaml_free(yaml);
		return &file->topo;
	}
	topo_free(&file->topo);
	yaml_free(yaml);
	return NULL;
}

struct topo *topo_load(const char *path, char *error, size_t n_error)
{
	struct yaml *yaml = yaml_read(path, error, n_error);

	return yaml != NULL ? topo_of(yaml, error, n_error) : NULL;
}

struct topo *topo_parse(const char *file, const char *text, size_t n, char *error, size_t n_error)
{
	struct yaml *yaml = yaml_parse(file, text, n, error, n_error);

	return yaml != NULL ? topo_of(yaml, error, n_error) : NULL;
}
