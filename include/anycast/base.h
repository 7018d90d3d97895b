#ifndef ANYCAST_BASE_H
#define ANYCAST_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What every other public header builds on: points in time and borrowed octets. */

/* A point on a monotonic clock, in nanoseconds. A struct, so that it is never added to a duration
 * by accident. */
struct instant {
	int64_t ns;
};

/* The deadline of whoever waits for nothing. */
#define INSTANT_NEVER ((struct instant){INT64_MAX})
#define NS_PER_S      INT64_C(1000000000)
#define NS_PER_MS     INT64_C(1000000)

static inline struct instant instant_add_ns(struct instant at, int64_t ns)
{
	return (struct instant){at.ns + ns};
}

static inline struct instant instant_add_ms(struct instant at, int64_t ms)
{
	return (struct instant){at.ns + ms * NS_PER_MS};
}

/* How long @later is after @earlier, in nanoseconds; negative when it is not. */
static inline int64_t instant_since(struct instant later, struct instant earlier)
{
	return later.ns - earlier.ns;
}

static inline bool instant_reached(struct instant deadline, struct instant now)
{
	return deadline.ns <= now.ns;
}

static inline struct instant instant_min(struct instant a, struct instant b)
{
	return a.ns < b.ns ? a : b;
}

/* Octets owned by somebody else; borrowed until the function they are handed to returns, unless it
 * says otherwise. */
struct bytes {
	const uint8_t *at;
	size_t n;
};

#endif
