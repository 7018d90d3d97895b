#include "sim/netns/watch_message.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#ifndef IFA_PROTO
#define IFA_PROTO 11 /* Linux 5.18; Debian's headers may be older than the kernel */
#endif

static bool ip_take(struct ip *out, int family, const void *octets, int n)
{
	const int width = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;

	if (width == 0 || n < width)
		return false;
	*out = (struct ip){.family = family == AF_INET ? IP_V4 : IP_V6};
	memcpy(out->octets, octets, (size_t)width);
	return true;
}

static bool ip_attr(struct ip *out, int family, const struct nlattr *attr)
{
	return attr && ip_take(out, family, nla_data(attr), nla_len(attr));
}

static uint32_t u32_attr(const struct nlattr *attr, uint32_t otherwise)
{
	return attr && nla_len(attr) >= 4 ? nla_get_u32(attr) : otherwise;
}

bool watch_message_link(struct nlmsghdr *hdr, struct watch_link *out)
{
	struct nlattr *attrs[IFLA_MAX + 1];
	const struct ifinfomsg *info;

	if (nlmsg_parse(hdr, sizeof(*info), attrs, IFLA_MAX, NULL) < 0 || !attrs[IFLA_IFNAME])
		return false;
	info = nlmsg_data(hdr);
	/* A bridge tells of its ports in messages of its own. */
	if (info->ifi_family != AF_UNSPEC)
		return false;
	*out = (struct watch_link){.ifindex = info->ifi_index};
	nla_strlcpy(out->device, attrs[IFLA_IFNAME], sizeof(out->device));
	out->up = (info->ifi_flags & IFF_UP) && (info->ifi_flags & IFF_RUNNING);
	return true;
}

static bool address_link_local(const struct ip *ip)
{
	return ip->family == IP_V6 && ip->octets[0] == 0xfe && (ip->octets[1] & 0xc0) == 0x80;
}

bool watch_message_address(struct nlmsghdr *hdr, struct watch_address *out)
{
	struct nlattr *attrs[IFA_PROTO + 1];
	const struct ifaddrmsg *info;
	uint32_t flags;

	if (nlmsg_parse(hdr, sizeof(*info), attrs, IFA_PROTO, NULL) < 0)
		return false;
	info = nlmsg_data(hdr);
	*out = (struct watch_address){.ifindex = (int)info->ifa_index};
	/* IFA_ADDRESS is the other end's on a point-to-point link; IFA_LOCAL is always ours. */
	if (!ip_attr(&out->prefix.ip, info->ifa_family,
		     attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS]))
		return false;
	out->prefix.length = info->ifa_prefixlen;
	flags = u32_attr(attrs[IFA_FLAGS], info->ifa_flags);
	out->usable = !(flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED));
	if (attrs[IFA_PROTO] && nla_len(attrs[IFA_PROTO]) >= 1)
		out->proto = nla_get_u8(attrs[IFA_PROTO]);
	return !address_link_local(&out->prefix.ip);
}

static void gateway_take(struct watch_way *way, int family, struct nlattr *const attrs[])
{
	const struct nlattr *via = attrs[RTA_VIA];

	if (ip_attr(&way->gateway, family, attrs[RTA_GATEWAY]) || !via)
		return;
	/* A next hop of the other family (RFC 8950) is its family, then its octets. */
	if (nla_len(via) > (int)sizeof(struct rtvia)) {
		const struct rtvia *other = nla_data(via);

		ip_take(&way->gateway, other->rtvia_family, other->rtvia_addr,
			nla_len(via) - (int)sizeof(*other));
	}
}

static bool flags_usable(unsigned int flags)
{
	return !(flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN));
}

static void ways_take(struct watch_route *route, int family, const struct nlattr *multipath)
{
	struct rtnexthop *hop = nla_data(multipath);
	size_t rest = (size_t)nla_len(multipath);

	while (rest >= sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) && hop->rtnh_len <= rest) {
		struct nlattr *attrs[RTA_MAX + 1];
		struct watch_way *way = &route->ways[route->n_ways];
		const size_t step = RTNH_ALIGN(hop->rtnh_len);

		if (route->n_ways == TRACE_WAYS_MAX ||
		    nla_parse(attrs, RTA_MAX, (struct nlattr *)(hop + 1),
			      (int)(hop->rtnh_len - sizeof(*hop)), NULL) < 0)
			return;
		*way = (struct watch_way){.ifindex = hop->rtnh_ifindex, .node = TOPO_NONE};
		way->usable = flags_usable(hop->rtnh_flags);
		gateway_take(way, family, attrs);
		route->n_ways++;
		if (step >= rest)
			return;
		rest -= step;
		hop = (struct rtnexthop *)((char *)hop + step);
	}
}

static bool route_concerns(const struct rtmsg *info, uint32_t table)
{
	if (table != RT_TABLE_MAIN || (info->rtm_flags & RTM_F_CLONED) || info->rtm_tos != 0 ||
	    info->rtm_protocol == RTPROT_KERNEL)
		return false;
	switch (info->rtm_type) {
	case RTN_UNICAST:
	case RTN_BLACKHOLE:
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		return true;
	default:
		return false;
	}
}

static void way_take(struct watch_route *route, const struct rtmsg *info,
		     struct nlattr *const attrs[])
{
	struct watch_way *way = &route->ways[0];

	*way = (struct watch_way){.ifindex = (int)u32_attr(attrs[RTA_OIF], 0), .node = TOPO_NONE};
	way->usable = flags_usable(info->rtm_flags);
	gateway_take(way, info->rtm_family, attrs);
	route->n_ways = 1;
}

bool watch_message_route(struct nlmsghdr *hdr, struct watch_route *out)
{
	struct nlattr *attrs[RTA_MAX + 1];
	const struct rtmsg *info;

	if (nlmsg_parse(hdr, sizeof(*info), attrs, RTA_MAX, NULL) < 0)
		return false;
	info = nlmsg_data(hdr);
	if (info->rtm_family != AF_INET && info->rtm_family != AF_INET6)
		return false;
	if (!route_concerns(info, u32_attr(attrs[RTA_TABLE], info->rtm_table)))
		return false;
	*out = (struct watch_route){.metric = u32_attr(attrs[RTA_PRIORITY], 0)};
	out->prefix.ip.family = info->rtm_family == AF_INET ? IP_V4 : IP_V6;
	out->prefix.length = info->rtm_dst_len;
	if (attrs[RTA_DST] && !ip_attr(&out->prefix.ip, info->rtm_family, attrs[RTA_DST]))
		return false;
	if (info->rtm_type == RTN_UNICAST && attrs[RTA_MULTIPATH])
		ways_take(out, info->rtm_family, attrs[RTA_MULTIPATH]);
	else if (info->rtm_type == RTN_UNICAST)
		way_take(out, info, attrs);
	return true;
}
