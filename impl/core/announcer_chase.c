#include "core/announcer_self.h"

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

void announcer_certificate(struct announcer *self, const struct io_event *event,
			   struct io_actions *out)
{
	struct announcer_chase *chase = &self->gate.chase;

	announcer_chase_init(chase);
	io_note(out, IO_LEVEL_INFO, "probe", "certificate file changed readable=%s",
		event->certificate.known ? "yes" : "no");
	if (event->certificate.known) {
		memcpy(chase->leaf, event->certificate.leaf, sizeof(chase->leaf));
		chase->delay_ns = CHASE_MIN_NS;
		chase->until = instant_add_ns(event->at, self->config.interval_ns);
	}
	announcer_retry_soon(self);
	announcer_evaluate(self, event, out);
}

void announcer_chase_probed(struct announcer *self, const struct io_event *event)
{
	struct announcer_gate *gate = &self->gate;
	struct announcer_chase *chase = &gate->chase;
	int64_t delay_ns = announcer_repeat_limit(self, chase->delay_ns);
	bool served = event->probed.outcome == IO_PROBE_CERTIFICATE &&
		      memcmp(event->probed.leaf, chase->leaf, sizeof(chase->leaf)) == 0;

	if (chase->until.ns == over.ns)
		return;
	if (served || instant_reached(chase->until, event->at)) {
		chase->until = over;
		return;
	}
	chase->delay_ns = delay_ns + delay_ns / 4;
	gate->evaluate_at = instant_min(gate->evaluate_at, instant_add_ns(event->at, delay_ns));
}
