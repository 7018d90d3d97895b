#include "tests/lib/bgp_fixture.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

static struct bgp_fixture f;

#define OUR_OPEN \
	"OPEN 04fde90009c000020a160214" \
	"01040001000101040002000102004104" \
	"0000fde9\n"

static void want_all(bool announced)
{
	for (size_t i = 0; i < f.config.n_routes; i++)
		bgp_session_want(f.session, i, announced);
}

/* TCP-01, OPEN-01: it connects by itself, and OPEN leaves as soon as TCP is up. */
static void a_start_connects_and_sends_open_at_once(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	CU_ASSERT_EQUAL(f.n_connects, 1);
	CU_ASSERT_EQUAL(f.id, 1);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	bgp_fixture_connected(&f, "192.0.2.10");
	CU_ASSERT_STRING_EQUAL(f.sent, OUR_OPEN);
	bgp_fixture_advance(&f, 60000);
	CU_ASSERT_STRING_EQUAL(f.sent, OUR_OPEN);
	bgp_fixture_start(&f);
	CU_ASSERT_EQUAL(f.n_connects, 1);
}

#define FIRST_UPDATES \
	"UPDATE 0000001440010100" \
	"4002060201" \
	"0000fde9" \
	"400304c000020a" \
	"18cb0071\n" \
	"UPDATE 00000000\n" \
	"UPDATE 0000002c" \
	"800e1c00020110" \
	"20010db8000000000000000000000010" \
	"00" \
	"3020010db8000a" \
	"40010100" \
	"4002060201" \
	"0000fde9\n" \
	"UPDATE 00000006800f03000201\n"

/* OPEN-08, FSM-03, EOR-01, EOR-02, EOR-03, AS4-01, MP-01. */
static void a_session_comes_up_and_announces_what_is_desired(void)
{
	bgp_fixture_init(&f);
	want_all(true);
	bgp_fixture_open_sent(&f);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_OPEN);
	CU_ASSERT_STRING_EQUAL(f.sent, "KEEPALIVE\n");
	CU_ASSERT_FALSE(bgp_session_established(f.session));
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_TRUE(bgp_session_established(f.session));
	CU_ASSERT_STRING_EQUAL(f.sent, FIRST_UPDATES);
	CU_ASSERT_TRUE(bgp_session_synced(f.session));
	CU_ASSERT_STRING_EQUAL(
		f.notes, "session up peer=192.0.2.1 local=192.0.2.10 hold_s=9 families=ipv4,ipv6\n"
			 "update sent announced=2 withdrawn=0 peer=192.0.2.1\n");
}

/* FSM-08, UPD-15: every session starts from zero; routes of earlier ones are not withdrawn. */
static void every_session_starts_from_zero(void)
{
	bgp_fixture_init(&f);
	want_all(true);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	for (int i = 0; i < 5; i++) {
		bgp_fixture_closed(&f, IO_CLOSED_RESET);
		CU_ASSERT_FALSE(bgp_session_established(f.session));
		CU_ASSERT_TRUE(bgp_session_synced(f.session));
		bgp_fixture_advance(&f, 2000);
		bgp_fixture_connected(&f, "192.0.2.10");
		bgp_fixture_receive(&f, ROUTER_OPEN);
		bgp_fixture_forget(&f);
		bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
		CU_ASSERT_STRING_EQUAL(f.sent, FIRST_UPDATES);
	}
	CU_ASSERT_EQUAL(f.n_connects, 6);
	bgp_fixture_closed(&f, IO_CLOSED_EOF);
	want_all(false);
	bgp_fixture_advance(&f, 2000);
	bgp_fixture_connected(&f, "192.0.2.10");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_STRING_EQUAL(f.sent, "UPDATE 00000000\nUPDATE 00000006800f03000201\n");
}

/* OPEN-04, OPEN-07: the same OPEN in every connection. */
static void open_is_the_same_in_every_connection(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	for (int i = 0; i < 5; i++) {
		bgp_fixture_forget(&f);
		bgp_fixture_connected(&f, "192.0.2.10");
		CU_ASSERT_STRING_EQUAL(f.sent, OUR_OPEN);
		bgp_fixture_closed(&f, IO_CLOSED_EOF);
		bgp_fixture_advance(&f, 2000);
	}
}

/* TCP-05: an OPEN and a KEEPALIVE, octet by octet. */
static void messages_arrive_in_any_segments(void)
{
	static const char stream[] = "ffffffffffffffffffffffffffffffff" ROUTER_OPEN
				     "ffffffffffffffffffffffffffffffff" ROUTER_KEEPALIVE;
	uint8_t octets[128];
	size_t n = hex_octets(stream, octets, sizeof(octets));

	bgp_fixture_init(&f);
	bgp_fixture_open_sent(&f);
	for (size_t i = 0; i < n; i++) {
		CU_ASSERT_FALSE(bgp_session_established(f.session));
		bgp_fixture_receive_octets(&f, &octets[i], 1);
	}
	CU_ASSERT_TRUE(bgp_session_established(f.session));
	bgp_fixture_init(&f);
	bgp_fixture_open_sent(&f);
	bgp_fixture_receive_octets(&f, octets, n);
	CU_ASSERT_TRUE(bgp_session_established(f.session));
}

/* OPEN-25: one attempt without Optional Parameters, and what such a session may carry. */
static void a_peer_that_knows_no_parameters_gets_one_open_without(void)
{
	bgp_fixture_init(&f);
	want_all(true);
	bgp_fixture_open_sent(&f);
	for (int i = 0; i < 4; i++) {
		CU_ASSERT_STRING_EQUAL(f.sent, i % 2 ? "OPEN 04fde90009c000020a00\n" : OUR_OPEN);
		if (i == 3)
			break;
		bgp_fixture_receive(&f, "0015030204");
		bgp_fixture_advance(&f, 2000);
		bgp_fixture_forget(&f);
		bgp_fixture_connected(&f, "192.0.2.10");
	}
	bgp_fixture_receive(&f, ROUTER_OPEN);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	CU_ASSERT_STRING_EQUAL(f.sent, "UPDATE 00000012"
				       "40010100"
				       "4002040201fde9"
				       "400304c000020a"
				       "18cb0071\n"
				       "UPDATE 00000000\n");
	CU_ASSERT_EQUAL(bgp_session_route_state(f.session, 1), ANNOUNCER_ROUTE_NOT_NEGOTIATED);
}

static void what_happens_is_said(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	bgp_fixture_advance(&f, 1500);
	bgp_fixture_forget(&f);
	bgp_fixture_receive(&f, "001a0306020462796522");
	CU_ASSERT_STRING_EQUAL(f.notes,
			       "notification received error=6/2 peer=192.0.2.1: "
			       "6/2 Cease, Administrative Shutdown \"bye\\x22\"\n"
			       "session down peer=192.0.2.1 why=notification-received up_ms=1500 "
			       "updates_ignored=0 errors_tolerated=0\n");
	bgp_fixture_forget(&f);
	bgp_fixture_advance(&f, 2000);
	bgp_fixture_closed(&f, IO_CLOSED_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(f.notes, "session failed peer=192.0.2.1 state=Connect "
					       "failures=2 retry_ms="));
	CU_ASSERT_PTR_NOT_NULL(strstr(f.notes, " why=refused\n"));
}

static int count(const char *text, const char *word)
{
	int n = 0;

	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
		n++;
	return n;
}

/* A router that is away, and one with another MD5 key, leave the SYN unanswered. */
static void a_cause_of_failures_is_said_once_until_it_changes(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	bgp_fixture_advance(&f, 60000);
	CU_ASSERT_STRING_EQUAL(f.notes, "cannot connect peer=192.0.2.1 why=timeout: no answer; a "
					"wrong TCP-MD5 key looks like this too\n");
	CU_ASSERT_TRUE(f.n_connects > 10);
	for (int i = 0; i < 5; i++) {
		bgp_fixture_closed(&f, IO_CLOSED_REFUSED);
		bgp_fixture_advance(&f, 2000);
	}
	CU_ASSERT_EQUAL(count(f.notes, " why=refused\n"), 1);
	bgp_fixture_advance(&f, 60000);
	CU_ASSERT_EQUAL(count(f.notes, " why=timeout: "), 2);
	bgp_fixture_connected(&f, "192.0.2.10");
	bgp_fixture_receive(&f, ROUTER_OPEN);
	bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
	bgp_fixture_closed(&f, IO_CLOSED_RESET);
	bgp_fixture_advance(&f, 60000);
	CU_ASSERT_EQUAL(count(f.notes, " why=timeout: "), 3);
}

/* FSM-09 */
static void a_stop_says_cease_and_closes(void)
{
	for (int state = 0; state < 3; state++) {
		bgp_fixture_init(&f);
		bgp_fixture_open_sent(&f);
		if (state > 0)
			bgp_fixture_receive(&f, ROUTER_OPEN);
		if (state > 1)
			bgp_fixture_receive(&f, ROUTER_KEEPALIVE);
		bgp_fixture_forget(&f);
		bgp_fixture_stop(&f);
		CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 0602\n");
		CU_ASSERT_EQUAL(f.n_closes, 1);
		CU_ASSERT_EQUAL(bgp_session_deadline(f.session).ns, INT64_MAX);
		bgp_fixture_forget(&f);
		bgp_fixture_stop(&f);
		bgp_fixture_start(&f);
		bgp_fixture_event(&f, IO_EVENT_NETWORK);
		bgp_fixture_advance(&f, 60000);
		CU_ASSERT_STRING_EQUAL(f.sent, "");
		CU_ASSERT_EQUAL(f.n_connects, 1);
	}
}

/* FSM-09 */
static void a_stop_in_connect_is_a_silent_abort(void)
{
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	bgp_fixture_stop(&f);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	CU_ASSERT_EQUAL(f.n_aborts, 1);
	CU_ASSERT_EQUAL(f.n_closes, 0);
	bgp_fixture_init(&f);
	bgp_fixture_start(&f);
	bgp_fixture_closed(&f, IO_CLOSED_REFUSED);
	bgp_fixture_stop(&f);
	CU_ASSERT_EQUAL(f.n_aborts, 0);
	CU_ASSERT_EQUAL(bgp_session_deadline(f.session).ns, INT64_MAX);
}

/* TCP-12: the NOTIFICATION waits its turn behind an outstanding SEND, but not for long. */
static void a_last_message_waits_for_a_slow_peer_a_short_time(void)
{
	bgp_fixture_init(&f);
	want_all(true);
	f.stuck = true;
	bgp_fixture_open_sent(&f);
	bgp_fixture_forget(&f);
	bgp_fixture_stop(&f);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	CU_ASSERT_EQUAL(f.n_closes, 0);
	bgp_fixture_event(&f, IO_EVENT_SENT);
	CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 0602\n");
	CU_ASSERT_EQUAL(f.n_closes, 1);

	bgp_fixture_init(&f);
	f.stuck = true;
	bgp_fixture_open_sent(&f);
	bgp_fixture_stop(&f);
	bgp_fixture_advance(&f, 249);
	CU_ASSERT_EQUAL(f.n_closes, 0);
	bgp_fixture_advance(&f, 1);
	CU_ASSERT_EQUAL(f.n_closes, 1);
	CU_ASSERT_EQUAL(bgp_session_deadline(f.session).ns, INT64_MAX);
}

/* Late completions of an earlier connection mean nothing. */
static void events_of_another_stream_are_ignored(void)
{
	uint32_t old;

	bgp_fixture_init(&f);
	bgp_fixture_open_sent(&f);
	bgp_fixture_closed(&f, IO_CLOSED_EOF);
	old = f.id;
	bgp_fixture_advance(&f, 2000);
	CU_ASSERT_EQUAL(f.id, old + 1);
	CU_ASSERT_FALSE(bgp_session_owns(f.session, old));
	CU_ASSERT_TRUE(bgp_session_owns(f.session, old + 1));
	CU_ASSERT_FALSE(bgp_session_owns(f.session, 0));
	f.id = old;
	bgp_fixture_forget(&f);
	bgp_fixture_connected(&f, "192.0.2.10");
	bgp_fixture_closed(&f, IO_CLOSED_RESET);
	CU_ASSERT_STRING_EQUAL(f.sent, "");
	CU_ASSERT_EQUAL(f.n_connects, 2);
}

UNIT_SUITE(bgp_session, UNIT_TEST(a_start_connects_and_sends_open_at_once),
	   UNIT_TEST(a_session_comes_up_and_announces_what_is_desired),
	   UNIT_TEST(every_session_starts_from_zero),
	   UNIT_TEST(open_is_the_same_in_every_connection),
	   UNIT_TEST(messages_arrive_in_any_segments),
	   UNIT_TEST(a_peer_that_knows_no_parameters_gets_one_open_without),
	   UNIT_TEST(what_happens_is_said),
	   UNIT_TEST(a_cause_of_failures_is_said_once_until_it_changes),
	   UNIT_TEST(a_stop_says_cease_and_closes), UNIT_TEST(a_stop_in_connect_is_a_silent_abort),
	   UNIT_TEST(a_last_message_waits_for_a_slow_peer_a_short_time),
	   UNIT_TEST(events_of_another_stream_are_ignored))
