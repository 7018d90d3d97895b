#include "support/text.h"
#include "support/yaml.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Walks the whole tree, so that every pointer in it is followed. */
static size_t walk(const struct yaml_node *node)
{
	int64_t ns;
	size_t n = 1;

	if (node->line < 1 || node->column < 1)
		abort();
	if (node->kind == YAML_SCALAR)
		return strlen(node->text) + text_duration(node->text, &ns);
	for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
		if (node->kind == YAML_MAPPING && yaml_get(node, m->key->text) != m)
			abort();
		n += walk(m);
	}
	return n;
}

FUZZ_TARGET(yaml)
{
	char error[160] = "";
	struct yaml *yaml = yaml_parse("fuzz", (const char *)data, n, error, sizeof(error));

	if (yaml != NULL)
		walk(yaml_root(yaml));
	else if (error[0] == '\0' || strchr(error, '\n') != NULL)
		abort();
	yaml_free(yaml);
}
