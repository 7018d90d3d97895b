#include "sim/netns/watch_table.h"

#include "anycast/ip.h"

#include <stdlib.h>
#include <string.h>

void watch_table_close(struct watch_table *table)
{
	free(table->links);
	free(table->addresses);
	table->links = NULL;
	table->addresses = NULL;
	table->n_links = table->n_addresses = 0;
}

/* Room for one more of @size octets each. Return: whether there is. */
static bool room_make(void **rows, size_t n, size_t *max, size_t size)
{
	size_t more = *max ? 2 * *max : 8;
	void *grown;

	if (n < *max)
		return true;
	grown = realloc(*rows, more * size);
	if (!grown)
		return false;
	*rows = grown;
	*max = more;
	return true;
}

/* ---- links ---- */

static struct watch_link *link_find(const struct watch_table *table, int ifindex)
{
	for (size_t i = 0; i < table->n_links; i++) {
		if (table->links[i].ifindex == ifindex)
			return &table->links[i];
	}
	return NULL;
}

const struct watch_link *watch_table_link(const struct watch_table *table, int ifindex)
{
	return link_find(table, ifindex);
}

static void link_add(struct watch_table *table, const struct watch_link *now)
{
	void *rows = table->links;

	if (!room_make(&rows, table->n_links, &table->max_links, sizeof(*now)))
		return;
	table->links = rows;
	table->links[table->n_links] = *now;
	table->links[table->n_links++].seen = true;
	table->link_changed(table->arg, now, false);
}

void watch_link_take(struct watch_table *table, const struct watch_link *now)
{
	struct watch_link *link = link_find(table, now->ifindex);
	bool same;

	if (!link) {
		link_add(table, now);
		return;
	}
	same = link->up == now->up && strcmp(link->device, now->device) == 0;
	*link = *now;
	link->seen = true;
	if (!same)
		table->link_changed(table->arg, now, false);
}

void watch_link_drop(struct watch_table *table, int ifindex)
{
	struct watch_link *link = link_find(table, ifindex);
	struct watch_link gone;

	if (!link)
		return;
	gone = *link;
	*link = table->links[--table->n_links];
	table->link_changed(table->arg, &gone, true);
}

/* ---- addresses ---- */

static struct watch_address *address_find(const struct watch_table *table,
					  const struct watch_address *address)
{
	for (size_t i = 0; i < table->n_addresses; i++) {
		struct watch_address *row = &table->addresses[i];

		if (row->ifindex == address->ifindex &&
		    prefix_equal(&row->prefix, &address->prefix))
			return row;
	}
	return NULL;
}

static void address_add(struct watch_table *table, const struct watch_address *now)
{
	void *rows = table->addresses;

	if (!room_make(&rows, table->n_addresses, &table->max_addresses, sizeof(*now)))
		return;
	table->addresses = rows;
	table->addresses[table->n_addresses] = *now;
	table->addresses[table->n_addresses++].seen = true;
	table->address_changed(table->arg, now, true);
}

void watch_address_take(struct watch_table *table, const struct watch_address *now)
{
	struct watch_address *address = address_find(table, now);
	bool same;

	if (!address) {
		address_add(table, now);
		return;
	}
	same = address->usable == now->usable && address->proto == now->proto;
	*address = *now;
	address->seen = true;
	if (!same)
		table->address_changed(table->arg, now, true);
}

void watch_address_drop(struct watch_table *table, const struct watch_address *gone)
{
	struct watch_address *address = address_find(table, gone);
	struct watch_address last;

	if (!address)
		return;
	last = *address;
	*address = table->addresses[--table->n_addresses];
	table->address_changed(table->arg, &last, false);
}

/* ---- dumps ---- */

void watch_table_dump(struct watch_table *table)
{
	for (size_t i = 0; i < table->n_links; i++)
		table->links[i].seen = false;
	for (size_t i = 0; i < table->n_addresses; i++)
		table->addresses[i].seen = false;
}

void watch_links_dumped(struct watch_table *table)
{
	for (size_t i = table->n_links; i-- > 0;) {
		if (!table->links[i].seen)
			watch_link_drop(table, table->links[i].ifindex);
	}
}

void watch_addresses_dumped(struct watch_table *table)
{
	for (size_t i = table->n_addresses; i-- > 0;) {
		const struct watch_address address = table->addresses[i];

		if (!address.seen)
			watch_address_drop(table, &address);
	}
}
