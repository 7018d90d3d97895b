#include "tests/lib/router.h"
#include "tests/lib/unit.h"

/* The announcer's gate: what opens and closes it, and how soon. */

#define START \
	"list · add 203.0.113.10/32 · add 2001:db8:a::10/128 · list · connect · ready · " \
	"probe · open"
#define ANNOUNCE "announce 203.0.113.0/24 · announce 2001:db8:a::/48"
#define END      "eor ipv4 · eor ipv6"
#define FIRST    "announce 203.0.113.0/24 · eor ipv4 · announce 2001:db8:a::/48 · eor ipv6"
#define WITHDRAW "withdraw 203.0.113.0/24 · withdraw 2001:db8:a::/48"

static struct router router;

/* An announcer that announces both routes. */
static void begin(void)
{
	router_init(&router);
	router_start(&router);
	CU_ASSERT_TRUE(router_took(&router, START " · " FIRST));
	router_forget_notes(&router);
}

static void addresses_then_sessions_then_the_first_evaluation(void)
{
	begin();
	CU_ASSERT_TRUE(router.n_addresses == 2 && !router.finished);
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 1), ANNOUNCER_ROUTE_ADVERTISING);
	router_close(&router);
}

static void a_start_says_what_it_did(void)
{
	router_init(&router);
	router_start(&router);
	CU_ASSERT_TRUE(router_said(&router, "addr: address added address=203.0.113.10/32"));
	CU_ASSERT_TRUE(router_said(
		&router, "anycast: Anycast advertiser started; routes not yet advertised"));
	CU_ASSERT_TRUE(router_said(&router, "anycast: ready"));
	CU_ASSERT_TRUE(router_said(
		&router, "anycast: Advertising anycast routes peer=198.51.100.1 routes=2/2"));
	router_close(&router);
}

static void health_bad_withdraws_in_the_same_step(void)
{
	router_init(&router);
	router.config.has_health = true;
	router_start(&router);
	router_forget(&router);
	router_health(&router, "ok");
	router_forget(&router);
	router_forget_notes(&router);
	router.n_events = 0;
	router_health(&router, "storage critical");
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW));
	CU_ASSERT_TRUE(router_said(&router, "anycast: Cache is not healthy; anycast routes "
					    "withdrawn: storage is critical old=announced"));
	CU_ASSERT_EQUAL(router.n_addresses, 2);
	router_close(&router);
}

static void nothing_is_probed_or_announced_before_health_is_known(void)
{
	router_init(&router);
	router.config.has_health = true;
	router_start(&router);
	CU_ASSERT_TRUE(router_took(&router, "list · add 203.0.113.10/32 · add 2001:db8:a::10/128 "
					    "· list · connect · ready · open"));
	router_run_ms(&router, 60000);
	CU_ASSERT_TRUE(router_took(&router, END));
	router_health(&router, "ok");
	CU_ASSERT_TRUE(router_took(&router, "probe · " ANNOUNCE));
	router_close(&router);
}

static void health_good_again_rises_before_it_announces(void)
{
	router_init(&router);
	router.config.has_health = true;
	router_start(&router);
	router_health(&router, "ok");
	router_health(&router, "warning");
	router_forget(&router);
	router_run_ms(&router, 100000);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_health(&router, "ok");
	CU_ASSERT_TRUE(router_took(&router, "probe"));
	router_run_ms(&router, 999);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, "probe · " ANNOUNCE));
	router_close(&router);
}

/* Looks that follow each other faster, as after a change of the certificate, are one. */
static void good_evaluations_count_once_a_rise_interval(void)
{
	router_init(&router);
	router.config.has_health = true;
	router.config.rise = 3;
	router_start(&router);
	router_health(&router, "ok");
	router_health(&router, "critical");
	router_health(&router, "ok");
	for (uint8_t i = 1; i <= 20; i++) {
		router_certificate(&router, i);
		router_run_ms(&router, 99);
	}
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_WITHDRAWN);
	router_run_ms(&router, 1000);
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_ADVERTISING);
	router_close(&router);
}

static void a_rise_of_one_announces_at_once(void)
{
	router_init(&router);
	router.config.has_health = true;
	router.config.rise = 1;
	router_start(&router);
	router_health(&router, "ok");
	router_health(&router, NULL);
	router_forget(&router);
	router_health(&router, "ok");
	CU_ASSERT_TRUE(router_took(&router, "probe · " ANNOUNCE));
	router_close(&router);
}

static void flapping_health_never_gets_through_the_rise(void)
{
	router_init(&router);
	router.config.has_health = true;
	router_start(&router);
	router_health(&router, "ok");
	router_health(&router, "critical");
	router_forget(&router);
	for (int i = 0; i < 20; i++) {
		router_health(&router, "ok");
		router_run_ms(&router, 900);
		router_health(&router, "critical");
		router_run_ms(&router, 100);
	}
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_WITHDRAWN);
	router_close(&router);
}

static void a_mute_probe_counts_as_failed_at_its_limit(void)
{
	begin();
	router.probe_mute = true;
	router_run_ms(&router, 34999);
	CU_ASSERT_TRUE(router_took(&router, "probe"));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, WITHDRAW));
	CU_ASSERT_TRUE(router_said(&router, "the probe did not end within its limit"));
	router_close(&router);
}

static void an_answer_after_the_limit_is_dropped(void)
{
	begin();
	router.probe_delay_ns = 6 * NS_PER_S;
	router_run_ms(&router, 35000);
	CU_ASSERT_TRUE(router_took(&router, "probe · " WITHDRAW));
	router_run_ms(&router, 4000);
	CU_ASSERT_TRUE(router_took(&router, "probe"));
	CU_ASSERT_EQUAL(announcer_route_state(router.announcer, 0, 0), ANNOUNCER_ROUTE_WITHDRAWN);
	router_close(&router);
}

static void a_certificate_without_the_name_withdraws(void)
{
	begin();
	router.probe_name = "other.example.org";
	router_run_ms(&router, 30000);
	CU_ASSERT_TRUE(router_took(&router, "probe · " WITHDRAW));
	CU_ASSERT_TRUE(router_said(&router, "anycast: Host certificate SAN check failed; anycast "
					    "routes withdrawn: no name matches "
					    "cache.anycast.example.org among 1, the first is "
					    "other.example.org old=announced new=withdrawn"));
	router_close(&router);
}

static void a_certificate_outside_its_dates_withdraws(void)
{
	begin();
	router.probe.probed.not_after_s = 1700000000;
	router_run_ms(&router, 30000);
	CU_ASSERT_TRUE(router_took(&router, "probe · " WITHDRAW));
	CU_ASSERT_TRUE(router_said(&router, "the certificate has expired 1030 s ago"));
	router_close(&router);
	router_init(&router);
	router.probe.probed.not_before_s = 1700001001;
	router_start(&router);
	CU_ASSERT_TRUE(router_said(&router, "the certificate is not valid before another 1 s"));
	router_close(&router);
}

static void the_first_announcement_comes_as_soon_as_the_server_is_there(void)
{
	router_init(&router);
	router.probe.probed.outcome = IO_PROBE_CONNECT;
	router_start(&router);
	CU_ASSERT_TRUE(router_took(&router, START));
	router_run_ms(&router, 5);
	CU_ASSERT_TRUE(router_took(&router, "probe"));
	router_run_ms(&router, 10);
	CU_ASSERT_TRUE(router_took(&router, "probe"));
	router.probe.probed.outcome = IO_PROBE_CERTIFICATE;
	router_run_ms(&router, 20);
	CU_ASSERT_TRUE(router_took(&router, "probe · " FIRST));
	router_close(&router);
}

/* BGP-EOR-01, BGP-EOR-02: it ends the initial set, also when that stays empty, within a second. */
static void end_of_rib_waits_half_a_second_for_the_first_announcement(void)
{
	router_init(&router);
	router.config.has_health = true;
	router_start(&router);
	router_health(&router, "critical");
	router_forget(&router);
	router_run_ms(&router, 499);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, END));
	router_health(&router, "ok");
	CU_ASSERT_TRUE(router_took(&router, "probe · " ANNOUNCE));
	/* later sessions know what there is */
	router_health(&router, "critical");
	router_drop(&router, 0);
	router_forget(&router);
	router_run_ms(&router, 500);
	CU_ASSERT_TRUE(router_took(&router, "connect · open · " END));
	router_close(&router);
}

static void a_changed_certificate_is_probed_until_it_is_served(void)
{
	begin();
	router_certificate(&router, 7);
	CU_ASSERT_TRUE(router_took(&router, "probe"));
	/* after 5 ms and then 6.25 ms */
	router_run_ms(&router, 12);
	CU_ASSERT_TRUE(router_took(&router, "probe · probe"));
	router.probe.probed.leaf[0] = 7;
	router.probe_name = "other.example.org";
	router_run_ms(&router, 7);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_run_ms(&router, 1);
	CU_ASSERT_TRUE(router_took(&router, "probe · " WITHDRAW));
	router_close(&router);
}

static void a_slow_reload_is_seen_a_quarter_of_its_time_later_at_most(void)
{
	begin();
	router_certificate(&router, 7);
	/* looked at after 0, 5, 11, 19, 28, 41, 56 and 75 ms */
	router_run_ms(&router, 90);
	CU_ASSERT_TRUE(router_took(
		&router, "probe · probe · probe · probe · probe · probe · probe · probe"));
	router.probe.probed.leaf[0] = 7;
	router.probe_name = "other.example.org";
	router_run_ms(&router, 10);
	CU_ASSERT_TRUE(router_took(&router, "probe · " WITHDRAW));
	router_close(&router);
}

static void a_certificate_nobody_serves_is_chased_for_one_interval_only(void)
{
	begin();
	router_certificate(&router, 7);
	router_run_ms(&router, 31000);
	router_forget(&router);
	router.n_events = 0;
	router_run_ms(&router, 27000);
	CU_ASSERT_TRUE(router_took(&router, ""));
	router_close(&router);
}

static void a_result_too_old_counts_as_failed(void)
{
	struct io_event time = {.kind = IO_EVENT_TIME};

	router_init(&router);
	router.config.hold_s = 0;
	router_start(&router);
	router_forget(&router);
	/* The process was suspended. */
	router.now = instant_add_ms(router.now, 60000);
	router_deliver(&router, time);
	CU_ASSERT_TRUE(router_said(&router, "the last good result is too old"));
	router_close(&router);
}

UNIT_SUITE(announcer, UNIT_TEST(addresses_then_sessions_then_the_first_evaluation),
	   UNIT_TEST(a_start_says_what_it_did), UNIT_TEST(health_bad_withdraws_in_the_same_step),
	   UNIT_TEST(nothing_is_probed_or_announced_before_health_is_known),
	   UNIT_TEST(health_good_again_rises_before_it_announces),
	   UNIT_TEST(good_evaluations_count_once_a_rise_interval),
	   UNIT_TEST(a_rise_of_one_announces_at_once),
	   UNIT_TEST(flapping_health_never_gets_through_the_rise),
	   UNIT_TEST(a_mute_probe_counts_as_failed_at_its_limit),
	   UNIT_TEST(an_answer_after_the_limit_is_dropped),
	   UNIT_TEST(a_certificate_without_the_name_withdraws),
	   UNIT_TEST(a_certificate_outside_its_dates_withdraws),
	   UNIT_TEST(the_first_announcement_comes_as_soon_as_the_server_is_there),
	   UNIT_TEST(end_of_rib_waits_half_a_second_for_the_first_announcement),
	   UNIT_TEST(a_changed_certificate_is_probed_until_it_is_served),
	   UNIT_TEST(a_slow_reload_is_seen_a_quarter_of_its_time_later_at_most),
	   UNIT_TEST(a_certificate_nobody_serves_is_chased_for_one_interval_only),
	   UNIT_TEST(a_result_too_old_counts_as_failed))
