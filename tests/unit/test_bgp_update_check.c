#include "anycast/bgp.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct bgp_update update;
static struct bytes data;

static enum bgp_fault checked(const char *body, bool as4)
{
	static uint8_t message[BGP_MESSAGE_MAX];
	size_t n = hex_octets(body, message + BGP_HEADER_SIZE, sizeof(message) - BGP_HEADER_SIZE);

	return bgp_update_check((struct bytes){message, BGP_HEADER_SIZE + n}, as4, &update, &data);
}

/* RX-01 */
static void valid_updates_are_counted(void)
{
	CU_ASSERT_EQUAL(checked("00000000", true), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(checked("00000006800f03000201", true), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(update.n_tolerated, 0);
	CU_ASSERT_EQUAL(checked("000418cb00710000", true), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(update.n_withdrawn, 1);
	CU_ASSERT_EQUAL(checked("000418cb0071"
				"0014"
				"40010100"
				"40020602010000fde9"
				"400304c000020a"
				"18c6336418cb007100",
				true),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(update.n_withdrawn, 1);
	CU_ASSERT_EQUAL(update.n_announced, 3);
	CU_ASSERT_EQUAL(update.n_tolerated, 0);
	CU_ASSERT_EQUAL(checked("0000002c"
				"800e1c00020110"
				"20010db8000000000000000000000010"
				"00"
				"3020010db8000a"
				"40010100"
				"40020602010000fde9",
				true),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(update.n_tolerated, 0);
}

struct fault_case {
	const char *body;
	enum bgp_fault fault;
};

static void errors_of_structure_reset_the_session(void)
{
	static const struct fault_case cases[] = {
		/* RX-02 */
		{"00010000", BGP_FAULT_UPDATE_MALFORMED},
		{"00000001", BGP_FAULT_UPDATE_MALFORMED},
		{"ffffffff", BGP_FAULT_UPDATE_MALFORMED},
		{"000418cb007100", BGP_FAULT_UPDATE_MALFORMED},
		{"000218cb", BGP_FAULT_UPDATE_MALFORMED},
		/* RX-03 */
		{"0000000c800f03000201800f03000201", BGP_FAULT_UPDATE_MALFORMED},
		{"00000034"
		 "800e1500020110"
		 "20010db8000000000000000000000010"
		 "0000"
		 "800e1500020110"
		 "20010db8000000000000000000000010"
		 "0000",
		 BGP_FAULT_UPDATE_MALFORMED},
		/* RX-10 */
		{"00000000"
		 "21cb00710000",
		 BGP_FAULT_UPDATE_NETWORK},
		{"00000000"
		 "18cb00",
		 BGP_FAULT_UPDATE_NETWORK},
		{"0006"
		 "21cb00710000"
		 "0000",
		 BGP_FAULT_UPDATE_NETWORK},
		{"0003"
		 "18cb00"
		 "0000",
		 BGP_FAULT_UPDATE_NETWORK},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(checked(cases[i].body, true), cases[i].fault);
		CU_ASSERT_EQUAL(data.n, 0);
		CU_ASSERT_EQUAL(update.n_announced + update.n_withdrawn, 0);
	}
}

/* RX-08, RX-14 */
static void an_unknown_well_known_attribute_goes_back_in_the_data(void)
{
	CU_ASSERT_EQUAL(checked("0000000940010100"
				"40c802beef",
				true),
			BGP_FAULT_UPDATE_WELL_KNOWN);
	CU_ASSERT_STRING_EQUAL(hex_text(data.at, data.n), "40c802beef");
	CU_ASSERT_EQUAL(checked("0000000650c80002beef", true), BGP_FAULT_UPDATE_WELL_KNOWN);
	CU_ASSERT_STRING_EQUAL(hex_text(data.at, data.n), "50c80002beef");
}

#define ORIGIN   "40010100"
#define AS_PATH  "40020602010000fde9"
#define NEXT_HOP "400304c000020a"
#define NLRI     "18cb0071"

struct tolerated_case {
	const char *body;
	unsigned int n_tolerated;
	uint8_t first;
};

static void check_tolerated(const struct tolerated_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CU_ASSERT_EQUAL(checked(cases[i].body, true), BGP_FAULT_NONE);
		CU_ASSERT_EQUAL(update.n_tolerated, cases[i].n_tolerated);
		CU_ASSERT_EQUAL(update.first_tolerated, cases[i].first);
	}
}

/* RX-04, RX-05, RX-06, RX-07, RX-11 */
static const struct tolerated_case errors[] = {
	/* twice */
	{"00000018" ORIGIN ORIGIN AS_PATH NEXT_HOP NLRI, 1, 1},
	{"0000001e" ORIGIN AS_PATH NEXT_HOP "c0c80201"
	 "01"
	 "c0c80201"
	 "01" NLRI,
	 1, 200},
	/* the last one overruns, or has no room for its header */
	{"00000018" ORIGIN AS_PATH NEXT_HOP "80040500" NLRI, 1, 4},
	{"00000016" ORIGIN AS_PATH NEXT_HOP "8004" NLRI, 1, 4},
	{"00000015" ORIGIN AS_PATH NEXT_HOP "80" NLRI, 1, 0},
	{"00000017" ORIGIN AS_PATH NEXT_HOP "900400" NLRI, 1, 4},
	{"00000003400102", 1, 1},
	/* missing */
	{"00000010" AS_PATH NEXT_HOP NLRI, 1, 1},
	{"0000000b" ORIGIN NEXT_HOP NLRI, 1, 2},
	{"0000000d" ORIGIN AS_PATH NLRI, 1, 3},
	{"00000000" NLRI, 3, 1},
	/* flags */
	{"00000014"
	 "c0010100" AS_PATH NEXT_HOP NLRI,
	 1, 1},
	{"00000014"
	 "00010100" AS_PATH NEXT_HOP NLRI,
	 1, 1},
	{"00000014" ORIGIN "80020602010000fde9" NEXT_HOP NLRI, 1, 2},
	{"0000001b" ORIGIN AS_PATH NEXT_HOP "40040400000001" NLRI, 1, 4},
	/* ORIGIN of 3, of no and of two octets */
	{"00000014"
	 "40010103" AS_PATH NEXT_HOP NLRI,
	 1, 1},
	{"00000013"
	 "400100" AS_PATH NEXT_HOP NLRI,
	 1, 1},
	{"00000015"
	 "4001020000" AS_PATH NEXT_HOP NLRI,
	 1, 1},
	/* AS_PATH: unknown segment, empty segment, overrun, underrun, lone octet */
	{"00000014" ORIGIN "40020605010000fde9" NEXT_HOP NLRI, 1, 2},
	{"00000010" ORIGIN "4002020200" NEXT_HOP NLRI, 1, 2},
	{"00000014" ORIGIN "40020602020000fde9" NEXT_HOP NLRI, 1, 2},
	{"00000015" ORIGIN "40020702010000fde902" NEXT_HOP NLRI, 1, 2},
	/* NEXT_HOP, MED, LOCAL_PREF, ATOMIC_AGGREGATE, AGGREGATOR */
	{"00000015" ORIGIN AS_PATH "400305c000020a00" NLRI, 1, 3},
	{"0000001a" ORIGIN AS_PATH NEXT_HOP "800403000000" NLRI, 1, 4},
	{"0000001a" ORIGIN AS_PATH NEXT_HOP "400503000000" NLRI, 1, 5},
	{"00000018" ORIGIN AS_PATH NEXT_HOP "40060100" NLRI, 1, 6},
	{"0000001d" ORIGIN AS_PATH NEXT_HOP "c00706fde9c000020a" NLRI, 1, 7},
	/* COMMUNITIES, ORIGINATOR_ID, CLUSTER_LIST, EXTENDED, LARGE */
	{"00000017" ORIGIN AS_PATH NEXT_HOP "c00800" NLRI, 1, 8},
	{"0000001c" ORIGIN AS_PATH NEXT_HOP "c008050000000000" NLRI, 1, 8},
	{"0000001a" ORIGIN AS_PATH NEXT_HOP "800903000000" NLRI, 1, 9},
	{"0000001a" ORIGIN AS_PATH NEXT_HOP "800a03000000" NLRI, 1, 10},
	{"0000001b" ORIGIN AS_PATH NEXT_HOP "c0100400000000" NLRI, 1, 16},
	{"0000001b" ORIGIN AS_PATH NEXT_HOP "c0200400000000" NLRI, 1, 32},
	/* MP attributes: too short, next hop of 4 octets, /129, prefix overrun, flags */
	{"00000005800f020002", 1, 15},
	{"00000007800e0400020110", 3, 14},
	{"00000019"
	 "800e0900020104c000020a00" ORIGIN AS_PATH,
	 1, 14},
	{"00000018800f15000201810000000000000000000000000000000000", 1, 15},
	{"0000000b800f080002013020010db8", 1, 15},
	{"00000006c00f03000201", 1, 15},
	/* AS4-03: AS4_PATH of a wrong kind */
	{"0000001b" ORIGIN AS_PATH NEXT_HOP "40110402010000" NLRI, 1, 17},
};

static void errors_of_attributes_are_counted_and_no_more(void)
{
	check_tolerated(errors, sizeof(errors) / sizeof(errors[0]));
}

/* RX-09, RX-12, AS4-03 */
static void what_is_not_wanted_is_no_error(void)
{
	static const struct tolerated_case cases[] = {
		/* unknown, optional: transitive or not */
		{"00000018" ORIGIN AS_PATH NEXT_HOP "c0c80100" NLRI, 0, 0},
		{"00000018" ORIGIN AS_PATH NEXT_HOP "80c80100" NLRI, 0, 0},
		/* families never agreed on */
		{"00000006800f03001941", 0, 0},
		{"0000000a800f07000185deadbeef", 0, 0},
		/* LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST of an external peer */
		{"00000029" ORIGIN AS_PATH NEXT_HOP "40050400000064"
		 "80090401020304"
		 "800a0401020304" NLRI,
		 0, 0},
		/* own next hop, own AS, multicast prefix, default route */
		{"00000014" ORIGIN AS_PATH NEXT_HOP "04e0"
		 "00",
		 0, 0},
		/* AS4_PATH of a peer that needs none */
		{"0000001d" ORIGIN AS_PATH NEXT_HOP "c0110602010000fde9" NLRI, 0, 0},
	};

	check_tolerated(cases, sizeof(cases) / sizeof(cases[0]));
}

static void as_numbers_have_two_octets_for_an_old_peer(void)
{
	CU_ASSERT_EQUAL(checked("00000012"
				"40010100"
				"4002040201fde9"
				"400304c000020a"
				"18cb0071",
				false),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(update.n_tolerated, 0);
	CU_ASSERT_EQUAL(checked("00000012"
				"40010100"
				"4002040201fde9"
				"400304c000020a"
				"18cb0071",
				true),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(update.n_tolerated, 1);
}

UNIT_SUITE(bgp_update_check, UNIT_TEST(valid_updates_are_counted),
	   UNIT_TEST(errors_of_structure_reset_the_session),
	   UNIT_TEST(an_unknown_well_known_attribute_goes_back_in_the_data),
	   UNIT_TEST(errors_of_attributes_are_counted_and_no_more),
	   UNIT_TEST(what_is_not_wanted_is_no_error),
	   UNIT_TEST(as_numbers_have_two_octets_for_an_old_peer))
