#ifndef SUPPORT_ARENA_H
#define SUPPORT_ARENA_H

#include <stddef.h>

/*
 * Memory that is given back all at once: for trees made from one file. Inputs are bounded, so a
 * program that runs out of memory here cannot have started at all: it aborts.
 */

struct arena {
	struct arena_block *blocks;
};

#define ARENA_INIT ((struct arena){NULL})

/** arena_alloc() - Return: @n zeroed octets, aligned for anything, the arena's */
void *arena_alloc(struct arena *arena, size_t n);
/** arena_text() - Return: a NUL-terminated copy of the @n octets at @text */
char *arena_text(struct arena *arena, const char *text, size_t n);
/** arena_printf() - Return: formatted text, the arena's */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** arena_close() - free everything that came from @arena; it may be used again */
void arena_close(struct arena *arena);

#endif
