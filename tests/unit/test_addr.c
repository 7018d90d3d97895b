#include "anycast/addr.h"
#include "tests/lib/unit.h"

static struct prefix prefix(const char *text)
{
	struct prefix out = {0};

	CU_ASSERT_PTR_NULL_FATAL(addr_normalise(text, &out));
	return out;
}

static struct addr_plan plan;

static void make(enum addr_mode mode, const char *first, const char *second)
{
	struct prefix list[2] = {prefix(first), prefix(second)};

	addr_plan_init(&plan, mode, list, 2);
}

static bool next_add_is(const char *text)
{
	struct prefix next, expected = prefix(text);

	return addr_plan_next_add(&plan, &next) && prefix_equal(&next, &expected);
}

static bool next_remove_is(const char *text, bool roll_back)
{
	struct prefix next, expected = prefix(text);

	return addr_plan_next_remove(&plan, roll_back, &next) && prefix_equal(&next, &expected);
}

static void added(const char *text, enum io_address_result result)
{
	struct prefix p = prefix(text);

	addr_plan_added(&plan, &p, result);
}

static void on_device(const char *text, bool ours, bool usable)
{
	struct io_address one = {prefix(text), true, ours, usable};

	addr_plan_list(&plan, &one, 1);
}

static void mode_is_trimmed_and_case_insensitive(void)
{
	enum addr_mode mode = ADDR_MODE_OFF;

	CU_ASSERT_TRUE(addr_mode_parse("", &mode));
	CU_ASSERT_EQUAL(mode, ADDR_MODE_AUTO);
	CU_ASSERT_TRUE(addr_mode_parse("  oN\t", &mode));
	CU_ASSERT_EQUAL(mode, ADDR_MODE_ON);
	CU_ASSERT_TRUE(addr_mode_parse("OFF\n", &mode));
	CU_ASSERT_EQUAL(mode, ADDR_MODE_OFF);
	CU_ASSERT_FALSE(addr_mode_parse("o n", &mode));
	CU_ASSERT_FALSE(addr_mode_parse("automatically", &mode));
}

static void an_entry_keeps_its_host_bits(void)
{
	struct prefix p = prefix(" 192.0.2.5/24 ");

	CU_ASSERT_EQUAL(p.length, 24);
	CU_ASSERT_EQUAL(p.ip.octets[3], 5);
}

static void an_entry_that_is_no_unicast_address_is_refused(void)
{
	struct prefix p;

	CU_ASSERT_STRING_EQUAL(addr_normalise("ff02::1", &p), "is multicast");
	CU_ASSERT_STRING_EQUAL(addr_normalise("224.0.0.1", &p), "is multicast");
	CU_ASSERT_STRING_EQUAL(addr_normalise("0.0.0.0", &p), "is the unspecified address");
	CU_ASSERT_STRING_EQUAL(addr_normalise("255.255.255.255", &p), "is the broadcast address");
	CU_ASSERT_STRING_EQUAL(addr_normalise("::ffff:192.0.2.1", &p),
			       "is an IPv4-mapped IPv6 address");
	CU_ASSERT_STRING_EQUAL(addr_normalise("192.0.2.1/0", &p), "has length 0");
	CU_ASSERT_PTR_NOT_NULL(addr_normalise("", &p));
	CU_ASSERT_PTR_NOT_NULL(addr_normalise("fe80::1%eth0", &p));
}

static void auto_adds_what_is_absent_and_removes_only_that(void)
{
	make(ADDR_MODE_AUTO, "192.0.2.1", "2001:db8::1");
	on_device("192.0.2.1/24", false, true);
	CU_ASSERT_TRUE(next_add_is("2001:db8::1/128"));
	added("2001:db8::1/128", IO_ADDRESS_DONE);
	CU_ASSERT_FALSE(next_add_is("192.0.2.1"));
	CU_ASSERT_TRUE(next_remove_is("2001:db8::1/128", false));
}

static void auto_leaves_alone_what_appeared_between_list_and_add(void)
{
	struct prefix p;

	make(ADDR_MODE_AUTO, "192.0.2.1", "192.0.2.1");
	CU_ASSERT_TRUE(next_add_is("192.0.2.1/32"));
	added("192.0.2.1/32", IO_ADDRESS_PRESENT);
	CU_ASSERT_FALSE(addr_plan_next_add(&plan, &p));
	CU_ASSERT_FALSE(addr_plan_next_remove(&plan, false, &p));
}

static void auto_adopts_what_an_earlier_run_left(void)
{
	make(ADDR_MODE_AUTO, "192.0.2.1", "192.0.2.1");
	on_device("192.0.2.1/32", true, true);
	CU_ASSERT_FALSE(next_add_is("192.0.2.1/32"));
	CU_ASSERT_TRUE(next_remove_is("192.0.2.1/32", false));
}

/* ADDR-05: it counts for the gate, but it is not the one to be there. */
static void an_address_on_another_device_is_not_present(void)
{
	struct io_address other = {.prefix = prefix("192.0.2.1"), .usable = true};

	make(ADDR_MODE_AUTO, "192.0.2.1", "192.0.2.1");
	addr_plan_list(&plan, &other, 1);
	CU_ASSERT_TRUE(next_add_is("192.0.2.1/32"));
	added("192.0.2.1/32", IO_ADDRESS_DONE);
	CU_ASSERT_TRUE(next_remove_is("192.0.2.1/32", false));
	CU_ASSERT_PTR_NULL(addr_plan_missing(&plan));
}

static void on_removes_the_very_tuple_it_found(void)
{
	make(ADDR_MODE_ON, "192.0.2.1", "192.0.2.1");
	on_device("192.0.2.1/24", false, true);
	CU_ASSERT_FALSE(next_add_is("192.0.2.1/32"));
	CU_ASSERT_TRUE(next_remove_is("192.0.2.1/24", false));
}

static void a_roll_back_removes_only_what_this_start_added(void)
{
	struct prefix p = prefix("192.0.2.2"), next;

	make(ADDR_MODE_ON, "192.0.2.1", "192.0.2.2");
	on_device("192.0.2.1/32", true, true);
	added("192.0.2.2", IO_ADDRESS_DONE);
	CU_ASSERT_TRUE(next_remove_is("192.0.2.2/32", true));
	CU_ASSERT_TRUE(addr_plan_removed(&plan, &p, IO_ADDRESS_ABSENT));
	CU_ASSERT_FALSE(addr_plan_next_remove(&plan, true, &next));
}

static void off_never_touches_but_presence_is_still_a_gate(void)
{
	struct prefix p;

	make(ADDR_MODE_OFF, "192.0.2.1", "192.0.2.1");
	CU_ASSERT_FALSE(addr_plan_next_add(&plan, &p));
	CU_ASSERT_FALSE(addr_plan_next_remove(&plan, false, &p));
	CU_ASSERT_PTR_NOT_NULL(addr_plan_missing(&plan));
	on_device("192.0.2.1/32", false, false);
	CU_ASSERT_PTR_NOT_NULL(addr_plan_missing(&plan));
	on_device("192.0.2.1/32", false, true);
	CU_ASSERT_PTR_NULL(addr_plan_missing(&plan));
}

static void only_what_we_manage_is_repaired(void)
{
	struct prefix p;

	make(ADDR_MODE_AUTO, "192.0.2.1", "192.0.2.2");
	on_device("192.0.2.1/32", false, true);
	added("192.0.2.2", IO_ADDRESS_DONE);
	addr_plan_list(&plan, NULL, 0);
	CU_ASSERT_TRUE(addr_plan_next_repair(&plan, &p));
	CU_ASSERT_EQUAL(p.ip.octets[3], 2);
	added("192.0.2.2", IO_ADDRESS_DONE);
	CU_ASSERT_FALSE(addr_plan_next_repair(&plan, &p));
}

UNIT_SUITE(addr, UNIT_TEST(mode_is_trimmed_and_case_insensitive),
	   UNIT_TEST(an_entry_keeps_its_host_bits),
	   UNIT_TEST(an_entry_that_is_no_unicast_address_is_refused),
	   UNIT_TEST(auto_adds_what_is_absent_and_removes_only_that),
	   UNIT_TEST(auto_leaves_alone_what_appeared_between_list_and_add),
	   UNIT_TEST(auto_adopts_what_an_earlier_run_left),
	   UNIT_TEST(an_address_on_another_device_is_not_present),
	   UNIT_TEST(on_removes_the_very_tuple_it_found),
	   UNIT_TEST(a_roll_back_removes_only_what_this_start_added),
	   UNIT_TEST(off_never_touches_but_presence_is_still_a_gate),
	   UNIT_TEST(only_what_we_manage_is_repaired))
