#include "shell/config.h"

#include "shell/config_value.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_SIZE  160
#define ROWS_MAX   64
#define OURS       "Cache.Anycast."
#define ENV_PREFIX "PELICAN_"
#define ENV_OURS   "PELICAN_CACHE_ANYCAST_"

struct config {
	struct arena arena;
	struct yaml *yaml;
	const struct yaml_node *given[ROWS_MAX]; /* where the file gives a row's value */
	const char *variable[ROWS_MAX];          /* which variable does */
	const char *file;
	struct params *params;
	char *error;
	size_t n_error;
};

static bool starts_with(const char *text, const char *start)
{
	return strncasecmp(text, start, strlen(start)) == 0;
}

static size_t row_find(const char *name)
{
	size_t i = 0;

	while (i < config_table_n && strcasecmp(config_table[i].name, name) != 0)
		i++;
	return i;
}

/* Whether parameters lie below @name. */
static bool is_tree(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < config_table_n; i++) {
		if (strncasecmp(config_table[i].name, name, n) == 0 &&
		    config_table[i].name[n] == '.')
			return true;
	}
	return false;
}

/* The parts below Cache.Anycast are compared: with it in front, everything looks like everything.
 */
static const char *hint(const char *name, char *out, size_t n_out)
{
	const char *names[ROWS_MAX];
	const char *nearest;
	size_t n = 0;

	for (size_t i = 0; i < config_table_n; i++) {
		if (starts_with(config_table[i].name, OURS))
			names[n++] = config_table[i].name + strlen(OURS);
	}
	nearest = text_nearest(name + strlen(OURS), names, n);
	if (nearest != NULL)
		snprintf(out, n_out, "did you mean " OURS "%s?", nearest);
	else
		snprintf(out, n_out, "take it out or correct it");
	return out;
}

static bool set_row(struct config *c, size_t i, const struct yaml_node *node)
{
	const struct config_row *row = &config_table[i];
	const char *wrong;

	if (c->given[i] != NULL)
		return yaml_error(node->key, c->error, c->n_error,
				  "%s is given twice, first in line %d; take one out", row->name,
				  c->given[i]->line);
	c->given[i] = node;
	if (yaml_is_null(node))
		return true;
	wrong = config_value_node(row, node, &c->arena, c->params);
	if (wrong != NULL)
		return yaml_error(node, c->error, c->n_error, "%s %s", row->name, wrong);
	return true;
}

static bool walk(struct config *c, const char *prefix, const struct yaml_node *mapping);

static bool member(struct config *c, const char *prefix, const struct yaml_node *node)
{
	char name[NAME_SIZE], help[NAME_SIZE], shown[4 * NAME_SIZE];
	int n = snprintf(name, sizeof(name), "%s%s%s", prefix, *prefix != '\0' ? "." : "",
			 node->key->text);
	size_t row;

	if (n < 0 || (size_t)n >= sizeof(name)) {
		if (starts_with(name, OURS))
			return yaml_error(node->key, c->error, c->n_error,
					  "no parameter has so long a name; take it out");
		return true;
	}
	row = row_find(name);
	if (row < config_table_n)
		return set_row(c, row, node);
	if (is_tree(name)) {
		if (yaml_is_null(node))
			return true;
		if (node->kind != YAML_MAPPING)
			return yaml_error(node, c->error, c->n_error,
					  "%s must be a mapping of parameters", name);
		return walk(c, name, node);
	}
	if (starts_with(name, OURS))
		return yaml_error(node->key, c->error, c->n_error, "unknown parameter %s; %s",
				  text_escape(name, strlen(name), shown, sizeof(shown)),
				  hint(name, help, sizeof(help)));
	return true;
}

static bool walk(struct config *c, const char *prefix, const struct yaml_node *mapping)
{
	for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next) {
		if (!member(c, prefix, node))
			return false;
	}
	return true;
}

/* "Cache.Anycast.BGP.PeerASN" is PELICAN_CACHE_ANYCAST_BGP_PEERASN. */
static const char *variable_of(const char *name, char *out, size_t n_out)
{
	snprintf(out, n_out, ENV_PREFIX "%s", name);
	for (char *c = out; *c != '\0'; c++) {
		if (*c == '.')
			*c = '_';
		else if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c & ~0x20);
	}
	return out;
}

static bool unknown_variable(struct config *c, const char *name)
{
	char names[ROWS_MAX][NAME_SIZE], shown[NAME_SIZE];
	const char *list[ROWS_MAX];
	size_t n = 0;
	const char *nearest;

	for (size_t i = 0; i < config_table_n; i++) {
		variable_of(config_table[i].name, names[i], sizeof(names[i]));
		if (starts_with(names[i], ENV_OURS))
			list[n++] = names[i] + strlen(ENV_OURS);
	}
	nearest = text_nearest(name + strlen(ENV_OURS), list, n);
	text_escape(name, strlen(name), shown, sizeof(shown));
	if (nearest != NULL)
		snprintf(c->error, c->n_error,
			 "variable %s: unknown parameter; did you mean " ENV_OURS "%s?", shown,
			 nearest);
	else
		snprintf(c->error, c->n_error, "variable %s: unknown parameter; unset it", shown);
	return false;
}

static bool take_variable(struct config *c, const char *entry)
{
	const char *equals = strchr(entry, '=');
	char name[NAME_SIZE], mine[NAME_SIZE];
	const char *wrong;

	if (equals == NULL || !starts_with(entry, ENV_PREFIX) ||
	    (size_t)(equals - entry) >= sizeof(name))
		return true;
	text_copy(name, (size_t)(equals - entry) + 1, entry);
	for (size_t i = 0; i < config_table_n; i++) {
		if (strcmp(variable_of(config_table[i].name, mine, sizeof(mine)), name) != 0)
			continue;
		c->variable[i] = arena_text(&c->arena, name, strlen(name));
		wrong = config_value_text(&config_table[i], equals + 1, &c->arena, c->params);
		if (wrong != NULL)
			snprintf(c->error, c->n_error, "variable %s: %s %s", name,
				 config_table[i].name, wrong);
		return wrong == NULL;
	}
	return strncmp(name, ENV_OURS, strlen(ENV_OURS)) != 0 || unknown_variable(c, name);
}

static struct config *finish(struct config *c, char *const *environment)
{
	const struct yaml_node *root = c->yaml != NULL ? yaml_root(c->yaml) : NULL;
	bool good = root != NULL;

	if (good && root->kind != YAML_MAPPING && !yaml_is_null(root))
		good = yaml_error(root, c->error, c->n_error,
				  "a configuration must be a mapping of parameters");
	params_defaults(c->params);
	good = good && (root->kind != YAML_MAPPING || walk(c, "", root));
	for (; good && environment != NULL && *environment != NULL; environment++)
		good = take_variable(c, *environment);
	if (good)
		return c;
	config_free(c);
	return NULL;
}

static struct config *config_new(const char *file, struct params *params, char *error,
				 size_t n_error)
{
	struct config *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		snprintf(error, n_error, "%s: out of memory", file);
		return NULL;
	}
	c->arena = ARENA_INIT;
	c->file = arena_text(&c->arena, file, strlen(file));
	c->params = params;
	c->error = error;
	c->n_error = n_error;
	return c;
}

struct config *config_load(const char *path, char *const *environment, struct params *params,
			   char *error, size_t n_error)
{
	struct config *c = config_new(path, params, error, n_error);

	if (c == NULL)
		return NULL;
	c->yaml = yaml_read(path, error, n_error);
	return finish(c, environment);
}

struct config *config_parse(const struct config_source *source, struct params *params, char *error,
			    size_t n_error)
{
	struct config *c = config_new(source->file, params, error, n_error);

	if (c == NULL)
		return NULL;
	c->yaml = yaml_parse(source->file, source->text, source->n, error, n_error);
	return finish(c, source->environment);
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	yaml_free(config->yaml);
	arena_close(&config->arena);
	free(config);
}

const char *config_place(const struct config *config, const char *name, char *out, size_t n_out)
{
	size_t i = row_find(name);

	if (i < config_table_n && config->variable[i] != NULL)
		snprintf(out, n_out, "variable %s", config->variable[i]);
	else if (i < config_table_n && config->given[i] != NULL)
		snprintf(out, n_out, "%s:%d:%d", config->file, config->given[i]->line,
			 config->given[i]->column);
	else
		snprintf(out, n_out, "%s", config->file);
	return out;
}
