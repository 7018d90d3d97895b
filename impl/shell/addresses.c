#include "shell/addresses.h"

#include "shell/address_message.h"
#include "shell/address_state.h"
#include "support/netlink.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX  64
#define DUMPS_MAX 8 /* a table that changes under every dump is taken as the last one showed it */

struct table {
	struct device_address at[LIST_MAX];
	size_t n;
};

struct addresses {
	const struct world *world;
	struct addresses_config config;
	struct netlink *netlink;
	struct address_state state;
	struct table now;   /* as the last dump showed */
	struct table known; /* as the role knows it */
	bool told;          /* the role has been told something */
	bool state_failed;  /* and somebody has been told that */
};

int addresses_new(const struct world *world, const struct addresses_config *config,
		  struct addresses **out)
{
	struct addresses *a = calloc(1, sizeof(*a));
	int err;

	if (a == NULL)
		return -ENOMEM;
	a->world = world;
	a->config = *config;
	err = netlink_open(&a->netlink);
	if (err < 0) {
		free(a);
		return err;
	}
	err = address_state_load(&a->state, config->state_file);
	if (err < 0)
		note_say(world->notes, IO_LEVEL_WARNING, "addr",
			 "state file cannot be read file=%s error=\"%s\"", a->state.path,
			 strerror(-err));
	*out = a;
	return 0;
}

void addresses_free(struct addresses *addresses)
{
	if (addresses == NULL)
		return;
	netlink_free(addresses->netlink);
	free(addresses);
}

bool addresses_concern(const struct addresses *addresses, const struct ip *ip)
{
	for (size_t i = 0; i < addresses->config.n_service; i++) {
		if (ip_equal(&addresses->config.service[i].ip, ip))
			return true;
	}
	return false;
}

static bool is_ours(const struct addresses *a, const struct device_address *address)
{
	return address->marked || address_state_has(&a->state, address->ifindex, &address->prefix);
}

static void take(const struct device_address *address, void *arg)
{
	struct addresses *a = arg;

	if (a->now.n < LIST_MAX &&
	    (addresses_concern(a, &address->prefix.ip) || is_ours(a, address)))
		a->now.at[a->now.n++] = *address;
}

static int dump(struct addresses *a)
{
	int err = -EINTR;

	for (int i = 0; i < DUMPS_MAX && err == -EINTR; i++) {
		a->now.n = 0;
		err = address_message_dump(a->netlink, take, a);
	}
	return err == -EINTR ? 0 : err;
}

static unsigned int device_index(const struct addresses *a)
{
	return a->config.device != NULL ? if_nametoindex(a->config.device) : 0;
}

static void tell(struct addresses *a, uint32_t id)
{
	struct io_event event = {.kind = IO_EVENT_ADDRESSES, .id = id};
	struct io_address list[LIST_MAX];
	unsigned int device = device_index(a);

	a->known = a->now;
	a->told = true;
	for (size_t i = 0; i < a->now.n; i++) {
		const struct device_address *address = &a->now.at[i];

		list[i] = (struct io_address){
			.prefix = address->prefix,
			.on_device = address->ifindex == device,
			.ours = is_ours(a, address),
			.usable = address->usable,
		};
	}
	event.addresses.list = list;
	event.addresses.n = a->now.n;
	world_event(a->world, &event);
}

void addresses_list(struct addresses *addresses, uint32_t id)
{
	int err = dump(addresses);

	if (err < 0)
		note_say(addresses->world->notes, IO_LEVEL_WARNING, "addr",
			 "the kernel does not list its addresses error=\"%s\"",
			 netlink_error(addresses->netlink));
	tell(addresses, id);
}

static bool entry_equal(const struct device_address *a, const struct device_address *b)
{
	return a->ifindex == b->ifindex && prefix_equal(&a->prefix, &b->prefix) &&
	       a->usable == b->usable;
}

static size_t table_find(const struct table *table, const struct device_address *entry)
{
	size_t i = 0;

	while (i < table->n && !entry_equal(&table->at[i], entry))
		i++;
	return i;
}

static bool table_equal(const struct table *a, const struct table *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (table_find(b, &a->at[i]) == b->n)
			return false;
	}
	return true;
}

/* Our own additions and removals come back as notices too: the role knows those. */
void addresses_recheck(struct addresses *addresses)
{
	if (!addresses->told || dump(addresses) < 0)
		return;
	if (!table_equal(&addresses->now, &addresses->known))
		tell(addresses, 0);
}

static void done(struct addresses *a, uint32_t id, enum io_address_result result, int err)
{
	struct io_event event = {.kind = IO_EVENT_ADDRESS_DONE, .id = id};

	event.address_done.result = result;
	event.address_done.error = err < 0 ? strerrordesc_np(-err) : NULL;
	world_event(a->world, &event);
}

static void state_result(struct addresses *a, int err)
{
	if (err == 0 || a->state_failed)
		return;
	a->state_failed = true;
	note_say(a->world->notes, IO_LEVEL_WARNING, "addr",
		 "state file cannot be written, after a crash only the kernel's mark tells which "
		 "addresses are ours file=%s error=\"%s\"",
		 a->state.path, strerror(-err));
}

void addresses_add(struct addresses *addresses, uint32_t id, const struct prefix *prefix)
{
	struct device_address entry = {device_index(addresses), *prefix, true, true};
	int err;

	if (entry.ifindex == 0) {
		done(addresses, id, IO_ADDRESS_FAILED, -ENODEV);
		return;
	}
	/* Also when it is known already: an earlier run that ends now may have taken it off the
	 * file. */
	state_result(addresses, address_state_add(&addresses->state, entry.ifindex, prefix));
	err = address_message_add(addresses->netlink, entry.ifindex, prefix);
	if (err < 0)
		state_result(addresses,
			     address_state_remove(&addresses->state, entry.ifindex, prefix));
	if (err == 0 && addresses->known.n < LIST_MAX)
		addresses->known.at[addresses->known.n++] = entry;
	if (err < 0 && err != -EEXIST)
		note_say(addresses->world->notes, IO_LEVEL_ERROR, "addr",
			 "the kernel refuses an address device=%s error=\"%s\"",
			 addresses->config.device, netlink_error(addresses->netlink));
	done(addresses, id,
	     err == 0         ? IO_ADDRESS_DONE
	     : err == -EEXIST ? IO_ADDRESS_PRESENT
			      : IO_ADDRESS_FAILED,
	     err);
}

static void forget(struct table *table, unsigned int ifindex, const struct prefix *prefix)
{
	for (size_t i = 0; i < table->n; i++) {
		if (table->at[i].ifindex == ifindex && prefix_equal(&table->at[i].prefix, prefix)) {
			table->at[i] = table->at[--table->n];
			return;
		}
	}
}

static bool is_gone(int err)
{
	return err == 0 || err == -EADDRNOTAVAIL || err == -ENODEV;
}

static int remove_from(struct addresses *a, unsigned int device, const struct prefix *prefix)
{
	int err = device != 0 ? address_message_remove(a->netlink, device, prefix) : -ENODEV;

	if (is_gone(err)) {
		forget(&a->known, device, prefix);
		state_result(a, address_state_remove(&a->state, device, prefix));
	}
	return err;
}

/* What an earlier run of ours has left on another device, which was the chosen one then. */
static int remove_elsewhere(struct addresses *a, unsigned int device, const struct prefix *prefix)
{
	int err = -EADDRNOTAVAIL;

	if (dump(a) < 0)
		return err;
	for (size_t i = 0; i < a->now.n && is_gone(err); i++) {
		const struct device_address *address = &a->now.at[i];

		if (address->ifindex != device && prefix_equal(&address->prefix, prefix) &&
		    is_ours(a, address))
			err = remove_from(a, address->ifindex, prefix);
	}
	return err;
}

void addresses_remove(struct addresses *addresses, uint32_t id, const struct prefix *prefix)
{
	unsigned int device = device_index(addresses);
	int elsewhere = remove_elsewhere(addresses, device, prefix);
	int here = remove_from(addresses, device, prefix);
	int err = here;

	/* A failure is told first, then a removal, then that there was nothing. */
	if (is_gone(here) && (here != 0 || !is_gone(elsewhere)))
		err = elsewhere;
	done(addresses, id,
	     err == 0       ? IO_ADDRESS_DONE
	     : is_gone(err) ? IO_ADDRESS_ABSENT
			    : IO_ADDRESS_FAILED,
	     err);
}
