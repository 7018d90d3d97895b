#include "sim/netns/watch.h"

#include "sim/netns/neighbour.h"
#include "sim/netns/watch_table.h"
#include "support/netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

/* How often a dump is begun afresh because the table changed under it. */
#define DUMP_TRIES 16

/* What a batch of notices leaves to be asked. */
enum watch_doubt {
	DOUBT_V4 = 1,
	DOUBT_V6 = 2,
	DOUBT_ALL = 4, /* notices were lost: links and addresses too */
};

struct lab_watch {
	struct lab *lab;
	size_t node;
	struct netlink *monitor;
	struct netlink *request;
	struct loop_watch *ready;
	struct instant at; /* when the notices at hand were read */
	unsigned int doubt;
	struct watch_routes routes;
	struct watch_table table;
};

static void event_emit(struct lab_watch *watch, struct trace_event *event)
{
	event->at = event->cause = watch->at;
	event->node = watch->node;
	timeline_emit(watch->lab->timeline, event);
}

/* ---- links and addresses ---- */

static void link_changed(void *arg, const struct watch_link *link, bool removed)
{
	struct lab_watch *watch = arg;
	struct trace_event event = {.kind = TRACE_LINK};

	event.link.device = link->device;
	event.link.up = link->up && !removed;
	event.link.removed = removed;
	event_emit(watch, &event);
	/* The kernel flushes routes without a word when a link goes. */
	watch->doubt |= DOUBT_V4 | DOUBT_V6;
}

static void address_changed(void *arg, const struct watch_address *address, bool present)
{
	struct lab_watch *watch = arg;
	const struct watch_link *link = watch_table_link(&watch->table, address->ifindex);
	struct trace_event event = {.kind = TRACE_ADDRESS};

	event.address.prefix = address->prefix;
	event.address.device = link ? link->device : "";
	event.address.present = present;
	event.address.usable = present && address->usable;
	event.address.proto = address->proto;
	event_emit(watch, &event);
	/* With an address go the routes that prefer it as source, unannounced. */
	if (!present)
		watch->doubt |= address->prefix.ip.family == IP_V4 ? DOUBT_V4 : DOUBT_V6;
}

/* ---- routes ---- */

static void route_changed(void *arg, const struct watch_use *use)
{
	struct lab_watch *watch = arg;
	struct trace_event event = {.kind = TRACE_ROUTE};

	event.route.prefix = use->prefix;
	memcpy(event.route.via, use->via, use->n_via * sizeof(use->via[0]));
	event.route.n_via = use->n_via;
	event_emit(watch, &event);
}

/* A next hop the plan does not know (link-local, or none) is whoever is behind the device. */
static void route_resolve(const struct lab_watch *watch, struct watch_route *route)
{
	const struct topo *topo = watch->lab->topo;

	for (size_t i = 0; i < route->n_ways; i++) {
		struct watch_way *way = &route->ways[i];
		const struct watch_link *link = watch_table_link(&watch->table, way->ifindex);

		way->node = neighbour_owner(topo, &way->gateway);
		if (way->node == TOPO_NONE && link)
			way->node = neighbour_behind(topo, watch->node, link->device);
	}
}

static void route_notice(struct lab_watch *watch, struct nlmsghdr *hdr)
{
	struct watch_route route;
	enum watch_verb verb = WATCH_ADD;

	if (!watch_message_route(hdr, &route))
		return;
	if (hdr->nlmsg_type == RTM_DELROUTE)
		verb = WATCH_REMOVE;
	else if (hdr->nlmsg_flags & NLM_F_APPEND)
		verb = WATCH_APPEND;
	route_resolve(watch, &route);
	if (!watch_routes_notice(&watch->routes, verb, &route))
		watch->doubt |= route.prefix.ip.family == IP_V4 ? DOUBT_V4 : DOUBT_V6;
}

/* ---- dumps ---- */

static void link_row(struct nlmsghdr *hdr, void *arg)
{
	struct lab_watch *watch = arg;
	struct watch_link link;

	if (watch_message_link(hdr, &link))
		watch_link_take(&watch->table, &link);
}

static void address_row(struct nlmsghdr *hdr, void *arg)
{
	struct lab_watch *watch = arg;
	struct watch_address address;

	if (watch_message_address(hdr, &address))
		watch_address_take(&watch->table, &address);
}

static void route_row(struct nlmsghdr *hdr, void *arg)
{
	struct lab_watch *watch = arg;
	struct watch_route route;

	if (!watch_message_route(hdr, &route))
		return;
	route_resolve(watch, &route);
	watch_routes_row(&watch->routes, &route);
}

/* Strict checking wants the exact header of the type, zeroed but for the family. */
static int dump(struct lab_watch *watch, int type, int family,
		void (*row)(struct nlmsghdr *hdr, void *arg))
{
	union {
		struct ifinfomsg link;
		struct ifaddrmsg address;
		struct rtmsg route;
	} head = {0};
	size_t n = type == RTM_GETLINK   ? sizeof(head.link)
		   : type == RTM_GETADDR ? sizeof(head.address)
					 : sizeof(head.route);
	struct nl_msg *msg = nlmsg_alloc_simple(type, 0);
	int error;

	if (!msg)
		return -ENOMEM;
	head.link.ifi_family = (unsigned char)family; /* the first octet of all three */
	error = nlmsg_append(msg, &head, n, NLMSG_ALIGNTO);
	if (!error)
		error = netlink_dump(watch->request, msg, row, watch);
	nlmsg_free(msg);
	return error;
}

static void routes_dump(struct lab_watch *watch, enum ip_family family)
{
	int error = -EINTR;

	for (int i = 0; i < DUMP_TRIES && error == -EINTR; i++) {
		watch_routes_dump(&watch->routes);
		error = dump(watch, RTM_GETROUTE, family == IP_V4 ? AF_INET : AF_INET6, route_row);
	}
	watch->at = now_mono();
	watch_routes_dumped(&watch->routes, family, error == 0);
}

/* Return: 0, or -errno: a dump that has come to its end tells what is missing as well. */
static int table_dump(struct lab_watch *watch, int type,
		      void (*row)(struct nlmsghdr *hdr, void *arg))
{
	int error = -EINTR;

	for (int i = 0; i < DUMP_TRIES && error == -EINTR; i++) {
		watch_table_dump(&watch->table);
		error = dump(watch, type, AF_UNSPEC, row);
	}
	return error;
}

/*
 * Wait for whoever holds the kernel's RTNL lock. The notice that a link is down is sent before its
 * routes are flushed, under one hold of that lock, and dumps of routes no longer take it: without
 * this a dump may still see them. A change of nothing on lo takes the lock and leaves no notice.
 */
static void lock_pass(struct lab_watch *watch)
{
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_SETLINK, 0);
	const struct ifinfomsg info = {.ifi_index = 1};

	if (!msg)
		return;
	if (nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) == 0)
		netlink_request(watch->request, msg);
	nlmsg_free(msg);
}

static void doubt_settle(struct lab_watch *watch)
{
	if (watch->doubt == 0)
		return;
	lock_pass(watch);
	if (watch->doubt & DOUBT_ALL) {
		watch->at = now_mono();
		if (table_dump(watch, RTM_GETLINK, link_row) == 0)
			watch_links_dumped(&watch->table);
		if (table_dump(watch, RTM_GETADDR, address_row) == 0)
			watch_addresses_dumped(&watch->table);
		watch->doubt |= DOUBT_V4 | DOUBT_V6;
	}
	if (watch->doubt & DOUBT_V4)
		routes_dump(watch, IP_V4);
	if (watch->doubt & DOUBT_V6)
		routes_dump(watch, IP_V6);
	watch->doubt = 0;
}

/* ---- notices ---- */

static void link_notice(struct lab_watch *watch, struct nlmsghdr *hdr)
{
	struct watch_link link;

	if (!watch_message_link(hdr, &link))
		return;
	if (hdr->nlmsg_type == RTM_NEWLINK)
		watch_link_take(&watch->table, &link);
	else
		watch_link_drop(&watch->table, link.ifindex);
}

static void address_notice(struct lab_watch *watch, struct nlmsghdr *hdr)
{
	struct watch_address address;

	if (!watch_message_address(hdr, &address))
		return;
	if (hdr->nlmsg_type == RTM_NEWADDR)
		watch_address_take(&watch->table, &address);
	else
		watch_address_drop(&watch->table, &address);
}

static void notice(struct nlmsghdr *hdr, void *arg)
{
	struct lab_watch *watch = arg;

	switch (hdr->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		link_notice(watch, hdr);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		address_notice(watch, hdr);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		route_notice(watch, hdr);
		break;
	case RTM_NEWNEXTHOP:
	case RTM_DELNEXTHOP:
		/* Routes change with their nexthop object and are not always told of. */
		watch->doubt |= DOUBT_V4 | DOUBT_V6;
		break;
	default:
		break;
	}
}

static void watch_ready(void *arg, int fd, unsigned int ready)
{
	struct lab_watch *watch = arg;

	(void)fd;
	(void)ready;
	watch->at = now_mono();
	if (netlink_read(watch->monitor, notice, watch) == -ENOBUFS)
		watch->doubt |= DOUBT_ALL;
	doubt_settle(watch);
}

/* ---- open and close ---- */

static int sockets_open(struct lab_watch *watch)
{
	static const int groups[] = {RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
				     RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,  RTNLGRP_NEXTHOP};
	int error = lab_enter(watch->lab, watch->node);

	if (error)
		return error;
	error = netlink_monitor(&watch->monitor, groups, sizeof(groups) / sizeof(groups[0]));
	if (!error)
		error = netlink_open(&watch->request);
	lab_leave(watch->lab);
	return error;
}

struct lab_watch *watch_open(struct lab *lab, size_t node)
{
	struct lab_watch *watch = calloc(1, sizeof(*watch));
	int error;

	if (!watch)
		return NULL;
	watch->lab = lab;
	watch->node = node;
	watch->table = (struct watch_table){
		.link_changed = link_changed, .address_changed = address_changed, .arg = watch};
	watch_routes_init(&watch->routes, route_changed, watch);
	error = sockets_open(watch);
	if (!error) {
		watch->ready = loop_fd(lab->loop, netlink_fd(watch->monitor), LOOP_READ,
				       watch_ready, watch);
		error = watch->ready ? 0 : -ENOMEM;
	}
	if (error) {
		watch_close(watch);
		errno = -error;
		return NULL;
	}
	watch->doubt = DOUBT_ALL;
	doubt_settle(watch);
	return watch;
}

void watch_close(struct lab_watch *watch)
{
	if (!watch)
		return;
	loop_watch_free(watch->ready);
	netlink_free(watch->monitor);
	netlink_free(watch->request);
	watch_routes_close(&watch->routes);
	watch_table_close(&watch->table);
	free(watch);
}
