#ifndef TESTS_VECTORS_SUITE_H
#define TESTS_VECTORS_SUITE_H

#include <jansson.h>
#include <stddef.h>

/*
 * One suite of test vectors: what the reference makes of an input. The result has the shape of a
 * case's `expect` and is compared with it by content.
 */
struct suite {
	const char *name;
	/* Input to a new reference to the result, or NULL with @wrong set when the input is not of
	 * the suite's shape. */
	json_t *(*run)(const json_t *input, const char **wrong);
	const char *skip; /* when run is NULL: why the suite is passed over */
};

json_t *addr_normalise_run(const json_t *input, const char **wrong);
json_t *addr_decision_run(const json_t *input, const char **wrong);
json_t *san_match_run(const json_t *input, const char **wrong);
json_t *config_validate_run(const json_t *input, const char **wrong);
json_t *health_run(const json_t *input, const char **wrong);

/** expand() - @value with every ${rep:C:N} in its strings replaced, as a new reference; NULL with
 * @wrong set when one is malformed or too large */
json_t *expand(const json_t *value, const char **wrong);

/** text_of() - the text of member @key, or NULL when it is missing, no string, or holds a NUL */
const char *text_of(const json_t *object, const char *key);

#endif
