#include "support/scalar.h"
#include "tests/lib/unit.h"

static void booleans_are_few(void)
{
	bool b = false;

	CU_ASSERT_TRUE(scalar_bool("TRUE", &b));
	CU_ASSERT_TRUE(b);
	CU_ASSERT_TRUE(scalar_bool("0", &b));
	CU_ASSERT_FALSE(b);
	CU_ASSERT_FALSE(scalar_bool("yes", &b));
	CU_ASSERT_FALSE(scalar_bool("", &b));
}

static void rates_carry_their_unit(void)
{
	double rate = 0;

	CU_ASSERT_TRUE(scalar_rate("200/s", &rate));
	CU_ASSERT_DOUBLE_EQUAL(rate, 200, 1e-9);
	CU_ASSERT_TRUE(scalar_rate("0.5/s", &rate));
	CU_ASSERT_DOUBLE_EQUAL(rate, 0.5, 1e-9);
	CU_ASSERT_TRUE(scalar_rate("120/m", &rate));
	CU_ASSERT_DOUBLE_EQUAL(rate, 2, 1e-9);
	CU_ASSERT_FALSE(scalar_rate("200", &rate));
	CU_ASSERT_FALSE(scalar_rate("/s", &rate));
	CU_ASSERT_FALSE(scalar_rate("-1/s", &rate));
	CU_ASSERT_FALSE(scalar_rate("1/h", &rate));
	CU_ASSERT_FALSE(scalar_rate("1.2.3/s", &rate));
}

static void durations_are_written_for_people(void)
{
	char out[48];

	CU_ASSERT_STRING_EQUAL(scalar_duration_format(250000000, out), "250ms");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(2000000000, out), "2s");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(1500000000, out), "1.5s");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(100000000000, out), "100s");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(1234567, out), "1234.567us");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(1000000007, out), "1000000.007us");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(-5000000, out), "-5ms");
	CU_ASSERT_STRING_EQUAL(scalar_duration_format(0, out), "0s");
}

UNIT_SUITE(scalar, UNIT_TEST(booleans_are_few), UNIT_TEST(rates_carry_their_unit),
	   UNIT_TEST(durations_are_written_for_people))
