#include "core/announcer_self.h"

#include <stdio.h>
#include <string.h>

/*
 * The gate of the announcer (ADV-04, 09, 10): it opens only on a fresh good probe while health and
 * addresses are good, and closes in the very step in which one of them turns bad.
 */

#define RETRY_MIN_NS (5 * NS_PER_MS)

static const char unhealthy[] = "Cache is not healthy; anycast routes withdrawn";
static const char uncertified[] = "Host certificate SAN check failed; anycast routes withdrawn";
static const char unbound[] = "Service address is missing; anycast routes withdrawn";

void announcer_gate_init(struct announcer_gate *gate)
{
	memset(gate, 0, sizeof(*gate));
	health_init(&gate->health);
	gate->probe_limit = INSTANT_NEVER;
	gate->evaluate_at = INSTANT_NEVER;
	gate->fresh_until = INSTANT_NEVER;
	gate->retry_ns = RETRY_MIN_NS;
	announcer_chase_init(&gate->chase);
}

void announcer_want(struct announcer *self, bool announced)
{
	for (size_t peer = 0; peer < self->config.n_peers; peer++) {
		for (size_t route = 0; route < self->config.n_routes; route++)
			bgp_session_want(self->sessions[peer], route, announced);
	}
}

/* The same cause is said once, however often it is found. */
static void gate_close(struct announcer *self, const char *sentence, const char *cause,
		       struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;
	bool was_open = gate->open;

	gate->n_good = 0;
	gate->open = false;
	gate->fresh_until = INSTANT_NEVER;
	if (was_open) {
		gate->rising = true;
		gate->retry_ns = RETRY_MIN_NS;
		announcer_want(self, false);
	} else if (strcmp(gate->cause, cause) == 0) {
		return;
	}
	snprintf(gate->cause, sizeof(gate->cause), "%s", cause);
	io_note(out, IO_LEVEL_WARNING, "anycast", "%s: %s old=%s new=withdrawn", sentence, cause,
		was_open ? "announced" : "withdrawn");
}

static void gate_open(struct announcer *self, struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;

	gate->open = true;
	gate->cause[0] = '\0';
	announcer_want(self, true);
	for (size_t peer = 0; peer < self->config.n_peers; peer++)
		bgp_session_await(self->sessions[peer], false);
	io_note(out, IO_LEVEL_INFO, "anycast",
		"health, certificate and addresses are good old=withdrawn new=announced "
		"cause=%u good evaluations",
		gate->rising ? gate->n_good : 1);
}

/* What closes the gate without asking a probe. Return: whether something does. */
static bool state_closes(struct announcer *self, struct io_actions *out)
{
	const struct prefix *missing = addr_plan_missing(&self->addresses.plan);
	struct announcer_gate *gate = &self->gate;
	char cause[ANNOUNCER_CAUSE_SIZE], text[PREFIX_TEXT_SIZE];

	if (self->config.has_health && !health_eligible(&gate->health)) {
		gate_close(self, unhealthy, gate->health.cause, out);
		return true;
	}
	if (missing == NULL)
		return false;
	snprintf(cause, sizeof(cause), "no usable %s on this host", prefix_format(missing, text));
	gate_close(self, unbound, cause, out);
	return true;
}

/* Its change will be an event, so that nothing else is waited for. */
static bool closed_by_state(struct announcer *self, struct io_actions *out)
{
	bool unread = self->config.has_health && !self->gate.health_known;

	if (!unread && !state_closes(self, out))
		return false;
	self->gate.evaluate_at = INSTANT_NEVER;
	return true;
}

void announcer_evaluate(struct announcer *self, const struct io_event *event,
			struct io_actions *out)
{
	int64_t limit_ns = self->config.probe_limit_ns;
	struct announcer_gate *gate = &self->gate;

	if (self->phase != ANNOUNCER_PHASE_RUNNING)
		return;
	gate->evaluate_at = INSTANT_NEVER;
	if (closed_by_state(self, out))
		return;
	if (gate->probe_id != 0) {
		gate->again = true;
		return;
	}
	gate->probe_id = ++self->last_id;
	gate->probe_limit = instant_add_ns(event->at, limit_ns);
	/* The world gives up a little earlier, so that it can still tell in which phase. */
	io_push(out, IO_ACTION_PROBE, gate->probe_id)->probe.limit_ns = limit_ns - limit_ns / 16;
}

static int64_t repeat_limit(const struct announcer *self, int64_t delay_ns)
{
	if (delay_ns > self->config.rise_interval_ns)
		delay_ns = self->config.rise_interval_ns;
	return delay_ns < self->config.interval_ns ? delay_ns : self->config.interval_ns;
}

/* After a failed evaluation soon again, then less and less often; the interval is the bound. */
static struct instant retry_at(struct announcer *self, struct instant now)
{
	int64_t delay_ns = repeat_limit(self, self->gate.retry_ns);

	self->gate.retry_ns = 2 * delay_ns;
	return instant_add_ns(now, delay_ns);
}

static void evaluated_bad(struct announcer *self, const struct io_event *event, const char *cause,
			  struct io_actions *out)
{
	gate_close(self, uncertified, cause, out);
	self->gate.evaluate_at = retry_at(self, event->at);
}

/* ADV-09: after a withdrawal only several good evaluations, apart from each other, open again. */
static void evaluated_good(struct announcer *self, const struct io_event *event,
			   struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;
	struct instant spaced = instant_add_ns(gate->good_at, self->config.rise_interval_ns);

	gate->fresh_until = instant_add_ns(event->at, 2 * self->config.interval_ns);
	gate->evaluate_at = instant_add_ns(event->at, self->config.interval_ns);
	if (gate->open)
		return;
	if (gate->rising) {
		if (gate->n_good == 0 || instant_reached(spaced, event->at)) {
			gate->n_good++;
			gate->good_at = event->at;
			spaced = instant_add_ns(event->at, self->config.rise_interval_ns);
		}
		if (gate->n_good < self->config.rise) {
			io_note(out, IO_LEVEL_DEBUG, "probe", "good evaluations=%u rise=%u",
				gate->n_good, self->config.rise);
			gate->evaluate_at = instant_min(gate->evaluate_at, spaced);
			return;
		}
	}
	gate_open(self, out);
}

void announcer_probed(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;
	char cause[ANNOUNCER_CAUSE_SIZE] = "";

	if (self->phase != ANNOUNCER_PHASE_RUNNING || gate->probe_id == 0 ||
	    event->id != gate->probe_id)
		return;
	gate->probe_id = 0;
	gate->probe_limit = INSTANT_NEVER;
	if (closed_by_state(self, out)) {
		gate->again = false;
		return;
	}
	if (announcer_probe_judge(&self->config, event, cause))
		evaluated_good(self, event, out);
	else
		evaluated_bad(self, event, cause, out);
	gate->evaluate_at = instant_min(
		gate->evaluate_at,
		announcer_chase_probed(&gate->chase, event, repeat_limit(self, INT64_MAX)));
	if (gate->again) {
		gate->again = false;
		announcer_evaluate(self, event, out);
	}
}

void announcer_certificate(struct announcer *self, const struct io_event *event,
			   struct io_actions *out)
{
	io_note(out, IO_LEVEL_INFO, "probe", "certificate file changed readable=%s",
		event->certificate.known ? "yes" : "no");
	announcer_chase_begin(&self->gate.chase, event, self->config.interval_ns);
	self->gate.retry_ns = RETRY_MIN_NS;
	announcer_evaluate(self, event, out);
}

static void note_health(struct announcer_gate *gate, enum health_level old, struct io_actions *out)
{
	bool eligible = health_eligible(&gate->health);

	io_note(out, IO_LEVEL_INFO, "health", "health changed old=%s new=%s eligible=%s",
		gate->health_known ? health_level_name(old) : "none",
		health_level_name(gate->health.overall), eligible ? "yes" : "no");
	/* Should it turn bad again, that is worth saying again. */
	if (eligible)
		gate->cause[0] = '\0';
}

void announcer_health(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;
	bool was_eligible = gate->health_known && health_eligible(&gate->health);
	enum health_level old = gate->health.overall;

	if (event->health.readable)
		(void)health_parse(event->health.text, &gate->health);
	else
		health_unreadable(&gate->health, event->health.error);
	if (!gate->health_known || old != gate->health.overall ||
	    was_eligible != health_eligible(&gate->health))
		note_health(gate, old, out);
	gate->health_known = true;
	if (self->phase != ANNOUNCER_PHASE_RUNNING || closed_by_state(self, out) || was_eligible)
		return;
	gate->retry_ns = RETRY_MIN_NS;
	announcer_evaluate(self, event, out);
}

void announcer_addresses_changed(struct announcer *self, const struct io_event *event,
				 struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;

	/* Whoever waits for nothing waited for an address, or for health. */
	if (closed_by_state(self, out) || gate->probe_id != 0 ||
	    gate->evaluate_at.ns != INSTANT_NEVER.ns)
		return;
	gate->retry_ns = RETRY_MIN_NS;
	announcer_evaluate(self, event, out);
}

void announcer_gate_time(struct announcer *self, const struct io_event *event,
			 struct io_actions *out)
{
	struct announcer_gate *gate = &self->gate;

	if (self->phase != ANNOUNCER_PHASE_RUNNING)
		return;
	/* ADV-10: no answer is an answer; the late one carries a dead id. */
	if (gate->probe_id != 0 && instant_reached(gate->probe_limit, event->at)) {
		gate->probe_id = 0;
		gate->probe_limit = INSTANT_NEVER;
		gate->again = false;
		evaluated_bad(self, event, "the probe did not end within its limit", out);
	}
	/* Only a suspended process gets here: what it knew is no longer worth anything. */
	if (instant_reached(gate->fresh_until, event->at)) {
		gate->fresh_until = INSTANT_NEVER;
		if (gate->open)
			evaluated_bad(self, event, "the last good result is too old", out);
	}
	if (instant_reached(gate->evaluate_at, event->at))
		announcer_evaluate(self, event, out);
}

struct instant announcer_gate_deadline(const struct announcer *self)
{
	const struct announcer_gate *gate = &self->gate;

	return instant_min(gate->probe_limit, instant_min(gate->evaluate_at, gate->fresh_until));
}
