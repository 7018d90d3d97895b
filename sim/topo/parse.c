#include "sim/topo/parse.h"

#include "support/nearest.h"
#include "support/scalar.h"
#include "support/text.h"

#include <string.h>

#define HINT_SIZE 256
#define DAY_NS    (INT64_C(24) * 3600 * NS_PER_S)

const char *parse_label(const struct yaml_node *node)
{
	return node->key != NULL ? node->key->text : "this entry";
}

struct topo_place parse_place(const struct parse *p, const struct yaml_node *node)
{
	return (struct topo_place){p->topo->file, node->line, node->column};
}

bool parse_unknown(struct parse *p, const struct yaml_node *at, const char *what,
		   struct parse_words known)
{
	char hint[HINT_SIZE];

	return parse_fail(p, at, "unknown %s \"%.64s\"; %s", what, at->text,
			  nearest_hint(at->text, known.at, known.n, hint, sizeof(hint)));
}

static bool is_one_of(const char *word, struct parse_words words)
{
	for (size_t i = 0; i < words.n; i++) {
		if (strcmp(word, words.at[i]) == 0)
			return true;
	}
	return false;
}

/* Keys that containerlab knows and that mean nothing where nodes are no containers. */
static const char *const foreign[] = {
	"image",    "mgmt",        "binds",          "ports",   "env",         "env-files",
	"exec",     "cmd",         "entrypoint",     "labels",  "kinds",       "groups",
	"group",    "prefix",      "startup-config", "license", "user",        "memory",
	"cpu",      "cpu-set",     "network-mode",   "mtu",     "vars",        "runtime",
	"stages",   "mgmt-ipv4",   "mgmt-ipv6",      "publish", "certificate", "healthcheck",
	"settings", "auto-remove", "restart-policy", "sysctls"};

bool parse_keys(struct parse *p, const struct yaml_node *node, const char *what,
		struct parse_words known)
{
	char kind[96];

	if (node->kind != YAML_MAPPING)
		return parse_fail(p, node, "%s must be a mapping (key: value), not %s", what,
				  yaml_kind_name(node->kind));
	for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
		if (is_one_of(m->key->text, known))
			continue;
		text_copy(kind, sizeof(kind), "key in ");
		text_copy(kind + 7, sizeof(kind) - 7, what);
		return parse_unknown(p, m->key, kind, known);
	}
	return true;
}

bool parse_no_foreign(struct parse *p, const struct yaml_node *node)
{
	const struct yaml_node *m = node->kind == YAML_MAPPING ? node->first : NULL;

	for (; m != NULL; m = m->next) {
		if (is_one_of(m->key->text, PARSE_WORDS(foreign)))
			return parse_fail(p, m->key,
					  "containerlab's key \"%s\" has no meaning here, where "
					  "nodes are namespaces; remove it",
					  m->key->text);
	}
	return true;
}

bool parse_scalar(struct parse *p, const struct yaml_node *node)
{
	if (node->kind != YAML_SCALAR)
		return parse_fail(p, node, "%s must be a single value, not %s", parse_label(node),
				  yaml_kind_name(node->kind));
	if (yaml_is_null(node))
		return parse_fail(p, node, "%s has no value; write one behind it or remove it",
				  parse_label(node));
	return true;
}

struct parse_entries parse_entries(const struct yaml_node *node)
{
	bool is_list = node->kind == YAML_SEQUENCE;

	return (struct parse_entries){is_list ? node->first : node, is_list};
}

const struct yaml_node *parse_next(const struct parse_entries *entries,
				   const struct yaml_node *entry)
{
	return entries->is_list ? entry->next : NULL;
}

bool parse_text(struct parse *p, const struct yaml_node *node, const char **out)
{
	if (!parse_scalar(p, node))
		return false;
	*out = arena_text(p->arena, node->text, strlen(node->text));
	return true;
}

bool parse_word(struct parse *p, const struct yaml_node *node, struct parse_words known,
		size_t *out)
{
	if (!parse_scalar(p, node))
		return false;
	for (size_t i = 0; i < known.n; i++) {
		if (strcmp(node->text, known.at[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return parse_unknown(p, node, node->key != NULL ? node->key->text : "word", known);
}

bool parse_bool(struct parse *p, const struct yaml_node *node, bool *out)
{
	if (!parse_scalar(p, node))
		return false;
	if (node->quoted || !scalar_bool(node->text, out))
		return parse_fail(p, node, "%s is true or false, not \"%.64s\"", parse_label(node),
				  node->text);
	return true;
}

bool parse_integer(struct parse *p, const struct yaml_node *node, int64_t least, int64_t most,
		   int64_t *out)
{
	if (!parse_scalar(p, node))
		return false;
	if (!text_integer(node->text, out))
		return parse_fail(p, node, "%s is a whole number, not \"%.64s\"", parse_label(node),
				  node->text);
	if (*out < least || *out > most)
		return parse_fail(p, node, "%s is a number from %lld to %lld, not %lld",
				  parse_label(node), (long long)least, (long long)most,
				  (long long)*out);
	return true;
}

bool parse_duration(struct parse *p, const struct yaml_node *node, int64_t least_ns, int64_t *out)
{
	char least[48];

	if (!parse_scalar(p, node))
		return false;
	if (!text_duration(node->text, out))
		return parse_fail(
			p, node, "%s is a time with its unit, as 250ms, 2s or 1m30s, not \"%.64s\"",
			parse_label(node), node->text);
	if (*out < least_ns && least_ns <= 1)
		return parse_fail(p, node, "%s must be %s, not %s", parse_label(node),
				  least_ns == 1 ? "longer than 0" : "0 or longer", node->text);
	if (*out < least_ns || *out > DAY_NS)
		return parse_fail(p, node, "%s is a time from %s to 24h, not %.64s",
				  parse_label(node), scalar_duration_format(least_ns, least),
				  node->text);
	return true;
}

bool parse_asn(struct parse *p, const struct yaml_node *node, uint32_t *out)
{
	int64_t asn;

	if (!parse_integer(p, node, 1, 4294967294, &asn))
		return false;
	if (asn == 23456)
		return parse_fail(p, node,
				  "23456 stands for AS numbers that do not fit 16 bits "
				  "(RFC 6793); use 64512 to 65534");
	*out = (uint32_t)asn;
	return true;
}

bool parse_route(struct parse *p, const struct yaml_node *node, struct prefix *out)
{
	char text[PREFIX_TEXT_SIZE];
	struct prefix masked;

	if (!parse_scalar(p, node))
		return false;
	if (!prefix_parse(node->text, out))
		return parse_fail(p, node,
				  "\"%.64s\" is no prefix; write one as 203.0.113.0/24 or "
				  "\"2001:db8:a::/48\"",
				  node->text);
	masked = prefix_masked(*out);
	if (!prefix_equal(&masked, out))
		return parse_fail(p, node, "prefix %s has host bits; did you mean %s?", node->text,
				  prefix_format(&masked, text));
	return true;
}

bool parse_address(struct parse *p, const struct yaml_node *node, struct prefix *out)
{
	if (!parse_scalar(p, node))
		return false;
	if (ip_parse(node->text, &out->ip))
		out->length = (uint8_t)ip_length(out->ip.family);
	else if (!prefix_parse(node->text, out))
		return parse_fail(p, node,
				  "\"%.64s\" is no address; write one as 203.0.113.10 or "
				  "\"2001:db8:a::10\"",
				  node->text);
	if (ip_is_unspecified(&out->ip) || ip_is_multicast(&out->ip) || ip_is_loopback(&out->ip) ||
	    ip_is_link_local(&out->ip) || ip_is_mapped(&out->ip))
		return parse_fail(p, node,
				  "%s is no address a host can be reached at from elsewhere; use "
				  "a unicast one",
				  node->text);
	return true;
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool parse_name(struct parse *p, const struct yaml_node *node, const char *what,
		char out[TOPO_NAME_MAX + 1])
{
	if (node->text == NULL || node->text[0] == '\0')
		return parse_fail(p, node, "%s has no name; write one", what);
	if (strlen(node->text) > TOPO_NAME_MAX)
		return parse_fail(p, node, "%s name \"%.64s\" is longer than %d characters", what,
				  node->text, TOPO_NAME_MAX);
	for (const char *c = node->text; *c != '\0'; c++) {
		bool good = is_letter_or_digit(*c) || (c > node->text && (*c == '-' || *c == '_'));

		if (!good)
			return parse_fail(p, node,
					  "%s name \"%s\" has an odd character; use letters, "
					  "digits, - and _, beginning with a letter or digit",
					  what, node->text);
	}
	text_copy(out, TOPO_NAME_MAX + 1, node->text);
	return true;
}

bool parse_device(struct parse *p, const struct yaml_node *at, const char *text, char out[16])
{
	if (strlen(text) > 15)
		return parse_fail(p, at, "device name \"%.64s\" is longer than 15 characters",
				  text);
	for (const char *c = text; *c != '\0'; c++) {
		if (!is_letter_or_digit(*c) && (c == text || strchr("-_.", *c) == NULL))
			return parse_fail(
				p, at, "device name \"%s\" has an odd character; use one as eth1",
				text);
	}
	if (text[0] == '\0' || strcmp(text, "lo") == 0 || strcmp(text, "all") == 0 ||
	    strcmp(text, "default") == 0)
		return parse_fail(p, at, "device name \"%s\" is taken; use one as eth1", text);
	text_copy(out, 16, text);
	return true;
}

bool parse_node(struct parse *p, const struct yaml_node *node, size_t *out)
{
	const char *names[TOPO_NODES_MAX];

	if (!parse_scalar(p, node))
		return false;
	*out = topo_node_named(p->topo, node->text);
	if (*out != TOPO_NONE)
		return true;
	for (size_t i = 0; i < p->topo->n_nodes; i++)
		names[i] = p->topo->nodes[i].name;
	return parse_unknown(p, node, "node", (struct parse_words){names, p->topo->n_nodes});
}
