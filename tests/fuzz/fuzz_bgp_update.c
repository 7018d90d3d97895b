#include "anycast/bgp.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Input: an UPDATE behind its header. Whatever it is, the NOTIFICATION to it is a whole message. */
static void check(struct bytes message, bool as4)
{
	static uint8_t answer[BGP_MESSAGE_MAX];
	struct writer writer = writer_of(answer, sizeof(answer));
	struct bgp_notification notification;
	char text[BGP_NOTIFICATION_TEXT_SIZE];
	struct bgp_update update;
	struct bytes wrong;
	enum bgp_fault fault = bgp_update_check(message, as4, &update, &wrong);

	if (fault == BGP_FAULT_NONE)
		return;
	if (update.n_announced != 0 || update.n_withdrawn != 0 || update.n_tolerated != 0)
		abort();
	bgp_notification_encode(&writer, fault, wrong);
	if (writer.failed)
		abort();
	notification = bgp_notification_decode((struct bytes){answer, writer.n});
	bgp_notification_format(&notification, text);
}

/* The same octets as a NOTIFICATION: its text never breaks a line. */
static void check_text(struct bytes message)
{
	struct bgp_notification notification = bgp_notification_decode(message);
	char text[BGP_NOTIFICATION_TEXT_SIZE];

	bgp_notification_format(&notification, text);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c < 0x20 || *c > 0x7e)
			abort();
	}
}

FUZZ_TARGET(bgp_update)
{
	uint8_t *message;

	if (n < 4 || n > BGP_MESSAGE_MAX - BGP_HEADER_SIZE)
		return;
	/* Exactly as many octets as the message has, so that reading one too many is seen. */
	message = malloc(BGP_HEADER_SIZE + n);
	if (message == NULL)
		return;
	memset(message, 0xff, BGP_HEADER_SIZE);
	memcpy(message + BGP_HEADER_SIZE, data, n);
	check((struct bytes){message, BGP_HEADER_SIZE + n}, true);
	check((struct bytes){message, BGP_HEADER_SIZE + n}, false);
	check_text((struct bytes){message, BGP_HEADER_SIZE + n});
	free(message);
}
