#include "sim/topo/parse.h"
#include "support/text.h"

#include <string.h>

/* `topology: links:` - what is plugged into what. */

/* "r1:eth1" */
static bool endpoint(struct parse *p, const struct yaml_node *node, struct topo_port *out)
{
	struct yaml_node name = *node;
	const char *colon;

	if (!parse_scalar(p, node))
		return false;
	colon = strchr(node->text, ':');
	if (colon == NULL)
		return parse_fail(p, node,
				  "\"%.64s\" names no device; write an endpoint as \"r1:eth1\"",
				  node->text);
	name.text = arena_text(p->arena, node->text, (size_t)(colon - node->text));
	return parse_node(p, &name, &out->node) && parse_device(p, node, colon + 1, out->device);
}

static bool is_free(struct parse *p, const struct yaml_node *at, const struct topo_port *port)
{
	for (size_t i = 0; i < p->topo->n_links; i++) {
		const struct topo_link *link = &p->topo->links[i];

		for (size_t end = 0; end < 2; end++) {
			if (link->ends[end].node == port->node &&
			    strcmp(link->ends[end].device, port->device) == 0)
				return parse_fail(p, at,
						  "endpoint %s is in use by the link on line %d; "
						  "give it another device",
						  at->text, link->place.line);
		}
	}
	return true;
}

static bool endpoints(struct parse *p, const struct yaml_node *node, struct topo_link *out)
{
	const struct yaml_node *entry = node->first;

	if (node->kind != YAML_SEQUENCE || node->n != 2)
		return parse_fail(p, node,
				  "endpoints is a list of two, as [\"r1:eth1\", \"c1:eth1\"]");
	for (size_t i = 0; i < 2; i++, entry = entry->next) {
		if (!endpoint(p, entry, &out->ends[i]) || !is_free(p, entry, &out->ends[i]))
			return false;
	}
	if (out->ends[0].node == out->ends[1].node)
		return parse_fail(p, node, "both ends of the link are on %s; join two nodes",
				  p->topo->nodes[out->ends[0].node].name);
	return true;
}

/* What the language knows and the lab cannot do yet. */
static bool link_later(struct parse *p, const struct yaml_node *node)
{
	static const char *const later[] = {"loss", "rate"};

	for (size_t i = 0; i < 2; i++) {
		const struct yaml_node *found = yaml_get(node, later[i]);

		if (found != NULL)
			return parse_fail(p, found->key,
					  "\"%s\" of a link is known but not built yet; remove it",
					  later[i]);
	}
	return true;
}

static bool link_one(struct parse *p, const struct yaml_node *node)
{
	static const char *const keys[] = {"endpoints", "delay"};
	struct topo_link *out = &p->topo->links[p->topo->n_links];
	const struct yaml_node *ends = yaml_get(node, "endpoints");
	const struct yaml_node *delay = yaml_get(node, "delay");

	if (!link_later(p, node))
		return false;
	if (!parse_no_foreign(p, node) || !parse_keys(p, node, "a link", PARSE_WORDS(keys)))
		return false;
	if (ends == NULL)
		return parse_fail(p, node,
				  "a link without endpoints; add endpoints: [\"r1:eth1\", "
				  "\"c1:eth1\"]");
	out->place = parse_place(p, node);
	if (!endpoints(p, ends, out))
		return false;
	p->topo->n_links++;
	return delay == NULL || parse_duration(p, delay, 0, &out->delay_ns);
}

bool parse_links(struct parse *p, const struct yaml_node *links)
{
	if (links == NULL || yaml_is_null(links))
		return true;
	if (links->kind != YAML_SEQUENCE)
		return parse_fail(p, links, "links must be a list, not %s",
				  yaml_kind_name(links->kind));
	if (links->n > TOPO_LINKS_MAX)
		return parse_fail(p, links, "%zu links; the lab takes at most %d", links->n,
				  TOPO_LINKS_MAX);
	p->topo->links = arena_alloc(p->arena, (links->n + 1) * sizeof(*p->topo->links));
	for (const struct yaml_node *l = links->first; l != NULL; l = l->next) {
		if (!link_one(p, l))
			return false;
	}
	return true;
}
