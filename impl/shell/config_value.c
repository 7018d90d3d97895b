#include "shell/config_value.h"

#include "support/arena.h"
#include "support/scalar.h"
#include "support/text.h"
#include "support/yaml.h"

#include <string.h>

#define BLANKS ", \t\r\n"

static void *field(const struct config_row *row, struct params *params)
{
	return (char *)params + row->offset;
}

static const char *list_push(struct params_list *list, const char *text)
{
	if (list->n == PARAMS_LIST_MAX)
		return "has more than 64 entries";
	list->at[list->n++] = text;
	return NULL;
}

static const char *list_split(struct params_list *list, const char *text, struct arena *arena)
{
	const char *wrong = NULL;

	list->n = 0;
	text += strspn(text, BLANKS);
	while (*text != '\0' && wrong == NULL) {
		size_t n = strcspn(text, BLANKS);

		wrong = list_push(list, arena_text(arena, text, n));
		text += n;
		text += strspn(text, BLANKS);
	}
	return wrong;
}

static bool read_seconds(const char *text, int64_t *out)
{
	int64_t ns;

	if (text_integer(text, out))
		return true;
	if (!text_duration(text, &ns) || ns % NS_PER_S != 0)
		return false;
	*out = ns / NS_PER_S;
	return true;
}

const char *config_value_text(const struct config_row *row, const char *text, struct arena *arena,
			      struct params *params)
{
	void *out = field(row, params);

	switch (row->type) {
	case CONFIG_BOOL:
		return scalar_bool(text, out) ? NULL : "must be true or false";
	case CONFIG_TEXT:
		/* "" is unset, as upstream has it. */
		*(const char **)out = *text != '\0' ? arena_text(arena, text, strlen(text)) : NULL;
		return NULL;
	case CONFIG_LIST:
		return list_split(out, text, arena);
	case CONFIG_INTEGER:
		return text_integer(text, out) ? NULL : "must be an integer";
	case CONFIG_DURATION:
		return text_duration(text, out) ? NULL
						: "must be a duration with a unit, as 30s or 1m30s";
	case CONFIG_SECONDS:
		return read_seconds(text, out) ? NULL : "must be whole seconds, as 9 or 9s";
	}
	return "is of no type";
}

static const char *read_sequence(struct params_list *list, const struct yaml_node *sequence,
				 struct arena *arena)
{
	const char *wrong = NULL;

	list->n = 0;
	for (const struct yaml_node *node = sequence->first; node != NULL && wrong == NULL;
	     node = node->next) {
		if (node->kind != YAML_SCALAR || yaml_is_null(node))
			return "must be a list of plain values";
		wrong = list_push(list, arena_text(arena, node->text, strlen(node->text)));
	}
	return wrong;
}

const char *config_value_node(const struct config_row *row, const struct yaml_node *node,
			      struct arena *arena, struct params *params)
{
	if (row->type == CONFIG_LIST && node->kind == YAML_SEQUENCE)
		return read_sequence(field(row, params), node, arena);
	if (node->kind != YAML_SCALAR)
		return row->type == CONFIG_LIST ? "must be a list" : "must be one plain value";
	return config_value_text(row, node->text, arena, params);
}
