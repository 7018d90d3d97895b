#include "sim/netns/column.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\n"

bool column_number(const char **at, int base, int64_t *out)
{
	char *end;
	long long value;

	errno = 0;
	value = strtoll(*at, &end, base);
	if (end == *at || errno != 0)
		return false;
	*at = end;
	*out = value;
	return true;
}

bool column_skip(const char **at, unsigned int n)
{
	for (; n > 0; n--) {
		*at += strspn(*at, BLANKS);
		if (**at == '\0')
			return false;
		*at += strcspn(*at, BLANKS);
	}
	return true;
}
