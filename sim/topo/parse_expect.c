#include "sim/topo/parse.h"
#include "sim/topo/segment.h"

#include <string.h>

/* `expect:` - what must become true, and until when. Its kind is named by the first of these words
 * that it holds. */

#define WITHIN_DEFAULT_NS (5 * NS_PER_S)

struct expect_kind {
	const char *word;
	enum topo_expect_kind kind;
	struct parse_words keys;
	bool (*parse)(struct parse *p, const struct yaml_node *node, struct topo_expect *out);
};

/* A value that must be there. */
static const struct yaml_node *need(struct parse *p, const struct yaml_node *node, const char *key,
				    const char *example)
{
	const struct yaml_node *value = yaml_get(node, key);

	if (value == NULL)
		parse_fail(p, node, "this expectation has no \"%s\"; add one, as %s", key, example);
	return value;
}

/* A node with a kernel of its own, so not a bridge. */
static bool host(struct parse *p, const struct yaml_node *node, size_t *out)
{
	if (!parse_node(p, node, out))
		return false;
	return p->topo->nodes[*out].kind != TOPO_KIND_BRIDGE ||
	       parse_fail(p, node,
			  "%s is a bridge, which has no routes, addresses or sessions; "
			  "name another node",
			  node->text);
}

/* A node that may speak BGP. */
static bool speaker(struct parse *p, const struct yaml_node *node, size_t *out)
{
	if (!host(p, node, out))
		return false;
	return p->topo->nodes[*out].kind != TOPO_KIND_CLIENT ||
	       parse_fail(p, node, "%s is a client and speaks no BGP; name another node",
			  node->text);
}

static bool via(struct parse *p, const struct yaml_node *list, struct topo_expect *out)
{
	struct parse_entries entries = parse_entries(list);

	out->has_via = true;
	if (list->kind == YAML_MAPPING || (list->kind == YAML_SEQUENCE && list->n == 0))
		return parse_fail(p, list,
				  "via is a list of neighbours, as [c1, c2]; for no route at all "
				  "write present: false");
	for (const struct yaml_node *e = entries.first; e != NULL; e = parse_next(&entries, e)) {
		struct topo_neighbour neighbour;
		size_t node;

		if (!parse_node(p, e, &node))
			return false;
		if (!topo_neighbour_of(p->topo, out->node, node, &neighbour))
			return parse_fail(p, e, "%s is no neighbour of %s; via names neighbours",
					  e->text, p->topo->nodes[out->node].name);
		for (size_t i = 0; i < out->n_via; i++) {
			if (out->via[i] == node)
				return parse_fail(p, e, "%s twice; name it once", e->text);
		}
		if (out->n_via == TOPO_VIA_MAX)
			return parse_fail(p, e, "more than %d neighbours", TOPO_VIA_MAX);
		out->via[out->n_via++] = node;
	}
	return true;
}

static bool expect_route(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	const struct yaml_node *at = need(p, node, "at", "at: r1");
	const struct yaml_node *present = yaml_get(node, "present");
	const struct yaml_node *ways = yaml_get(node, "via");

	if (at == NULL || !parse_route(p, yaml_get(node, "route"), &out->prefix) ||
	    !host(p, at, &out->node))
		return false;
	out->present = true;
	if (present != NULL && !parse_bool(p, present, &out->present))
		return false;
	if (ways == NULL)
		return true;
	if (!out->present)
		return parse_fail(p, ways->key,
				  "a route that is not present leads via nobody; "
				  "remove via or present");
	return via(p, ways, out);
}

static bool expect_address(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	const struct yaml_node *on = need(p, node, "on", "on: c1");
	const struct yaml_node *present = yaml_get(node, "present");

	out->present = true;
	return on != NULL && parse_address(p, yaml_get(node, "address"), &out->prefix) &&
	       host(p, on, &out->node) &&
	       (present == NULL || parse_bool(p, present, &out->present));
}

static bool expect_session(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	static const char *const states[] = {"established", "down"};
	const struct yaml_node *pair = yaml_get(node, "session");
	const struct yaml_node *state = yaml_get(node, "state");
	struct topo_neighbour neighbour;
	size_t which = TOPO_SESSION_ESTABLISHED;

	if (pair->kind != YAML_SEQUENCE || pair->n != 2)
		return parse_fail(p, pair, "session is a list of two nodes, as [r1, c1]");
	if (!speaker(p, pair->first, &out->node) || !speaker(p, pair->first->next, &out->peer))
		return false;
	if (!topo_neighbour_of(p->topo, out->node, out->peer, &neighbour))
		return parse_fail(p, pair, "%s and %s are no neighbours, so they have no session",
				  pair->first->text, pair->first->next->text);
	if (state != NULL && !parse_word(p, state, PARSE_WORDS(states), &which))
		return false;
	out->state = (enum topo_session_state)which;
	return true;
}

static bool expect_client_numbers(struct parse *p, const struct yaml_node *node,
				  struct topo_expect *out)
{
	const struct yaml_node *gap = yaml_get(node, "gap");
	const struct yaml_node *lost = yaml_get(node, "lost");
	const struct yaml_node *status = yaml_get(node, "status");
	int64_t code = 0;

	if (gap != NULL && !parse_duration(p, gap, 1, &out->gap_ns))
		return false;
	if (lost != NULL && !parse_integer(p, lost, 0, INT32_MAX, &out->lost))
		return false;
	if (status != NULL && !parse_integer(p, status, 100, 599, &code))
		return false;
	out->status = (int)code;
	return true;
}

static bool expect_client(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	const struct yaml_node *client = yaml_get(node, "client");
	const struct yaml_node *served_by = yaml_get(node, "served-by");

	if (!parse_node(p, client, &out->node))
		return false;
	if (p->topo->nodes[out->node].kind != TOPO_KIND_CLIENT)
		return parse_fail(p, client, "%s is a %s; name a node of kind client", client->text,
				  topo_kind_name(p->topo->nodes[out->node].kind));
	if (served_by != NULL && !parse_node(p, served_by, &out->served_by))
		return false;
	if (served_by != NULL && (p->topo->nodes[out->served_by].kind == TOPO_KIND_BRIDGE ||
				  p->topo->nodes[out->served_by].kind == TOPO_KIND_CLIENT ||
				  p->topo->nodes[out->served_by].kind == TOPO_KIND_BIRD))
		return parse_fail(p, served_by,
				  "%s serves nobody; name a cache, announcer or exec "
				  "node",
				  served_by->text);
	if (!expect_client_numbers(p, node, out))
		return false;
	return served_by != NULL || out->gap_ns >= 0 || out->lost >= 0 || out->status != 0 ||
	       parse_fail(p, node, "nothing is expected of %s; add served-by, gap, lost or status",
			  client->text);
}

static bool expect_never(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	const struct yaml_node *inner = yaml_get(node, "never");
	const struct yaml_node *window = need(p, node, "for", "for: 3s");
	static const char *const outer[] = {"within", "for", "target"};

	if (window == NULL || !parse_duration(p, window, 1, &out->window_ns))
		return false;
	for (size_t i = 0; i < 3; i++) {
		const struct yaml_node *key = yaml_get(inner, outer[i]);

		if (key != NULL)
			return parse_fail(p, key->key,
					  "what must never be has no \"%s\"; put \"for\" beside "
					  "never",
					  outer[i]);
	}
	out->never = arena_alloc(p->arena, sizeof(*out->never));
	if (!parse_expect(p, inner, out->never))
		return false;
	if (out->never->kind == TOPO_EXPECT_NEVER)
		return parse_fail(p, inner, "never takes no other never");
	return out->never->kind != TOPO_EXPECT_CLIENT ||
	       (out->never->gap_ns < 0 && out->never->lost < 0) ||
	       parse_fail(p, inner,
			  "never takes served-by and status of a client, not gap and lost");
}

static bool expect_order(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	return parse_marks(p, yaml_get(node, "order"), out);
}

static const char *const route_keys[] = {"route", "at", "via", "present", "within", "target"};
static const char *const address_keys[] = {"address", "on", "present", "within", "target"};
static const char *const session_keys[] = {"session", "state", "within", "target"};
static const char *const client_keys[] = {"client", "served-by", "gap",   "lost",
					  "status", "within",    "target"};
static const char *const order_keys[] = {"order", "within", "target"};
static const char *const never_keys[] = {"never", "for"};

/* Order and never first: they hold others' words further in. */
static const struct expect_kind expect_kinds[] = {
	{"never", TOPO_EXPECT_NEVER, {never_keys, 2}, expect_never},
	{"order", TOPO_EXPECT_ORDER, {order_keys, 3}, expect_order},
	{"route", TOPO_EXPECT_ROUTE, {route_keys, 6}, expect_route},
	{"address", TOPO_EXPECT_ADDRESS, {address_keys, 5}, expect_address},
	{"session", TOPO_EXPECT_SESSION, {session_keys, 4}, expect_session},
	{"client", TOPO_EXPECT_CLIENT, {client_keys, 7}, expect_client},
};

static const struct expect_kind *expect_kind_of(const struct yaml_node *node)
{
	for (size_t i = 0; i < sizeof(expect_kinds) / sizeof(expect_kinds[0]); i++) {
		if (yaml_get(node, expect_kinds[i].word) != NULL)
			return &expect_kinds[i];
	}
	return NULL;
}

static bool no_kind(struct parse *p, const struct yaml_node *node)
{
	static const char *const words[] = {"route",  "address", "session",
					    "client", "order",   "never"};

	if (node->kind != YAML_MAPPING || node->n == 0)
		return parse_fail(
			p, node,
			"an expectation is a mapping, as { route: 203.0.113.0/24, at: r1 }");
	if (strcmp(node->first->key->text, "health") == 0)
		return parse_fail(p, node->first->key,
				  "expectation \"health\" is known but not built yet; expect what "
				  "follows from it");
	return parse_unknown(p, node->first->key, "expectation", PARSE_WORDS(words));
}

bool parse_expect(struct parse *p, const struct yaml_node *node, struct topo_expect *out)
{
	const struct expect_kind *kind = expect_kind_of(node);
	const struct yaml_node *within = yaml_get(node, "within");
	const struct yaml_node *target = yaml_get(node, "target");
	char what[48] = "this expectation";

	if (kind == NULL)
		return no_kind(p, node);
	if (yaml_get(node, "headers") != NULL)
		return parse_fail(p, yaml_get(node, "headers")->key,
				  "\"headers\" is known but not built yet; remove it");
	if (!parse_keys(p, node, what, kind->keys))
		return false;
	*out = (struct topo_expect){.kind = kind->kind,
				    .place = parse_place(p, node),
				    .within_ns = WITHIN_DEFAULT_NS,
				    .target_ns = -1,
				    .node = TOPO_NONE,
				    .peer = TOPO_NONE,
				    .served_by = TOPO_NONE,
				    .gap_ns = -1,
				    .lost = -1};
	if (within != NULL && !parse_duration(p, within, 1, &out->within_ns))
		return false;
	if (target != NULL && !parse_duration(p, target, 1, &out->target_ns))
		return false;
	return kind->parse(p, node, out);
}
