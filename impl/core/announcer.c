#include "core/announcer_self.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

/* The announcer's wiring: which part gets which event, and what they all wait for. */

static size_t aligned(size_t n)
{
	const size_t unit = alignof(max_align_t);

	return (n + unit - 1) / unit * unit;
}

size_t announcer_size(const struct announcer_config *config)
{
	return aligned(sizeof(struct announcer)) +
	       config->n_peers * aligned(bgp_session_size(config));
}

struct announcer *announcer_init(void *memory, const struct announcer_config *config, uint64_t seed)
{
	struct announcer *self = memory;
	unsigned char *next = (unsigned char *)memory + aligned(sizeof(*self));

	assert(config->n_peers <= ANNOUNCER_PEERS_MAX);
	memset(self, 0, sizeof(*self));
	self->config = *config;
	self->timer = INSTANT_NEVER;
	addr_plan_init(&self->addresses.plan, config->address_mode, config->addresses,
		       config->n_addresses);
	announcer_gate_init(&self->gate);
	for (size_t i = 0; i < config->n_peers; i++) {
		self->sessions[i] = bgp_session_init(next, &self->config, i, &self->last_id,
						     seed + i * UINT64_C(0x9e3779b97f4a7c15));
		next += aligned(bgp_session_size(config));
	}
	return self;
}

static void step_sessions(struct announcer *self, const struct io_event *event,
			  struct io_actions *out)
{
	for (size_t i = 0; i < self->config.n_peers; i++)
		bgp_session_step(self->sessions[i], event, out);
}

/* An event of a stream goes to the session whose connection it is; a late one to nobody. */
static void step_owner(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	for (size_t i = 0; i < self->config.n_peers; i++) {
		if (bgp_session_owns(self->sessions[i], event->id)) {
			bgp_session_step(self->sessions[i], event, out);
			return;
		}
	}
}

/* Also while stopping: a last message may wait for its octets to leave. */
static bool has_sessions(const struct announcer *self)
{
	return self->phase >= ANNOUNCER_PHASE_RUNNING && self->phase < ANNOUNCER_PHASE_FINISHED;
}

static void dispatch(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	switch (event->kind) {
	case IO_EVENT_START:
		if (self->phase == ANNOUNCER_PHASE_NEW)
			announcer_bind(self, event, out);
		break;
	case IO_EVENT_STOP:
		announcer_stop(self, event, out);
		break;
	case IO_EVENT_TIME:
		if (has_sessions(self))
			step_sessions(self, event, out);
		announcer_gate_time(self, event, out);
		announcer_repair(self, event, out);
		break;
	case IO_EVENT_CONNECTED:
	case IO_EVENT_RECEIVED:
	case IO_EVENT_SENT:
	case IO_EVENT_ACKED:
	case IO_EVENT_CLOSED:
		if (has_sessions(self))
			step_owner(self, event, out);
		break;
	case IO_EVENT_ADDRESSES:
		announcer_addresses(self, event, out);
		break;
	case IO_EVENT_ADDRESS_DONE:
		announcer_address_done(self, event, out);
		break;
	case IO_EVENT_PROBED:
		announcer_probed(self, event, out);
		break;
	case IO_EVENT_HEALTH:
		announcer_health(self, event, out);
		break;
	case IO_EVENT_CERTIFICATE:
		announcer_certificate(self, event, out);
		break;
	case IO_EVENT_NETWORK:
		if (has_sessions(self))
			step_sessions(self, event, out);
		break;
	}
}

static void announcer_step(void *memory, const struct io_event *event, struct io_actions *out)
{
	struct announcer *self = memory;

	if (self->phase == ANNOUNCER_PHASE_FINISHED)
		return;
	dispatch(self, event, out);
	for (size_t i = 0; has_sessions(self) && i < self->config.n_peers; i++)
		bgp_session_flush(self->sessions[i], event, out);
	announcer_stop_progress(self, event, out);
	announcer_report(self, out);
}

static struct instant announcer_deadline(const void *memory)
{
	const struct announcer *self = memory;
	struct instant at = self->timer;

	if (self->phase == ANNOUNCER_PHASE_RUNNING) {
		at = instant_min(at, announcer_gate_deadline(self));
		at = instant_min(at, announcer_repair_deadline(self));
	}
	for (size_t i = 0; has_sessions(self) && i < self->config.n_peers; i++)
		at = instant_min(at, bgp_session_deadline(self->sessions[i]));
	return at;
}

const struct role announcer_role = {announcer_step, announcer_deadline};

enum announcer_route_state announcer_route_state(const struct announcer *self, size_t peer,
						 size_t route)
{
	return bgp_session_route_state(self->sessions[peer], route);
}
