#ifndef SHELL_RESOLVE_H
#define SHELL_RESOLVE_H

#include "anycast/ip.h"
#include "shell/world.h"

#define RESOLVE_MAX 16

/*
 * Names to addresses without blocking the loop. A literal is answered without asking anybody. A
 * name is asked of the C library (hosts file, DNS, whatever nsswitch.conf says) in a thread,
 * because its functions block; one question at a time, so that a mute name server holds one thread
 * at most.
 */

struct resolve;

/** resolve_new() - Return: a resolver, or NULL without memory */
struct resolve *resolve_new(const struct world *world);
/** resolve_free() - forget the question; a thread that hangs in it frees itself later */
void resolve_free(struct resolve *resolve);

/**
 * resolve_ask() - find the addresses of @host
 * @host: a name or literal; copied
 * @fn: called later, from the loop, never from inside: @n addresses in the library's order; or 0
 * and a static text that tells why
 *
 * Return: 0; -EBUSY while an earlier question hangs; or another -errno.
 */
int resolve_ask(struct resolve *resolve, const char *host,
		void (*fn)(void *arg, const struct ip *list, size_t n, const char *error),
		void *arg);

/** resolve_cancel() - @fn is not called any more */
void resolve_cancel(struct resolve *resolve);

/** resolve_literal() - the address @host itself is, if it is one */
bool resolve_literal(const char *host, struct ip *out);

#endif
