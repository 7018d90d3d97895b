#ifndef SHELL_CONFIG_TABLE_H
#define SHELL_CONFIG_TABLE_H

#include "anycast/params.h"

/* The parameters there are: name, type, and where in struct params the value goes. */

enum config_type {
	CONFIG_BOOL,
	CONFIG_TEXT,
	CONFIG_LIST,
	CONFIG_INTEGER,
	CONFIG_DURATION,
	CONFIG_SECONDS, /* an integer of seconds, or a duration of whole ones */
};

struct config_row {
	const char *name;
	enum config_type type;
	size_t offset;
};

extern const struct config_row config_table[];
extern const size_t config_table_n;

#endif
