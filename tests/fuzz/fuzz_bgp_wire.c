#include "sim/trace/bgp_wire.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Input: frames, each after its length in two octets. */

static void heard(void *arg, const struct bgp_wire_message *message)
{
	size_t *n = arg;

	*n += message->event != NULL ? message->event->bgp.n_announced : 1;
}

FUZZ_TARGET(bgp_wire)
{
	size_t n_heard = 0;
	struct bgp_wire *wire = bgp_wire_new(heard, &n_heard);

	while (wire != NULL && n >= 2) {
		size_t n_frame = (size_t)data[0] << 8 | data[1];
		uint8_t *frame;

		data += 2;
		n -= 2;
		if (n_frame > n)
			n_frame = n;
		/* Exactly so many octets, so that reading one too many is seen. */
		frame = malloc(n_frame + (n_frame == 0));
		if (frame == NULL)
			break;
		memcpy(frame, data, n_frame);
		bgp_wire_frame(wire, frame, n_frame, (struct instant){NS_PER_S});
		free(frame);
		data += n_frame;
		n -= n_frame;
	}
	bgp_wire_free(wire);
}
