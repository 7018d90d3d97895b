#ifndef TOPO_PARSE_H
#define TOPO_PARSE_H

#include "sim/topo/topo.h"
#include "support/arena.h"
#include "support/yaml.h"

/*
 * Reading a topology, piece by piece. Every function returns whether all was well; when not, the
 * error is set, one line with its place, and what was written so far is of no use.
 */

struct parse {
	struct topo *topo;
	struct arena *arena;
	char *error;
	size_t n_error;
};

/* ---- shapes ---- */

/* Words that may stand somewhere, for errors and hints. */
struct parse_words {
	const char *const *at;
	size_t n;
};

#define PARSE_WORDS(array) ((struct parse_words){array, sizeof(array) / sizeof((array)[0])})

/* Says what is wrong at @at; returns false. */
#define parse_fail(p, at, ...) yaml_error(at, (p)->error, (p)->n_error, __VA_ARGS__)

/** parse_keys() - @node is a mapping and has no key but @known
 * @what: the thing it describes, for errors: "node r1" */
bool parse_keys(struct parse *p, const struct yaml_node *node, const char *what,
		struct parse_words known);
/** parse_no_foreign() - @node has no key that only containerlab gives a meaning */
bool parse_no_foreign(struct parse *p, const struct yaml_node *node);
/** parse_unknown() - complain of the word @at, with the nearest of @known */
bool parse_unknown(struct parse *p, const struct yaml_node *at, const char *what,
		   struct parse_words known);
/** parse_scalar() - @node is a single value and not left out */
bool parse_scalar(struct parse *p, const struct yaml_node *node);
/** parse_label() - what to call @node in an error: its key, or "this entry" */
const char *parse_label(const struct yaml_node *node);
/** parse_place() - Return: where @node stands */
struct topo_place parse_place(const struct parse *p, const struct yaml_node *node);

/* An entry of a value that may be one thing or a list of them; see parse_entries(). */
struct parse_entries {
	const struct yaml_node *first;
	bool is_list;
};

/** parse_entries() - Return: what `x` and `[x, y]` have in common; walk it with parse_next() */
struct parse_entries parse_entries(const struct yaml_node *node);
const struct yaml_node *parse_next(const struct parse_entries *entries,
				   const struct yaml_node *entry);

/* ---- values ---- */

bool parse_text(struct parse *p, const struct yaml_node *node, const char **out);
/** parse_word() - one of @known; @out receives which */
bool parse_word(struct parse *p, const struct yaml_node *node, struct parse_words known,
		size_t *out);
bool parse_bool(struct parse *p, const struct yaml_node *node, bool *out);
bool parse_integer(struct parse *p, const struct yaml_node *node, int64_t least, int64_t most,
		   int64_t *out);
/** parse_duration() - "250ms", at least @least_ns and at most a day */
bool parse_duration(struct parse *p, const struct yaml_node *node, int64_t least_ns, int64_t *out);
bool parse_asn(struct parse *p, const struct yaml_node *node, uint32_t *out);
/** parse_route() - a prefix without host bits */
bool parse_route(struct parse *p, const struct yaml_node *node, struct prefix *out);
/** parse_address() - an address, bare or with a length; host bits are kept */
bool parse_address(struct parse *p, const struct yaml_node *node, struct prefix *out);
/** parse_name() - letters, digits, '-' and '_', at most TOPO_NAME_MAX, not beginning with '-' */
bool parse_name(struct parse *p, const struct yaml_node *node, const char *what,
		char out[TOPO_NAME_MAX + 1]);
/** parse_device() - a name the kernel takes for an interface */
bool parse_device(struct parse *p, const struct yaml_node *at, const char *text, char out[16]);
/** parse_node() - the name of a node that the file has */
bool parse_node(struct parse *p, const struct yaml_node *node, size_t *out);

/* ---- parts of the file ---- */

bool parse_service(struct parse *p, const struct yaml_node *anycast);
bool parse_nodes(struct parse *p, const struct yaml_node *topology);
bool parse_links(struct parse *p, const struct yaml_node *links);
bool parse_steps(struct parse *p, const struct yaml_node *scenario);
bool parse_fault(struct parse *p, const struct yaml_node *node, struct topo_fault *out);
bool parse_expect(struct parse *p, const struct yaml_node *node, struct topo_expect *out);
bool parse_marks(struct parse *p, const struct yaml_node *node, struct topo_expect *out);
bool parse_settings(struct parse *p, const struct yaml_node *node, struct topo_node *out);

#endif
