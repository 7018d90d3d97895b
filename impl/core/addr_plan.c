#include "anycast/addr.h"

#include <assert.h>
#include <string.h>

static struct addr_entry *find(struct addr_plan *plan, const struct ip *ip)
{
	for (size_t i = 0; i < plan->n; i++) {
		if (ip_equal(&plan->at[i].prefix.ip, ip))
			return &plan->at[i];
	}
	return NULL;
}

void addr_plan_init(struct addr_plan *plan, enum addr_mode mode, const struct prefix *list,
		    size_t n_list)
{
	assert(n_list <= ADDR_PLAN_MAX);
	memset(plan, 0, sizeof(*plan));
	plan->mode = mode;
	for (size_t i = 0; i < n_list; i++) {
		if (find(plan, &list[i].ip) == NULL)
			plan->at[plan->n++].prefix = list[i];
	}
}

void addr_plan_list(struct addr_plan *plan, const struct io_address *list, size_t n_list)
{
	for (size_t i = 0; i < plan->n; i++) {
		plan->at[i].present = false;
		plan->at[i].usable = false;
	}
	for (size_t i = 0; i < n_list; i++) {
		struct addr_entry *entry = find(plan, &list[i].prefix.ip);

		if (entry == NULL)
			continue;
		entry->usable |= list[i].usable;
		if (!list[i].on_device)
			continue;
		/* Of two tuples with one address the one that is ours is the one to remove. */
		if (!entry->present || list[i].ours)
			entry->prefix = list[i].prefix;
		entry->present = true;
		entry->ours |= list[i].ours;
	}
}

bool addr_plan_next_add(const struct addr_plan *plan, struct prefix *out)
{
	if (plan->mode == ADDR_MODE_OFF)
		return false;
	for (size_t i = 0; i < plan->n; i++) {
		if (!plan->at[i].present) {
			*out = plan->at[i].prefix;
			return true;
		}
	}
	return false;
}

bool addr_plan_next_repair(const struct addr_plan *plan, struct prefix *out)
{
	if (plan->mode == ADDR_MODE_OFF)
		return false;
	for (size_t i = 0; i < plan->n; i++) {
		const struct addr_entry *entry = &plan->at[i];

		if (!entry->present && (entry->ours || plan->mode == ADDR_MODE_ON)) {
			*out = entry->prefix;
			return true;
		}
	}
	return false;
}

bool addr_plan_added(struct addr_plan *plan, const struct prefix *prefix,
		     enum io_address_result result)
{
	struct addr_entry *entry = find(plan, &prefix->ip);

	if (entry == NULL)
		return false;
	switch (result) {
	case IO_ADDRESS_DONE:
		entry->present = true;
		entry->ours = true;
		entry->added = true;
		return true;
	case IO_ADDRESS_PRESENT:
		/* Whose it is the next list tells. */
		entry->present = true;
		entry->ours = false;
		return true;
	case IO_ADDRESS_ABSENT:
	case IO_ADDRESS_FAILED:
		break;
	}
	return false;
}

static bool removable(const struct addr_plan *plan, const struct addr_entry *entry, bool roll_back)
{
	if (entry->removed)
		return false;
	if (roll_back)
		return entry->added;
	return entry->ours || plan->mode == ADDR_MODE_ON;
}

bool addr_plan_next_remove(const struct addr_plan *plan, bool roll_back, struct prefix *out)
{
	if (plan->mode == ADDR_MODE_OFF)
		return false;
	for (size_t i = 0; i < plan->n; i++) {
		if (removable(plan, &plan->at[i], roll_back)) {
			*out = plan->at[i].prefix;
			return true;
		}
	}
	return false;
}

bool addr_plan_removed(struct addr_plan *plan, const struct prefix *prefix,
		       enum io_address_result result)
{
	struct addr_entry *entry = find(plan, &prefix->ip);

	if (entry == NULL)
		return false;
	entry->removed = true;
	entry->present = false;
	return result == IO_ADDRESS_DONE || result == IO_ADDRESS_ABSENT;
}

const struct prefix *addr_plan_missing(const struct addr_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		if (!plan->at[i].usable)
			return &plan->at[i].prefix;
	}
	return NULL;
}
