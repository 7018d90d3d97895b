#include "tests/lib/router.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

/* The announcer's end, and its sessions' troubles. */

#define WITHDRAW "withdraw 203.0.113.0/24 · withdraw 2001:db8:a::/48"
#define CEASE    "notification 6/2 · close"
#define REMOVE   "remove 203.0.113.10/32 · remove 2001:db8:a::10/128"
#define FIRST    "announce 203.0.113.0/24 · eor ipv4 · announce 2001:db8:a::/48 · eor ipv6"

static struct router router;

static void begin(void)
{
	router_init(&router);
	router_start(&router);
	router_forget(&router);
	router_forget_notes(&router);
}

static void withdraw_ack_cease_linger_unbind(void)
{
	begin();
	router_stop(&router);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW " · " CEASE));
	router_run_ms(&router, 249);
	CU_ASSERT_TRUE(router_took(&router, ""));
	CU_ASSERT_EQUAL(router.n_addresses, 2);
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, REMOVE " · finish ok"));
	router_close(&router);
}

static void without_an_acknowledgement_the_limit_ends_the_wait(void)
{
	begin();
	router.no_ack = true;
	router_stop(&router);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW));
	router_run_ms(&router, 1999);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, CEASE));
	CU_ASSERT_TRUE(router_said(&router, "no acknowledgement of the withdrawal within"));
	router_run_ms(&router, 250);
	CU_ASSERT_TRUE(router_took(&router, REMOVE " · finish ok"));
	router_close(&router);
}

static void a_late_acknowledgement_ends_the_wait_at_once(void)
{
	begin();
	router.no_ack = true;
	router_stop(&router);
	router_run_ms(&router, 700);
	router_forget(&router);
	router_deliver(&router, (struct io_event){.kind = IO_EVENT_ACKED, .id = router.stream[0]});
	CU_ASSERT_TRUE(router_took(&router, CEASE));
	router_close(&router);
}

static void a_router_that_reads_nothing_does_not_hold_up_the_end(void)
{
	begin();
	router.stuck = true;
	router_stop(&router);
	router_run_ms(&router, 1999);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 251);
	CU_ASSERT_TRUE(router_took(&router, "close · " REMOVE " · finish ok"));
	router_close(&router);
}

static void one_router_that_does_not_answer_does_not_spoil_the_other(void)
{
	router_init(&router);
	router.config.n_peers = 2;
	router.config.peers[1] = router.config.peers[0];
	router_start(&router);
	CU_ASSERT_TRUE(router_took(
		&router, "list · add 203.0.113.10/32 · add 2001:db8:a::10/128 · list · "
			 "connect · connect · ready · probe · open · open · " FIRST " · " FIRST));
	router.no_ack = true;
	router_stop(&router);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW " · " WITHDRAW));
	router_deliver(&router, (struct io_event){.kind = IO_EVENT_ACKED, .id = router.stream[0]});
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_deliver(&router, (struct io_event){.kind = IO_EVENT_ACKED, .id = router.stream[1]});
	CU_ASSERT_TRUE(router_took(&router, CEASE " · " CEASE));
	router_close(&router);
}

static void a_second_stop_waits_for_nothing(void)
{
	begin();
	router.no_ack = true;
	router_stop(&router);
	router_forget(&router);
	router_stop(&router);
	CU_ASSERT_TRUE(router_took(&router, CEASE " · " REMOVE " · finish ok"));
	router_close(&router);
	begin();
	router_stop(&router);
	router_forget(&router);
	router_stop(&router);
	CU_ASSERT_TRUE(router_took(&router, REMOVE " · finish ok"));
	router_close(&router);
}

static void a_stop_while_starting_removes_what_was_added(void)
{
	struct io_event start = {.kind = IO_EVENT_START};
	struct io_event stop = {.kind = IO_EVENT_STOP};

	router_init(&router);
	router.announcer =
		announcer_init(malloc(announcer_size(&router.config)), &router.config, 1);
	router.memory = router.announcer;
	io_actions_clear(&router.actions);
	announcer_role.step(router.announcer, &start, &router.actions);
	CU_ASSERT_EQUAL(router.actions.n, 1);
	announcer_role.step(router.announcer, &stop, &router.actions);
	CU_ASSERT_EQUAL(router.actions.n, 1);
	router_list(&router, router.actions.at[0].id);
	router_run_ms(&router, 0);
	CU_ASSERT_TRUE(router_took(&router, "finish ok"));
	router_close(&router);
}

static void a_stop_without_a_session_is_quick(void)
{
	router_init(&router);
	router.refuses = true;
	router_start(&router);
	router_forget(&router);
	router_stop(&router);
	router_run_ms(&router, 250);
	CU_ASSERT_TRUE(router_took(&router, REMOVE " · finish ok"));
	router_close(&router);
}

static void a_reset_session_comes_back_with_everything(void)
{
	begin();
	router_drop(&router, 0);
	CU_ASSERT_TRUE(router_said(&router, "anycast: Anycast routes no longer advertised "
					    "peer=198.51.100.1 cause=no session"));
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_NO_SESSION);
	router_run_ms(&router, 1000);
	CU_ASSERT_TRUE(router_took(&router, "connect · open · " FIRST));
	router_close(&router);
}

static void a_router_that_falls_silent_is_left_after_the_hold_time(void)
{
	begin();
	router.silent = true;
	router_run_ms(&router, 8999);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, "notification 4/0 · close"));
	router.silent = false;
	router_run_ms(&router, 1000);
	CU_ASSERT_TRUE(router_took(&router, "connect · open · " FIRST));
	router_close(&router);
}

static void a_family_without_agreement_is_never_claimed(void)
{
	router_init(&router);
	router.v4_only = true;
	router_start(&router);
	CU_ASSERT_TRUE(router_took(
		&router, "list · add 203.0.113.10/32 · add 2001:db8:a::10/128 · list · connect · "
			 "ready · probe · open · announce 203.0.113.0/24 · eor ipv4"));
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_ADVERTISING);
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 1),
			ANNOUNCER_ROUTE_NOT_NEGOTIATED);
	CU_ASSERT_TRUE(router_said(&router, "routes=1/2"));
	CU_ASSERT_TRUE(router_said(
		&router, "Failed to advertise anycast routes: the router did not agree to their "
			 "family peer=198.51.100.1 routes=1 first=2001:db8:a::/48"));
	router_close(&router);
}

static void nothing_is_claimed_before_the_octets_have_left(void)
{
	router_init(&router);
	router.probe_delay_ns = 10 * NS_PER_MS;
	router_start(&router);
	router.stuck = true;
	router_run_ms(&router, 10);
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_SENDING);
	CU_ASSERT_PTR_NULL(strstr(router.notes, "Advertising anycast routes"));
	router_close(&router);
}

static void the_same_seed_gives_the_same_life(void)
{
	static char first[ROUTER_TRACE_SIZE];

	for (int i = 0; i < 2; i++) {
		router_init(&router);
		router.refuses = true;
		router_start(&router);
		router_run_ms(&router, 20000);
		router_stop(&router);
		router_run_ms(&router, 250);
		if (i == 0)
			memcpy(first, router.trace, sizeof(first));
		else
			CU_ASSERT_STRING_EQUAL(router.trace, first);
		router_close(&router);
	}
}

UNIT_SUITE(announcer_stop, UNIT_TEST(withdraw_ack_cease_linger_unbind),
	   UNIT_TEST(without_an_acknowledgement_the_limit_ends_the_wait),
	   UNIT_TEST(a_late_acknowledgement_ends_the_wait_at_once),
	   UNIT_TEST(a_router_that_reads_nothing_does_not_hold_up_the_end),
	   UNIT_TEST(one_router_that_does_not_answer_does_not_spoil_the_other),
	   UNIT_TEST(a_second_stop_waits_for_nothing),
	   UNIT_TEST(a_stop_while_starting_removes_what_was_added),
	   UNIT_TEST(a_stop_without_a_session_is_quick),
	   UNIT_TEST(a_reset_session_comes_back_with_everything),
	   UNIT_TEST(a_router_that_falls_silent_is_left_after_the_hold_time),
	   UNIT_TEST(a_family_without_agreement_is_never_claimed),
	   UNIT_TEST(nothing_is_claimed_before_the_octets_have_left),
	   UNIT_TEST(the_same_seed_gives_the_same_life))
