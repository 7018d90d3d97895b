#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

#include "anycast/base.h"

/* A small generator for jitter (splitmix64); nothing here is secret. */
struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);

/** random_between() - uniform in [@low, @high]; @low when @high is not above it */
int64_t random_between(struct random *random, int64_t low, int64_t high);

/** random_jitter() - @ns reduced to 75..100 % of it (RFC 4271 section 10) */
int64_t random_jitter(struct random *random, int64_t ns);

#endif
