#include "shell/config.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* A configuration either fills the parameters or explains itself in one line. */
FUZZ_TARGET(config)
{
	const struct config_source source = {"f", (const char *)data, n, NULL};
	struct params params;
	char error[300] = "";
	struct config *config = config_parse(&source, &params, error, sizeof(error));

	if ((config == NULL) != (error[0] != '\0') || strchr(error, '\n') != NULL)
		__builtin_trap();
	config_free(config);
}
