#include "sim/netns/space.h"

#include "sim/netns/mounts.h"
#include "sim/topo/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct setting {
	const char *path; /* below /proc/sys/net */
	const char *value;
	bool router_only;
};

/* Made before any link exists, so that links inherit them. */
static const struct setting settings[] = {
	/* Addresses are usable at once; nothing but the topology gives any. */
	{"ipv6/conf/default/accept_dad", "0", false},
	{"ipv6/conf/all/accept_dad", "0", false},
	{"ipv6/conf/default/dad_transmits", "0", false},
	{"ipv6/conf/default/accept_ra", "0", false},
	{"ipv6/conf/default/router_solicitations", "0", false},
	/* Anycast makes paths asymmetric. */
	{"ipv4/conf/all/rp_filter", "0", false},
	{"ipv4/conf/default/rp_filter", "0", false},
	{"ipv4/ip_forward", "1", true},
	{"ipv6/conf/all/forwarding", "1", true},
	{"ipv6/conf/default/forwarding", "1", true},
	/* Ways are chosen by ports too: a client's connections spread over the caches. */
	{"ipv4/fib_multipath_hash_policy", "1", true},
	{"ipv6/fib_multipath_hash_policy", "1", true},
};

static int setting_write(const struct setting *setting)
{
	char path[128];
	int fd, error = 0;

	snprintf(path, sizeof(path), "/proc/sys/net/%s", setting->path);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno; /* a kernel without IPv6, say */
	if (write(fd, setting->value, strlen(setting->value)) < 0)
		error = -errno;
	close(fd);
	return error;
}

static int settings_make(bool is_router)
{
	int error = 0;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) && error == 0; i++) {
		if (!settings[i].router_only || is_router)
			error = setting_write(&settings[i]);
	}
	return error;
}

static int loopback_up(struct netlink *nl)
{
	struct ifinfomsg info = {.ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWLINK, 0);
	int error = -ENOMEM;

	if (msg != NULL && nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO) == 0)
		error = netlink_request(nl, msg);
	nlmsg_free(msg);
	return error;
}

int space_open(struct lab *lab, size_t node)
{
	struct lab_node *it = &lab->nodes[node];
	int error;

	snprintf(it->folder, sizeof(it->folder), LAB_FOLDER "/%s", it->topo->name);
	if (mkdir(it->folder, 0755) < 0)
		return -errno;
	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	it->netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	error = it->netns < 0 ? -errno : settings_make(topo_is_router(lab->topo, node));
	if (error == 0)
		error = netlink_open(&it->netlink);
	if (error == 0)
		error = loopback_up(it->netlink);
	lab_leave(lab);
	return error;
}

int space_mounts(struct lab *lab, size_t node)
{
	struct lab_node *it = &lab->nodes[node];
	char hosts[96];
	int fd;

	snprintf(hosts, sizeof(hosts), "%s/hosts", it->folder);
	fd = mounts_node(hosts, lab->home_mntns);
	if (fd < 0)
		return fd;
	it->mntns = fd;
	return 0;
}

void space_close(struct lab *lab, size_t node)
{
	struct lab_node *it = &lab->nodes[node];

	netlink_free(it->netlink);
	it->netlink = NULL;
	if (it->netns >= 0)
		close(it->netns);
	if (it->mntns >= 0)
		close(it->mntns);
	it->netns = it->mntns = -1;
}
