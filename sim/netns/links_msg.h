#ifndef NETNS_LINKS_MSG_H
#define NETNS_LINKS_MSG_H

#include "anycast/ip.h"
#include "support/netlink.h"

#include <stdbool.h>
#include <stdint.h>

/* The rtnetlink requests links are made of; each returns 0 or -errno. Devices are named by index.
 */

struct links_msg_end {
	const char *device;
	int netns;
	uint16_t link; /* with .side: makes the hardware address */
	uint8_t side;
};

/** links_msg_veth() - a pair, each end in its namespace at once, of indices @indices */
int links_msg_veth(struct netlink *nl, const int indices[static 2],
		   const struct links_msg_end ends[static 2]);
/** links_msg_bridge() - "br0", up, without spanning tree and its delays */
int links_msg_bridge(struct netlink *nl, int index);
int links_msg_master(struct netlink *nl, int index, int bridge);
int links_msg_up(struct netlink *nl, int index, bool up);
int links_msg_remove(struct netlink *nl, int index);
/** links_msg_address() - add, exclusively; usable at once (IFA_F_NODAD) */
int links_msg_address(struct netlink *nl, int index, const struct prefix *prefix);
int links_msg_default(struct netlink *nl, int index, const struct ip *gateway);
/** links_msg_delay() - netem on what leaves the device; -ENOTSUP: the kernel has none */
int links_msg_delay(struct netlink *nl, int index, int64_t delay_ns);

#endif
