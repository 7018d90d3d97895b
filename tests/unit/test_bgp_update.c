#include "anycast/bgp.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <string.h>

static uint8_t memory[5000];
static struct prefix prefixes[1500];

static struct ip ip_of(const char *text)
{
	struct ip ip = {IP_NONE, {0}};

	CU_ASSERT_TRUE_FATAL(ip_parse(text, &ip));
	return ip;
}

static struct prefix prefix_of(const char *text)
{
	struct prefix prefix = {{IP_NONE, {0}}, 0};

	CU_ASSERT_TRUE_FATAL(prefix_parse(text, &prefix));
	return prefix;
}

/* The body of the one UPDATE in memory, as hex. */
static const char *body(const struct writer *writer)
{
	struct bgp_header header = {0};
	struct bytes data;

	CU_ASSERT_FALSE_FATAL(writer->failed);
	CU_ASSERT_EQUAL(bgp_header_decode(memory, &header, &data), BGP_FAULT_NONE);
	CU_ASSERT_EQUAL(header.type, BGP_TYPE_UPDATE);
	CU_ASSERT_EQUAL(header.length, writer->n);
	return hex_text(memory + BGP_HEADER_SIZE, writer->n - BGP_HEADER_SIZE);
}

static const char *announced(const struct bgp_path *path, const char *text)
{
	struct writer writer = writer_of(memory, sizeof(memory));
	struct prefix prefix = prefix_of(text);

	CU_ASSERT_EQUAL(bgp_update_announce(&writer, path, &prefix, 1), 1);
	return body(&writer);
}

static const char *withdrawn(const char *text)
{
	struct writer writer = writer_of(memory, sizeof(memory));
	struct prefix prefix = prefix_of(text);

	CU_ASSERT_EQUAL(bgp_update_withdraw(&writer, &prefix, 1), 1);
	return body(&writer);
}

/* UPD-01, -02, -03, -04, -06, -07, -08, -09; AS4-01 */
static void ipv4_is_announced_in_the_classic_fields(void)
{
	struct bgp_path path = {.local_asn = 65001, .as4 = true, .next_hop = ip_of("192.0.2.10")};

	CU_ASSERT_STRING_EQUAL(announced(&path, "203.0.113.0/24"), "00000014"
								   "40010100"
								   "4002060201"
								   "0000fde9"
								   "400304"
								   "c000020a"
								   "18cb0071");
}

/* AS4-02 */
static void a_peer_with_two_octet_as_numbers_gets_as_trans_and_as4_path(void)
{
	struct bgp_path path = {.local_asn = 65001, .next_hop = ip_of("192.0.2.10")};

	CU_ASSERT_STRING_EQUAL(announced(&path, "203.0.113.0/24"), "00000012"
								   "40010100"
								   "4002040201"
								   "fde9"
								   "400304"
								   "c000020a"
								   "18cb0071");
	path.local_asn = 4200000001;
	CU_ASSERT_STRING_EQUAL(announced(&path, "203.0.113.0/24"), "0000001b"
								   "40010100"
								   "4002040201"
								   "5ba0"
								   "400304"
								   "c000020a"
								   "c011060201"
								   "fa56ea01"
								   "18cb0071");
	path.as4 = true;
	CU_ASSERT_STRING_EQUAL(announced(&path, "203.0.113.0/24"), "00000014"
								   "40010100"
								   "4002060201"
								   "fa56ea01"
								   "400304"
								   "c000020a"
								   "18cb0071");
}

/* UPD-07, UPD-09 */
static void an_internal_peer_gets_an_empty_path_and_local_pref(void)
{
	struct bgp_path path = {
		.local_asn = 4200000001, .internal = true, .next_hop = ip_of("192.0.2.10")};

	CU_ASSERT_STRING_EQUAL(announced(&path, "203.0.113.0/24"), "00000015"
								   "40010100"
								   "400200"
								   "400304"
								   "c000020a"
								   "400504"
								   "00000064"
								   "18cb0071");
}

/* MP-01, UPD-04, UPD-05 */
static void ipv6_is_announced_in_mp_reach_which_comes_first(void)
{
	struct bgp_path path = {.local_asn = 65001, .as4 = true, .next_hop = ip_of("2001:db8::10")};

	CU_ASSERT_STRING_EQUAL(announced(&path, "2001:db8:a::/48"),
			       "0000002c"
			       "800e1c00020110"
			       "20010db8000000000000000000000010"
			       "00"
			       "3020010db8000a"
			       "40010100"
			       "4002060201"
			       "0000fde9");
}

/* UPD-10, MP-01 */
static void withdrawals_carry_no_path(void)
{
	CU_ASSERT_STRING_EQUAL(withdrawn("203.0.113.0/24"), "000418cb00710000");
	CU_ASSERT_STRING_EQUAL(withdrawn("2001:db8:a::/48"), "0000000d"
							     "800f0a000201"
							     "3020010db8000a");
}

/* EOR-01 */
static void end_of_rib_is_an_empty_update(void)
{
	struct writer writer = writer_of(memory, sizeof(memory));

	bgp_update_end_of_rib(&writer, BGP_FAMILY_V4);
	CU_ASSERT_EQUAL(writer.n, 23);
	CU_ASSERT_STRING_EQUAL(body(&writer), "00000000");
	writer = writer_of(memory, sizeof(memory));
	bgp_update_end_of_rib(&writer, BGP_FAMILY_V6);
	CU_ASSERT_EQUAL(writer.n, 29);
	CU_ASSERT_STRING_EQUAL(body(&writer), "00000006800f03000201");
}

struct length_case {
	const char *prefix;
	const char *encoded;
};

/* UPD-11 */
static void prefixes_take_as_many_octets_as_their_length_needs(void)
{
	static const struct length_case cases[] = {
		{"0.0.0.0/0", "0001000000"},
		{"128.0.0.0/1", "000201800000"},
		{"203.0.0.0/8", "000208cb0000"},
		{"203.128.0.0/9", "000309cb800000"},
		{"203.0.113.255/32", "000520cb0071ff0000"},
		{"::/0", "00000007800f0400020100"},
		{"8000::/1", "00000008800f050002010180"},
		{"2001:db8::1/128", "00000017800f140002018020010db8000000000000000000000001"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_STRING_EQUAL(withdrawn(cases[i].prefix), cases[i].encoded);
}

static void fill_v4(size_t n)
{
	for (size_t i = 0; i < n; i++)
		prefixes[i] = (struct prefix){{IP_V4, {10, (uint8_t)(i >> 8), (uint8_t)i, 0}}, 24};
}

/* HDR-02, UPD-12: 23 + 20 octets of attributes leave room for (4096 - 43) / 4 prefixes of /24. */
static void updates_are_filled_up_to_4096_octets_and_no_further(void)
{
	struct bgp_path path = {.local_asn = 65001, .as4 = true, .next_hop = ip_of("192.0.2.10")};
	struct writer writer = writer_of(memory, sizeof(memory));

	fill_v4(1500);
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 1500), 1013);
	CU_ASSERT_EQUAL(writer.n, 4095);
	/* One of /8 takes two octets instead of four: (4096 - 43 - 2) / 4 = 1012. */
	prefixes[0].length = 8;
	writer = writer_of(memory, sizeof(memory));
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 1500), 1013);
	CU_ASSERT_EQUAL(writer.n, 4093);
	/* And one of /32 five: exactly 4096 of two /32 and one /8 less. */
	prefixes[0].length = 32;
	writer = writer_of(memory, sizeof(memory));
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 1500), 1013);
	CU_ASSERT_EQUAL(writer.n, 4096);
	prefixes[1].length = 32;
	writer = writer_of(memory, sizeof(memory));
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 1500), 1012);
	CU_ASSERT_EQUAL(writer.n, 4093);
}

static void ipv6_updates_are_filled_with_an_extended_length(void)
{
	struct bgp_path path = {.local_asn = 65001, .as4 = true, .next_hop = ip_of("2001:db8::10")};
	struct writer writer = writer_of(memory, sizeof(memory));

	for (size_t i = 0; i < 1500; i++)
		prefixes[i] = (struct prefix){
			{IP_V6, {0x20, 0x01, 0x0d, 0xb8, (uint8_t)(i >> 8), (uint8_t)i}}, 48};
	/* 23 + 13 + 4 + 21 octets leave room for (4096 - 61) / 7 prefixes of /48. */
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 1500), 576);
	CU_ASSERT_EQUAL(writer.n, 4093);
	CU_ASSERT_EQUAL(memory[23], 0x90);
	CU_ASSERT_EQUAL(memory[24], 14);
	CU_ASSERT_EQUAL(memory[25] << 8 | memory[26], 21 + 576 * 7);
	writer = writer_of(memory, sizeof(memory));
	CU_ASSERT_EQUAL(bgp_update_withdraw(&writer, prefixes, 1500), 580);
	CU_ASSERT_EQUAL(writer.n, 4090);
}

static void what_does_not_fit_the_writer_is_left_and_nothing_written(void)
{
	struct bgp_path path = {.local_asn = 65001, .as4 = true, .next_hop = ip_of("192.0.2.10")};
	struct writer writer = writer_of(memory, 46);

	fill_v4(2);
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 2), 0);
	CU_ASSERT_EQUAL(writer.n, 0);
	CU_ASSERT_FALSE(writer.failed);
	writer = writer_of(memory, 47);
	CU_ASSERT_EQUAL(bgp_update_announce(&writer, &path, prefixes, 2), 1);
	CU_ASSERT_EQUAL(writer.n, 47);
	CU_ASSERT_EQUAL(bgp_update_withdraw(&writer, prefixes, 2), 0);
	CU_ASSERT_EQUAL(bgp_update_withdraw(&writer, prefixes, 0), 0);
}

UNIT_SUITE(bgp_update, UNIT_TEST(ipv4_is_announced_in_the_classic_fields),
	   UNIT_TEST(a_peer_with_two_octet_as_numbers_gets_as_trans_and_as4_path),
	   UNIT_TEST(an_internal_peer_gets_an_empty_path_and_local_pref),
	   UNIT_TEST(ipv6_is_announced_in_mp_reach_which_comes_first),
	   UNIT_TEST(withdrawals_carry_no_path), UNIT_TEST(end_of_rib_is_an_empty_update),
	   UNIT_TEST(prefixes_take_as_many_octets_as_their_length_needs),
	   UNIT_TEST(updates_are_filled_up_to_4096_octets_and_no_further),
	   UNIT_TEST(ipv6_updates_are_filled_with_an_extended_length),
	   UNIT_TEST(what_does_not_fit_the_writer_is_left_and_nothing_written))
