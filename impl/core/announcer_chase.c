#include "core/announcer_chase.h"

#include <string.h>

/*
 * After the certificate's file has changed the server goes on with the old one for as long as it
 * takes to reload. Until it serves what the file holds, or an interval is over, it is asked again
 * soon. The delay grows by a quarter, so that what the waiting adds stays a fraction of the
 * server's own time.
 */

#define CHASE_MIN_NS (5 * NS_PER_MS)

static const struct instant over = {INT64_MIN};

void announcer_chase_init(struct announcer_chase *chase)
{
	memset(chase, 0, sizeof(*chase));
	chase->until = over;
}

void announcer_chase_begin(struct announcer_chase *chase, const struct io_event *event,
			   int64_t limit_ns)
{
	announcer_chase_init(chase);
	if (!event->certificate.known)
		return;
	memcpy(chase->leaf, event->certificate.leaf, sizeof(chase->leaf));
	chase->delay_ns = CHASE_MIN_NS;
	chase->until = instant_add_ns(event->at, limit_ns);
}

struct instant announcer_chase_probed(struct announcer_chase *chase, const struct io_event *event,
				      int64_t delay_max_ns)
{
	int64_t delay_ns = chase->delay_ns < delay_max_ns ? chase->delay_ns : delay_max_ns;
	bool served = event->probed.outcome == IO_PROBE_CERTIFICATE &&
		      memcmp(event->probed.leaf, chase->leaf, sizeof(chase->leaf)) == 0;

	if (chase->until.ns == over.ns)
		return INSTANT_NEVER;
	if (served || instant_reached(chase->until, event->at)) {
		chase->until = over;
		return INSTANT_NEVER;
	}
	chase->delay_ns = delay_ns + delay_ns / 4;
	return instant_add_ns(event->at, delay_ns);
}
