#include "support/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 16384
#define ALIGNMENT  _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t n_used;
	size_t n_size;
	max_align_t data[];
};

static struct arena_block *block_new(struct arena *arena, size_t n)
{
	size_t n_size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
	struct arena_block *block = calloc(1, sizeof(*block) + n_size);

	if (block == NULL)
		abort();
	block->n_size = n_size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t n)
{
	struct arena_block *block = arena->blocks;
	void *at;

	n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (block == NULL || block->n_size - block->n_used < n)
		block = block_new(arena, n);
	at = (char *)block->data + block->n_used;
	block->n_used += n;
	return at;
}

char *arena_text(struct arena *arena, const char *text, size_t n)
{
	char *copy = arena_alloc(arena, n + 1);

	if (n > 0)
		memcpy(copy, text, n);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		abort();
	text = arena_alloc(arena, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

void arena_close(struct arena *arena)
{
	while (arena->blocks != NULL) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
}
