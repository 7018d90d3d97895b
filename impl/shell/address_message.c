#include "shell/address_message.h"

#include "support/netlink.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/socket.h>

#define ATTRIBUTE_PROTO 11   /* IFA_PROTO, Linux 5.18; older kernels pass over it */
#define MARK            0xa7 /* ours; the kernel's own are 1 to 3, routing daemons use below 0xa0 */
#define ATTRIBUTES_MAX  16

static int os_family(enum ip_family family)
{
	return family == IP_V4 ? AF_INET : AF_INET6;
}

static int octets_of(enum ip_family family)
{
	return (int)(ip_length(family) / 8);
}

static bool read_ip(const struct nlattr *attribute, enum ip_family family, struct ip *out)
{
	if (attribute == NULL || nla_len(attribute) != octets_of(family))
		return false;
	memset(out, 0, sizeof(*out));
	out->family = family;
	memcpy(out->octets, nla_data(attribute), (size_t)octets_of(family));
	return true;
}

bool address_message_read(const struct nlmsghdr *hdr, struct device_address *out)
{
	struct nlattr *attributes[ATTRIBUTES_MAX + 1];
	const struct ifaddrmsg *message;
	enum ip_family family;
	uint32_t flags;

	if ((hdr->nlmsg_type != RTM_NEWADDR && hdr->nlmsg_type != RTM_DELADDR) ||
	    !nlmsg_valid_hdr(hdr, sizeof(*message)))
		return false;
	message = nlmsg_data(hdr);
	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)hdr, sizeof(*message), attributes,
			ATTRIBUTES_MAX, NULL) < 0)
		return false;
	if (message->ifa_family != AF_INET && message->ifa_family != AF_INET6)
		return false;
	family = message->ifa_family == AF_INET ? IP_V4 : IP_V6;
	/* On a point-to-point device ADDRESS is the far end and LOCAL is ours. */
	if (!read_ip(attributes[IFA_LOCAL], family, &out->prefix.ip) &&
	    !read_ip(attributes[IFA_ADDRESS], family, &out->prefix.ip))
		return false;
	flags = message->ifa_flags;
	if (attributes[IFA_FLAGS] != NULL && nla_len(attributes[IFA_FLAGS]) == sizeof(uint32_t))
		flags = nla_get_u32(attributes[IFA_FLAGS]);
	out->prefix.length = message->ifa_prefixlen;
	out->ifindex = message->ifa_index;
	out->marked = attributes[ATTRIBUTE_PROTO] != NULL &&
		      nla_len(attributes[ATTRIBUTE_PROTO]) == 1 &&
		      nla_get_u8(attributes[ATTRIBUTE_PROTO]) == MARK;
	out->usable = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
	return true;
}

static struct nl_msg *message_new(int type, int flags, const struct ifaddrmsg *message,
				  const struct prefix *prefix)
{
	int n = octets_of(prefix->ip.family);
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (msg == NULL)
		return NULL;
	if (nlmsg_append(msg, (void *)(uintptr_t)message, sizeof(*message), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, IFA_LOCAL, n, prefix->ip.octets) < 0 ||
	    nla_put(msg, IFA_ADDRESS, n, prefix->ip.octets) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/*
 * Source selection, measured with RTM_GETROUTE on 6.18: with scope global or link an IPv4 service
 * address is taken as the source toward an on-link route as soon as it stands first on the device
 * (link: even when it does not); with scope host it never was, and with no other address the kernel
 * rather sends none. It still answers ARP and TCP, and is a source when a socket is bound to it.
 * IPv6 has preferred lifetime 0 for the same (RFC 6724 rule 3).
 */
struct nl_msg *address_message_new(unsigned int ifindex, const struct prefix *prefix)
{
	const struct ifaddrmsg message = {
		.ifa_family = (uint8_t)os_family(prefix->ip.family),
		.ifa_prefixlen = prefix->length,
		.ifa_scope = prefix->ip.family == IP_V4 ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE,
		.ifa_index = ifindex,
	};
	const struct ifa_cacheinfo lifetime = {.ifa_prefered = 0, .ifa_valid = UINT32_MAX};
	struct nl_msg *msg = message_new(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &message, prefix);
	bool v6 = prefix->ip.family == IP_V6;

	if (msg == NULL)
		return NULL;
	/* Without NOPREFIXROUTE a /24 would make the whole anycast network on-link here. */
	if (nla_put_u32(msg, IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE) < 0 ||
	    nla_put_u8(msg, ATTRIBUTE_PROTO, MARK) < 0 ||
	    (v6 && nla_put(msg, IFA_CACHEINFO, sizeof(lifetime), &lifetime) < 0)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

int address_message_add(struct netlink *nl, unsigned int ifindex, const struct prefix *prefix)
{
	struct nl_msg *msg = address_message_new(ifindex, prefix);
	int err;

	if (msg == NULL)
		return -ENOMEM;
	err = netlink_request(nl, msg);
	nlmsg_free(msg);
	return err;
}

int address_message_remove(struct netlink *nl, unsigned int ifindex, const struct prefix *prefix)
{
	const struct ifaddrmsg message = {
		.ifa_family = (uint8_t)os_family(prefix->ip.family),
		.ifa_prefixlen = prefix->length,
		.ifa_index = ifindex,
	};
	struct nl_msg *msg = message_new(RTM_DELADDR, 0, &message, prefix);
	int err;

	if (msg == NULL)
		return -ENOMEM;
	err = netlink_request(nl, msg);
	nlmsg_free(msg);
	return err;
}

struct dump {
	void (*fn)(const struct device_address *address, void *arg);
	void *arg;
};

static void on_message(struct nlmsghdr *hdr, void *arg)
{
	const struct dump *dump = arg;
	struct device_address address;

	if (address_message_read(hdr, &address))
		dump->fn(&address, dump->arg);
}

int address_message_dump(struct netlink *nl,
			 void (*fn)(const struct device_address *address, void *arg), void *arg)
{
	const struct ifaddrmsg message = {.ifa_family = AF_UNSPEC};
	struct dump dump = {fn, arg};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETADDR, 0);
	int err = -ENOMEM;

	if (msg == NULL)
		return -ENOMEM;
	if (nlmsg_append(msg, (void *)(uintptr_t)&message, sizeof(message), NLMSG_ALIGNTO) == 0)
		err = netlink_dump(nl, msg, on_message, &dump);
	nlmsg_free(msg);
	return err;
}
