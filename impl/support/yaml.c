#include "support/yaml.h"

#include "support/arena.h"
#include "support/utf8.h"

#include <assert.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct yaml {
	struct arena arena;
	const char *file;
	struct yaml_node *root;
};

/* A mapping or sequence that is being read. */
struct open_node {
	struct yaml_node *node;
	struct yaml_node **tail;
	struct yaml_node *key; /* mapping: the key whose value comes next */
};

struct builder {
	struct yaml *yaml;
	struct open_node open[YAML_DEPTH_MAX];
	size_t depth;
	size_t n_nodes;
	size_t n_documents;
	int line; /* of the event at hand, from 1 */
	int column;
	char *error;
	size_t n_error;
};

void yaml_oneline(char *text)
{
	for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++) {
		if (*c < 0x20 || *c == 0x7f)
			*c = '?';
		else if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) /* a C1 control in UTF-8 */
			c[0] = c[1] = '?';
	}
}

static void error_write(const struct yaml_node *at, char *error, size_t n_error, const char *format,
			va_list args)
{
	int n = snprintf(error, n_error, "%s:%d:%d: ", at->file, at->line, at->column);

	if (n > 0 && (size_t)n < n_error)
		vsnprintf(error + n, n_error - (size_t)n, format, args);
	yaml_oneline(error);
}

bool yaml_error(const struct yaml_node *at, char *error, size_t n_error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_write(at, error, n_error, format, args);
	va_end(args);
	return false;
}

__attribute__((format(printf, 2, 3))) static bool fail(const struct builder *b, const char *format,
						       ...)
{
	struct yaml_node at = {.file = b->yaml->file, .line = b->line, .column = b->column};
	va_list args;

	va_start(args, format);
	error_write(&at, b->error, b->n_error, format, args);
	va_end(args);
	return false;
}

static struct yaml_node *node_new(struct builder *b, enum yaml_kind kind)
{
	struct yaml_node *node = arena_alloc(&b->yaml->arena, sizeof(*node));

	node->kind = kind;
	node->file = b->yaml->file;
	node->line = b->line;
	node->column = b->column;
	return node;
}

/* Puts @node where the document stands: as root, key, value or element. */
static bool place(struct builder *b, struct yaml_node *node)
{
	struct open_node *parent = b->depth > 0 ? &b->open[b->depth - 1] : NULL;

	if (++b->n_nodes > YAML_NODES_MAX)
		return fail(b, "more than %d values; make the file smaller", YAML_NODES_MAX);
	if (parent == NULL) {
		b->yaml->root = node;
		return true;
	}
	if (parent->node->kind == YAML_MAPPING && parent->key == NULL) {
		if (node->kind != YAML_SCALAR)
			return fail(
				b, "a key must be a plain word; quote it if it starts with [ or {");
		parent->key = node;
		return true;
	}
	node->key = parent->key;
	parent->key = NULL;
	*parent->tail = node;
	parent->tail = &node->next;
	parent->node->n++;
	return true;
}

static bool open_node(struct builder *b, enum yaml_kind kind)
{
	struct yaml_node *node = node_new(b, kind);

	if (b->depth == YAML_DEPTH_MAX)
		return fail(b, "nested deeper than %d levels; make it flatter", YAML_DEPTH_MAX);
	if (!place(b, node))
		return false;
	b->open[b->depth++] = (struct open_node){node, &node->first, NULL};
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct yaml_node *const *x = a;
	const struct yaml_node *const *y = b;
	int order = strcmp((*x)->key->text, (*y)->key->text);

	if (order != 0)
		return order;
	return (*x)->line != (*y)->line ? (*x)->line - (*y)->line : (*x)->column - (*y)->column;
}

static bool no_duplicates(struct builder *b, const struct yaml_node *mapping)
{
	const struct yaml_node **members;
	const struct yaml_node *again = NULL;
	int first_line = 0;
	size_t n = 0;

	if (mapping->n < 2)
		return true;
	members = calloc(mapping->n, sizeof(struct yaml_node *));
	if (members == NULL)
		abort();
	for (const struct yaml_node *m = mapping->first; m != NULL; m = m->next)
		members[n++] = m;
	qsort(members, n, sizeof(struct yaml_node *), by_key);
	for (size_t i = 1; i < n && again == NULL; i++) {
		if (strcmp(members[i - 1]->key->text, members[i]->key->text) == 0) {
			again = members[i]->key;
			first_line = members[i - 1]->key->line;
		}
	}
	free(members);
	if (again == NULL)
		return true;
	b->line = again->line;
	b->column = again->column;
	return fail(b, "duplicate key \"%.64s\", first on line %d; keep one of them", again->text,
		    first_line);
}

static bool close_node(struct builder *b)
{
	const struct yaml_node *node;

	assert(b->depth > 0);
	node = b->open[--b->depth].node;
	return node->kind != YAML_MAPPING || no_duplicates(b, node);
}

static bool scalar(struct builder *b, struct fy_token *token)
{
	struct yaml_node *node = node_new(b, YAML_SCALAR);
	const char *text = NULL;
	size_t n = 0;

	if (token != NULL) {
		text = fy_token_get_text(token, &n);
		if (text == NULL)
			return fail(b, "this value cannot be read; check its quotes");
		node->quoted = fy_token_scalar_style(token) != FYSS_PLAIN;
	}
	if (n > 0 && memchr(text, '\0', n) != NULL)
		return fail(b, "a NUL character inside a value; remove it");
	node->text = arena_text(&b->yaml->arena, text, n);
	return place(b, node);
}

/* Where @event stands; what libfyaml makes up (a value left out) stands where the key does. */
static void locate(struct builder *b, struct fy_event *event)
{
	const struct fy_mark *mark = fy_event_start_mark(event);
	struct fy_token *value = event->type == FYET_SCALAR ? event->scalar.value : NULL;
	enum fy_scalar_style style = value != NULL ? fy_token_scalar_style(value) : FYSS_PLAIN;

	if (mark == NULL)
		return;
	b->line = mark->line + 1;
	b->column = mark->column + 1;
	/* libfyaml points behind the opening quote. */
	if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && b->column > 1)
		b->column--;
}

/* The token of an anchor or alias begins @n_before characters behind its sign. */
static void locate_token(struct builder *b, struct fy_token *token, int n_before)
{
	const struct fy_mark *mark = fy_token_start_mark(token);

	if (mark == NULL)
		return;
	b->line = mark->line + 1;
	b->column = mark->column + 1 - n_before;
}

static bool is_plain(struct builder *b, struct fy_event *event)
{
	struct fy_token *anchor = fy_event_get_anchor_token(event);
	struct fy_token *tag = fy_event_get_tag_token(event);

	if (event->type == FYET_ALIAS) {
		locate_token(b, event->alias.anchor, 1);
		return fail(b, "aliases (*name) are not accepted; write the value out");
	}
	if (anchor != NULL) {
		locate_token(b, anchor, 1);
		return fail(b, "anchors (&name) are not accepted; write the value out");
	}
	if (tag != NULL) {
		locate_token(b, tag, 0);
		return fail(b, "tags (!name) are not accepted; remove it");
	}
	return true;
}

static bool take(struct builder *b, struct fy_event *event)
{
	locate(b, event);
	if (!is_plain(b, event))
		return false;
	switch (event->type) {
	case FYET_DOCUMENT_START:
		if (b->n_documents++ > 0)
			return fail(b, "a second document; keep one document a file");
		return true;
	case FYET_MAPPING_START:
		return open_node(b, YAML_MAPPING);
	case FYET_SEQUENCE_START:
		return open_node(b, YAML_SEQUENCE);
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		return close_node(b);
	case FYET_SCALAR:
		return scalar(b, event->scalar.value);
	case FYET_NONE:
	case FYET_STREAM_START:
	case FYET_STREAM_END:
	case FYET_DOCUMENT_END:
	case FYET_ALIAS:
		break;
	}
	return true;
}

static bool syntax_error(struct builder *b, struct fy_diag *diag)
{
	void *iterator = NULL;
	const struct fy_diag_error *first = fy_diag_errors_iterate(diag, &iterator);

	if (first != NULL && first->line > 0) {
		b->line = first->line;
		b->column = first->column > 0 ? first->column : 1;
	}
	return fail(b, "not YAML: %.120s; check indentation, colons, quotes and brackets",
		    first != NULL && first->msg != NULL ? first->msg : "it cannot be parsed");
}

static bool build(struct builder *b, struct fy_parser *parser, struct fy_diag *diag)
{
	struct fy_event *event;
	bool good = true;
	bool ended = false;

	while (good && !ended && (event = fy_parser_parse(parser)) != NULL) {
		ended = event->type == FYET_STREAM_END;
		good = take(b, event);
		fy_parser_event_free(parser, event);
	}
	if (!good)
		return false;
	if (!ended)
		return syntax_error(b, diag);
	b->line = b->column = 1;
	if (b->yaml->root == NULL ||
	    (b->yaml->root->kind == YAML_SCALAR && yaml_is_null(b->yaml->root)))
		return fail(b, "the file is empty; write something into it");
	return true;
}

static bool parse(struct builder *b, const char *text, size_t n)
{
	struct fy_diag_cfg diag_cfg;
	struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE};
	struct fy_diag *diag;
	struct fy_parser *parser = NULL;
	bool good = false;

	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.level = FYET_ERROR;
	diag_cfg.colorize = false;
	diag = fy_diag_create(&diag_cfg);
	if (diag != NULL) {
		fy_diag_set_collect_errors(diag, true);
		cfg.diag = diag;
		parser = fy_parser_create(&cfg);
	}
	if (parser == NULL || fy_parser_set_string(parser, text, n) != 0)
		fail(b, "the YAML parser does not start; check the memory limit");
	else
		good = build(b, parser, diag);
	fy_parser_destroy(parser);
	fy_diag_destroy(diag);
	return good;
}

/* Points @b at the octet at @offset. */
static void locate_offset(struct builder *b, const char *text, size_t offset)
{
	for (size_t i = 0; i < offset; i++) {
		b->column++;
		if (text[i] == '\n') {
			b->line++;
			b->column = 1;
		}
	}
}

static bool check_octets(struct builder *b, const char *text, size_t n)
{
	size_t length = 1;

	if (n > YAML_SIZE_MAX)
		return fail(b, "larger than %zu octets; make the file smaller", YAML_SIZE_MAX);
	if (n == 0)
		return fail(b, "the file is empty; write something into it");
	for (size_t i = 0; i < n; i += length) {
		length = utf8_length((const unsigned char *)text + i, n - i);
		if (length > 0 && text[i] != '\0')
			continue;
		locate_offset(b, text, i);
		return fail(b, "%s; save it as plain text",
			    length == 0 ? "not UTF-8" : "a NUL octet");
	}
	return true;
}

static struct yaml *yaml_new(const char *file)
{
	struct yaml *yaml = calloc(1, sizeof(*yaml));

	if (yaml == NULL)
		abort();
	yaml->file = arena_text(&yaml->arena, file, strlen(file));
	return yaml;
}

struct yaml *yaml_parse(const char *file, const char *text, size_t n, char *error, size_t n_error)
{
	struct builder b = {.line = 1, .column = 1};

	b.error = error;
	b.n_error = n_error;
	b.yaml = yaml_new(file);
	if (check_octets(&b, text, n) && parse(&b, text, n))
		return b.yaml;
	yaml_free(b.yaml);
	return NULL;
}

void yaml_free(struct yaml *yaml)
{
	if (yaml == NULL)
		return;
	arena_close(&yaml->arena);
	free(yaml);
}

const struct yaml_node *yaml_root(const struct yaml *yaml)
{
	return yaml->root;
}
