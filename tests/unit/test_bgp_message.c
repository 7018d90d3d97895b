#include "anycast/bgp.h"
#include "core/bgp_receive.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <string.h>

static struct bytes data;

static enum bgp_fault decode(uint16_t length, uint8_t type, struct bgp_header *out)
{
	static uint8_t octets[BGP_HEADER_SIZE];

	memset(octets, 0xff, 16);
	octets[16] = (uint8_t)(length >> 8);
	octets[17] = (uint8_t)length;
	octets[18] = type;
	return bgp_header_decode(octets, out, &data);
}

/* HDR-01 */
static void a_keepalive_is_a_header_alone(void)
{
	static const uint8_t expected[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0x00, 0x13, 0x04};
	uint8_t memory[32];
	struct writer writer = writer_of(memory, sizeof(memory));

	bgp_keepalive_encode(&writer);
	CU_ASSERT_EQUAL(writer.n, 19);
	CU_ASSERT_EQUAL(memcmp(memory, expected, 19), 0);
	writer = writer_of(memory, 18);
	bgp_keepalive_encode(&writer);
	CU_ASSERT_TRUE(writer.failed);
}

/* HDR-03 */
static void every_bit_of_the_marker_counts(void)
{
	uint8_t octets[BGP_HEADER_SIZE];
	struct bgp_header header;

	memset(octets, 0xff, 16);
	hex_octets("001304", octets + 16, 3);
	CU_ASSERT_EQUAL(bgp_header_decode(octets, &header, &data), BGP_FAULT_NONE);
	for (unsigned int bit = 0; bit < 128; bit++) {
		octets[bit / 8] ^= (uint8_t)(1U << bit % 8);
		CU_ASSERT_EQUAL(bgp_header_decode(octets, &header, &data), BGP_FAULT_HEADER_MARKER);
		CU_ASSERT_EQUAL(data.n, 0);
		octets[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
}

struct length_case {
	uint16_t length;
	uint8_t type;
	enum bgp_fault fault;
};

/* HDR-04, HDR-05, HDR-06, HDR-07, RR-05 */
static void lengths_are_judged_by_type(void)
{
	static const struct length_case cases[] = {
		{0, 1, BGP_FAULT_HEADER_LENGTH},
		{1, 4, BGP_FAULT_HEADER_LENGTH},
		{18, 4, BGP_FAULT_HEADER_LENGTH},
		{4097, 2, BGP_FAULT_HEADER_LENGTH},
		{65535, 2, BGP_FAULT_HEADER_LENGTH},
		{28, 1, BGP_FAULT_HEADER_LENGTH},
		{29, 1, BGP_FAULT_NONE},
		{4096, 1, BGP_FAULT_NONE},
		{19, 2, BGP_FAULT_HEADER_LENGTH},
		{22, 2, BGP_FAULT_HEADER_LENGTH},
		{23, 2, BGP_FAULT_NONE},
		{4096, 2, BGP_FAULT_NONE},
		{19, 3, BGP_FAULT_HEADER_LENGTH},
		{20, 3, BGP_FAULT_HEADER_LENGTH},
		{21, 3, BGP_FAULT_NONE},
		{19, 4, BGP_FAULT_NONE},
		{20, 4, BGP_FAULT_HEADER_LENGTH},
		{22, 5, BGP_FAULT_HEADER_LENGTH},
		{23, 5, BGP_FAULT_NONE},
		{24, 5, BGP_FAULT_HEADER_LENGTH},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bgp_header header = {0};

		CU_ASSERT_EQUAL(decode(cases[i].length, cases[i].type, &header), cases[i].fault);
		CU_ASSERT_EQUAL(header.length,
				cases[i].fault == BGP_FAULT_NONE ? cases[i].length : 0);
		if (cases[i].fault == BGP_FAULT_NONE)
			continue;
		CU_ASSERT_EQUAL_FATAL(data.n, 2);
		CU_ASSERT_EQUAL(data.at[0] << 8 | data.at[1], cases[i].length);
	}
}

/* HDR-08 */
static void unknown_types_are_named_in_the_data(void)
{
	static const uint8_t types[] = {0, 6, 9, 128, 255};
	struct bgp_header header;

	for (size_t i = 0; i < sizeof(types); i++) {
		CU_ASSERT_EQUAL(decode(19, types[i], &header), BGP_FAULT_HEADER_TYPE);
		CU_ASSERT_EQUAL_FATAL(data.n, 1);
		CU_ASSERT_EQUAL(data.at[0], types[i]);
	}
}

/* RR-02, RR-03 */
static void a_route_refresh_names_a_family(void)
{
	uint8_t octets[BGP_REFRESH_SIZE] = {[19] = 0, 1, 0, 1};
	struct bytes message = {octets, sizeof(octets)};

	CU_ASSERT_EQUAL(bgp_refresh_decode(message), BGP_FAMILY_V4);
	octets[21] = 255;
	CU_ASSERT_EQUAL(bgp_refresh_decode(message), BGP_FAMILY_V4);
	octets[20] = 2;
	CU_ASSERT_EQUAL(bgp_refresh_decode(message), BGP_FAMILY_V6);
	octets[22] = 128;
	CU_ASSERT_EQUAL(bgp_refresh_decode(message), BGP_FAMILY_NONE);
	octets[20] = 25;
	octets[22] = 1;
	CU_ASSERT_EQUAL(bgp_refresh_decode(message), BGP_FAMILY_NONE);
}

/* KEEPALIVE, an End-of-RIB and a KEEPALIVE as one stream. */
static size_t three_messages(uint8_t *out, size_t size)
{
	struct writer writer = writer_of(out, size);

	bgp_keepalive_encode(&writer);
	bgp_update_end_of_rib(&writer, BGP_FAMILY_V4);
	bgp_keepalive_encode(&writer);
	CU_ASSERT_EQUAL(writer.n, 61);
	return writer.n;
}

/* Takes all of @input and adds the types seen, as digits, to @types. */
static void take_all(struct bgp_receive *receive, struct bytes input, char *types)
{
	struct bgp_cut cut;

	while (bgp_receive_take(receive, &input, &cut) == BGP_RECEIVED_MESSAGE) {
		CU_ASSERT_EQUAL(cut.message.n, cut.header.length);
		types[strlen(types)] = (char)('0' + cut.header.type);
	}
	CU_ASSERT_EQUAL(input.n, 0);
}

/* TCP-05 */
static void messages_are_cut_whatever_the_segments(void)
{
	static struct bgp_receive receive;
	uint8_t stream[64];
	size_t n = three_messages(stream, sizeof(stream));

	for (size_t split = 0; split <= n; split++) {
		char types[8] = "";

		bgp_receive_clear(&receive);
		take_all(&receive, (struct bytes){stream, split}, types);
		take_all(&receive, (struct bytes){stream + split, n - split}, types);
		CU_ASSERT_STRING_EQUAL(types, "424");
	}
}

/* HDR-05: not after waiting for the body */
static void a_bad_header_is_found_before_its_body(void)
{
	static struct bgp_receive receive;
	uint8_t octets[BGP_HEADER_SIZE];
	struct bytes input = {octets, sizeof(octets)};
	struct bgp_cut cut;

	memset(octets, 0xff, 16);
	hex_octets("100102", octets + 16, 3);
	bgp_receive_clear(&receive);
	CU_ASSERT_EQUAL(bgp_receive_take(&receive, &input, &cut), BGP_RECEIVED_FAULT);
	CU_ASSERT_EQUAL(cut.fault, BGP_FAULT_HEADER_LENGTH);
	CU_ASSERT_EQUAL(cut.data.n, 2);
}

UNIT_SUITE(bgp_message, UNIT_TEST(a_keepalive_is_a_header_alone),
	   UNIT_TEST(every_bit_of_the_marker_counts), UNIT_TEST(lengths_are_judged_by_type),
	   UNIT_TEST(unknown_types_are_named_in_the_data),
	   UNIT_TEST(a_route_refresh_names_a_family),
	   UNIT_TEST(messages_are_cut_whatever_the_segments),
	   UNIT_TEST(a_bad_header_is_found_before_its_body))
