#include "sim/netns/relay.h"

#include "sim/netns/links_msg.h"
#include "sim/netns/relay_carry.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of the first device in the relay's namespace: never that of its peer, see links.c. */
#define INDEX_INNER 100000

struct lab_relay {
	int netns;
	struct netlink *netlink;
	bool has_netem;
	struct relay_lane *lanes; /* two a link */
	size_t n_lanes;
};

/* The relay's ends must say nothing of their own. */
static int silence(void)
{
	int fd = open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (write(fd, "1", 1) < 0)
		error = -errno;
	close(fd);
	return error;
}

int relay_open(struct lab *lab)
{
	struct lab_relay *relay = calloc(1, sizeof(*relay));
	int error;

	if (relay == NULL)
		return -ENOMEM;
	lab->relay = relay;
	relay->netns = -1;
	relay->lanes = calloc(2 * lab->topo->n_links, sizeof(relay->lanes[0]));
	if (relay->lanes == NULL)
		return -ENOMEM;
	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	relay->netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	error = relay->netns < 0 ? -errno : silence();
	if (error == 0)
		error = netlink_open(&relay->netlink);
	lab_leave(lab);
	if (error != 0)
		return error;
	/* Tried on a loopback that nobody uses. */
	relay->has_netem = links_msg_delay(relay->netlink, 1, NS_PER_MS) == 0;
	return 0;
}

bool relay_has_netem(const struct lab *lab)
{
	return lab->relay->has_netem;
}

/* A socket for all frames that come in at one device, and for sending there. Frames carry the
 * kernel's notes on checksums and segments with them, as on a veth pair. */
static int socket_open(const struct lab_relay *relay, const struct lab *lab, int index)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = index};
	const int yes = 1, room = 8 * 1024 * 1024;
	int fd, error = 0;

	if (setns(relay->netns, CLONE_NEWNET) < 0)
		return -errno;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		error = -errno;
	lab_leave(lab);
	if (error != 0)
		return error;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &yes, sizeof(yes)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

static int inner_index(size_t link, size_t side)
{
	return INDEX_INNER + 2 * (int)link + (int)side;
}

static bool carries(const struct lab *lab, size_t link)
{
	return lab->relay != NULL && !lab->relay->has_netem && lab->topo->links[link].delay_ns > 0;
}

int relay_carrier(struct lab *lab, size_t link, size_t side, bool up)
{
	return carries(lab, link)
		       ? links_msg_up(lab->relay->netlink, inner_index(link, 1 - side), up)
		       : 0;
}

int relay_remove(struct lab *lab, size_t link, size_t side)
{
	return carries(lab, link)
		       ? links_msg_remove(lab->relay->netlink, inner_index(link, 1 - side))
		       : 0;
}

/* One end: the node's device and the relay's. Return: a socket on the latter, or -errno. */
static int end_make(struct lab *lab, size_t link, int side, int index)
{
	const struct lab_relay *relay = lab->relay;
	const struct topo_port *port = &lab->topo->links[link].ends[side];
	const int inner = inner_index(link, (size_t)side);
	char name[16];
	const struct links_msg_end ends[2] = {
		{port->device, lab->nodes[port->node].netns, (uint16_t)link, (uint8_t)side},
		{name, relay->netns, (uint16_t)link, (uint8_t)(side + 2)},
	};
	const int indices[2] = {index, inner};
	int error;

	snprintf(name, sizeof(name), "w%zu%c", link, "ab"[side]);
	error = links_msg_veth(lab->nodes[port->node].netlink, indices, ends);
	if (error == 0)
		error = links_msg_up(relay->netlink, inner, true);
	return error != 0 ? error : socket_open(relay, lab, inner);
}

int relay_link(struct lab *lab, size_t link, int index)
{
	struct lab_relay *relay = lab->relay;
	const int64_t delay_ns = lab->topo->links[link].delay_ns;
	int a = end_make(lab, link, 0, index), b;

	if (a < 0)
		return a;
	b = end_make(lab, link, 1, index + 1);
	if (b < 0) {
		close(a);
		return b;
	}
	relay->lanes[relay->n_lanes++] = (struct relay_lane){a, b, delay_ns};
	relay->lanes[relay->n_lanes++] = (struct relay_lane){b, a, delay_ns};
	return 0;
}

int relay_start(struct lab *lab)
{
	struct lab_relay *relay = lab->relay;
	pid_t pid;

	if (relay == NULL || relay->n_lanes == 0)
		return 0;
	lab_say(lab, TOPO_NONE, "delayed links are carried by the lab itself: no netem here");
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(relay_carry(relay->lanes, relay->n_lanes));
	return 0;
}

void relay_close(struct lab *lab)
{
	struct lab_relay *relay = lab->relay;

	if (relay == NULL)
		return;
	for (size_t i = 0; i < relay->n_lanes; i++)
		close(relay->lanes[i].from); /* of each pair of lanes both sockets, once */
	netlink_free(relay->netlink);
	if (relay->netns >= 0)
		close(relay->netns);
	free(relay->lanes);
	free(relay);
	lab->relay = NULL;
}
