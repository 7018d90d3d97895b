#ifndef SUPPORT_SCALAR_H
#define SUPPORT_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

/* Typed readings of one word, beside text_duration() and text_integer(). Each returns whether @text
 * is one, and leaves @out untouched when not. */

/** scalar_bool() - "true" or "false", as Go's strconv.ParseBool: also 1, 0, t, f; case of letters
 * does not matter */
bool scalar_bool(const char *text, bool *out);
/** scalar_rate() - a number of events a second: "200/s", "0.5/s", "1200/m" */
bool scalar_rate(const char *text, double *out);
/** scalar_duration_format() - write @ns the way a person would: "250ms", "2s", "1.5s". Return: @out
 */
const char *scalar_duration_format(int64_t ns, char out[static 48]);

#endif
