#ifndef SUPPORT_TEXT_H
#define SUPPORT_TEXT_H

#include "anycast/base.h"

/* Small things done with text that came from outside. */

/** text_copy() - copy @from into @out of @n_out octets. Return: false when it was cut */
bool text_copy(char *out, size_t n_out, const char *from);

/**
 * text_escape() - write @n octets of @from so that a terminal or a TAP reader takes no harm
 * @out: NUL-terminated; octets that are not printable ASCII appear as \xNN; cut when @n_out is too
 * small
 *
 * Return: @out.
 */
const char *text_escape(const char *from, size_t n, char *out, size_t n_out);

/**
 * text_nearest() - the word most like @word, to be suggested for a misspelt one
 * @words: @n names, compared without regard to ASCII case
 *
 * Return: one of @words, or NULL when none is near (more than a third of it is different).
 */
const char *text_nearest(const char *word, const char *const *words, size_t n);

/**
 * text_duration() - read a duration as Go writes it: "30s", "1m30s", "1.5h", "-250ms", "0"
 * @out: nanoseconds; untouched on failure
 *
 * Return: whether @text is one that fits 64 bits.
 */
bool text_duration(const char *text, int64_t *out);

/** text_integer() - read a decimal integer with optional sign. Return: whether @text is one that
 * fits 64 bits */
bool text_integer(const char *text, int64_t *out);

#endif
