#include "shell/health_text.h"

#include <errno.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_word(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_blank(text[i]))
			return false;
	}
	return n > 0;
}

ssize_t health_text_join(char *text, size_t n, size_t n_max, struct bytes line)
{
	static const char name[] = "file ";
	const size_t n_name = sizeof(name) - 1;

	while (n > 0 && is_blank(text[n - 1]))
		n--;
	if (n + n_name + 1 + line.n > n_max)
		return -EFBIG;
	if (is_word(text, n)) {
		memmove(text + n_name, text, n);
		memcpy(text, name, n_name);
		n += n_name;
	}
	if (n > 0)
		text[n++] = '\n';
	memcpy(text + n, line.at, line.n);
	return (ssize_t)(n + line.n);
}
