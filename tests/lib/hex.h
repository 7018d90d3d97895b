#ifndef TESTS_LIB_HEX_H
#define TESTS_LIB_HEX_H

#include <stddef.h>
#include <stdint.h>

/** hex_octets() - pairs of hexadecimal digits to at most @size octets. Return: how many */
size_t hex_octets(const char *hex, uint8_t *out, size_t size);
/** hex_text() - @n octets as lower-case hexadecimal in a static buffer; aborts past 8 KiB of text
 */
const char *hex_text(const uint8_t *at, size_t n);

#endif
