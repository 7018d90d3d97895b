#include "tests/lib/bgp_fixture.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <string.h>

/* What the router says that it should not, and what it says when it leaves. */

static struct bgp_fixture f;

static void want_all(bool announced)
{
	for (size_t i = 0; i < f.config.n_routes; i++)
		bgp_session_want(f.session, i, announced);
}

struct wrong_case {
	const char *message;
	const char *notification;
};

/* Lets the session meet each message and expects the NOTIFICATION, CLOSE, and a new attempt. */
static void check_wrong(const char *open, const struct wrong_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bgp_fixture_init(&f);
		want_all(true);
		if (open != NULL)
			bgp_fixture_establish(&f, open);
		else
			bgp_fixture_open_sent(&f);
		bgp_fixture_forget(&f);
		bgp_fixture_receive(&f, cases[i].message);
		CU_ASSERT_STRING_EQUAL(f.sent, cases[i].notification);
		CU_ASSERT_EQUAL(f.n_closes, 1);
		CU_ASSERT_FALSE(bgp_session_owns(f.session, f.id));
		bgp_fixture_receive(&f, ROUTER_OPEN);
		CU_ASSERT_STRING_EQUAL(f.sent, cases[i].notification);
		bgp_fixture_advance(&f, 2000);
		CU_ASSERT_EQUAL(f.n_connects, 2);
	}
}

/* HDR-03 to -08, -10; OPEN-09 to -19; FSM-02; NOTIF-01, -03 */
static void what_is_wrong_in_open_sent_is_answered(void)
{
	static const struct wrong_case cases[] = {
		{"001204", "NOTIFICATION 01020012\n"},
		{"100102", "NOTIFICATION 01021001\n"},
		{"001c01", "NOTIFICATION 0102001c\n"},
		{"001306", "NOTIFICATION 010306\n"},
		{"001d0105fc00005ac000020100", "NOTIFICATION 02010004\n"},
		{"001d0104fdf1005ac000020100", "NOTIFICATION 0202\n"},
		{"00250104fc00005ac00002010802064104"
		 "0000fdf1",
		 "NOTIFICATION 0202\n"},
		{"001d0104fc00005a0000000000", "NOTIFICATION 0203\n"},
		{"001f0104fc00005ac0000201020100", "NOTIFICATION 0204\n"},
		{"001d0104fc000002c000020100", "NOTIFICATION 0206\n"},
		{"00210104fc00005ac00002010402044109", "NOTIFICATION 0200\n"},
		{ROUTER_KEEPALIVE, "NOTIFICATION 050104\n"},
		{"00170200000000", "NOTIFICATION 050102\n"},
		{"00170500010001", "NOTIFICATION 050105\n"},
	};

	check_wrong(NULL, cases, sizeof(cases) / sizeof(cases[0]));
}

/* HDR-04, -05, -06, -09; FSM-02; RX-02, -03, -08, -10 */
static void what_is_wrong_in_established_is_answered(void)
{
	static const struct wrong_case cases[] = {
		{"001204", "NOTIFICATION 01020012\n"},
		{"ffff02", "NOTIFICATION 0102ffff\n"},
		{"001602", "NOTIFICATION 01020016\n"},
		{"001404", "NOTIFICATION 01020014\n"},
		{"001303", "NOTIFICATION 01020013\n"},
		{"00180500010001"
		 "00",
		 "NOTIFICATION 01020018\n"},
		{"001380", "NOTIFICATION 010380\n"},
		{ROUTER_OPEN, "NOTIFICATION 050301\n"},
		{"00170200010000", "NOTIFICATION 0301\n"},
		{"0023020000000c800f03000201800f03000201", "NOTIFICATION 0301\n"},
		{"001c0200000005"
		 "40c802beef",
		 "NOTIFICATION 030240c802beef\n"},
		{"001b020000000021cb007100", "NOTIFICATION 030a\n"},
	};

	check_wrong(ROUTER_OPEN, cases, sizeof(cases) / sizeof(cases[0]));
}

/* FSM-02 */
static void unexpected_messages_in_open_confirm_are_answered(void)
{
	static const struct wrong_case cases[] = {
		{ROUTER_OPEN, "NOTIFICATION 050201\n"},
		{"00170200000000", "NOTIFICATION 050202\n"},
		{"00170500010001", "NOTIFICATION 050205\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bgp_fixture_init(&f);
		bgp_fixture_open_sent(&f);
		bgp_fixture_receive(&f, ROUTER_OPEN);
		bgp_fixture_forget(&f);
		bgp_fixture_receive(&f, cases[i].message);
		CU_ASSERT_STRING_EQUAL(f.sent, cases[i].notification);
		CU_ASSERT_EQUAL(f.n_closes, 1);
	}
}

/* HDR-10: nothing behind the offending message is processed. */
static void nothing_behind_an_error_is_read(void)
{
	uint8_t octets[64];
	size_t n = hex_octets("ffffffffffffffffffffffffffffffff"
			      "001306"
			      "ffffffffffffffffffffffffffffffff"
			      "00170500010001",
			      octets, sizeof(octets));

	bgp_fixture_init(&f);
	want_all(true);
	bgp_fixture_establish(&f, ROUTER_OPEN);
	bgp_fixture_forget(&f);
	bgp_fixture_receive_octets(&f, octets, n);
	CU_ASSERT_STRING_EQUAL(f.sent, "NOTIFICATION 010306\n");
}

/* FSM-05, FSM-06, NOTIF-02 */
static void a_notification_ends_the_session_without_an_answer(void)
{
	static const char *const codes[] = {"0101", "0202", "0301", "0400", "0500", "0604",
					    "0701", "0800", "0201", "0000", "06c8", "6301"};
	char message[16] = "001503";

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		memcpy(message + 6, codes[i], 5);
		bgp_fixture_init(&f);
		want_all(true);
		bgp_fixture_establish(&f, ROUTER_OPEN);
		bgp_fixture_forget(&f);
		bgp_fixture_receive(&f, message);
		CU_ASSERT_STRING_EQUAL(f.sent, "");
		CU_ASSERT_EQUAL(f.n_closes, 1);
		CU_ASSERT_FALSE(bgp_session_established(f.session));
		bgp_fixture_advance(&f, 2000);
		CU_ASSERT_EQUAL(f.n_connects, 2);
	}
}

UNIT_SUITE(bgp_session_receive, UNIT_TEST(what_is_wrong_in_open_sent_is_answered),
	   UNIT_TEST(what_is_wrong_in_established_is_answered),
	   UNIT_TEST(unexpected_messages_in_open_confirm_are_answered),
	   UNIT_TEST(nothing_behind_an_error_is_read),
	   UNIT_TEST(a_notification_ends_the_session_without_an_answer))
