#include "tests/lib/router.h"
#include "tests/lib/unit.h"

#include <stdio.h>

/* The announcer's addresses: what a start adds, what a stop removes, what is put back. */

#define WITHDRAW "withdraw 203.0.113.0/24 · withdraw 2001:db8:a::/48"
#define CEASE    "notification 6/2 · close"
#define FIRST    "announce 203.0.113.0/24 · eor ipv4 · announce 2001:db8:a::/48 · eor ipv6"

static struct router router;

/* A whole life in @mode with the IPv4 address there already, or not. Return: whether it bound and
 * removed exactly what @bound and @removed say (each ending in " · ", or empty). */
static bool life(enum addr_mode mode, bool present, bool ours, const char *bound,
		 const char *removed)
{
	char lines[600];
	bool good;

	router_init(&router);
	router.config.address_mode = mode;
	if (present) {
		router_add_address(&router, "203.0.113.10", ours);
		router_add_address(&router, "2001:db8:a::10", false);
	}
	router_start(&router);
	router_run_ms(&router, 500);
	snprintf(lines, sizeof(lines), "list · %sconnect · ready · %sopen · %s", bound,
		 present || bound[0] != '\0' ? "probe · " : "",
		 present || bound[0] != '\0' ? FIRST : "eor ipv4 · eor ipv6");
	good = router_took(&router, lines);
	router_stop(&router);
	router_run_ms(&router, 250);
	snprintf(lines, sizeof(lines), "%s" CEASE " · %sfinish ok",
		 present || bound[0] != '\0' ? WITHDRAW " · " : "", removed);
	good &= router_took(&router, lines);
	router_close(&router);
	return good;
}

#define ADD    "add 203.0.113.10/32 · add 2001:db8:a::10/128 · list · "
#define REMOVE "remove 203.0.113.10/32 · remove 2001:db8:a::10/128 · "

static void auto_adds_what_is_absent_and_removes_it(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_AUTO, false, false, ADD, REMOVE));
}

static void auto_leaves_alone_what_is_there(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_AUTO, true, false, "", ""));
}

static void auto_removes_what_an_earlier_run_left(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_AUTO, true, true, "", "remove 203.0.113.10/32 · "));
}

static void on_adds_what_is_absent_and_removes_it(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_ON, false, false, ADD, REMOVE));
}

static void on_removes_what_was_there_too(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_ON, true, false, "", REMOVE));
}

static void off_touches_nothing_but_announces_when_all_is_there(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_OFF, true, false, "", ""));
}

static void off_announces_nothing_while_an_address_is_missing(void)
{
	CU_ASSERT_TRUE(life(ADDR_MODE_OFF, false, false, "", ""));
}

static void off_announces_when_the_address_comes_and_withdraws_when_it_goes(void)
{
	router_init(&router);
	router.config.address_mode = ADDR_MODE_OFF;
	router_start(&router);
	router_forget(&router);
	router_add_address(&router, "203.0.113.10", false);
	router_send_addresses(&router);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_add_address(&router, "2001:db8:a::10", false);
	router_send_addresses(&router);
	CU_ASSERT_TRUE(router_took(&router, "probe · " FIRST));
	router.n_addresses = 1;
	router_send_addresses(&router);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW));
	CU_ASSERT_TRUE(router_said(&router, "no usable 2001:db8:a::10/128 on this host"));
	router_close(&router);
}

static void an_address_that_cannot_be_used_yet_is_missing(void)
{
	router_init(&router);
	router.config.address_mode = ADDR_MODE_OFF;
	router_add_address(&router, "203.0.113.10", false);
	router_add_address(&router, "2001:db8:a::10", false);
	router.addresses[1].usable = false;
	router_start(&router);
	router_run_ms(&router, 500);
	CU_ASSERT_TRUE(router_took(&router, "list · connect · ready · open · eor ipv4 · eor ipv6"));
	router_close(&router);
}

static void a_failed_add_rolls_back_and_fails_the_start(void)
{
	router_init(&router);
	router.refuse_add = "2001:db8:a::10";
	router_start(&router);
	CU_ASSERT_TRUE(router_took(&router, "list · add 203.0.113.10/32 · add 2001:db8:a::10/128 · "
					    "remove 203.0.113.10/32 · finish failed"));
	CU_ASSERT_TRUE(router_said(&router, "addr: cannot add an address "
					    "address=2001:db8:a::10/128 error=Operation not "
					    "permitted"));
	router_close(&router);
}

static void a_roll_back_leaves_the_operators_address(void)
{
	router_init(&router);
	router.config.address_mode = ADDR_MODE_ON;
	router_add_address(&router, "203.0.113.10", false);
	router.refuse_add = "2001:db8:a::10";
	router_start(&router);
	CU_ASSERT_TRUE(router_took(&router, "list · add 2001:db8:a::10/128 · finish failed"));
	router_close(&router);
}

static void what_somebody_added_first_is_left_alone(void)
{
	router_init(&router);
	router.race_add = "203.0.113.10";
	router_start(&router);
	router_forget(&router);
	router_stop(&router);
	router_run_ms(&router, 250);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW " · " CEASE
						     " · remove 2001:db8:a::10/128 · finish ok"));
	router_close(&router);
}

static void an_address_of_ours_taken_away_withdraws_and_is_put_back(void)
{
	router_init(&router);
	router.config.rise = 1;
	router_start(&router);
	router_forget(&router);
	router.n_addresses = 1;
	router_send_addresses(&router);
	CU_ASSERT_TRUE(router_took(&router, "add 2001:db8:a::10/128 · " WITHDRAW
					    " · list · probe · announce 203.0.113.0/24 · "
					    "announce 2001:db8:a::/48"));
	/* Taken away again and again: the repairs come less and less often. */
	router.n_addresses = 1;
	router_send_addresses(&router);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW));
	router_run_ms(&router, 99);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, "add 2001:db8:a::10/128 · list · probe · announce "
					    "203.0.113.0/24 · announce 2001:db8:a::/48"));
	router_close(&router);
}

static void a_failed_removal_does_not_stop_the_others(void)
{
	router_init(&router);
	router_start(&router);
	router_forget(&router);
	router.refuse_remove = "203.0.113.10";
	router_stop(&router);
	router_run_ms(&router, 250);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW " · " CEASE " · " REMOVE "finish failed"));
	router_close(&router);
}

static void what_was_gone_already_is_no_failure(void)
{
	router_init(&router);
	router_start(&router);
	router_forget(&router);
	router.n_addresses = 0;
	router_stop(&router);
	router_run_ms(&router, 250);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW " · " CEASE " · " REMOVE "finish ok"));
	router_close(&router);
}

UNIT_SUITE(announcer_addr, UNIT_TEST(auto_adds_what_is_absent_and_removes_it),
	   UNIT_TEST(auto_leaves_alone_what_is_there),
	   UNIT_TEST(auto_removes_what_an_earlier_run_left),
	   UNIT_TEST(on_adds_what_is_absent_and_removes_it),
	   UNIT_TEST(on_removes_what_was_there_too),
	   UNIT_TEST(off_touches_nothing_but_announces_when_all_is_there),
	   UNIT_TEST(off_announces_nothing_while_an_address_is_missing),
	   UNIT_TEST(off_announces_when_the_address_comes_and_withdraws_when_it_goes),
	   UNIT_TEST(an_address_that_cannot_be_used_yet_is_missing),
	   UNIT_TEST(a_failed_add_rolls_back_and_fails_the_start),
	   UNIT_TEST(a_roll_back_leaves_the_operators_address),
	   UNIT_TEST(what_somebody_added_first_is_left_alone),
	   UNIT_TEST(an_address_of_ours_taken_away_withdraws_and_is_put_back),
	   UNIT_TEST(a_failed_removal_does_not_stop_the_others),
	   UNIT_TEST(what_was_gone_already_is_no_failure))
