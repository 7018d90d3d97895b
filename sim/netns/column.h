#ifndef NETNS_COLUMN_H
#define NETNS_COLUMN_H

#include <stdbool.h>
#include <stdint.h>

/* Columns of the kernel's text files in /proc. */

/** column_number() - read the next number, in @base. Return: false when there is none; else *@at is
 * behind it */
bool column_number(const char **at, int base, int64_t *out);
/** column_skip() - pass over @n words. Return: false when there are fewer */
bool column_skip(const char **at, unsigned int n);

#endif
