#include "sim/topo/parse.h"
#include "sim/topo/segment.h"
#include "support/text.h"

#include <string.h>

/* `fault:` - one thing that is done to the lab, named by the one key of its mapping. */

/* In the order of enum topo_fault_kind, without NONE. */
static const char *const faults[] = {"kill",    "stop",    "pause",       "resume",
				     "restart", "health",  "certificate", "probe",
				     "link",    "address", "device",      "session"};
static const char *const faults_later[] = {"loss",   "delay",      "rate",     "hold",
					   "dns",    "full-table", "password", "director",
					   "origin", "issuer"};

static bool is_served(enum topo_kind kind)
{
	return kind == TOPO_KIND_CACHE || kind == TOPO_KIND_ANNOUNCER || kind == TOPO_KIND_EXEC;
}

/* The one value of @key in @node, which must be there. */
static const struct yaml_node *need(struct parse *p, const struct yaml_node *node, const char *key)
{
	const struct yaml_node *value = yaml_get(node, key);

	if (value == NULL)
		parse_fail(p, node, "%s has no \"%s\"; add it", parse_label(node), key);
	return value;
}

/* { node: c1, KEY: … }: the node goes to @out, the value of @key is returned, NULL on error. */
static const struct yaml_node *node_and(struct parse *p, const struct yaml_node *node,
					const char *key, struct topo_fault *out)
{
	const char *const words[] = {"node", key};
	const struct yaml_node *name;

	if (!parse_keys(p, node, parse_label(node), PARSE_WORDS(words)))
		return NULL;
	name = need(p, node, "node");
	if (name == NULL || !parse_node(p, name, &out->node))
		return NULL;
	return need(p, node, key);
}

static bool served(struct parse *p, const struct yaml_node *node, const struct topo_fault *fault)
{
	const struct topo_node *of = &p->topo->nodes[fault->node];

	return is_served(of->kind) ||
	       parse_fail(p, node,
			  "%s is a %s, which has no %s; name a cache, announcer or exec node",
			  of->name, topo_kind_name(of->kind), parse_label(node));
}

static bool fault_health(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	static const char *const levels[] = {"ok", "warning", "degraded", "critical"};
	const struct yaml_node *level = node_and(p, node, "level", out);
	size_t which;

	if (level == NULL || !served(p, node, out) ||
	    !parse_word(p, level, PARSE_WORDS(levels), &which))
		return false;
	out->level = levels[which];
	return true;
}

static bool fault_certificate(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	static const char *const words[] = {"good", "wrong-san", "expired", "not-yet"};
	const struct yaml_node *is = node_and(p, node, "is", out);
	size_t which;

	if (is == NULL || !served(p, node, out) || !parse_word(p, is, PARSE_WORDS(words), &which))
		return false;
	out->certificate = (enum topo_certificate)which;
	return true;
}

static bool fault_probe(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	static const char *const words[] = {"good", "mute", "refuse"};
	const struct yaml_node *is = node_and(p, node, "is", out);
	size_t which;

	if (is == NULL || !served(p, node, out) || !parse_word(p, is, PARSE_WORDS(words), &which))
		return false;
	out->probe = (enum topo_probe)which;
	return true;
}

static bool fault_address(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	const struct yaml_node *remove = node_and(p, node, "remove", out);

	return remove != NULL && parse_address(p, remove, &out->prefix);
}

static bool fault_device(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	const struct yaml_node *remove = node_and(p, node, "remove", out);
	const char *devices[TOPO_LINKS_MAX];
	size_t n = 0;

	if (remove == NULL || !parse_scalar(p, remove))
		return false;
	for (size_t i = 0; i < 2 * p->topo->n_links; i++) {
		const struct topo_port *port = &p->topo->links[i / 2].ends[i % 2];

		if (port->node == out->node && n < TOPO_LINKS_MAX)
			devices[n++] = port->device;
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(devices[i], remove->text) == 0) {
			text_copy(out->device, sizeof(out->device), remove->text);
			return true;
		}
	}
	return parse_unknown(p, remove, "device", (struct parse_words){devices, n});
}

/* Two different nodes: [r1, c1]. */
static bool pair(struct parse *p, const struct yaml_node *node, size_t out[2])
{
	if (node->kind != YAML_SEQUENCE || node->n != 2)
		return parse_fail(p, node, "%s is a list of two nodes, as [r1, c1]",
				  parse_label(node));
	if (!parse_node(p, node->first, &out[0]) || !parse_node(p, node->first->next, &out[1]))
		return false;
	return out[0] != out[1] ||
	       parse_fail(p, node->first->next, "%s twice; name two nodes", node->first->text);
}

static bool find_link(struct parse *p, const struct yaml_node *between, const size_t pair[2],
		      size_t *out)
{
	size_t n_found = 0;

	for (size_t i = 0; i < p->topo->n_links; i++) {
		const struct topo_port *ends = p->topo->links[i].ends;

		if ((ends[0].node == pair[0] && ends[1].node == pair[1]) ||
		    (ends[0].node == pair[1] && ends[1].node == pair[0])) {
			*out = n_found++ == 0 ? i : *out;
		}
	}
	if (n_found == 1)
		return true;
	return parse_fail(p, between, "%s %s link between %s and %s; %s",
			  n_found == 0 ? "there is" : "there is more than",
			  n_found == 0 ? "no" : "one", p->topo->nodes[pair[0]].name,
			  p->topo->nodes[pair[1]].name,
			  n_found == 0 ? "name two nodes that a link joins"
				       : "a fault needs to know which, so keep one");
}

static bool fault_link(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	static const char *const words[] = {"between", "is", "toward"};
	static const char *const states[] = {"up", "down", "drop"};
	const struct yaml_node *toward = yaml_get(node, "toward");
	const struct yaml_node *between;
	const struct yaml_node *is;
	size_t ends[2] = {0};
	size_t which;

	if (!parse_keys(p, node, "link", PARSE_WORDS(words)))
		return false;
	between = need(p, node, "between");
	is = between != NULL ? need(p, node, "is") : NULL;
	if (is == NULL || !pair(p, between, ends) || !find_link(p, between, ends, &out->link) ||
	    !parse_word(p, is, PARSE_WORDS(states), &which))
		return false;
	out->node = ends[0];
	out->peer = ends[1];
	out->state = (enum topo_link_state)which;
	if (toward == NULL)
		return true;
	if (out->state != TOPO_LINK_DROP)
		return parse_fail(p, toward->key, "only a drop goes one way; remove toward");
	if (!parse_node(p, toward, &out->toward))
		return false;
	return out->toward == ends[0] || out->toward == ends[1] ||
	       parse_fail(p, toward, "%s is not on this link; use %s or %s", toward->text,
			  p->topo->nodes[ends[0]].name, p->topo->nodes[ends[1]].name);
}

static bool fault_session(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	static const char *const words[] = {"between", "is"};
	static const char *const states[] = {"reset"};
	const struct yaml_node *between;
	const struct yaml_node *is;
	struct topo_neighbour neighbour;
	size_t ends[2] = {0};
	size_t which;

	if (!parse_keys(p, node, "session", PARSE_WORDS(words)))
		return false;
	between = need(p, node, "between");
	is = between != NULL ? need(p, node, "is") : NULL;
	if (is == NULL || !pair(p, between, ends) ||
	    !parse_word(p, is, PARSE_WORDS(states), &which))
		return false;
	for (size_t i = 0; i < 2; i++) {
		if (p->topo->nodes[ends[i]].kind == TOPO_KIND_CLIENT)
			return parse_fail(p, between, "%s is a client and speaks no BGP",
					  p->topo->nodes[ends[i]].name);
	}
	out->node = ends[0];
	out->peer = ends[1];
	return topo_neighbour_of(p->topo, ends[0], ends[1], &neighbour) ||
	       parse_fail(p, between, "%s and %s are no neighbours, so they have no session",
			  p->topo->nodes[ends[0]].name, p->topo->nodes[ends[1]].name);
}

static bool fault_details(struct parse *p, const struct yaml_node *value, struct topo_fault *out)
{
	switch (out->kind) {
	case TOPO_FAULT_NONE:
		return true;
	case TOPO_FAULT_KILL:
	case TOPO_FAULT_STOP:
	case TOPO_FAULT_PAUSE:
	case TOPO_FAULT_RESUME:
	case TOPO_FAULT_RESTART:
		return parse_node(p, value, &out->node);
	case TOPO_FAULT_HEALTH:
		return fault_health(p, value, out);
	case TOPO_FAULT_CERTIFICATE:
		return fault_certificate(p, value, out);
	case TOPO_FAULT_PROBE:
		return fault_probe(p, value, out);
	case TOPO_FAULT_LINK:
		return fault_link(p, value, out);
	case TOPO_FAULT_ADDRESS:
		return fault_address(p, value, out);
	case TOPO_FAULT_DEVICE:
		return fault_device(p, value, out);
	case TOPO_FAULT_SESSION:
		return fault_session(p, value, out);
	}
	return false;
}

bool parse_fault(struct parse *p, const struct yaml_node *node, struct topo_fault *out)
{
	if (node->kind != YAML_MAPPING || node->n == 0)
		return parse_fail(p, node, "fault must be one thing, as { kill: c1 }, not %s",
				  node->kind == YAML_MAPPING ? "nothing"
							     : yaml_kind_name(node->kind));
	for (size_t i = 0; i < sizeof(faults_later) / sizeof(faults_later[0]); i++) {
		if (strcmp(node->first->key->text, faults_later[i]) == 0)
			return parse_fail(p, node->first->key,
					  "fault \"%s\" is known but not built yet; remove it",
					  faults_later[i]);
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (strcmp(node->first->key->text, faults[i]) == 0)
			out->kind = (enum topo_fault_kind)(i + 1);
	}
	if (out->kind == TOPO_FAULT_NONE)
		return parse_unknown(p, node->first->key, "fault", PARSE_WORDS(faults));
	if (node->n > 1)
		return parse_fail(p, node->first->next->key,
				  "a step has one fault; put \"%s\" into a step of its own",
				  node->first->next->key->text);
	out->place = parse_place(p, node);
	return fault_details(p, node->first, out);
}
