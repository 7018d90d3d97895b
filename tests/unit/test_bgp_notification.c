#include "anycast/bgp.h"
#include "tests/lib/hex.h"
#include "tests/lib/unit.h"

#include <string.h>

static char text[BGP_NOTIFICATION_TEXT_SIZE];

/* NOTIF-01 */
static void a_notification_is_21_octets_and_its_data(void)
{
	static const uint8_t data[] = {0x00, 0x12};
	uint8_t memory[64];
	struct writer writer = writer_of(memory, sizeof(memory));

	bgp_notification_encode(&writer, BGP_FAULT_HEADER_LENGTH, (struct bytes){data, 2});
	CU_ASSERT_EQUAL(writer.n, 23);
	CU_ASSERT_STRING_EQUAL(hex_text(memory + 16, writer.n - 16), "00170301020012");
	writer = writer_of(memory, sizeof(memory));
	bgp_notification_encode(&writer, BGP_FAULT_HOLD_TIMER, (struct bytes){NULL, 0});
	CU_ASSERT_STRING_EQUAL(hex_text(memory + 16, writer.n - 16), "0015030400");
}

/* RX-14 */
static void data_is_cut_to_a_message(void)
{
	static uint8_t data[5000];
	static uint8_t memory[5000];
	struct writer writer = writer_of(memory, sizeof(memory));

	bgp_notification_encode(&writer, BGP_FAULT_UPDATE_WELL_KNOWN,
				(struct bytes){data, sizeof(data)});
	CU_ASSERT_FALSE(writer.failed);
	CU_ASSERT_EQUAL(writer.n, 4096);
}

/* The words for a NOTIFICATION whose body is given as hex. */
static const char *formatted(const char *body)
{
	static uint8_t message[BGP_MESSAGE_MAX];
	size_t n = hex_octets(body, message + BGP_HEADER_SIZE, sizeof(message) - BGP_HEADER_SIZE);
	struct bgp_notification notification =
		bgp_notification_decode((struct bytes){message, BGP_HEADER_SIZE + n});

	return bgp_notification_format(&notification, text);
}

/* NOTIF-02 */
static void any_code_has_words(void)
{
	CU_ASSERT_STRING_EQUAL(formatted("0602"), "6/2 Cease, Administrative Shutdown");
	CU_ASSERT_STRING_EQUAL(formatted("0400"), "4/0 Hold Timer Expired");
	CU_ASSERT_STRING_EQUAL(formatted("02010004"),
			       "2/1 OPEN Message Error, Unsupported Version Number");
	CU_ASSERT_STRING_EQUAL(formatted("0000"), "0/0 unknown");
	CU_ASSERT_STRING_EQUAL(formatted("060a"), "6/10 Cease, BFD Down");
	CU_ASSERT_STRING_EQUAL(formatted("06c8"), "6/200 Cease");
	CU_ASSERT_STRING_EQUAL(formatted("6301"), "99/1 unknown");
}

/* NOTIF-06 */
static void a_shutdown_communication_cannot_break_the_line(void)
{
	CU_ASSERT_STRING_EQUAL(formatted("06020568656c6c6f"),
			       "6/2 Cease, Administrative Shutdown \"hello\"");
	CU_ASSERT_STRING_EQUAL(formatted("060407610a6200225cff"),
			       "6/4 Cease, Administrative Reset \"a\\x0ab\\x00\\x22\\x5c\\xff\"");
	/* its length lies */
	CU_ASSERT_STRING_EQUAL(formatted("0602c8616263"), "6/2 Cease, Administrative Shutdown");
	CU_ASSERT_STRING_EQUAL(formatted("060200"), "6/2 Cease, Administrative Shutdown");
	/* not of these subcodes */
	CU_ASSERT_STRING_EQUAL(formatted("060303616263"), "6/3 Cease, Peer De-configured");
}

static void a_long_communication_is_cut_and_its_quote_closed(void)
{
	char body[4 + 2 + 2 * 255 + 1];

	memset(body, 'e', sizeof(body));
	memcpy(body, "0602ff", 6);
	body[sizeof(body) - 1] = '\0';
	formatted(body);
	CU_ASSERT_TRUE(strlen(text) < BGP_NOTIFICATION_TEXT_SIZE);
	CU_ASSERT_EQUAL(text[strlen(text) - 1], '"');
	memset(body + 6, '4', sizeof(body) - 7);
	formatted(body);
	CU_ASSERT_TRUE(strlen(text) > 100);
	CU_ASSERT_EQUAL(text[strlen(text) - 1], '"');
}

UNIT_SUITE(bgp_notification, UNIT_TEST(a_notification_is_21_octets_and_its_data),
	   UNIT_TEST(data_is_cut_to_a_message), UNIT_TEST(any_code_has_words),
	   UNIT_TEST(a_shutdown_communication_cannot_break_the_line),
	   UNIT_TEST(a_long_communication_is_cut_and_its_quote_closed))
