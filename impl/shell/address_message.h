#ifndef SHELL_ADDRESS_MESSAGE_H
#define SHELL_ADDRESS_MESSAGE_H

#include "anycast/ip.h"

#include <linux/netlink.h>

struct netlink;

/* RTM_*ADDR messages: one address on one device, as a struct, and the requests that change it. */

struct device_address {
	unsigned int ifindex;
	struct prefix prefix; /* host bits kept */
	bool marked;          /* carries our IFA_PROTO mark */
	bool usable;          /* neither tentative nor dadfailed */
};

/** address_message_read() - read RTM_NEWADDR or RTM_DELADDR. Return: whether @hdr is one, well
 * formed */
bool address_message_read(const struct nlmsghdr *hdr, struct device_address *out);

struct nl_msg;

/** address_message_new() - the request that adds @prefix, not sent yet: nlmsg_free(); NULL without
 * memory
 */
struct nl_msg *address_message_new(unsigned int ifindex, const struct prefix *prefix);

/**
 * address_message_add() - add @prefix to the device exclusively: what is there is never replaced,
 * hence never taken over (ADDR-11)
 *
 * The address carries our mark where the kernel knows marks (5.18), is not defended by duplicate
 * address detection, brings no route to its network, and is not chosen as a source.
 *
 * Return: 0; -EEXIST; or another -errno, netlink_error() has the kernel's words.
 */
int address_message_add(struct netlink *nl, unsigned int ifindex, const struct prefix *prefix);

/** address_message_remove() - remove exactly @prefix from the device. Return: 0, -EADDRNOTAVAIL,
 * -errno */
int address_message_remove(struct netlink *nl, unsigned int ifindex, const struct prefix *prefix);

/** address_message_dump() - call @fn for every address of the host. Return: 0, or -errno */
int address_message_dump(struct netlink *nl,
			 void (*fn)(const struct device_address *address, void *arg), void *arg);

#endif
