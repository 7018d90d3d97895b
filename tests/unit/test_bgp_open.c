#include "anycast/bgp.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

static struct bgp_open open;
static struct bytes data;

/* The body of an encoded OPEN as hex; its header is checked. */
static const char *encoded(const struct bgp_open *ours)
{
	static uint8_t memory[128];
	struct writer writer = writer_of(memory, sizeof(memory));
	struct bgp_header header;

	bgp_open_encode(&writer, ours);
	CU_ASSERT_FALSE_FATAL(writer.failed);
	CU_ASSERT_EQUAL(bgp_header_decode(memory, &header, &data), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(header.type, BGP_TYPE_OPEN);
	CU_ASSERT_EQUAL(header.length, writer.n);
	return hex_text(memory + BGP_HEADER_SIZE, writer.n - BGP_HEADER_SIZE);
}

/* OPEN-01, -02, -03, -04, -05, -07; CAP-01, -02, -03, -04 */
static void capabilities_are_sent_in_one_parameter(void)
{
	const struct bgp_open both = {.asn = 65001,
				      .hold_s = 9,
				      .identifier = 0xc000020a,
				      .families = BGP_FAMILY_V4 | BGP_FAMILY_V6,
				      .as4 = true,
				      .refresh = true};
	struct bgp_open v6 = both;

	CU_ASSERT_STRING_EQUAL(encoded(&both), "04fde90009c000020a160214"
					       "010400010001"
					       "010400020001"
					       "0200"
					       "41040000fde9");
	v6.families = BGP_FAMILY_V6;
	v6.hold_s = 0;
	CU_ASSERT_STRING_EQUAL(encoded(&v6), "04fde90000c000020a10020e"
					     "010400020001"
					     "0200"
					     "41040000fde9");
}

/* OPEN-02 */
static void a_large_as_number_is_as_trans_in_the_old_field(void)
{
	const struct bgp_open ours = {.asn = 4200000001,
				      .hold_s = 65535,
				      .identifier = 1,
				      .families = BGP_FAMILY_V4,
				      .as4 = true};

	CU_ASSERT_STRING_EQUAL(encoded(&ours), "045ba0ffff000000010e020c"
					       "010400010001"
					       "4104fa56ea01");
}

/* OPEN-25's form */
static void without_capabilities_there_is_no_parameter(void)
{
	const struct bgp_open ours = {.asn = 65001, .hold_s = 9, .identifier = 1};

	CU_ASSERT_STRING_EQUAL(encoded(&ours), "04fde900090000000100");
}

/* Decodes an OPEN whose body is given as hex. */
static enum bgp_fault decoded(const char *body)
{
	static uint8_t message[4096];
	size_t n = hex_octets(body, message + BGP_HEADER_SIZE, sizeof(message) - BGP_HEADER_SIZE);

	memset(&open, 0, sizeof(open));
	return bgp_open_decode((struct bytes){message, BGP_HEADER_SIZE + n}, &open, &data);
}

/* OPEN-23 */
static void a_peer_without_capabilities_speaks_ipv4_alone(void)
{
	CU_ASSERT_EQUAL(decoded("04fc00005ac000020100"), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.asn, 64512);
	CU_ASSERT_EQUAL(open.hold_s, 90);
	CU_ASSERT_EQUAL(open.identifier, 0xc0000201);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V4);
	CU_ASSERT_FALSE(open.as4);
	CU_ASSERT_FALSE(open.refresh);
}

static void capabilities_are_read(void)
{
	CU_ASSERT_EQUAL(decoded("045ba0005ac0000201160214"
				"010400010001"
				"010400020001"
				"0200"
				"4104fa56ea00"),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.asn, 4200000000);
	CU_ASSERT_EQUAL(open.my_as, 23456);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V4 | BGP_FAMILY_V6);
	CU_ASSERT_TRUE(open.as4);
	CU_ASSERT_TRUE(open.refresh);
	/* OPEN-24: one family named leaves the other out */
	CU_ASSERT_EQUAL(decoded("04fc00005ac0000201080206010400020001"), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V6);
	/* OPEN-20, -21: unknown, repeated, several parameters, Reserved not zero */
	CU_ASSERT_EQUAL(decoded("04fc00005ac0000201"
				"20"
				"02060104000100010206010400010001020601"
				"0400"
				"02ff0102060004deadbeef"),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V4 | BGP_FAMILY_V6);
	/* OPEN-22: a known one of a wrong length */
	CU_ASSERT_EQUAL(decoded("04fc00005ac00002010702050103000100"), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V4);
	/* EOR-04: graceful restart */
	CU_ASSERT_EQUAL(decoded("04fc00005ac00002010a0208400680780001"
				"0180"),
			BGP_FAULT_NONE);
}

/* OPEN-26 */
static void extended_parameters_are_read_whatever_their_length(void)
{
	static char body[2048];
	int n;

	CU_ASSERT_EQUAL(decoded("04fc00005ac0000201"
				"ffff0009"
				"020006"
				"010400020001"),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V6);
	CU_ASSERT_EQUAL(decoded("04fc00005ac0000201"
				"04ff0009"
				"020006"
				"010400020001"),
			BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V6);
	/* 610 octets of ten unknown capabilities with values of 59 zero octets */
	n = snprintf(body, sizeof(body), "04fc00005ac0000201ffff0265020262");
	for (int i = 0; i < 10; i++)
		n += snprintf(body + n, sizeof(body) - (size_t)n, "803b%0118d", 0);
	CU_ASSERT_EQUAL(decoded(body), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(open.families, BGP_FAMILY_V4);
}

struct fault_case {
	const char *body;
	enum bgp_fault fault;
};

static void wrong_opens_are_refused(void)
{
	static const struct fault_case cases[] = {
		/* OPEN-09 */
		{"00fc00005ac000020100", BGP_FAULT_OPEN_VERSION},
		{"03fc00005ac000020100", BGP_FAULT_OPEN_VERSION},
		{"05fc00005ac000020100", BGP_FAULT_OPEN_VERSION},
		{"fffc00005ac000020100", BGP_FAULT_OPEN_VERSION},
		/* OPEN-12 */
		{"040000005ac000020100", BGP_FAULT_OPEN_PEER_AS},
		{"04fc00005ac000020108020641040000"
		 "0000",
		 BGP_FAULT_OPEN_PEER_AS},
		{"040000005ac000020108020641040000"
		 "fc00",
		 BGP_FAULT_OPEN_PEER_AS},
		/* OPEN-13 */
		{"04fc000001c000020100", BGP_FAULT_OPEN_HOLD_TIME},
		{"04fc000002c000020100", BGP_FAULT_OPEN_HOLD_TIME},
		/* OPEN-15 */
		{"04fc00005a0000000000", BGP_FAULT_OPEN_IDENTIFIER},
		/* OPEN-18 */
		{"04fc00005ac0000201020100", BGP_FAULT_OPEN_PARAMETER},
		{"04fc00005ac0000201020300", BGP_FAULT_OPEN_PARAMETER},
		{"04fc00005ac000020102fe00", BGP_FAULT_OPEN_PARAMETER},
		/* OPEN-27 */
		{"04fc00005ac0000201040200ff00", BGP_FAULT_OPEN_PARAMETER},
		/* OPEN-19: capability and parameter overruns, octets behind, length short and long
		 */
		{"04fc00005ac0000201060204"
		 "41090000",
		 BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac000020103020141", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201040203"
		 "0200",
		 BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201010"
		 "2",
		 BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac00002010000", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac000020101", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201ff", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201ffff", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201ffff00", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201ffff0001", BGP_FAULT_OPEN_MALFORMED},
		{"04fc00005ac0000201ffff000202"
		 "00",
		 BGP_FAULT_OPEN_MALFORMED},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(decoded(cases[i].body), cases[i].fault);
		CU_ASSERT_EQUAL(open.identifier, 0);
		CU_ASSERT_EQUAL(data.n, cases[i].fault == BGP_FAULT_OPEN_VERSION ? 2 : 0);
	}
	/* OPEN-09: the Data is a two-octet number */
	decoded("05fc00005ac000020100");
	CU_ASSERT_STRING_EQUAL(hex_text(data.at, data.n), "0004");
}

/* OPEN-17 */
static void any_identifier_but_zero_is_accepted(void)
{
	CU_ASSERT_EQUAL(decoded("04fc00005ae000000100"), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(decoded("04fc00005affffffff00"), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(decoded("04fc00005a0000000100"), BGP_FAULT_NONE);
}

/* OPEN-10, -11, -16 */
static void the_peer_is_the_configured_one_or_refused(void)
{
	const struct bgp_open ours = {.asn = 65001, .identifier = 7};
	struct bgp_open theirs = {.asn = 64512, .my_as = 64512, .identifier = 8};

	CU_ASSERT_EQUAL(bgp_open_judge(&ours, &theirs, 64512), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(bgp_open_judge(&ours, &theirs, 64513), BGP_FAULT_OPEN_PEER_AS);
	theirs.my_as = 23456;
	CU_ASSERT_EQUAL(bgp_open_judge(&ours, &theirs, 64512), BGP_FAULT_NONE);
	theirs.identifier = 7;
	CU_ASSERT_EQUAL(bgp_open_judge(&ours, &theirs, 64512), BGP_FAULT_NONE);
	theirs.asn = 65001;
	CU_ASSERT_EQUAL(bgp_open_judge(&ours, &theirs, 65001), BGP_FAULT_OPEN_IDENTIFIER);
	theirs.identifier = 8;
	CU_ASSERT_EQUAL(bgp_open_judge(&ours, &theirs, 65001), BGP_FAULT_NONE);
}

UNIT_SUITE(bgp_open, UNIT_TEST(capabilities_are_sent_in_one_parameter),
	   UNIT_TEST(a_large_as_number_is_as_trans_in_the_old_field),
	   UNIT_TEST(without_capabilities_there_is_no_parameter),
	   UNIT_TEST(a_peer_without_capabilities_speaks_ipv4_alone),
	   UNIT_TEST(capabilities_are_read),
	   UNIT_TEST(extended_parameters_are_read_whatever_their_length),
	   UNIT_TEST(wrong_opens_are_refused), UNIT_TEST(any_identifier_but_zero_is_accepted),
	   UNIT_TEST(the_peer_is_the_configured_one_or_refused))
