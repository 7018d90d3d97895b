#ifndef SUPPORT_NEAREST_H
#define SUPPORT_NEAREST_H

#include <stddef.h>

/**
 * nearest_hint() - what to do about a wrong word: 'did you mean "bird"?', else 'use one of: a, b,
 * c'
 *
 * Return: @out, cut with "..." when the list does not fit.
 */
const char *nearest_hint(const char *word, const char *const *words, size_t n_words, char *out,
			 size_t n_out);

#endif
