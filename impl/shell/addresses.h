#ifndef SHELL_ADDRESSES_H
#define SHELL_ADDRESSES_H

#include "anycast/announcer.h"
#include "shell/world.h"

/*
 * The service addresses of this host: ADDRESS_LIST, ADDRESS_ADD and ADDRESS_REMOVE in; ADDRESSES
 * and ADDRESS_DONE out, the former also unasked when somebody else has changed one. What to do
 * about them is the role's decision.
 */

struct addresses;

struct addresses_config {
	const struct prefix *service; /* borrowed for life */
	size_t n_service;
	const char *device;     /* by name, so that one made anew is found again; borrowed for life;
				   NULL:     only looked at, never changed */
	const char *state_file; /* or NULL: address_state.h says where */
};

/** addresses_new() - Return: 0, or -errno */
int addresses_new(const struct world *world, const struct addresses_config *config,
		  struct addresses **out);
void addresses_free(struct addresses *addresses);

void addresses_list(struct addresses *addresses, uint32_t id);
void addresses_add(struct addresses *addresses, uint32_t id, const struct prefix *prefix);
void addresses_remove(struct addresses *addresses, uint32_t id, const struct prefix *prefix);

/** addresses_concern() - whether @ip is one of the service addresses */
bool addresses_concern(const struct addresses *addresses, const struct ip *ip);
/** addresses_recheck() - something may have changed: look, and tell the role if it does not know */
void addresses_recheck(struct addresses *addresses);

#endif
