#include "anycast/health.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>

FUZZ_TARGET(health)
{
	struct health health;
	bool good = health_parse((struct bytes){data, n}, &health);

	/* Whatever goes in: what is not well formed never lets a node announce. */
	assert(good || !health_eligible(&health));
	assert(health_level_name(health.overall) != NULL);
}
