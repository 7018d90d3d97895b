#include "sim/netns/fault_kernel.h"

#include "anycast/ip.h"
#include "sim/netns/links_msg.h"
#include "sim/netns/relay.h"
#include "sim/netns/watch_message.h"
#include "support/netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

/* One address is on few devices, mostly one. */
#define FINDS_MAX 16

struct search {
	const struct ip *ip;
	struct watch_address finds[FINDS_MAX];
	size_t n;
};

static int node_request(const struct lab *lab, size_t node, struct netlink **out)
{
	int error = lab_enter(lab, node);

	if (error)
		return error;
	error = netlink_open(out);
	lab_leave(lab);
	return error;
}

static void address_compare(struct nlmsghdr *hdr, void *arg)
{
	struct search *search = arg;
	struct watch_address address;

	if (search->n < FINDS_MAX && watch_message_address(hdr, &address) &&
	    ip_equal(&address.prefix.ip, search->ip))
		search->finds[search->n++] = address;
}

static int addresses_find(struct netlink *nl, struct search *search)
{
	const struct ifaddrmsg info = {.ifa_family = AF_UNSPEC};
	int error;

	do {
		struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETADDR, 0);

		if (!msg)
			return -ENOMEM;
		search->n = 0;
		error = nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO);
		if (!error)
			error = netlink_dump(nl, msg, address_compare, search);
		nlmsg_free(msg);
	} while (error == -EINTR);
	return error;
}

static int address_delete(struct netlink *nl, const struct watch_address *address)
{
	const bool v4 = address->prefix.ip.family == IP_V4;
	const struct ifaddrmsg info = {.ifa_family = v4 ? AF_INET : AF_INET6,
				       .ifa_prefixlen = address->prefix.length,
				       .ifa_index = (unsigned int)address->ifindex};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_DELADDR, 0);
	int error = -ENOMEM;

	if (msg && nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) == 0 &&
	    nla_put(msg, IFA_LOCAL, v4 ? 4 : 16, address->prefix.ip.octets) == 0)
		error = netlink_request(nl, msg);
	nlmsg_free(msg);
	return error;
}

int fault_address(struct lab *lab, size_t node, const struct prefix *prefix, struct instant *cause)
{
	struct search search = {.ip = &prefix->ip};
	struct netlink *nl = NULL;
	int error = node_request(lab, node, &nl);

	*cause = now_mono();
	if (error)
		return error;
	error = addresses_find(nl, &search);
	if (!error && search.n == 0)
		error = -EADDRNOTAVAIL;
	*cause = now_mono();
	for (size_t i = 0; i < search.n && !error; i++)
		error = address_delete(nl, &search.finds[i]);
	/* Its owner may be quick to put it back; that it was gone is what the kernel has said. */
	netlink_free(nl);
	return error;
}

static int device_index(const struct lab *lab, size_t node, const char *device)
{
	int error = lab_enter(lab, node);

	if (error)
		return error;
	error = (int)if_nametoindex(device);
	lab_leave(lab);
	return error > 0 ? error : -ENODEV;
}

/* With one end of a pair goes the other, whatever carries the frames between them. */
static int far_end_remove(struct lab *lab, size_t node, const char *device)
{
	for (size_t i = 0; i < 2 * lab->topo->n_links; i++) {
		const struct topo_port *port = &lab->topo->links[i / 2].ends[i % 2];

		if (port->node == node && strcmp(port->device, device) == 0)
			return relay_remove(lab, i / 2, i % 2);
	}
	return 0;
}

int fault_device(struct lab *lab, size_t node, const char *device, struct instant *cause)
{
	const int ifindex = device_index(lab, node, device);
	int error;

	*cause = now_mono();
	if (ifindex < 0)
		return ifindex;
	error = links_msg_remove(lab->nodes[node].netlink, ifindex);
	if (!error && device_index(lab, node, device) == ifindex)
		error = -EIO;
	return error ? error : far_end_remove(lab, node, device);
}
