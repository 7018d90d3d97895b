#include "support/netlink.h"

#include <errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A dump of a big table comes in pieces of at most 32 KiB; a monitor must outlive a burst of
 * thousands of routes. */
#define PIECE_SIZE  (64 * 1024)
#define BUFFER_SIZE (4 * 1024 * 1024)

struct netlink {
	struct nl_sock *sock;
	char error[160];
	char piece[PIECE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/* Return: a socket, or NULL with *@error set. */
static struct netlink *socket_new(int *error)
{
	struct netlink *nl = calloc(1, sizeof(*nl));
	const int yes = 1, size = BUFFER_SIZE;
	int fd;

	*error = -ENOMEM;
	if (nl == NULL)
		return NULL;
	nl->sock = nl_socket_alloc();
	if (nl->sock == NULL) {
		free(nl);
		return NULL;
	}
	/* libnl's own error numbers are coarser than the system's. */
	errno = 0;
	if (nl_connect(nl->sock, NETLINK_ROUTE) < 0) {
		*error = errno != 0 ? -errno : -EPROTO;
		netlink_free(nl);
		return NULL;
	}
	fd = nl_socket_get_fd(nl->sock);
	/* FORCE needs privileges over the initial user namespace; without them the host's limit
	 * holds. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &yes, sizeof(yes));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &yes, sizeof(yes));
	return nl;
}

int netlink_open(struct netlink **out)
{
	int error;
	struct netlink *nl = socket_new(&error);

	if (nl == NULL)
		return error;
	*out = nl;
	return 0;
}

int netlink_monitor(struct netlink **out, const int *groups, size_t n_groups)
{
	int error;
	struct netlink *nl = socket_new(&error);

	if (nl == NULL)
		return error;
	error = 0;
	for (size_t i = 0; i < n_groups && error == 0; i++) {
		if (setsockopt(netlink_fd(nl), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i],
			       sizeof(groups[i])) < 0)
			error = -errno;
	}
	if (error == 0 && nl_socket_set_nonblocking(nl->sock) < 0)
		error = -EINVAL;
	if (error != 0) {
		netlink_free(nl);
		return error;
	}
	*out = nl;
	return 0;
}

void netlink_free(struct netlink *nl)
{
	if (nl == NULL)
		return;
	nl_socket_free(nl->sock);
	free(nl);
}

int netlink_fd(const struct netlink *nl)
{
	return nl_socket_get_fd(nl->sock);
}

const char *netlink_error(const struct netlink *nl)
{
	return nl->error;
}

static int error_set(struct netlink *nl, int error, const char *words)
{
	snprintf(nl->error, sizeof(nl->error), "%s", words != NULL ? words : strerror(-error));
	return error;
}

/* Reads the kernel's verdict: NLMSG_ERROR, or NLMSG_DONE of a dump that failed on its way. */
static int error_read(struct netlink *nl, struct nlmsghdr *hdr)
{
	const struct nlmsgerr *verdict = nlmsg_data(hdr);
	int n = nlmsg_datalen(hdr) - (int)sizeof(*verdict);
	const char *words = NULL;
	struct nlattr *attr;
	int skip, rest;

	if (n < 0)
		return error_set(nl, -EBADMSG, NULL);
	if (verdict->error == 0)
		return 0;
	/* Our request is quoted between the verdict and the attributes, unless it was capped. */
	skip = (hdr->nlmsg_flags & NLM_F_CAPPED) ? 0
						 : (int)verdict->msg.nlmsg_len - (int)NLMSG_HDRLEN;
	if ((hdr->nlmsg_flags & NLM_F_ACK_TLVS) && skip >= 0 && skip <= n) {
		nla_for_each_attr(attr,
				  (struct nlattr *)((char *)(hdr + 1) + sizeof(*verdict) + skip),
				  n - skip, rest)
		{
			if (nla_type(attr) == NLMSGERR_ATTR_MSG && nla_len(attr) > 0)
				words = nla_data(attr);
		}
	}
	return error_set(nl, verdict->error, words);
}

static int request_send(struct netlink *nl, struct nl_msg *msg, int flags)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);

	nl->error[0] = '\0';
	hdr->nlmsg_flags = (uint16_t)(hdr->nlmsg_flags | NLM_F_REQUEST | flags);
	hdr->nlmsg_seq = NL_AUTO_SEQ;
	hdr->nlmsg_pid = NL_AUTO_PORT;
	nl_complete_msg(nl->sock, msg);
	if (send(netlink_fd(nl), hdr, hdr->nlmsg_len, 0) < 0)
		return error_set(nl, -errno, NULL);
	return 0;
}

/* One piece from the socket. Return: its length, or -errno. */
static int piece_receive(struct netlink *nl)
{
	ssize_t n;

	do
		n = recv(netlink_fd(nl), nl->piece, sizeof(nl->piece), 0);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : (int)n;
}

struct answer {
	uint32_t seq;
	void (*fn)(struct nlmsghdr *hdr, void *arg);
	void *arg;
	bool torn; /* the table changed during the dump */
	bool ended;
	int error;
};

static void answer_take(struct netlink *nl, struct answer *answer, struct nlmsghdr *hdr)
{
	if (hdr->nlmsg_seq != answer->seq)
		return;
	answer->torn = answer->torn || (hdr->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	if (hdr->nlmsg_type == NLMSG_ERROR) {
		answer->error = error_read(nl, hdr);
		answer->ended = true;
	} else if (hdr->nlmsg_type == NLMSG_DONE) {
		const int *error = nlmsg_data(hdr);

		if (nlmsg_datalen(hdr) >= (int)sizeof(*error) && *error < 0)
			answer->error = error_set(nl, *error, NULL);
		answer->ended = true;
	} else if (answer->fn != NULL) {
		answer->fn(hdr, answer->arg);
	}
}

static int answer_wait(struct netlink *nl, struct answer *answer)
{
	while (!answer->ended) {
		int n = piece_receive(nl);

		if (n < 0)
			return error_set(nl, n, NULL);
		for (struct nlmsghdr *hdr = (struct nlmsghdr *)nl->piece; nlmsg_ok(hdr, n);
		     hdr = nlmsg_next(hdr, &n))
			answer_take(nl, answer, hdr);
	}
	if (answer->error == 0 && answer->torn)
		return error_set(nl, -EINTR, "the table changed during the dump");
	return answer->error;
}

int netlink_get(struct netlink *nl, struct nl_msg *msg, void (*fn)(struct nlmsghdr *hdr, void *arg),
		void *arg)
{
	struct answer answer = {.fn = fn, .arg = arg};
	int error = request_send(nl, msg, NLM_F_ACK);

	answer.seq = nlmsg_hdr(msg)->nlmsg_seq;
	return error != 0 ? error : answer_wait(nl, &answer);
}

int netlink_request(struct netlink *nl, struct nl_msg *msg)
{
	return netlink_get(nl, msg, NULL, NULL);
}

int netlink_dump(struct netlink *nl, struct nl_msg *msg,
		 void (*fn)(struct nlmsghdr *hdr, void *arg), void *arg)
{
	struct answer answer = {.fn = fn, .arg = arg};
	int error = request_send(nl, msg, NLM_F_DUMP);

	answer.seq = nlmsg_hdr(msg)->nlmsg_seq;
	return error != 0 ? error : answer_wait(nl, &answer);
}

int netlink_read(struct netlink *nl, void (*fn)(struct nlmsghdr *hdr, void *arg), void *arg)
{
	int error = 0;

	for (;;) {
		int n = piece_receive(nl);

		if (n == -EAGAIN)
			return error;
		if (n == -ENOBUFS)
			error = n; /* said once; what is still queued is good */
		else if (n < 0)
			return n;
		for (struct nlmsghdr *hdr = (struct nlmsghdr *)nl->piece; n > 0 && nlmsg_ok(hdr, n);
		     hdr = nlmsg_next(hdr, &n))
			fn(hdr, arg);
	}
}
