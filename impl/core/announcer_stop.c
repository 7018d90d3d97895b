#include "core/announcer_self.h"

/* A stop (ADV-07): withdraw, wait until the routers have it, Cease, linger, then addresses. */

static void withdraw(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	self->phase = ANNOUNCER_PHASE_WITHDRAWING;
	self->timer = instant_add_ns(event->at, self->config.withdraw_limit_ns);
	self->gate.open = false;
	announcer_want(self, false);
	io_note(out, IO_LEVEL_INFO, "anycast", "stopping: withdrawing routes limit_ms=%lld",
		(long long)(self->config.withdraw_limit_ns / NS_PER_MS));
}

/* BGP-FSM-09: Cease to every router. */
static void cease(struct announcer *self, const char *why, const struct io_event *event,
		  struct io_actions *out)
{
	self->phase = ANNOUNCER_PHASE_LINGERING;
	self->timer = instant_add_ns(event->at, self->n_stops > 1 ? 0 : self->config.linger_ns);
	io_note(out, IO_LEVEL_INFO, "anycast", "stopping: %s; closing sessions linger_ms=%lld", why,
		(long long)(instant_since(self->timer, event->at) / NS_PER_MS));
	for (size_t i = 0; i < self->config.n_peers; i++)
		bgp_session_stop(self->sessions[i], event, out);
}

static bool all_synced(const struct announcer *self)
{
	for (size_t i = 0; i < self->config.n_peers; i++) {
		if (!bgp_session_synced(self->sessions[i]))
			return false;
	}
	return true;
}

void announcer_stop(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	self->n_stops++;
	switch (self->phase) {
	case ANNOUNCER_PHASE_NEW:
		announcer_finish(self, out);
		break;
	case ANNOUNCER_PHASE_RUNNING:
		withdraw(self, event, out);
		break;
	case ANNOUNCER_PHASE_WITHDRAWING:
	case ANNOUNCER_PHASE_LINGERING:
		/* The second one: no more waiting; see announcer_stop_progress(). */
		self->timer = event->at;
		break;
	case ANNOUNCER_PHASE_UNBINDING:
		if (self->n_stops > 2) {
			self->failed = true;
			announcer_finish(self, out);
		}
		break;
	case ANNOUNCER_PHASE_BINDING: /* goes on to unbind when its request is answered */
	case ANNOUNCER_PHASE_FINISHED:
		break;
	}
}

void announcer_stop_progress(struct announcer *self, const struct io_event *event,
			     struct io_actions *out)
{
	if (self->phase == ANNOUNCER_PHASE_WITHDRAWING) {
		if (all_synced(self))
			cease(self, "the routers have the withdrawal", event, out);
		else if (instant_reached(self->timer, event->at))
			cease(self, "no acknowledgement of the withdrawal within the limit", event,
			      out);
	}
	if (self->phase == ANNOUNCER_PHASE_LINGERING && instant_reached(self->timer, event->at))
		announcer_unbind(self, false, out);
}
