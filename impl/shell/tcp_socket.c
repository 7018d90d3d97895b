#include "shell/tcp_socket.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define DSCP_CS6         0xc0
#define TTL_GTSM         255
#define UNACKED_LIMIT_MS 30000U /* a peer that acknowledges nothing for so long is gone */

socklen_t sockaddr_from_ip(const struct ip *ip, uint16_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

	memset(out, 0, sizeof(*out));
	switch (ip->family) {
	case IP_V4:
		memcpy(&v4.sin_addr, ip->octets, 4);
		memcpy(out, &v4, sizeof(v4));
		return sizeof(v4);
	case IP_V6:
		memcpy(&v6.sin6_addr, ip->octets, 16);
		memcpy(out, &v6, sizeof(v6));
		return sizeof(v6);
	case IP_NONE:
		break;
	}
	return 0;
}

struct ip ip_from_sockaddr(const struct sockaddr *sa)
{
	struct ip ip = {IP_NONE, {0}};
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		ip.family = IP_V4;
		memcpy(ip.octets, &v4.sin_addr, 4);
	} else if (sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof(v6));
		ip.family = IP_V6;
		memcpy(ip.octets, &v6.sin6_addr, 16);
	}
	return ip;
}

static int set_int(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int set_secret(int fd, const struct tcp_peer *peer)
{
	struct tcp_md5sig md5;
	struct sockaddr_storage address;
	size_t n = strlen(peer->secret);
	int err;

	if (n > sizeof(md5.tcpm_key))
		return -EINVAL;
	memset(&md5, 0, sizeof(md5));
	sockaddr_from_ip(&peer->address, 0, &address);
	memcpy(&md5.tcpm_addr, &address, sizeof(address));
	md5.tcpm_keylen = (uint16_t)n;
	memcpy(md5.tcpm_key, peer->secret, n);
	err = setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &md5, sizeof(md5)) < 0 ? -errno : 0;
	explicit_bzero(&md5, sizeof(md5));
	return err;
}

static int set_options(int fd, const struct tcp_peer *peer)
{
	bool v6 = peer->address.family == IP_V6;
	unsigned int limit_ms = UNACKED_LIMIT_MS;
	struct sockaddr_storage local;
	socklen_t n_local = sockaddr_from_ip(&peer->local, 0, &local);
	int err = set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);

	/* Without CS6 or TTL 255 a session still works: a kernel that refuses them is no reason to
	 * have none. */
	set_int(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_TCLASS : IP_TOS, DSCP_CS6);
	set_int(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_UNICAST_HOPS : IP_TTL, TTL_GTSM);
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit_ms, sizeof(limit_ms));
	set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	/* A lost withdrawal is sent again at a steady pace first, not after doubling times; BBR
	 * knows no thin streams. */
	set_int(fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, 1);
	setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
	if (err == 0 && peer->secret != NULL)
		err = set_secret(fd, peer);
	if (err == 0 && n_local > 0 && bind(fd, (struct sockaddr *)&local, n_local) < 0)
		err = -errno;
	return err;
}

int tcp_socket(const struct tcp_peer *peer, bool *local_fault)
{
	struct sockaddr_storage address;
	socklen_t n = sockaddr_from_ip(&peer->address, peer->port, &address);
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	*local_fault = true;
	if (fd < 0)
		return -errno;
	err = set_options(fd, peer);
	if (err == 0 && connect(fd, (struct sockaddr *)&address, n) < 0 && errno != EINPROGRESS) {
		*local_fault = false;
		err = -errno;
	}
	if (err == 0)
		return fd;
	close(fd);
	return err;
}

int tcp_socket_acks(int fd)
{
	return set_int(fd, SOL_SOCKET, SO_TIMESTAMPING,
		       SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
			       SOF_TIMESTAMPING_OPT_TSONLY);
}

ssize_t tcp_socket_write(int fd, struct bytes data, bool want_ack)
{
	struct iovec iov = {(void *)(uintptr_t)data.at, data.n};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(uint32_t))];
	} control;
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	const uint32_t flags = SOF_TIMESTAMPING_TX_ACK;
	ssize_t n;

	if (want_ack) {
		struct cmsghdr *cmsg;

		memset(&control, 0, sizeof(control));
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SO_TIMESTAMPING;
		cmsg->cmsg_len = CMSG_LEN(sizeof(flags));
		memcpy(CMSG_DATA(cmsg), &flags, sizeof(flags));
	}
	do {
		n = sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	return n;
}

static bool ack_in(const struct cmsghdr *cmsg, uint32_t *last)
{
	struct sock_extended_err report;

	if (!(cmsg->cmsg_level == SOL_IP && cmsg->cmsg_type == IP_RECVERR) &&
	    !(cmsg->cmsg_level == SOL_IPV6 && cmsg->cmsg_type == IPV6_RECVERR))
		return false;
	memcpy(&report, CMSG_DATA(cmsg), sizeof(report));
	if (report.ee_origin != SO_EE_ORIGIN_TIMESTAMPING || report.ee_info != SCM_TSTAMP_ACK)
		return false;
	*last = report.ee_data;
	return true;
}

int tcp_socket_acked(int fd, uint32_t *last)
{
	union {
		struct cmsghdr header;
		char space[512];
	} control;

	for (;;) {
		struct msghdr msg = {.msg_control = &control, .msg_controllen = sizeof(control)};

		if (recvmsg(fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
			if (errno == EINTR)
				continue;
			return errno == EAGAIN ? 0 : -errno;
		}
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c != NULL; c = CMSG_NXTHDR(&msg, c)) {
			if (ack_in(c, last))
				return 1;
		}
	}
}
