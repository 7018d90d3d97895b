#include "tests/lib/bgp_fixture.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct bgp_fixture f;

#define V4_ROUTE \
	"UPDATE 00000014" \
	"40010100" \
	"40020602010000fde9" \
	"400304c000020a" \
	"18cb0071\n"
#define V4_GONE "UPDATE 000418cb00710000\n"
#define V4_END  "UPDATE 00000000\n"
#define V6_ROUTE \
	"UPDATE 0000002c" \
	"800e1c0002011020010db8000000000000000000000010003020010db8000a" \
	"40010100" \
	"40020602010000fde9\n"
#define V6_GONE \
	"UPDATE 0000000d" \
	"800f0a000201" \
	"3020010db8000a\n"
#define V6_END     "UPDATE 00000006800f03000201\n"
#define REFRESH_V4 "00170500010001"
#define REFRESH_V6 "00170500020001"

static void want(bool v4, bool v6)
{
	bgp_session_want(f.session, 0, v4);
	bgp_session_want(f.session, 1, v6);
}

static void establish(bool v4, bool v6)
{
	bgp_fixture_init(&f);
	want(v4, v6);
	bgp_fixture_establish(&f, ROUTER_OPEN);
}

static void flush_sends(const char *expected)
{
	bgp_fixture_forget(&f);
	bgp_fixture_flush(&f);
	CU_ASSERT_STRING_EQUAL(f.sent, expected);
}

/* EOR-02, UPD-15: nothing to announce: End-of-RIBs only. */
static void with_nothing_desired_only_end_of_rib_is_sent(void)
{
	establish(false, false);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_END V6_END);
	flush_sends("");
}

/* UPD-05, -10, -13, EOR-02: changes are told once, End-of-RIB never again. */
static void only_differences_are_told(void)
{
	establish(true, false);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_ROUTE V4_END V6_END);
	flush_sends("");
	want(true, true);
	flush_sends(V6_ROUTE);
	want(false, true);
	flush_sends(V4_GONE);
	want(true, false);
	flush_sends(V6_GONE V4_ROUTE);
	want(false, false);
	want(true, false);
	flush_sends("");
}

static void a_desire_is_not_sent_before_the_session_is_up(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_open_sent(&f);
	want(true, true);
	flush_sends("");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	CU_ASSERT_STRING_EQUAL(f.sent, "KEEPALIVE\n");
	flush_sends("");
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_ROUTE V4_END V6_ROUTE V6_END);
}

/* RR-01, RR-02, RR-03 */
static void a_route_refresh_is_answered_with_the_same_octets(void)
{
	establish(true, true);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, REFRESH_V4);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_ROUTE);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, REFRESH_V6);
	CU_ASSERT_STRING_EQUAL(f.sent, V6_ROUTE);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, "0017050002ff01");
	CU_ASSERT_STRING_EQUAL(f.sent, V6_ROUTE);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, "00170500010080");
	bgp_fixture_receive(&f, "00170500190046");
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	want(false, true);
	bgp_fixture_flush(&f);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, REFRESH_V4);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	CU_ASSERT_TRUE(bgp_session_established(f.session));
}

/* RR-01: a withdrawal that waits is not lost by a refresh. */
static void a_refresh_does_not_revive_a_withdrawn_route(void)
{
	establish(true, true);
	f.stuck = true;
	bgp_fixture_receive(&f, REFRESH_V4);
	bgp_fixture_receive(&f, REFRESH_V4);
	want(false, true);
	bgp_fixture_flush(&f);
	bgp_fixture_forget(&f);
	f.stuck = false;
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_GONE);
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
}

/* RR-06: a flood of requests is answered once a turn. */
static void a_flood_of_refreshes_is_merged(void)
{
	uint8_t octets[23 * 100];

	establish(true, false);
	for (size_t i = 0; i < 100; i++) {
		memset(octets + 23 * i, 0xff, 16);
		hex_octets(REFRESH_V4, octets + 23 * i + 16, 7);
	}
	bgp_fixture_forget(&f);
	bgp_fixture_receive_octets(&f, octets, sizeof(octets));
	CU_ASSERT_STRING_EQUAL(f.sent, V4_ROUTE);
}

/* UPD-16: the last state wins, with at most one UPDATE behind what is outstanding. */
static void flapping_behind_a_peer_that_does_not_read_ends_in_the_last_state(void)
{
	establish(true, true);
	f.stuck = true;
	want(false, true);
	flush_sends(V4_GONE);
	for (int i = 0; i < 11; i++) {
		want(i % 2 == 0, true);
		flush_sends("");
	}
	CU_ASSERT_FALSE(bgp_session_synced(f.session));
	bgp_fixture_forget(&f);
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_ROUTE);
	bgp_fixture_forget(&f);
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
}

/* One KEEPALIVE waits behind a peer that does not read, not many. */
static void keepalives_do_not_pile_up(void)
{
	establish(true, true);
	f.stuck = true;
	bgp_fixture_receive(&f, REFRESH_V4);
	bgp_fixture_forget(&f);
	for (int i = 0; i < 20; i++) {
		bgp_fixture_advance(&f, 3000);
		bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	}
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_STRING_EQUAL(f.sent, "KEEPALIVE\n");
}

/* A withdrawal asks for its acknowledgement; what else is sent does not. */
static void a_session_is_synced_when_withdrawals_are_acknowledged(void)
{
	establish(true, true);
	CU_ASSERT_FALSE(f.want_ack);
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
	f.mute = true;
	want(false, false);
	CU_ASSERT_FALSE(bgp_session_synced(f.session));
	flush_sends(V4_GONE V6_GONE);
	CU_ASSERT_TRUE(f.want_ack);
	CU_ASSERT_FALSE(bgp_session_synced(f.session));
	bgp_fixture_advance(&f, 3000);
	CU_ASSERT_FALSE(f.want_ack);
	CU_ASSERT_FALSE(bgp_session_synced(f.session));
	bgp_fixture_event(&f, IO_EVENT_ACKED);
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
}

/* An acknowledgement of an earlier withdrawal is none of a later one. */
static void an_acknowledgement_does_not_count_for_octets_that_are_outstanding(void)
{
	establish(true, true);
	f.mute = true;
	want(false, true);
	bgp_fixture_flush(&f);
	f.stuck = true;
	want(false, false);
	bgp_fixture_flush(&f);
	bgp_fixture_event(&f, IO_EVENT_ACKED);
	CU_ASSERT_FALSE(bgp_session_synced(f.session));
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_FALSE(bgp_session_synced(f.session));
	bgp_fixture_event(&f, IO_EVENT_ACKED);
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
}

/* ADV-08 */
static void the_state_of_a_route_is_the_truth(void)
{
	bgp_fixture_init(&f);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_WITHDRAWN);
	want(true, false);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_NO_SESSION);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_ADVERTISING);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_WITHDRAWN);
	f.stuck = true;
	want(false, true);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_WITHDRAWING);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_SENDING);
	bgp_fixture_flush(&f);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_WITHDRAWING);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_SENDING);
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_WITHDRAWN);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_ADVERTISING);
	bgp_fixture_closed(&f, IO_CLOSED_RESET);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_NO_SESSION);
}

/* MP-02, EOR-02, OPEN-23, OPEN-24: a family the peer did not agree to is not used, and said so. */
static void a_family_the_peer_did_not_agree_to_is_not_used(void)
{
	bgp_fixture_init(&f);
	want(true, true);
	bgp_fixture_open_sent(&f);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, "00250104fc00005ac00002010802060104"
				"00010001");
	CU_ASSERT_PTR_NOT_NULL(strstr(f.notes, "peer did not agree to a family, its routes are not "
					       "announced family=ipv6 peer=192.0.2.1\n"));
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	/* no capability 65 either: AS numbers of two octets (AS4-02) */
	CU_ASSERT_STRING_EQUAL(f.sent, "UPDATE 00000012"
				       "40010100"
				       "4002040201fde9"
				       "400304c000020a"
				       "18cb0071\n" V4_END);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_NOT_NEGOTIATED);
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, REFRESH_V6);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
}

/* MP-02: only IPv6 agreed on. */
static void ipv4_needs_the_peers_agreement_too(void)
{
	bgp_fixture_init(&f);
	want(true, true);
	bgp_fixture_establish(&f, "002d0104fc00005ac0000201100"
				  "20e010400020001"
				  "020041040000fc00");
	CU_ASSERT_STRING_EQUAL(f.sent, V6_ROUTE V6_END);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 0), ANNOUNCER_ROUTE_NOT_NEGOTIATED);
}

/* MP-04, CAP-01: without a next hop a family is not offered. */
static void a_family_without_a_next_hop_is_not_offered(void)
{
	bgp_fixture_init(&f);
	f.config.next_hop_v6 = (struct ip){IP_NONE, {0}};
	bgp_fixture_renew(&f);
	want(true, true);
	bgp_fixture_open_sent(&f);
	CU_ASSERT_STRING_EQUAL(f.sent, "OPEN 04fde90009c000020a10020e"
				       "010400010001"
				       "0200"
				       "41040000fde9\n");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	CU_ASSERT_PTR_NOT_NULL(strstr(f.notes, "no next hop for a family, its routes are not "
					       "announced family=ipv6 peer=192.0.2.1\n"));
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_STRING_EQUAL(f.sent, V4_ROUTE V4_END);
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_NO_NEXT_HOP);
}

/* UPD-08, MP-03: the session's own address; a link-local one is no next hop. */
static void the_next_hop_is_the_sessions_address(void)
{
	bgp_fixture_init(&f);
	f.config.next_hop_v6 = (struct ip){IP_NONE, {0}};
	bgp_fixture_renew(&f);
	want(true, true);
	bgp_fixture_start(&f);
	bgp_fixture_connected(&f, "2001:db8::10");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_STRING_EQUAL(f.sent, V6_ROUTE V6_END);
	bgp_fixture_renew(&f);
	want(true, true);
	bgp_fixture_start(&f);
	bgp_fixture_connected(&f, "fe80::10");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_NO_NEXT_HOP);
}

/* UPD-07, UPD-09 */
static void a_peer_of_the_same_as_is_internal(void)
{
	bgp_fixture_init(&f);
	f.config.peers[0].asn = 65001;
	bgp_fixture_renew(&f);
	want(true, false);
	bgp_fixture_establish(&f, "00250104fde9005ac00002010802064104"
				  "0000fde9");
	CU_ASSERT_STRING_EQUAL(f.sent, "UPDATE 00000015"
				       "40010100"
				       "400200"
				       "400304c000020a"
				       "40050400000064"
				       "18cb0071\n" V4_END);
}

/* UPD-12, HDR-02: as many routes as there may be share one UPDATE. */
static void all_routes_of_a_family_share_an_update(void)
{
	bgp_fixture_init(&f);
	f.config.n_routes = ANNOUNCER_ROUTES_MAX;
	for (size_t i = 0; i < ANNOUNCER_ROUTES_MAX; i++)
		f.config.routes[i] = (struct prefix){{IP_V4, {10, 0, (uint8_t)i, 0}}, 24};
	bgp_fixture_renew(&f);
	for (size_t i = 0; i < ANNOUNCER_ROUTES_MAX; i++)
		bgp_session_want(f.session, i, true);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	/* 24 octets and 64 prefixes of 4, as hex */
	CU_ASSERT_EQUAL(strlen(f.sent), 8 + 560 + strlen(V4_END));
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
}

/* FSM-13: after a suspension past the hold time nothing is announced on the dead session. */
static void a_session_past_its_hold_time_is_told_nothing(void)
{
	establish(true, true);
	f.now = instant_add_ms(f.now, 20000);
	want(false, false);
	flush_sends("");
	bgp_fixture_event(&f, IO_EVENT_TIME);
	CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 0400\n");
}

UNIT_SUITE(bgp_rib, UNIT_TEST(with_nothing_desired_only_end_of_rib_is_sent),
	   UNIT_TEST(only_differences_are_told),
	   UNIT_TEST(a_desire_is_not_sent_before_the_session_is_up),
	   UNIT_TEST(a_route_refresh_is_answered_with_the_same_octets),
	   UNIT_TEST(a_refresh_does_not_revive_a_withdrawn_route),
	   UNIT_TEST(a_flood_of_refreshes_is_merged),
	   UNIT_TEST(flapping_behind_a_peer_that_does_not_read_ends_in_the_last_state),
	   UNIT_TEST(keepalives_do_not_pile_up),
	   UNIT_TEST(a_session_is_synced_when_withdrawals_are_acknowledged),
	   UNIT_TEST(an_acknowledgement_does_not_count_for_octets_that_are_outstanding),
	   UNIT_TEST(the_state_of_a_route_is_the_truth),
	   UNIT_TEST(a_family_the_peer_did_not_agree_to_is_not_used),
	   UNIT_TEST(ipv4_needs_the_peers_agreement_too),
	   UNIT_TEST(a_family_without_a_next_hop_is_not_offered),
	   UNIT_TEST(the_next_hop_is_the_sessions_address),
	   UNIT_TEST(a_peer_of_the_same_as_is_internal),
	   UNIT_TEST(all_routes_of_a_family_share_an_update),
	   UNIT_TEST(a_session_past_its_hold_time_is_told_nothing))
