#include "anycast/bgp.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Input: an OPEN behind its header. What is accepted survives being encoded and read again. */
FUZZ_TARGET(bgp_open)
{
	uint8_t message[BGP_MESSAGE_MAX];
	struct bgp_open open, again;
	struct bytes wrong;
	struct writer writer;

	if (n < 10 || n > sizeof(message) - BGP_HEADER_SIZE)
		return;
	memset(message, 0xff, BGP_HEADER_SIZE);
	memcpy(message + BGP_HEADER_SIZE, data, n);
	if (bgp_open_decode((struct bytes){message, BGP_HEADER_SIZE + n}, &open, &wrong) !=
	    BGP_FAULT_NONE)
		return;
	if (open.identifier == 0 || open.asn == 0 || open.hold_s == 1 || open.hold_s == 2)
		abort();
	writer = writer_of(message, sizeof(message));
	open.as4 |= open.asn > UINT16_MAX;
	open.refresh = true;
	bgp_open_encode(&writer, &open);
	if (writer.failed ||
	    bgp_open_decode((struct bytes){message, writer.n}, &again, &wrong) != BGP_FAULT_NONE)
		abort();
	if (again.asn != open.asn || again.hold_s != open.hold_s ||
	    again.identifier != open.identifier || again.as4 != open.as4)
		abort();
}
