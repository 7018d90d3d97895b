#include "core/announcer_self.h"

/* Begin and end of the announcer's service (ADV-01): between binding and unbinding of addresses. */

void announcer_begin(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	self->phase = ANNOUNCER_PHASE_RUNNING;
	io_note(out, IO_LEVEL_INFO, "anycast",
		"Anycast advertiser started; routes not yet advertised");
	for (size_t i = 0; i < self->config.n_peers; i++) {
		bgp_session_await(self->sessions[i], true);
		bgp_session_start(self->sessions[i], event, out);
	}
	io_note(out, IO_LEVEL_INFO, "anycast", "ready");
	io_push(out, IO_ACTION_READY, 0);
	announcer_evaluate(self, event, out);
}

void announcer_finish(struct announcer *self, struct io_actions *out)
{
	self->phase = ANNOUNCER_PHASE_FINISHED;
	self->timer = INSTANT_NEVER;
	io_push(out, IO_ACTION_FINISH, 0)->finish.failed = self->failed;
}
