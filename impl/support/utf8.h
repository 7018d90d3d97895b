#ifndef SUPPORT_UTF8_H
#define SUPPORT_UTF8_H

#include <stddef.h>

/** utf8_length() - Return: how many octets the UTF-8 character at @at has, which has at most @n, at
 * least 1; 0 when it is none (RFC 3629 section 4) */
size_t utf8_length(const unsigned char *at, size_t n);
/** utf8_next() - the same of the NUL-terminated ; 0 at the NUL too */
size_t utf8_next(const char *text);

#endif
