#ifndef NETNS_WATCH_TABLE_H
#define NETNS_WATCH_TABLE_H

#include "sim/netns/watch_message.h"

/* The links and addresses of one node as its kernel told them. Pure: what is news goes to the two
 * functions, once. */

struct watch_table {
	struct watch_link *links;
	size_t n_links, max_links;
	struct watch_address *addresses;
	size_t n_addresses, max_addresses;
	void (*link_changed)(void *arg, const struct watch_link *link, bool removed);
	void (*address_changed)(void *arg, const struct watch_address *address, bool present);
	void *arg;
};

void watch_table_close(struct watch_table *table);

/** watch_table_link() - Return: the link of that index, or NULL */
const struct watch_link *watch_table_link(const struct watch_table *table, int ifindex);

/** watch_link_take() - a link is there, as told; watch_link_drop() - it is not */
void watch_link_take(struct watch_table *table, const struct watch_link *now);
void watch_link_drop(struct watch_table *table, int ifindex);
/** watch_address_take() - an address is there, as told; watch_address_drop() - it is not */
void watch_address_take(struct watch_table *table, const struct watch_address *now);
void watch_address_drop(struct watch_table *table, const struct watch_address *gone);

/** watch_table_dump() - a dump of links or addresses begins (again): nothing has been seen by it */
void watch_table_dump(struct watch_table *table);
/** watch_links_dumped() - it had all links: drop those not seen */
void watch_links_dumped(struct watch_table *table);
void watch_addresses_dumped(struct watch_table *table);

#endif
