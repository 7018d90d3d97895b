#include "sim/topo/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * `node-config:` - free keys under the upstream's names, dotted ("Cache.Anycast.Linger: 1s") or
 * nested, made into a flat list. Which names there are is the node's program's to know.
 */

#define SETTINGS_MAX 128
#define KEY_MAX      128

struct settings {
	struct parse *p;
	struct topo_setting *at;
	size_t n;
	size_t n_inherited; /* from topology.defaults: may be overridden */
};

static bool is_plain(const struct yaml_node *node)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._/-+";
	size_t n = strlen(node->text);

	return !node->quoted && n > 0 && node->text[0] != '-' && strspn(node->text, letters) == n;
}

/* A scalar as YAML flow text: as it was where that is safe, else in double quotes. */
static void write_scalar(const struct yaml_node *node, FILE *out)
{
	if (is_plain(node)) {
		fputs(node->text, out);
		return;
	}
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)node->text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			fprintf(out, "\\x%02x", *c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
}

static bool write_value(struct parse *p, const struct yaml_node *node, FILE *out)
{
	if (node->kind == YAML_SCALAR) {
		if (!parse_scalar(p, node))
			return false;
		write_scalar(node, out);
		return true;
	}
	fputc('[', out);
	for (const struct yaml_node *e = node->first; e != NULL; e = e->next) {
		if (!parse_scalar(p, e))
			return false;
		write_scalar(e, out);
		if (e->next != NULL)
			fputs(", ", out);
	}
	fputc(']', out);
	return true;
}

/* Whether one of two keys is the other, or the beginning of the other up to a dot. */
static bool keys_clash(const char *a, const char *b)
{
	size_t n_a = strlen(a);
	size_t n_b = strlen(b);
	size_t n = n_a < n_b ? n_a : n_b;

	if (strncasecmp(a, b, n) != 0)
		return false;
	return n_a == n_b || (n_a < n_b ? b[n] : a[n]) == '.';
}

static bool slot(struct settings *s, const struct yaml_node *node, const char *key, size_t *out)
{
	for (*out = 0; *out < s->n; (*out)++) {
		if (!keys_clash(s->at[*out].key, key))
			continue;
		if (*out < s->n_inherited && strcasecmp(s->at[*out].key, key) == 0)
			return true;
		return parse_fail(s->p, node->key, "%s and %s say the same twice; keep one of them",
				  key, s->at[*out].key);
	}
	if (s->n == SETTINGS_MAX)
		return parse_fail(s->p, node, "more than %d settings; keep fewer", SETTINGS_MAX);
	s->at[s->n++] = (struct topo_setting){"", ""};
	return true;
}

static bool add(struct settings *s, const struct yaml_node *node, const char *key)
{
	char *text = NULL;
	size_t n_text = 0;
	size_t at;
	FILE *out;
	bool good;

	if (!slot(s, node, key, &at))
		return false;
	out = open_memstream(&text, &n_text);
	if (out == NULL)
		return parse_fail(s->p, node, "out of memory");
	good = write_value(s->p, node, out);
	fclose(out);
	if (good) {
		s->at[at].key = arena_text(s->p->arena, key, strlen(key));
		s->at[at].value = arena_text(s->p->arena, text, n_text);
	}
	free(text);
	return good;
}

static bool key_is_good(struct parse *p, const struct yaml_node *key)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.";
	size_t n = strlen(key->text);

	if (n > 0 && strspn(key->text, letters) == n && key->text[0] != '.' &&
	    key->text[n - 1] != '.' && strstr(key->text, "..") == NULL)
		return true;
	return parse_fail(p, key,
			  "\"%.64s\" is no parameter's name; write one as Cache.Anycast.Linger",
			  key->text);
}

/* The mapping @node, whose members' names begin with @prefix. The depth is bounded by
 * YAML_DEPTH_MAX
 */
static bool walk(struct settings *s, const struct yaml_node *node, const char *prefix)
{
	for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
		char key[KEY_MAX];
		int n = snprintf(key, sizeof(key), "%s%s%s", prefix, prefix[0] != '\0' ? "." : "",
				 m->key->text);

		if (!key_is_good(s->p, m->key))
			return false;
		if (n < 0 || (size_t)n >= sizeof(key))
			return parse_fail(s->p, m->key,
					  "a parameter's name of more than %d characters",
					  KEY_MAX - 1);
		if (m->kind == YAML_MAPPING ? !walk(s, m, key) : !add(s, m, key))
			return false;
	}
	return true;
}

bool parse_settings(struct parse *p, const struct yaml_node *node, struct topo_node *out)
{
	struct settings s = {.p = p, .n = out->n_settings, .n_inherited = out->n_settings};
	struct topo_setting at[SETTINGS_MAX];
	struct topo_setting *copy;

	if (yaml_is_null(node))
		return true;
	if (node->kind != YAML_MAPPING)
		return parse_fail(
			p, node, "node-config must be a mapping (Cache.Anycast.Linger: 1s), not %s",
			yaml_kind_name(node->kind));
	if (out->n_settings > 0)
		memcpy(at, out->settings, out->n_settings * sizeof(at[0]));
	s.at = at;
	if (!walk(&s, node, ""))
		return false;
	copy = arena_alloc(p->arena, (s.n + 1) * sizeof(*copy));
	memcpy(copy, at, s.n * sizeof(at[0]));
	out->settings = copy;
	out->n_settings = s.n;
	return true;
}
