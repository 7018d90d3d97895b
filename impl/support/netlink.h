#ifndef SUPPORT_NETLINK_H
#define SUPPORT_NETLINK_H

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stddef.h>

/*
 * rtnetlink sockets of the network namespace the calling thread is in when they are opened; they
 * stay there for life. Messages are libnl's (nlmsg_alloc_simple(), nla_put(), …), errors are the
 * kernel's, as -errno, with its own words beside them.
 */

struct netlink;

/**
 * netlink_open() - a blocking socket for requests and dumps
 * @out: the socket; netlink_free() it; untouched on failure
 *
 * Return: 0, or -errno.
 */
int netlink_open(struct netlink **out);

/**
 * netlink_monitor() - a non-blocking socket that is told of changes
 * @out: as above; watch netlink_fd() for reading, then call netlink_read()
 * @groups: RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, …
 * @n_groups: how many
 *
 * Return: 0, or -errno.
 */
int netlink_monitor(struct netlink **out, const int *groups, size_t n_groups);
void netlink_free(struct netlink *nl);
int netlink_fd(const struct netlink *nl);

/**
 * netlink_request() - send one request and wait for the kernel's acknowledgement
 * @msg: from nlmsg_alloc_simple(type, flags); NLM_F_REQUEST and NLM_F_ACK are added; stays the
 * caller's, nlmsg_free() it
 *
 * Return: 0, or the kernel's -errno; netlink_error() then has its words.
 */
int netlink_request(struct netlink *nl, struct nl_msg *msg);

/**
 * netlink_get() - as netlink_request(), for one that is answered by one message (RTM_GETLINK,
 * RTM_GETROUTE without NLM_F_DUMP)
 * @fn: called with the answer, borrowed until return
 */
int netlink_get(struct netlink *nl, struct nl_msg *msg, void (*fn)(struct nlmsghdr *hdr, void *arg),
		void *arg);

/**
 * netlink_dump() - send a dump request and call @fn for every message of the answer
 * @msg: as above; NLM_F_DUMP is added
 *
 * Return: 0; -EINTR when the kernel's table changed meanwhile, so that entries may be missing or
 * double (dump again); or -errno.
 */
int netlink_dump(struct netlink *nl, struct nl_msg *msg,
		 void (*fn)(struct nlmsghdr *hdr, void *arg), void *arg);

/**
 * netlink_read() - take all notices that wait on a monitor
 *
 * Return: 0 when none is left; -ENOBUFS when the kernel dropped some since the last call (those
 * that were kept have been handed to @fn; dump afresh); or -errno.
 */
int netlink_read(struct netlink *nl, void (*fn)(struct nlmsghdr *hdr, void *arg), void *arg);

/** netlink_error() - the kernel's words about the last failed request, or its errno's; never NULL
 */
const char *netlink_error(const struct netlink *nl);

#endif
