#include "core/announcer_self.h"

/*
 * Addresses of the announcer: bound before anything is announced, removed after everything is
 * withdrawn, and put back when somebody else takes away what is ours (ADDR-03, 07, 09, 11).
 */

#define REPAIR_DELAY_MIN_NS (100 * NS_PER_MS)
#define REPAIR_DELAY_MAX_NS (10 * NS_PER_S)

static struct io_action *ask(struct announcer *self, enum announcer_address_request request,
			     enum io_action_kind kind, struct io_actions *out)
{
	self->addresses.request = request;
	self->addresses.id = ++self->last_id;
	return io_push(out, kind, self->addresses.id);
}

static void ask_list(struct announcer *self, struct io_actions *out)
{
	self->addresses.any_added = false;
	ask(self, ANNOUNCER_ADDRESS_LIST, IO_ACTION_ADDRESS_LIST, out);
}

static void ask_add(struct announcer *self, const struct prefix *prefix, struct io_actions *out)
{
	self->addresses.prefix = *prefix;
	ask(self, ANNOUNCER_ADDRESS_ADD, IO_ACTION_ADDRESS_ADD, out)->address = *prefix;
}

static const char *error_text(const char *error)
{
	return error != NULL ? error : "no reason given";
}

void announcer_bind(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	self->phase = ANNOUNCER_PHASE_BINDING;
	if (self->addresses.plan.n > 0)
		ask_list(self, out);
	else
		announcer_begin(self, event, out);
}

/* BINDING: the next addition; after the last one what is really there now; then go. */
static void bind_next(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	struct prefix next;

	if (self->n_stops > 0)
		announcer_unbind(self, false, out);
	else if (addr_plan_next_add(&self->addresses.plan, &next))
		ask_add(self, &next, out);
	else if (self->addresses.any_added)
		ask_list(self, out);
	else
		announcer_begin(self, event, out);
}

void announcer_repair(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	struct announcer_addresses *addresses = &self->addresses;
	char text[PREFIX_TEXT_SIZE];
	struct prefix next;

	if (self->phase != ANNOUNCER_PHASE_RUNNING ||
	    addresses->request != ANNOUNCER_ADDRESS_NONE ||
	    !addr_plan_next_repair(&addresses->plan, &next))
		return;
	/* A long quiet time ends the back-off against a manager that fights us. */
	if (instant_since(event->at, addresses->repair_at) > REPAIR_DELAY_MAX_NS)
		addresses->repair_delay_ns = 0;
	if (addresses->repair_delay_ns > 0 && !instant_reached(addresses->repair_at, event->at))
		return;
	addresses->repair_delay_ns = addresses->repair_delay_ns == 0
					     ? REPAIR_DELAY_MIN_NS
					     : 2 * addresses->repair_delay_ns;
	if (addresses->repair_delay_ns > REPAIR_DELAY_MAX_NS)
		addresses->repair_delay_ns = REPAIR_DELAY_MAX_NS;
	addresses->repair_at = instant_add_ns(event->at, addresses->repair_delay_ns);
	io_note(out, IO_LEVEL_WARNING, "addr", "address was taken away; adding it again address=%s",
		prefix_format(&next, text));
	ask_add(self, &next, out);
}

struct instant announcer_repair_deadline(const struct announcer *self)
{
	const struct announcer_addresses *addresses = &self->addresses;
	struct prefix next;

	if (addresses->request != ANNOUNCER_ADDRESS_NONE ||
	    !addr_plan_next_repair(&addresses->plan, &next))
		return INSTANT_NEVER;
	return addresses->repair_at;
}

void announcer_addresses(struct announcer *self, const struct io_event *event,
			 struct io_actions *out)
{
	struct announcer_addresses *addresses = &self->addresses;
	bool answer = addresses->request == ANNOUNCER_ADDRESS_LIST && event->id == addresses->id;

	if (!answer && (event->id != 0 || self->phase != ANNOUNCER_PHASE_RUNNING))
		return;
	/* Unasked, while an addition or a removal is under way: its own list follows. */
	if (!answer && addresses->request != ANNOUNCER_ADDRESS_NONE)
		return;
	if (answer)
		addresses->request = ANNOUNCER_ADDRESS_NONE;
	addr_plan_list(&addresses->plan, event->addresses.list, event->addresses.n);
	if (self->phase == ANNOUNCER_PHASE_BINDING) {
		bind_next(self, event, out);
	} else if (self->phase == ANNOUNCER_PHASE_RUNNING) {
		announcer_addresses_changed(self, event, out);
		announcer_repair(self, event, out);
	} else if (self->phase == ANNOUNCER_PHASE_UNBINDING) {
		announcer_unbind(self, addresses->roll_back, out);
	}
}

static void added(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	struct announcer_addresses *addresses = &self->addresses;
	enum io_address_result result = event->address_done.result;
	bool good = addr_plan_added(&addresses->plan, &addresses->prefix, result);
	char text[PREFIX_TEXT_SIZE];

	prefix_format(&addresses->prefix, text);
	if (!good)
		io_note(out, IO_LEVEL_ERROR, "addr", "cannot add an address address=%s error=%s",
			text, error_text(event->address_done.error));
	else
		io_note(out, IO_LEVEL_INFO, "addr", "%s address=%s",
			result == IO_ADDRESS_PRESENT ? "address is there already; left alone"
						     : "address added",
			text);
	addresses->any_added = true;
	if (self->phase == ANNOUNCER_PHASE_BINDING && !good) {
		self->failed = true;
		announcer_unbind(self, true, out);
	} else if (self->phase == ANNOUNCER_PHASE_BINDING) {
		bind_next(self, event, out);
	} else if (self->phase == ANNOUNCER_PHASE_RUNNING) {
		ask_list(self, out);
	} else if (self->phase == ANNOUNCER_PHASE_UNBINDING) {
		announcer_unbind(self, addresses->roll_back, out);
	}
}

static void removed(struct announcer *self, const struct io_event *event, struct io_actions *out)
{
	struct announcer_addresses *addresses = &self->addresses;
	char text[PREFIX_TEXT_SIZE];

	prefix_format(&addresses->prefix, text);
	if (addr_plan_removed(&addresses->plan, &addresses->prefix, event->address_done.result)) {
		io_note(out, IO_LEVEL_INFO, "addr", "%s address=%s",
			event->address_done.result == IO_ADDRESS_ABSENT ? "address was gone already"
									: "address removed",
			text);
	} else {
		self->failed = true;
		io_note(out, IO_LEVEL_ERROR, "addr", "cannot remove an address address=%s error=%s",
			text, error_text(event->address_done.error));
	}
	announcer_unbind(self, addresses->roll_back, out);
}

void announcer_address_done(struct announcer *self, const struct io_event *event,
			    struct io_actions *out)
{
	enum announcer_address_request request = self->addresses.request;

	if (request == ANNOUNCER_ADDRESS_NONE || request == ANNOUNCER_ADDRESS_LIST ||
	    event->id != self->addresses.id)
		return;
	self->addresses.request = ANNOUNCER_ADDRESS_NONE;
	if (request == ANNOUNCER_ADDRESS_ADD)
		added(self, event, out);
	else
		removed(self, event, out);
}

void announcer_unbind(struct announcer *self, bool roll_back, struct io_actions *out)
{
	struct announcer_addresses *addresses = &self->addresses;
	struct prefix next;

	self->phase = ANNOUNCER_PHASE_UNBINDING;
	self->timer = INSTANT_NEVER;
	addresses->roll_back = roll_back;
	/* What is under way ends first: its answer leads back here. */
	if (addresses->request != ANNOUNCER_ADDRESS_NONE)
		return;
	if (!addr_plan_next_remove(&addresses->plan, roll_back, &next)) {
		announcer_finish(self, out);
		return;
	}
	addresses->prefix = next;
	ask(self, ANNOUNCER_ADDRESS_REMOVE, IO_ACTION_ADDRESS_REMOVE, out)->address = next;
}
