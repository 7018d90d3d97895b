#include "tests/lib/bgp_fixture.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct bgp_fixture f;

/* OPENs of the router with hold times of 0, 3, 4, 30 and 240 s. */
#define OPEN_HOLD(hold) "001d0104fc00" hold "c000020100"

static int count(const char *text, const char *word)
{
	int n = 0;

	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
		n++;
	return n;
}

/* Keeps the session up for @ms with a KEEPALIVE of the router every @every_ms. */
static void keep_up(int64_t ms, int64_t every_ms)
{
	for (int64_t passed = 0; passed < ms; passed += every_ms) {
		bgp_fixture_advance(&f, every_ms);
		bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	}
}

/* The gap to the next KEEPALIVE, in ms; the clock stands where it was sent. */
static int64_t next_gap(void)
{
	struct instant before = f.now;

	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	bgp_fixture_forget(&f);
	for (int i = 0; i < 10 && count(f.sent, "KEEPALIVE") == 0; i++)
		bgp_fixture_advance(
			&f, instant_since(bgp_session_deadline(f.session), f.now) / NS_PER_MS + 1);
	CU_ASSERT_EQUAL(count(f.sent, "KEEPALIVE"), 1);
	return instant_since(f.now, before) / NS_PER_MS;
}

/* TIME-02, TIME-03 */
static void a_hold_time_of_3_s_means_a_keepalive_every_second(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, OPEN_HOLD("0003"));
	bgp_fixture_forget(&f);
	keep_up(60000, 1000);
	CU_ASSERT_EQUAL(count(f.sent, "KEEPALIVE"), 60);
	for (int i = 0; i < 60; i++)
		CU_ASSERT_EQUAL(next_gap() / 10, 100);
}

/* TIME-03 */
static void keepalives_are_never_closer_than_a_second(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, OPEN_HOLD("0004"));
	for (int i = 0; i < 100; i++) {
		int64_t gap = next_gap();

		CU_ASSERT_TRUE(gap >= 1000 && gap <= 1335);
	}
}

/* TIME-01, TIME-04 */
static void keepalives_come_within_a_third_of_the_hold_time_with_jitter(void)
{
	int64_t least = INT64_MAX;
	int64_t most = 0;

	bgp_fixture_init(&f);
	f.config.hold_s = 30;
	bgp_fixture_renew(&f);
	bgp_fixture_establish(&f, OPEN_HOLD("005a"));
	for (int i = 0; i < 100; i++) {
		int64_t gap = next_gap();

		CU_ASSERT_TRUE(gap >= 7500 && gap <= 10001);
		least = gap < least ? gap : least;
		most = gap > most ? gap : most;
	}
	CU_ASSERT_TRUE(most - least > 1500);
}

/* OPEN-14, TIME-05: 0 from either side means no keepalives and no hold timer. */
static void a_hold_time_of_zero_sends_one_keepalive_and_waits_for_ever(void)
{
	for (int ours = 0; ours < 2; ours++) {
		bgp_fixture_init(&f);
		f.config.hold_s = ours ? 0 : 9;
		bgp_fixture_renew(&f);
		bgp_fixture_open_sent(&f);
		bgp_fixture_receive(&f, ours ? OPEN_HOLD("0009") : OPEN_HOLD("0000"));
		bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
		CU_ASSERT_EQUAL(count(f.sent, "KEEPALIVE"), 1);
		CU_ASSERT_EQUAL(bgp_session_deadline(f.session).ns, INT64_MAX);
		bgp_fixture_advance(&f, 3600000);
		CU_ASSERT_EQUAL(count(f.sent, "KEEPALIVE"), 1);
		CU_ASSERT_TRUE(bgp_session_established(f.session));
	}
}

/* Brings the session to OpenConfirm or Established and lets the router fall silent. */
static void check_hold(const char *open, bool confirmed, int64_t hold_ms)
{
	bgp_fixture_init(&f);
	bgp_fixture_open_sent(&f);
	bgp_fixture_receive(&f, open);
	if (confirmed)
		bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	bgp_fixture_advance(&f, hold_ms - 1);
	CU_ASSERT_EQUAL(f.n_closes, 0);
	bgp_fixture_forget(&f);
	bgp_fixture_advance(&f, 1);
	CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 0400\n");
	CU_ASSERT_EQUAL(f.n_closes, 1);
}

/* OPEN-14, TIME-07, FSM-04 */
static void hold_timer_expires_at_the_smaller_hold_time(void)
{
	check_hold(OPEN_HOLD("0003"), false, 3000);
	check_hold(OPEN_HOLD("0003"), true, 3000);
	check_hold(OPEN_HOLD("00f0"), false, 9000);
	check_hold(OPEN_HOLD("00f0"), true, 9000);
}

/* FSM-01: 240 s */
static void a_silent_peer_in_open_sent_is_left_after_the_large_value(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_open_sent(&f);
	bgp_fixture_forget(&f);
	bgp_fixture_advance(&f, 239999);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	CU_ASSERT_EQUAL(f.n_connects, 1);
	bgp_fixture_advance(&f, 1);
	CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 0400\n");
}

/* TIME-06: UPDATEs alone keep the session, malformed ones that are tolerated too. */
static void updates_restart_the_hold_timer(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, OPEN_HOLD("0003"));
	for (int i = 0; i < 6; i++) {
		bgp_fixture_advance(&f, 2000);
		bgp_fixture_receive(&f, i % 2 ? "00170200000000" : "001a0200000003400102");
	}
	CU_ASSERT_TRUE(bgp_session_established(f.session));
}

/* TIME-07: octets of an unfinished message do not. */
static void a_trickle_of_octets_does_not_restart_the_hold_timer(void)
{
	static const uint8_t octets[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0x10, 0x00, 0x02};

	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, OPEN_HOLD("0003"));
	for (size_t i = 0; i < 29; i++) {
		bgp_fixture_advance(&f, 100);
		bgp_fixture_receive_octets(&f, &octets[i], 1);
	}
	CU_ASSERT_TRUE(bgp_session_established(f.session));
	bgp_fixture_forget(&f);
	bgp_fixture_advance(&f, 100);
	CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 0400\n");
}

/* RR-01: a ROUTE-REFRESH is neither KEEPALIVE nor UPDATE. */
static void a_route_refresh_does_not_restart_the_hold_timer(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, OPEN_HOLD("0003"));
	bgp_fixture_advance(&f, 2000);
	bgp_fixture_receive(&f, "00170500010001");
	bgp_fixture_advance(&f, 1000);
	CU_ASSERT_FALSE(bgp_session_established(f.session));
}

/* The wait from a failure to the next attempt, in ms. */
static int64_t next_attempt(void)
{
	struct instant before = f.now;
	unsigned int n = f.n_connects;

	for (int i = 0; i < 10000 && f.n_connects == n; i++)
		bgp_fixture_advance(&f, 1);
	return instant_since(f.now, before) / NS_PER_MS;
}

/* TCP-08, TCP-09, FSM-07, FSM-10: from 0.5 s, doubling, to the cap, for ever. */
static void retries_back_off_to_the_cap_and_never_end(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	for (int i = 0; i < 50; i++) {
		int64_t most = i == 0 ? 500 : i == 1 ? 1000 : 2000;
		int64_t wait;

		if (i % 2)
			bgp_fixture_connected(&f, "192.0.2.10");
		bgp_fixture_closed(&f, i % 2 ? IO_CLOSED_EOF : IO_CLOSED_REFUSED);
		wait = next_attempt();
		CU_ASSERT_TRUE(wait >= 500 && wait >= most * 3 / 4 && wait <= most + 1);
		CU_ASSERT_EQUAL(f.n_connects, (unsigned int)i + 2);
	}
}

/* FSM-10: also when doubling would step over it */
static void the_cap_of_the_retries_holds(void)
{
	bgp_fixture_init(&f);
	f.config.retry_max_ns = 3 * NS_PER_S;
	bgp_fixture_renew(&f);
	bgp_fixture_start(&f);
	for (int i = 0; i < 30; i++) {
		bgp_fixture_closed(&f, IO_CLOSED_REFUSED);
		CU_ASSERT_TRUE(next_attempt() <= 3001);
	}
}

/* FSM-10 */
static void a_stable_session_forgets_earlier_failures(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	for (int i = 0; i < 5; i++) {
		bgp_fixture_closed(&f, IO_CLOSED_REFUSED);
		bgp_fixture_advance(&f, 2000);
	}
	bgp_fixture_connected(&f, "192.0.2.10");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	bgp_fixture_advance(&f, 2100);
	bgp_fixture_closed(&f, IO_CLOSED_RESET);
	CU_ASSERT_EQUAL(next_attempt(), 500);
}

/* FSM-11 */
static void a_peer_that_says_cease_is_not_asked_at_once(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	bgp_fixture_receive(&f, "0015030602");
	CU_ASSERT_EQUAL(next_attempt(), 1000);
}

/* TCP-07: an unanswered SYN is given up and sent anew, at 75 to 100 % of the limit. */
static void an_unanswered_connect_is_tried_anew(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	for (unsigned int i = 1; i <= 5; i++) {
		int64_t wait = next_attempt();

		CU_ASSERT_TRUE(wait >= 3750 && wait <= 5001);
		CU_ASSERT_EQUAL(f.n_aborts, i);
		CU_ASSERT_EQUAL(f.n_connects, i + 1);
	}
}

/* TCP-03: in a session no timer opens a second connection. */
static void an_established_session_opens_no_second_connection(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	for (int i = 0; i < 20; i++) {
		keep_up(1000, 1000);
		bgp_fixture_event(&f, IO_EVENT_NETWORK);
	}
	CU_ASSERT_EQUAL(f.n_connects, 1);
	CU_ASSERT_EQUAL(f.n_aborts, 0);
}

static void a_network_that_is_back_ends_the_wait(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_event(&f, IO_EVENT_NETWORK);
	CU_ASSERT_EQUAL(f.n_connects, 0);
	bgp_fixture_start(&f);
	bgp_fixture_closed(&f, IO_CLOSED_UNREACHABLE);
	bgp_fixture_advance(&f, 100);
	bgp_fixture_event(&f, IO_EVENT_NETWORK);
	CU_ASSERT_EQUAL(f.n_connects, 2);
	/* but no two attempts in less than 50 ms, however often it comes */
	bgp_fixture_closed(&f, IO_CLOSED_UNREACHABLE);
	bgp_fixture_advance(&f, 10);
	bgp_fixture_event(&f, IO_EVENT_NETWORK);
	CU_ASSERT_EQUAL(f.n_connects, 2);
	bgp_fixture_advance(&f, 40);
	CU_ASSERT_EQUAL(f.n_connects, 3);
	/* a fresh SYN is waited for, an old one is not */
	bgp_fixture_advance(&f, 100);
	bgp_fixture_event(&f, IO_EVENT_NETWORK);
	CU_ASSERT_EQUAL(f.n_connects, 3);
	bgp_fixture_advance(&f, 200);
	bgp_fixture_event(&f, IO_EVENT_NETWORK);
	CU_ASSERT_EQUAL(f.n_connects, 4);
	CU_ASSERT_EQUAL(f.n_aborts, 1);
}

/* TIME-10, TIME-11: the peer keeps talking but does not read. */
static void a_peer_that_does_not_read_is_left_after_480_s(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	f.stuck = true;
	keep_up(479000, 1000);
	CU_ASSERT_EQUAL(f.n_aborts, 0);
	CU_ASSERT_TRUE(bgp_session_established(f.session));
	bgp_fixture_advance(&f, 1000);
	CU_ASSERT_EQUAL(f.n_aborts, 1);
	CU_ASSERT_EQUAL(f.n_closes, 0);
}

UNIT_SUITE(bgp_timer, UNIT_TEST(a_hold_time_of_3_s_means_a_keepalive_every_second),
	   UNIT_TEST(keepalives_are_never_closer_than_a_second),
	   UNIT_TEST(keepalives_come_within_a_third_of_the_hold_time_with_jitter),
	   UNIT_TEST(a_hold_time_of_zero_sends_one_keepalive_and_waits_for_ever),
	   UNIT_TEST(hold_timer_expires_at_the_smaller_hold_time),
	   UNIT_TEST(a_silent_peer_in_open_sent_is_left_after_the_large_value),
	   UNIT_TEST(updates_restart_the_hold_timer),
	   UNIT_TEST(a_trickle_of_octets_does_not_restart_the_hold_timer),
	   UNIT_TEST(a_route_refresh_does_not_restart_the_hold_timer),
	   UNIT_TEST(retries_back_off_to_the_cap_and_never_end),
	   UNIT_TEST(the_cap_of_the_retries_holds),
	   UNIT_TEST(a_stable_session_forgets_earlier_failures),
	   UNIT_TEST(a_peer_that_says_cease_is_not_asked_at_once),
	   UNIT_TEST(an_unanswered_connect_is_tried_anew),
	   UNIT_TEST(an_established_session_opens_no_second_connection),
	   UNIT_TEST(a_network_that_is_back_ends_the_wait),
	   UNIT_TEST(a_peer_that_does_not_read_is_left_after_480_s))
