#include "core/random.h"

uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

int64_t random_between(struct random *random, int64_t low, int64_t high)
{
	if (high <= low)
		return low;
	/* The bias of the remainder is below one in a billion for the spans of timers. */
	return low + (int64_t)(random_next(random) % ((uint64_t)(high - low) + 1));
}

int64_t random_jitter(struct random *random, int64_t ns)
{
	return random_between(random, ns - ns / 4, ns);
}
