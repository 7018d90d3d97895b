#include "support/scalar.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool scalar_bool(const char *text, bool *out)
{
	static const char *const words[] = {"false", "true", "0", "1", "f", "t"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(text, words[i]) == 0) {
			*out = i % 2 == 1;
			return true;
		}
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool scalar_rate(const char *text, double *out)
{
	double whole = 0;
	double scale = 0;
	size_t n_digits = 0;

	for (; is_digit(*text) || (*text == '.' && scale == 0); text++) {
		if (*text == '.') {
			scale = 1;
			continue;
		}
		if (++n_digits > 12)
			return false;
		whole = whole * 10 + (*text - '0');
		scale *= 10;
	}
	if (n_digits == 0 || (strcmp(text, "/s") != 0 && strcmp(text, "/m") != 0))
		return false;
	*out = whole / (scale > 0 ? scale : 1) / (text[1] == 'm' ? 60 : 1);
	return true;
}

const char *scalar_duration_format(int64_t ns, char out[static 48])
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = {{"s", 1000000000}, {"ms", 1000000}, {"us", 1000}};
	const char *sign = ns < 0 ? "-" : "";
	int64_t size = ns < 0 && ns > INT64_MIN ? -ns : ns;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		int64_t milli = size % units[i].ns / (units[i].ns / 1000);

		if (size < units[i].ns || size % (units[i].ns / 1000) != 0)
			continue;
		snprintf(out, 48, "%s%" PRId64 ".%03" PRId64, sign, size / units[i].ns, milli);
		while (out[strlen(out) - 1] == '0')
			out[strlen(out) - 1] = '\0';
		if (out[strlen(out) - 1] == '.')
			out[strlen(out) - 1] = '\0';
		strncat(out, units[i].name, 47 - strlen(out));
		return out;
	}
	snprintf(out, 48, "%" PRId64 "%s", ns, ns == 0 ? "s" : "ns");
	return out;
}
