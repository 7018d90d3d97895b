#include "anycast/ip.h"
#include "sim/trace/bgp_wire.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

/*
 * A router (R, port 179) and a cache (C) talk. Frames are made here octet by octet; what the
 * decoder tells is written down as one word a message: "C:open", "R:keepalive", "up", "down", …
 */

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };
enum { C, R };

static struct bgp_wire *wire;
static char told[600];
static struct trace_event last;
static uint32_t seq[2];
static bool v6;
static int64_t now_ms;

#define MARKER "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
static const char open_message[] = MARKER "\x00\x1d\x01\x04\xfd\xe9\x00\x09\xc0\x00\x02\x01\x00";
static const char keepalive[] = MARKER "\x00\x13\x04";
static const char cease[] = MARKER "\x00\x15\x03\x06\x02";
/* 203.0.113.0/24 with ORIGIN, empty AS_PATH left out, NEXT_HOP */
static const char announce[] = MARKER
	"\x00\x26\x02\x00\x00\x00\x0b\x40\x01\x01\x00\x40\x03\x04\xc0\x00\x02\x01\x18\xcb\x00"
	"\x71";
static const char withdraw[] = MARKER "\x00\x1b\x02\x00\x04\x18\xcb\x00\x71\x00\x00";
static const char end_of_rib[] = MARKER "\x00\x17\x02\x00\x00\x00\x00";
static const char end_of_rib_v6[] = MARKER "\x00\x1d\x02\x00\x00\x00\x06\x80\x0f\x03\x00\x02\x01";
/* MP_REACH_NLRI, extended length: 2001:db8:a::/48, next hop of 16 octets */
static const char announce_v6[] =
	MARKER "\x00\x37\x02\x00\x00\x00\x20\x90\x0e\x00\x1c\x00\x02\x01\x10"
	       "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"
	       "\x30\x20\x01\x0d\xb8\x00\x0a";
static const char withdraw_v6[] =
	MARKER "\x00\x24\x02\x00\x00\x00\x0d\x80\x0f\x0a\x00\x02\x01\x30\x20\x01\x0d\xb8\x00\x0a";

static void heard(void *arg, const struct bgp_wire_message *message)
{
	char from[IP_TEXT_SIZE];
	size_t n = strlen(told);
	const char *who, *what = "up";

	(void)arg;
	ip_format(&message->from, from);
	who = strcmp(from, "198.18.0.1") == 0 || strcmp(from, "2001:db8::1") == 0 ? "C:" : "R:";
	if (message->kind == BGP_WIRE_MESSAGE) {
		static const char *const names[] = {"open",         "update",  "keepalive",
						    "notification", "refresh", "acked"};

		last = *message->event;
		what = names[last.bgp.kind];
	} else {
		who = "";
		what = message->kind == BGP_WIRE_ESTABLISHED ? "up" : "down";
	}
	snprintf(told + n, sizeof(told) - n, "%s%s%s", n > 0 ? " " : "", who, what);
}

static size_t put_ip_header(uint8_t *at, int from, size_t n_tcp)
{
	static const uint8_t ends4[2][4] = {{198, 18, 0, 1}, {198, 18, 0, 2}};
	static const uint8_t ends6[2][16] = {
		{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
		{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};

	memset(at, 0, 40);
	if (v6) {
		at[0] = 0x60;
		at[4] = (uint8_t)(n_tcp >> 8);
		at[5] = (uint8_t)n_tcp;
		at[6] = 6;
		memcpy(at + 8, ends6[from], 16);
		memcpy(at + 24, ends6[!from], 16);
		return 40;
	}
	at[0] = 0x45;
	at[2] = (uint8_t)((n_tcp + 20) >> 8);
	at[3] = (uint8_t)(n_tcp + 20);
	at[9] = 6;
	memcpy(at + 12, ends4[from], 4);
	memcpy(at + 16, ends4[!from], 4);
	return 20;
}

static void put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A segment at an offset from where its sender is; padded to 60 octets as Ethernet does. */
static void segment(int from, unsigned int flags, int32_t offset, const void *payload, size_t n)
{
	uint8_t frame[2048] = {0};
	uint8_t *at = frame + 14;
	size_t n_frame;

	frame[12] = v6 ? 0x86 : 0x08;
	frame[13] = v6 ? 0xdd : 0x00;
	at += put_ip_header(at, from, 20 + n);
	at[from == C ? 1 : 3] = 33;
	at[from == C ? 0 : 2] = 0x80;
	at[from == C ? 3 : 1] = 179;
	put_u32(at + 4, seq[from] + (uint32_t)offset);
	put_u32(at + 8, seq[!from]);
	at[12] = 0x50;
	at[13] = (uint8_t)flags;
	if (n > 0)
		memcpy(at + 20, payload, n);
	n_frame = (size_t)(at - frame) + 20 + n;
	bgp_wire_frame(wire, frame, n_frame < 60 ? 60 : n_frame,
		       (struct instant){++now_ms * NS_PER_MS});
}

static void send_octets(int from, const void *payload, size_t n)
{
	segment(from, ACK, 0, payload, n);
	seq[from] += (uint32_t)n;
}

#define SEND(from, message) send_octets(from, message, sizeof(message) - 1)

static void connect_ends(void)
{
	wire = bgp_wire_new(heard, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(wire);
	told[0] = '\0';
	now_ms = 0;
	/* Sequence numbers that wrap soon. */
	seq[C] = 0xfffffff0;
	seq[R] = 7000;
	segment(C, SYN, 0, NULL, 0);
	seq[C]++;
	segment(R, SYN | ACK, 0, NULL, 0);
	seq[R]++;
	segment(C, ACK, 0, NULL, 0);
}

static void establish(void)
{
	connect_ends();
	SEND(C, open_message);
	SEND(R, open_message);
	SEND(R, keepalive);
	SEND(C, keepalive);
	CU_ASSERT_STRING_EQUAL(told, "C:open R:open R:keepalive C:keepalive up");
	told[0] = '\0';
}

static void told_is(const char *expected)
{
	CU_ASSERT_STRING_EQUAL(told, expected);
	bgp_wire_free(wire);
	v6 = false;
}

static void a_session_is_up_when_both_have_sent_open_and_keepalive(void)
{
	establish();
	told_is("");
}

static void the_same_over_ipv6(void)
{
	v6 = true;
	establish();
	told_is("");
}

static void an_update_tells_its_prefixes(void)
{
	char text[PREFIX_TEXT_SIZE];

	establish();
	SEND(C, announce);
	CU_ASSERT_EQUAL(last.bgp.n_announced, 1);
	CU_ASSERT_STRING_EQUAL(prefix_format(&last.bgp.announced[0], text), "203.0.113.0/24");
	SEND(C, withdraw);
	CU_ASSERT_EQUAL(last.bgp.n_announced, 0);
	CU_ASSERT_EQUAL(last.bgp.n_withdrawn, 1);
	CU_ASSERT_STRING_EQUAL(prefix_format(&last.bgp.withdrawn[0], text), "203.0.113.0/24");
	SEND(C, announce_v6);
	CU_ASSERT_EQUAL(last.bgp.n_announced, 1);
	CU_ASSERT_STRING_EQUAL(prefix_format(&last.bgp.announced[0], text), "2001:db8:a::/48");
	SEND(C, withdraw_v6);
	CU_ASSERT_EQUAL(last.bgp.n_withdrawn, 1);
	CU_ASSERT_EQUAL(last.bgp.end_of_rib, IP_NONE);
	CU_ASSERT_EQUAL(bgp_wire_faults(wire), 0);
	told_is("C:update C:update C:update C:update");
}

static void end_of_rib_is_told_for_its_family(void)
{
	establish();
	SEND(R, end_of_rib);
	CU_ASSERT_EQUAL(last.bgp.end_of_rib, IP_V4);
	SEND(R, end_of_rib_v6);
	CU_ASSERT_EQUAL(last.bgp.end_of_rib, IP_V6);
	told_is("R:update R:update");
}

static void a_withdrawal_is_acked_when_its_last_octet_is(void)
{
	establish();
	SEND(C, withdraw);
	seq[C]--;
	segment(R, ACK, 0, NULL, 0);
	CU_ASSERT_STRING_EQUAL(told, "C:update");
	seq[C]++;
	segment(R, ACK, 0, NULL, 0);
	CU_ASSERT_EQUAL(last.bgp.n_withdrawn, 1);
	CU_ASSERT_EQUAL(last.at.ns, 10 * NS_PER_MS);
	segment(R, ACK, 0, NULL, 0);
	told_is("C:update C:acked");
}

static void messages_may_be_cut_anywhere(void)
{
	establish();
	for (size_t i = 0; i < sizeof(withdraw) - 1; i++)
		send_octets(C, withdraw + i, 1);
	send_octets(C, keepalive, 10);
	CU_ASSERT_STRING_EQUAL(told, "C:update");
	send_octets(C, keepalive + 10, 9);
	told_is("C:update C:keepalive");
}

static void a_retransmission_is_told_once(void)
{
	establish();
	SEND(C, withdraw);
	segment(C, ACK, -27, withdraw, 27);
	segment(C, ACK, -10, withdraw + 17, 10);
	SEND(C, keepalive);
	told_is("C:update C:keepalive");
}

static void segments_out_of_order_are_put_in_order(void)
{
	establish();
	segment(C, ACK, 27, keepalive, 19);
	segment(C, ACK, 20, withdraw + 20, 7);
	CU_ASSERT_STRING_EQUAL(told, "");
	segment(C, ACK, 0, withdraw, 22);
	CU_ASSERT_EQUAL(bgp_wire_faults(wire), 0);
	told_is("C:update C:keepalive");
}

static void what_was_not_captured_is_skipped_to_the_next_marker(void)
{
	establish();
	seq[C] += 30; /* lost to the capture, yet the router has it */
	segment(C, ACK, 0, withdraw, 27);
	CU_ASSERT_STRING_EQUAL(told, "");
	seq[C] += 27;
	segment(R, ACK, 0, NULL, 0);
	CU_ASSERT_EQUAL(bgp_wire_faults(wire), 1);
	told_is("C:update");
}

static void a_notification_ends_the_session_and_tells_why(void)
{
	establish();
	SEND(C, cease);
	CU_ASSERT_EQUAL(last.bgp.code, 6);
	CU_ASSERT_EQUAL(last.bgp.subcode, 2);
	segment(C, FIN | ACK, 0, NULL, 0);
	segment(R, RST, 0, NULL, 0);
	told_is("C:notification down");
}

static void a_fin_or_reset_ends_the_session(void)
{
	establish();
	segment(C, FIN | ACK, 0, NULL, 0);
	CU_ASSERT_STRING_EQUAL(told, "down");
	bgp_wire_free(wire);
	establish();
	segment(C, RST, 0, NULL, 0);
	told_is("down");
}

static void a_fin_counts_only_after_what_was_sent_before_it(void)
{
	establish();
	segment(C, FIN | ACK, 27, NULL, 0);
	CU_ASSERT_STRING_EQUAL(told, "");
	segment(C, ACK, 0, withdraw, 27);
	told_is("C:update down");
}

static void a_new_syn_ends_what_was_before(void)
{
	establish();
	seq[C] = 99;
	segment(C, SYN, 0, NULL, 0);
	CU_ASSERT_STRING_EQUAL(told, "down");
	told[0] = '\0';
	seq[C]++;
	segment(R, SYN | ACK, 0, NULL, 0);
	seq[R]++;
	SEND(C, open_message);
	SEND(R, open_message);
	SEND(R, keepalive);
	SEND(C, keepalive);
	told_is("C:open R:open R:keepalive C:keepalive up");
}

static void lies_about_lengths_are_counted_not_believed(void)
{
	static const char too_long[] = MARKER "\x00\x1b\x02\x00\x04\x21\xcb\x00\x71\x00\x00";
	static const char too_far[] = MARKER "\x00\x1b\x02\x00\x05\x18\xcb\x00\x71\x00\x00";
	static const char too_short[] = MARKER "\x00\x12\x02";
	static const char attribute[] = MARKER "\x00\x1a\x02\x00\x00\x00\x03\x80\x0f\x03";

	establish();
	SEND(C, too_long);
	SEND(C, too_far);
	SEND(C, too_short);
	SEND(C, attribute);
	CU_ASSERT_EQUAL(bgp_wire_faults(wire), 5);
	SEND(C, keepalive);
	told_is("C:keepalive");
}

static void more_prefixes_than_fit_are_counted(void)
{
	static const uint8_t prefix[4] = {24, 198, 51, 100};
	uint8_t message[23 + 20 * 4] = MARKER "\x00\x67\x02\x00\x50";

	for (size_t i = 0; i < 20 * sizeof(prefix); i++)
		message[21 + i] = prefix[i % sizeof(prefix)];
	establish();
	send_octets(C, message, sizeof(message));
	CU_ASSERT_EQUAL(last.bgp.n_withdrawn, 16);
	CU_ASSERT_EQUAL(last.bgp.n_more, 4);
	told_is("C:update");
}

UNIT_SUITE(bgp_wire, UNIT_TEST(a_session_is_up_when_both_have_sent_open_and_keepalive),
	   UNIT_TEST(the_same_over_ipv6), UNIT_TEST(an_update_tells_its_prefixes),
	   UNIT_TEST(end_of_rib_is_told_for_its_family),
	   UNIT_TEST(a_withdrawal_is_acked_when_its_last_octet_is),
	   UNIT_TEST(messages_may_be_cut_anywhere), UNIT_TEST(a_retransmission_is_told_once),
	   UNIT_TEST(segments_out_of_order_are_put_in_order),
	   UNIT_TEST(what_was_not_captured_is_skipped_to_the_next_marker),
	   UNIT_TEST(a_notification_ends_the_session_and_tells_why),
	   UNIT_TEST(a_fin_or_reset_ends_the_session),
	   UNIT_TEST(a_fin_counts_only_after_what_was_sent_before_it),
	   UNIT_TEST(a_new_syn_ends_what_was_before),
	   UNIT_TEST(lies_about_lengths_are_counted_not_believed),
	   UNIT_TEST(more_prefixes_than_fit_are_counted))
