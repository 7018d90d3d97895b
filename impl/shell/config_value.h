#ifndef SHELL_CONFIG_VALUE_H
#define SHELL_CONFIG_VALUE_H

#include "shell/config_table.h"

struct arena;
struct yaml_node;

/* One value into one field of struct params. */

/**
 * config_value_text() - read @text as @row's type, a list in it separated by commas or blanks (as
 * in a variable of the environment)
 *
 * Return: NULL, or in a few words what it should have been (static).
 */
const char *config_value_text(const struct config_row *row, const char *text, struct arena *arena,
			      struct params *params);

/** config_value_node() - as above, of a scalar or, for lists, a sequence of scalars */
const char *config_value_node(const struct config_row *row, const struct yaml_node *node,
			      struct arena *arena, struct params *params);

#endif
