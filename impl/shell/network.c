#include "shell/network.h"

#include "shell/address_message.h"
#include "support/netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

struct network {
	const struct world *world;
	struct addresses *addresses;
	struct netlink *monitor;
	struct loop_watch *watch;
	bool came;    /* in this batch of notices: something came back */
	bool changed; /* … and a service address, or its device, may have changed */
};

static void on_link(struct network *network, const struct nlmsghdr *hdr)
{
	const struct ifinfomsg *link = nlmsg_data(hdr);
	const unsigned int up = IFF_UP | IFF_RUNNING;

	if (!nlmsg_valid_hdr(hdr, sizeof(*link)))
		return;
	/* A device that goes takes its addresses along, some without a notice of their own. */
	network->changed = true;
	if (hdr->nlmsg_type == RTM_NEWLINK && (link->ifi_flags & up) == up)
		network->came = true;
}

static void on_address(struct network *network, const struct nlmsghdr *hdr)
{
	struct device_address address;

	if (!address_message_read(hdr, &address))
		return;
	if (network->addresses != NULL && addresses_concern(network->addresses, &address.prefix.ip))
		network->changed = true;
	else if (hdr->nlmsg_type == RTM_NEWADDR && address.usable)
		network->came = true;
}

static void on_route(struct network *network, const struct nlmsghdr *hdr)
{
	const struct rtmsg *route = nlmsg_data(hdr);

	if (hdr->nlmsg_type == RTM_NEWROUTE && nlmsg_valid_hdr(hdr, sizeof(*route)) &&
	    route->rtm_type == RTN_UNICAST)
		network->came = true;
}

static void on_notice(struct nlmsghdr *hdr, void *arg)
{
	switch (hdr->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		on_link(arg, hdr);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		on_address(arg, hdr);
		break;
	case RTM_NEWROUTE:
		on_route(arg, hdr);
		break;
	default:
		break;
	}
}

static void on_ready(void *arg, int fd, unsigned int ready)
{
	struct network *network = arg;

	(void)fd;
	(void)ready;
	network->came = false;
	network->changed = false;
	if (netlink_read(network->monitor, on_notice, network) == -ENOBUFS) {
		network->came = true;
		network->changed = true;
	}
	if (network->changed && network->addresses != NULL)
		addresses_recheck(network->addresses);
	if (network->came) {
		struct io_event event = {.kind = IO_EVENT_NETWORK};

		world_event(network->world, &event);
	}
}

int network_new(const struct world *world, struct addresses *addresses, struct network **out)
{
	static const int groups[] = {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
				     RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE};
	struct network *network = calloc(1, sizeof(*network));
	int err;

	if (network == NULL)
		return -ENOMEM;
	network->world = world;
	network->addresses = addresses;
	err = netlink_monitor(&network->monitor, groups, sizeof(groups) / sizeof(groups[0]));
	if (err < 0) {
		free(network);
		return err;
	}
	network->watch =
		loop_fd(world->loop, netlink_fd(network->monitor), LOOP_READ, on_ready, network);
	if (network->watch == NULL) {
		network_free(network);
		return -ENOMEM;
	}
	*out = network;
	return 0;
}

void network_free(struct network *network)
{
	if (network == NULL)
		return;
	loop_watch_free(network->watch);
	netlink_free(network->monitor);
	free(network);
}

static void on_answer(struct nlmsghdr *hdr, void *arg)
{
	struct nlattr *oif = nlmsg_find_attr(hdr, sizeof(struct rtmsg), RTA_OIF);
	unsigned int *ifindex = arg;

	if (hdr->nlmsg_type == RTM_NEWROUTE && oif != NULL && nla_len(oif) == sizeof(uint32_t))
		*ifindex = nla_get_u32(oif);
}

int network_device(const struct ip *destination, char *out)
{
	const struct rtmsg route = {
		.rtm_family = destination->family == IP_V4 ? AF_INET : AF_INET6,
		.rtm_dst_len = (uint8_t)ip_length(destination->family),
	};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);
	struct netlink *netlink = NULL;
	unsigned int ifindex = 0;
	char name[IF_NAMESIZE];
	int err = netlink_open(&netlink);

	if (err == 0 && msg == NULL)
		err = -ENOMEM;
	if (err == 0 &&
	    (nlmsg_append(msg, (void *)(uintptr_t)&route, sizeof(route), NLMSG_ALIGNTO) < 0 ||
	     nla_put(msg, RTA_DST, (int)ip_length(destination->family) / 8, destination->octets) <
		     0))
		err = -ENOMEM;
	if (err == 0)
		err = netlink_get(netlink, msg, on_answer, &ifindex);
	if (err == 0 && (ifindex == 0 || if_indextoname(ifindex, name) == NULL))
		err = -ENETUNREACH;
	if (err == 0)
		memcpy(out, name, sizeof(name));
	nlmsg_free(msg);
	netlink_free(netlink);
	return err;
}
