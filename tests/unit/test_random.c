#include "core/random.h"
#include "tests/lib/unit.h"

static void a_seed_gives_its_sequence(void)
{
	struct random random = {1234567};

	CU_ASSERT_EQUAL(random_next(&random), UINT64_C(6457827717110365317));
	CU_ASSERT_EQUAL(random_next(&random), UINT64_C(3203168211198807973));
}

/* TIME-04: uniform over 75 to 100 %; the largest gap of the distribution function over 10^5 draws.
 */
static void jitter_is_uniform_over_the_last_quarter(void)
{
	static unsigned int bins[100];
	struct random random = {1};
	unsigned int below = 0;

	for (int i = 0; i < 100000; i++) {
		int64_t ns = random_jitter(&random, 10000);

		CU_ASSERT_TRUE_FATAL(ns >= 7500 && ns <= 10000);
		bins[(ns - 7500) * 99 / 2500]++;
	}
	for (unsigned int i = 0; i < 99; i++) {
		unsigned int expected = (i + 1) * 100000 / 99;

		below += bins[i];
		CU_ASSERT_TRUE(below + 600 > expected && below < expected + 600);
	}
}

static void an_empty_span_gives_its_low_end(void)
{
	struct random random = {1};

	CU_ASSERT_EQUAL(random_between(&random, 5, 5), 5);
	CU_ASSERT_EQUAL(random_between(&random, 5, 4), 5);
	CU_ASSERT_EQUAL(random_jitter(&random, 0), 0);
}

UNIT_SUITE(random, UNIT_TEST(a_seed_gives_its_sequence),
	   UNIT_TEST(jitter_is_uniform_over_the_last_quarter),
	   UNIT_TEST(an_empty_span_gives_its_low_end))
