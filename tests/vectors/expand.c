#include "tests/vectors/suite.h"

#include <stdlib.h>
#include <string.h>

/* ${rep:C:N}: the character C (of one to four octets) N times. */

#define TEXT_MAX ((size_t)1 << 20)

struct buffer {
	char *at;
	size_t n;
};

static int append(struct buffer *out, const char *text, size_t n)
{
	char *at;

	if (out->n + n > TEXT_MAX)
		return -1;
	at = realloc(out->at, out->n + n + 1);
	if (at == NULL)
		return -1;
	memcpy(at + out->n, text, n);
	out->at = at;
	out->n += n;
	return 0;
}

/* Octets of the UTF-8 character that begins with @first. */
static size_t width(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Expands the repetition at @at (behind "${rep:"), of which @n octets follow. Return: octets read,
 * or 0 when it is malformed or too large. */
static size_t repeat(const char *at, size_t n, struct buffer *out)
{
	size_t w = n > 0 ? width((unsigned char)at[0]) : 0;
	unsigned long times;
	char *end;

	if (w == 0 || w + 1 >= n || at[w] != ':' || at[w + 1] < '0' || at[w + 1] > '9')
		return 0;
	times = strtoul(at + w + 1, &end, 10);
	if (*end != '}' || times > TEXT_MAX)
		return 0;
	while (times-- > 0) {
		if (append(out, at, w) != 0)
			return 0;
	}
	return (size_t)(end - at) + 1;
}

static json_t *expand_text(const char *text, size_t n, const char **wrong)
{
	static const char opening[] = "${rep:";
	const size_t n_opening = sizeof(opening) - 1;
	struct buffer out = {NULL, 0};
	json_t *result = NULL;
	size_t i = 0;

	while (i < n) {
		size_t used = 1;

		if (n - i > n_opening && memcmp(text + i, opening, n_opening) == 0) {
			i += n_opening;
			used = repeat(text + i, n - i, &out);
		} else if (append(&out, text + i, 1) != 0) {
			used = 0;
		}
		if (used == 0) {
			*wrong = "a ${rep:C:N} is malformed or too large";
			goto done;
		}
		i += used;
	}
	result = json_stringn(out.at != NULL ? out.at : "", out.n);
done:
	free(out.at);
	return result;
}

static json_t *expand_array(const json_t *value, const char **wrong)
{
	json_t *result = json_array();

	for (size_t i = 0; result != NULL && i < json_array_size(value); i++) {
		json_t *one = expand(json_array_get(value, i), wrong);

		if (one == NULL || json_array_append_new(result, one) != 0) {
			json_decref(result);
			result = NULL;
		}
	}
	return result;
}

static json_t *expand_object(const json_t *value, const char **wrong)
{
	json_t *result = json_object(), *member;
	const char *key;

	json_object_foreach((json_t *)value, key, member)
	{
		json_t *one = expand(member, wrong);

		if (one == NULL || json_object_set_new(result, key, one) != 0) {
			json_decref(result);
			return NULL;
		}
	}
	return result;
}

json_t *expand(const json_t *value, const char **wrong)
{
	if (json_is_string(value))
		return expand_text(json_string_value(value), json_string_length(value), wrong);
	if (json_is_array(value))
		return expand_array(value, wrong);
	if (json_is_object(value))
		return expand_object(value, wrong);
	return json_deep_copy(value);
}

const char *text_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	return text != NULL && strlen(text) == json_string_length(value) ? text : NULL;
}
