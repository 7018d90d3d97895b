#include "tests/lib/router.h"

#include <assert.h>
#include <string.h>

/* The device of the scripted world: what the kernel would say of its addresses. */

static bool is_text(const char *text, const struct prefix *prefix)
{
	struct prefix other = {0};

	return text != NULL && addr_normalise(text, &other) == NULL && prefix_equal(&other, prefix);
}

static size_t find_address(const struct router *self, const struct prefix *prefix)
{
	size_t i = 0;

	while (i < self->n_addresses && !prefix_equal(&self->addresses[i].prefix, prefix))
		i++;
	return i;
}

static enum io_address_result add_result(struct router *self, const struct prefix *prefix)
{
	bool race = is_text(self->race_add, prefix);

	if (is_text(self->refuse_add, prefix))
		return IO_ADDRESS_FAILED;
	if (find_address(self, prefix) < self->n_addresses)
		return IO_ADDRESS_PRESENT;
	self->addresses[self->n_addresses++] = (struct io_address){*prefix, true, !race, true};
	return race ? IO_ADDRESS_PRESENT : IO_ADDRESS_DONE;
}

static enum io_address_result remove_result(struct router *self, const struct prefix *prefix)
{
	size_t i = find_address(self, prefix);

	if (is_text(self->refuse_remove, prefix))
		return IO_ADDRESS_FAILED;
	if (i == self->n_addresses)
		return IO_ADDRESS_ABSENT;
	memmove(&self->addresses[i], &self->addresses[i + 1],
		(--self->n_addresses - i) * sizeof(self->addresses[0]));
	return IO_ADDRESS_DONE;
}

void router_address(struct router *self, const struct io_action *action)
{
	bool add = action->kind == IO_ACTION_ADDRESS_ADD;
	struct io_event *done = router_later(self, IO_EVENT_ADDRESS_DONE, action->id, 0);
	char text[PREFIX_TEXT_SIZE];

	router_trace(self, "%s %s", add ? "add" : "remove", prefix_format(&action->address, text));
	done->address_done.result =
		add ? add_result(self, &action->address) : remove_result(self, &action->address);
	done->address_done.error = "Operation not permitted";
}

void router_list(struct router *self, uint32_t id)
{
	struct io_event *event = router_later(self, IO_EVENT_ADDRESSES, id, 0);

	event->addresses.list = self->addresses;
	event->addresses.n = self->n_addresses;
}

static void set_address(const char *text, struct prefix *out)
{
	const char *wrong = addr_normalise(text, out);

	assert(wrong == NULL);
}

void router_add_address(struct router *self, const char *text, bool ours)
{
	struct io_address *one = &self->addresses[self->n_addresses++];

	*one = (struct io_address){.on_device = true, .ours = ours, .usable = true};
	set_address(text, &one->prefix);
}

void router_send_addresses(struct router *self)
{
	router_list(self, 0);
	router_run_ms(self, 0);
}
