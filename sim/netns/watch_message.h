#ifndef NETNS_WATCH_MESSAGE_H
#define NETNS_WATCH_MESSAGE_H

#include "sim/netns/watch_routes.h"

#include <linux/netlink.h>

/* rtnetlink messages as the monitor needs them. Lengths are checked, unknown attributes passed
 * over. */

struct watch_link {
	int ifindex;
	char device[16];
	bool up; /* IFF_UP and IFF_RUNNING: administratively up, with carrier */
	bool seen;
};

struct watch_address {
	int ifindex;
	struct prefix prefix; /* host bits kept */
	bool usable;
	int proto;
	bool seen;
};

/** watch_message_link() - read RTM_NEWLINK or RTM_DELLINK. Return: whether it is a good one */
bool watch_message_link(struct nlmsghdr *hdr, struct watch_link *out);

/** watch_message_address() - read RTM_NEWADDR or RTM_DELADDR. Return: whether it is a good one, and
 * not link-local (those come and go with the link and tell nothing of their own) */
bool watch_message_address(struct nlmsghdr *hdr, struct watch_address *out);

/**
 * watch_message_route() - read RTM_NEWROUTE or RTM_DELROUTE
 * @out: the ways' nodes are TOPO_NONE still
 *
 * Return: whether it is a good one, of the main table, and neither a cached copy nor a prefix of
 * the node's own links.
 */
bool watch_message_route(struct nlmsghdr *hdr, struct watch_route *out);

#endif
