#include "sim/topo/parse.h"

#include <string.h>

/* `order:` - a list of marks on the timeline: { bgp: withdraw, from: c1 }, { address: removed, on:
 * c1 }, … */

struct mark_word {
	const char *key;
	const char *value;
	enum topo_mark_kind kind;
};

static const struct mark_word words[] = {
	{"bgp", "open", TOPO_MARK_BGP_OPEN},
	{"bgp", "announce", TOPO_MARK_BGP_ANNOUNCE},
	{"bgp", "withdraw", TOPO_MARK_BGP_WITHDRAW},
	{"bgp", "withdraw-acked", TOPO_MARK_BGP_WITHDRAW_ACKED},
	{"bgp", "end-of-rib", TOPO_MARK_BGP_END_OF_RIB},
	{"bgp", "notification", TOPO_MARK_BGP_NOTIFICATION},
	{"address", "added", TOPO_MARK_ADDRESS_ADDED},
	{"address", "removed", TOPO_MARK_ADDRESS_REMOVED},
	{"route", "added", TOPO_MARK_ROUTE_ADDED},
	{"route", "gone", TOPO_MARK_ROUTE_GONE},
	{"process", "exited", TOPO_MARK_PROCESS_EXITED},
};

#define N_WORDS (sizeof(words) / sizeof(words[0]))

/* What a mark is about, and the word that names its node. */
static const struct {
	const char *key;
	const char *node_key;
} mark_keys[] = {{"bgp", "from"}, {"address", "on"}, {"route", "at"}, {"process", "on"}};

static bool mark_word(struct parse *p, const struct yaml_node *value, struct topo_mark *out)
{
	const char *known[N_WORDS];
	size_t n = 0;

	if (!parse_scalar(p, value))
		return false;
	for (size_t i = 0; i < N_WORDS; i++) {
		if (strcmp(words[i].key, value->key->text) != 0)
			continue;
		known[n++] = words[i].value;
		if (strcmp(words[i].value, value->text) == 0) {
			out->kind = words[i].kind;
			return true;
		}
	}
	return parse_unknown(p, value, parse_label(value), (struct parse_words){known, n});
}

static bool mark_prefix(struct parse *p, const struct yaml_node *node, struct topo_mark *out)
{
	const struct yaml_node *prefix = yaml_get(node, "prefix");

	if (prefix == NULL)
		return true;
	if (out->kind == TOPO_MARK_ADDRESS_ADDED || out->kind == TOPO_MARK_ADDRESS_REMOVED)
		return parse_address(p, prefix, &out->prefix);
	return parse_route(p, prefix, &out->prefix);
}

static bool mark(struct parse *p, const struct yaml_node *node, struct topo_mark *out)
{
	static const char *const known[] = {"bgp", "address", "route", "process"};

	for (size_t i = 0; i < sizeof(mark_keys) / sizeof(mark_keys[0]); i++) {
		const char *const keys[] = {mark_keys[i].key, mark_keys[i].node_key, "prefix"};
		const struct yaml_node *value = yaml_get(node, mark_keys[i].key);
		const struct yaml_node *of = yaml_get(node, mark_keys[i].node_key);

		if (value == NULL)
			continue;
		if (!parse_keys(p, node, "this mark", PARSE_WORDS(keys)) ||
		    !mark_word(p, value, out))
			return false;
		if (of == NULL)
			return parse_fail(p, node, "this mark has no \"%s\"; add one, as %s: c1",
					  mark_keys[i].node_key, mark_keys[i].node_key);
		return parse_node(p, of, &out->node) && mark_prefix(p, node, out);
	}
	if (node->kind != YAML_MAPPING || node->n == 0)
		return parse_fail(p, node, "a mark is a mapping, as { bgp: withdraw, from: c1 }");
	return parse_unknown(p, node->first->key, "mark", PARSE_WORDS(known));
}

bool parse_marks(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	if (node->kind != YAML_SEQUENCE || node->n == 0)
		return parse_fail(p, node,
				  "order is a list of marks, as [{ bgp: withdraw, from: c1 }]");
	if (node->n > TOPO_ORDER_MAX)
		return parse_fail(p, node, "more than %d marks; split the order", TOPO_ORDER_MAX);
	for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
		if (!mark(p, m, &out->order[out->n_order++]))
			return false;
	}
	return true;
}
