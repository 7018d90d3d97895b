#include "sim/netns/links_msg.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

/* libnl's calls on a message fail for one reason only, no room; one test at the end is enough. */
static int finish(struct netlink *nl, struct nl_msg *msg, int failed)
{
	int error = failed != 0 ? -ENOMEM : netlink_request(nl, msg);

	nlmsg_free(msg);
	return error;
}

static struct nl_msg *link_msg(int index, int flags, unsigned int up)
{
	struct ifinfomsg info = {.ifi_index = index, .ifi_flags = up, .ifi_change = IFF_UP};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWLINK, flags);

	if (msg != NULL)
		nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);
	return msg;
}

/* Locally administered, told from the link and the side: the same in every run. */
static int end_put(struct nl_msg *msg, const struct links_msg_end *end)
{
	const uint8_t mac[6] = {
		0x02, 0, (uint8_t)(end->link >> 8), (uint8_t)end->link, 0, (uint8_t)(end->side + 1),
	};
	int failed = nla_put_string(msg, IFLA_IFNAME, end->device);

	failed |= nla_put(msg, IFLA_ADDRESS, sizeof(mac), mac);
	failed |= nla_put_u32(msg, IFLA_NET_NS_FD, (uint32_t)end->netns);
	return failed;
}

int links_msg_veth(struct netlink *nl, const int indices[static 2],
		   const struct links_msg_end ends[static 2])
{
	struct ifinfomsg peer_info = {.ifi_index = indices[1]};
	struct nl_msg *msg = link_msg(indices[0], NLM_F_CREATE | NLM_F_EXCL, 0);
	struct nlattr *info, *data, *peer;
	int failed;

	if (msg == NULL)
		return -ENOMEM;
	failed = end_put(msg, &ends[0]);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	failed |= nla_put_string(msg, IFLA_INFO_KIND, "veth");
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	peer = nla_nest_start(msg, VETH_INFO_PEER);
	failed |= nlmsg_append(msg, &peer_info, sizeof(peer_info), NLMSG_ALIGNTO);
	failed |= end_put(msg, &ends[1]);
	nla_nest_end(msg, peer);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return finish(nl, msg, failed);
}

int links_msg_bridge(struct netlink *nl, int index)
{
	struct nl_msg *msg = link_msg(index, NLM_F_CREATE | NLM_F_EXCL, IFF_UP);
	struct nlattr *info, *data;
	int failed;

	if (msg == NULL)
		return -ENOMEM;
	failed = nla_put_string(msg, IFLA_IFNAME, "br0");
	info = nla_nest_start(msg, IFLA_LINKINFO);
	failed |= nla_put_string(msg, IFLA_INFO_KIND, "bridge");
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	failed |= nla_put_u32(msg, IFLA_BR_FORWARD_DELAY, 0);
	failed |= nla_put_u32(msg, IFLA_BR_STP_STATE, 0);
	failed |= nla_put_u8(msg, IFLA_BR_MCAST_SNOOPING, 0);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return finish(nl, msg, failed);
}

int links_msg_master(struct netlink *nl, int index, int bridge)
{
	struct ifinfomsg info = {.ifi_index = index};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWLINK, 0);
	int failed;

	if (msg == NULL)
		return -ENOMEM;
	failed = nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);
	failed |= nla_put_u32(msg, IFLA_MASTER, (uint32_t)bridge);
	return finish(nl, msg, failed);
}

int links_msg_up(struct netlink *nl, int index, bool up)
{
	struct nl_msg *msg = link_msg(index, 0, up ? IFF_UP : 0);

	return msg == NULL ? -ENOMEM : finish(nl, msg, 0);
}

int links_msg_remove(struct netlink *nl, int index)
{
	const struct ifinfomsg info = {.ifi_index = index};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_DELLINK, 0);
	int failed =
		msg == NULL ? -1 : nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO);

	return finish(nl, msg, failed);
}

int links_msg_address(struct netlink *nl, int index, const struct prefix *prefix)
{
	const int n = prefix->ip.family == IP_V4 ? 4 : 16;
	struct ifaddrmsg address = {
		.ifa_family = prefix->ip.family == IP_V4 ? AF_INET : AF_INET6,
		.ifa_prefixlen = prefix->length,
		.ifa_index = (uint32_t)index,
	};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
	int failed;

	if (msg == NULL)
		return -ENOMEM;
	failed = nlmsg_append(msg, &address, sizeof(address), NLMSG_ALIGNTO);
	failed |= nla_put(msg, IFA_LOCAL, n, prefix->ip.octets);
	failed |= nla_put(msg, IFA_ADDRESS, n, prefix->ip.octets);
	failed |= nla_put_u32(msg, IFA_FLAGS, IFA_F_NODAD);
	return finish(nl, msg, failed);
}

int links_msg_default(struct netlink *nl, int index, const struct ip *gateway)
{
	struct rtmsg route = {
		.rtm_family = gateway->family == IP_V4 ? AF_INET : AF_INET6,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
	};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	int failed;

	if (msg == NULL)
		return -ENOMEM;
	failed = nlmsg_append(msg, &route, sizeof(route), NLMSG_ALIGNTO);
	failed |= nla_put(msg, RTA_GATEWAY, gateway->family == IP_V4 ? 4 : 16, gateway->octets);
	failed |= nla_put_u32(msg, RTA_OIF, (uint32_t)index);
	return finish(nl, msg, failed);
}

int links_msg_delay(struct netlink *nl, int index, int64_t delay_ns)
{
	struct tcmsg tc = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = index,
		.tcm_parent = TC_H_ROOT,
		.tcm_handle = TC_H_MAKE(1U << 16, 0U),
	};
	struct tc_netem_qopt netem = {.limit = 100000};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *options;
	int failed, error;

	if (msg == NULL)
		return -ENOMEM;
	failed = nlmsg_append(msg, &tc, sizeof(tc), NLMSG_ALIGNTO);
	failed |= nla_put_string(msg, TCA_KIND, "netem");
	options = nla_nest_start(msg, TCA_OPTIONS);
	failed |= nlmsg_append(msg, &netem, sizeof(netem), NLMSG_ALIGNTO);
	failed |= nla_put_s64(msg, TCA_NETEM_LATENCY64, delay_ns);
	nla_nest_end(msg, options);
	error = finish(nl, msg, failed);
	return error == -ENOENT ? -ENOTSUP : error;
}
