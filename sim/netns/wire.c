#include "sim/netns/wire.h"

#include "sim/netns/neighbour.h"
#include "sim/trace/bgp_wire.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* veth carries what TCP segmentation offload made: frames of up to 64 KiB. */
#define FRAME_MAX   (65536 + 64)
#define BUFFER_SIZE (4 * 1024 * 1024)

/* One capture; they form a list that begins at lab->wires. */
struct lab_wire {
	struct lab_wire *next;
	struct lab *lab;
	size_t link;
	const struct topo_port *here; /* the end that listens */
	bool routers_only;            /* see wire_hears() */
	int fd;
	struct loop_watch *ready;
	struct bgp_wire *decoder;
	uint8_t frame[FRAME_MAX];
};

/* ---- what was heard ---- */

/*
 * Across a bridge a message passes two links. Announcers listen on theirs; a router on its link to
 * a bridge leaves out what they hear, and of two routers' talk takes what it says itself.
 */
static bool wire_hears(const struct lab_wire *wire, size_t from, size_t to)
{
	const struct topo *topo = wire->lab->topo;

	if (!wire->routers_only)
		return true;
	return from == wire->here->node &&
	       (to == TOPO_NONE || topo->nodes[to].kind == TOPO_KIND_BIRD);
}

static void message_emit(struct lab_wire *wire, const struct bgp_wire_message *message, size_t from,
			 size_t to)
{
	struct trace_event event = *message->event;

	event.at = event.cause = message->at;
	event.node = from;
	event.bgp.from = from;
	event.bgp.to = to;
	if (wire_hears(wire, from, to))
		timeline_emit(wire->lab->timeline, &event);
}

static void session_emit(struct lab_wire *wire, const struct bgp_wire_message *message, size_t from,
			 size_t to)
{
	struct trace_event event = {.kind = TRACE_SESSION, .at = message->at, .cause = message->at};

	/* Either may be named first; below, the node of lower index tells it. */
	event.node = from < to ? from : to;
	event.session.peer = from < to ? to : from;
	event.session.state = message->kind == BGP_WIRE_ESTABLISHED ? TOPO_SESSION_ESTABLISHED
								    : TOPO_SESSION_DOWN;
	if (wire_hears(wire, event.node, event.session.peer))
		timeline_emit(wire->lab->timeline, &event);
}

static void heard(void *arg, const struct bgp_wire_message *message)
{
	struct lab_wire *wire = arg;
	const struct topo *topo = wire->lab->topo;
	const size_t from = neighbour_owner(topo, &message->from);
	const size_t to = neighbour_owner(topo, &message->to);

	switch (message->kind) {
	case BGP_WIRE_MESSAGE:
		message_emit(wire, message, from, to);
		break;
	case BGP_WIRE_ESTABLISHED:
	case BGP_WIRE_DOWN:
		session_emit(wire, message, from, to);
		break;
	}
}

/* ---- frames ---- */

static int64_t timespec_ns(const struct timespec *at)
{
	return (int64_t)at->tv_sec * NS_PER_S + at->tv_nsec;
}

/* What to add to a wall clock stamp of about now; the wall clock may be slewed or set any time. */
static int64_t clock_offset_ns(void)
{
	struct timespec wall;
	const struct instant before = now_mono();

	clock_gettime(CLOCK_REALTIME, &wall);
	return (before.ns + now_mono().ns) / 2 - timespec_ns(&wall);
}

static struct instant frame_stamp(struct msghdr *msg, int64_t offset_ns)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
			struct timespec wall;

			memcpy(&wall, CMSG_DATA(c), sizeof(wall));
			return (struct instant){timespec_ns(&wall) + offset_ns};
		}
	}
	return now_mono();
}

/* Return: whether there may be more; an error (ENETDOWN: the device is gone) is taken off, too. */
static bool frame_take(struct lab_wire *wire, int64_t offset_ns)
{
	union {
		char octets[CMSG_SPACE(sizeof(struct timespec))];
		struct cmsghdr align;
	} control;
	struct iovec part = {wire->frame, sizeof(wire->frame)};
	struct msghdr msg = {.msg_iov = &part,
			     .msg_iovlen = 1,
			     .msg_control = &control,
			     .msg_controllen = sizeof(control)};
	ssize_t n = recvmsg(wire->fd, &msg, MSG_DONTWAIT);

	if (n < 0)
		return errno == EINTR || errno == ENETDOWN;
	bgp_wire_frame(wire->decoder, wire->frame, (size_t)n, frame_stamp(&msg, offset_ns));
	return true;
}

static void wire_ready(void *arg, int fd, unsigned int ready)
{
	const int64_t offset_ns = clock_offset_ns();

	(void)fd;
	(void)ready;
	while (frame_take(arg, offset_ns))
		;
}

/* ---- sockets ---- */

/* tcp port 179, in first fragments only: what the decoder could read. Jumps are relative. */
static struct sock_filter bgp_filter[] = {
	/*  0 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
	/*  1 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 6),
	/*  2 */ BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20),
	/*  3 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 15),
	/*  4 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 54),
	/*  5 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BGP_WIRE_PORT, 12, 0),
	/*  6 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 56),
	/*  7 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BGP_WIRE_PORT, 10, 11),
	/*  8 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 10),
	/*  9 */ BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23),
	/* 10 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 8),
	/* 11 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20),
	/* 12 */ BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 6, 0),
	/* 13 */ BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
	/* 14 */ BPF_STMT(BPF_LD | BPF_H | BPF_IND, 14),
	/* 15 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BGP_WIRE_PORT, 2, 0),
	/* 16 */ BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),
	/* 17 */ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BGP_WIRE_PORT, 0, 1),
	/* 18 */ BPF_STMT(BPF_RET | BPF_K, 0x40000),
	/* 19 */ BPF_STMT(BPF_RET | BPF_K, 0),
};

/* To be called within the node's namespace. The filter stands before the first frame comes. */
static int socket_open(const char *device)
{
	struct sock_fprog program = {sizeof(bgp_filter) / sizeof(bgp_filter[0]), bgp_filter};
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	const int yes = 1, size = BUFFER_SIZE;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	address.sll_ifindex = (int)if_nametoindex(device);
	if (address.sll_ifindex != 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof(yes)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

static int wire_listen(struct lab_wire *wire)
{
	int error = lab_enter(wire->lab, wire->here->node);

	if (error)
		return error;
	wire->fd = socket_open(wire->here->device);
	lab_leave(wire->lab);
	if (wire->fd < 0)
		return wire->fd;
	wire->ready = loop_fd(wire->lab->loop, wire->fd, LOOP_READ, wire_ready, wire);
	wire->decoder = bgp_wire_new(heard, wire);
	return wire->ready && wire->decoder ? 0 : -ENOMEM;
}

static void wire_free(struct lab_wire *wire)
{
	loop_watch_free(wire->ready);
	if (wire->fd >= 0)
		close(wire->fd);
	bgp_wire_free(wire->decoder);
	free(wire);
}

/* ---- which links, which end ---- */

static bool kind_speaks(enum topo_kind kind)
{
	return kind != TOPO_KIND_CLIENT && kind != TOPO_KIND_BRIDGE;
}

/* Return: the end to listen at, or -1: no BGP passes here. */
static int end_choose(const struct topo *topo, const struct topo_link *link)
{
	const enum topo_kind a = topo->nodes[link->ends[0].node].kind;
	const enum topo_kind b = topo->nodes[link->ends[1].node].kind;

	if (a == TOPO_KIND_CLIENT || b == TOPO_KIND_CLIENT)
		return -1;
	if (!kind_speaks(a))
		return kind_speaks(b) ? 1 : -1;
	if (!kind_speaks(b))
		return 0;
	return a == TOPO_KIND_BIRD ? 1 : 0;
}

int wire_open(struct lab *lab, size_t link)
{
	const struct topo_link *on = &lab->topo->links[link];
	const int end = end_choose(lab->topo, on);
	struct lab_wire *wire;
	int error;

	if (end < 0)
		return 0;
	wire = calloc(1, sizeof(*wire));
	if (!wire)
		return -ENOMEM;
	wire->lab = lab;
	wire->link = link;
	wire->here = &on->ends[end];
	wire->routers_only = lab->topo->nodes[on->ends[end].node].kind == TOPO_KIND_BIRD &&
			     lab->topo->nodes[on->ends[1 - end].node].kind == TOPO_KIND_BRIDGE;
	wire->fd = -1;
	error = wire_listen(wire);
	if (error) {
		wire_free(wire);
		return error;
	}
	wire->next = lab->wires;
	lab->wires = wire;
	return 0;
}

void wire_close(struct lab *lab)
{
	while (lab->wires) {
		struct lab_wire *wire = lab->wires;

		lab->wires = wire->next;
		wire_free(wire);
	}
}
