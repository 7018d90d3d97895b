#ifndef SUPPORT_YAML_H
#define SUPPORT_YAML_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One YAML document as a read-only tree in which every node knows where it stands. Refused, because
 * no file of ours needs them: anchors, aliases, tags, several documents, duplicate keys, keys that
 * are not scalars, NUL octets, more than YAML_SIZE_MAX octets or YAML_DEPTH_MAX levels. An alias is
 * refused when it is met, never expanded, so an alias bomb costs nothing.
 *
 * Errors are one line, "FILE:LINE:COL: what is wrong; what to do", without control characters.
 */

#define YAML_SIZE_MAX  ((size_t)1024 * 1024)
#define YAML_DEPTH_MAX 32
#define YAML_NODES_MAX 65536

enum yaml_kind {
	YAML_SCALAR,
	YAML_SEQUENCE,
	YAML_MAPPING,
};

struct yaml_node {
	enum yaml_kind kind;
	const char *file;
	int line;                    /* from 1 */
	int column;                  /* from 1 */
	const char *text;            /* scalar: NUL-terminated, "" when left out; else NULL */
	bool quoted;                 /* scalar: in quotes or a block, so never null or a number */
	const struct yaml_node *key; /* member of a mapping: its key, a scalar; else NULL */
	struct yaml_node *first;     /* sequence or mapping: its members in the file's order */
	struct yaml_node *next;
	size_t n;
};

struct yaml;

/** yaml_read() - parse the file @path, "-" is standard input. Return: yaml_free() it, or NULL with
 * @error set */
struct yaml *yaml_read(const char *path, char *error, size_t n_error);

/**
 * yaml_parse() - parse @n octets at @text
 * @file: what errors and nodes call the text; copied
 *
 * Return: a document, yaml_free() it; or NULL with @error set.
 */
struct yaml *yaml_parse(const char *file, const char *text, size_t n, char *error, size_t n_error);
void yaml_free(struct yaml *yaml);

/** yaml_root() - Return: the document's root; never NULL */
const struct yaml_node *yaml_root(const struct yaml *yaml);
/** yaml_get() - Return: the value of @key in @mapping; NULL when there is none or @mapping is no
 * mapping */
const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);
/** yaml_is_null() - whether @node was left out: nothing, "~" or "null", unquoted */
bool yaml_is_null(const struct yaml_node *node);
const char *yaml_kind_name(enum yaml_kind kind);

/** yaml_error() - write "FILE:LINE:COL: " of @at (a key stands where its key does not help) and a
 * sentence. Return: false, for `return yaml_error(…)` */
bool yaml_error(const struct yaml_node *at, char *error, size_t n_error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** yaml_oneline() - replace control characters of @text by '?', in place */
void yaml_oneline(char *text);

#endif
