#include "support/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool text_copy(char *out, size_t n_out, const char *from)
{
	size_t n = strnlen(from, n_out);
	bool whole = n < n_out;

	if (n_out == 0)
		return false;
	if (!whole)
		n = n_out - 1;
	memcpy(out, from, n);
	out[n] = '\0';
	return whole;
}

const char *text_escape(const char *from, size_t n, char *out, size_t n_out)
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	if (n_out == 0)
		return out;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)from[i];

		if (c >= 0x20 && c <= 0x7e) {
			if (at + 1 >= n_out)
				break;
			out[at++] = (char)c;
			continue;
		}
		if (at + 4 >= n_out)
			break;
		out[at++] = '\\';
		out[at++] = 'x';
		out[at++] = digits[c >> 4];
		out[at++] = digits[c & 15];
	}
	out[at] = '\0';
	return out;
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

#define WORD_MAX 64

/* Edits (insert, delete, replace, swap of neighbours) that make @b of @a. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t n_a = strlen(a), n_b = strlen(b);

	for (size_t j = 0; j <= n_b; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t *row = rows[i % 3], *above = rows[(i - 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);
			size_t best = above[j - 1] + (same ? 0 : 1);

			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]) &&
			    rows[(i - 2) % 3][j - 2] + 1 < best)
				best = rows[(i - 2) % 3][j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[n_a % 3][n_b];
}

const char *text_nearest(const char *word, const char *const *words, size_t n)
{
	const char *best = NULL;
	size_t length = strnlen(word, WORD_MAX + 1);
	size_t limit = length / 3 + 1;

	if (length > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t edits;

		if (strlen(words[i]) > WORD_MAX)
			continue;
		edits = distance(word, words[i]);
		if (edits < limit) {
			limit = edits;
			best = words[i];
		}
	}
	return best;
}

struct unit {
	const char *name;
	int64_t ns;
};

/* Longer names before their own beginnings. */
static const struct unit units[] = {
	{"ns", 1},       {"us", 1000},    {"\xc2\xb5s", 1000},  {"\xce\xbcs", 1000},
	{"ms", 1000000}, {"s", NS_PER_S}, {"m", 60 * NS_PER_S}, {"h", 3600 * NS_PER_S},
};

static const struct unit *unit_at(const char *text)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strncmp(text, units[i].name, strlen(units[i].name)) == 0)
			return &units[i];
	}
	return NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct decimal {
	int64_t whole;
	int64_t fraction; /* of .scale */
	int64_t scale;
};

static bool whole_part(const char **at, int64_t *out)
{
	for (*out = 0; is_digit(**at); (*at)++) {
		if (__builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, **at - '0', out))
			return false;
	}
	return true;
}

/* Digits past the nanosecond of an hour change nothing. */
static void fraction_part(const char **at, struct decimal *out)
{
	for (; is_digit(**at); (*at)++) {
		if (out->scale < INT64_C(1000000000000)) {
			out->fraction = out->fraction * 10 + (**at - '0');
			out->scale *= 10;
		}
	}
}

/* "12", "12.5", ".5" or "12." at *@at, which moves past it. */
static bool decimal_part(const char **at, struct decimal *out)
{
	bool digits = is_digit(**at);

	*out = (struct decimal){0, 0, 1};
	if (!whole_part(at, &out->whole))
		return false;
	if (**at == '.') {
		(*at)++;
		digits = digits || is_digit(**at);
		fraction_part(at, out);
	}
	return digits;
}

/* One "12.5ms" at *@at, which moves past it; *@sum grows. */
static bool duration_part(const char **at, int64_t *sum)
{
	struct decimal value;
	const struct unit *unit;
	int64_t ns;

	if (!decimal_part(at, &value))
		return false;
	unit = unit_at(*at);
	if (unit == NULL || __builtin_mul_overflow(value.whole, unit->ns, &ns))
		return false;
	if (__builtin_add_overflow(*sum, ns, sum))
		return false;
	ns = (int64_t)((__int128)value.fraction * unit->ns / value.scale);
	*at += strlen(unit->name);
	return !__builtin_add_overflow(*sum, ns, sum);
}

bool text_duration(const char *text, int64_t *out)
{
	bool negative = *text == '-';
	int64_t sum = 0;

	if (*text == '-' || *text == '+')
		text++;
	if (strcmp(text, "0") == 0) {
		*out = 0;
		return true;
	}
	do {
		if (!duration_part(&text, &sum))
			return false;
	} while (*text != '\0');
	*out = negative ? -sum : sum;
	return true;
}

bool text_integer(const char *text, int64_t *out)
{
	bool negative = *text == '-';
	int64_t value = 0;

	if (*text == '-' || *text == '+')
		text++;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		int digit = *text - '0';

		if (!is_digit(*text) || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit, &value))
			return false;
	}
	*out = value;
	return true;
}
