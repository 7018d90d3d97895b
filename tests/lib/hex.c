#include "tests/lib/hex.h"

#include <stdio.h>
#include <stdlib.h>

size_t hex_octets(const char *hex, uint8_t *out, size_t size)
{
	size_t n = 0;

	for (; hex[0] != '\0' && hex[1] != '\0' && n < size; hex += 2) {
		const char pair[3] = {hex[0], hex[1], '\0'};

		out[n++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return n;
}

const char *hex_text(const uint8_t *at, size_t n)
{
	static char text[8194];

	if (2 * n + 1 > sizeof(text))
		abort();
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", at[i]);
	return text;
}
