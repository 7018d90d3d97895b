#include "tests/lib/bgp_fixture.h"
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

UNIT_SUITE(bgp_session, UNIT_TEST(a_start_connects_and_sends_open_at_once),
	   UNIT_TEST(a_session_comes_up_and_announces_what_is_desired))
