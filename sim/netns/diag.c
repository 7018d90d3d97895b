#include "sim/netns/diag.h"

#include "sim/netns/neighbour.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BGP_PORT 179

struct diag_request {
	struct nlmsghdr hdr;
	struct inet_diag_req_v2 body;
};

int diag_open(const struct lab *lab, size_t node)
{
	int error = lab_enter(lab, node);
	int fd;

	if (error)
		return error;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	error = fd < 0 ? -errno : fd;
	lab_leave(lab);
	return error;
}

static int diag_send(int fd, struct diag_request *request)
{
	request->hdr.nlmsg_len = sizeof(*request);
	request->body.sdiag_protocol = IPPROTO_TCP;
	return send(fd, request, sizeof(*request), 0) < 0 ? -errno : 0;
}

static struct ip diag_ip(int family, const __be32 words[4])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct ip ip = {.family = IP_V6};

	if (family == AF_INET) {
		ip.family = IP_V4;
		memcpy(ip.octets, words, 4);
	} else if (memcmp(words, mapped, sizeof(mapped)) == 0) {
		ip.family = IP_V4;
		memcpy(ip.octets, &words[3], 4);
	} else {
		memcpy(ip.octets, words, 16);
	}
	return ip;
}

static void diag_compare(struct diag_search *search, const struct inet_diag_msg *found)
{
	const struct ip ip = diag_ip(found->idiag_family, found->id.idiag_dst);

	if (found->id.idiag_sport != htons(BGP_PORT) && found->id.idiag_dport != htons(BGP_PORT))
		return;
	if (neighbour_owner(search->topo, &ip) == search->peer && search->n < DIAG_FINDS_MAX)
		search->finds[search->n++] = *found;
}

/* One piece of a dump. Return: 1 when it was the last, 0, or -errno. */
static int diag_piece(struct diag_search *search, char *piece, size_t n)
{
	for (struct nlmsghdr *hdr = (struct nlmsghdr *)piece; NLMSG_OK(hdr, n);
	     hdr = NLMSG_NEXT(hdr, n)) {
		if (hdr->nlmsg_type == NLMSG_DONE)
			return 1;
		if (hdr->nlmsg_type == NLMSG_ERROR)
			return ((struct nlmsgerr *)NLMSG_DATA(hdr))->error;
		if (hdr->nlmsg_len >= NLMSG_LENGTH(sizeof(struct inet_diag_msg)))
			diag_compare(search, NLMSG_DATA(hdr));
	}
	return 0;
}

static int diag_find_family(int fd, int family, struct diag_search *search)
{
	struct diag_request request = {.hdr.nlmsg_type = SOCK_DIAG_BY_FAMILY,
				       .hdr.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
				       .body.sdiag_family = (uint8_t)family,
				       .body.idiag_states = search->states};
	char piece[32768] __attribute__((aligned(NLMSG_ALIGNTO)));
	int error = diag_send(fd, &request);

	while (error == 0) {
		ssize_t n = recv(fd, piece, sizeof(piece), 0);

		if (n < 0 && errno == EINTR)
			continue;
		error = n < 0 ? -errno : diag_piece(search, piece, (size_t)n);
	}
	return error < 0 ? error : 0;
}

int diag_find(int fd, struct diag_search *search)
{
	int error;

	search->n = 0;
	error = diag_find_family(fd, AF_INET, search);
	return error ? error : diag_find_family(fd, AF_INET6, search);
}

int diag_destroy(int fd, const struct inet_diag_msg *found)
{
	struct diag_request request = {.hdr.nlmsg_type = SOCK_DESTROY,
				       .hdr.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
				       .body.sdiag_family = found->idiag_family,
				       .body.idiag_states = DIAG_ANY,
				       .body.id = found->id};
	struct {
		struct nlmsghdr hdr;
		struct nlmsgerr verdict;
		char quoted[512];
	} answer;
	int error = diag_send(fd, &request);
	ssize_t n;

	if (error)
		return error;
	n = recv(fd, &answer, sizeof(answer), 0);
	if (n < (ssize_t)NLMSG_LENGTH(sizeof(answer.verdict)) ||
	    answer.hdr.nlmsg_type != NLMSG_ERROR)
		return n < 0 ? -errno : -EPROTO;
	/* ENOENT: it went by itself meanwhile. */
	return answer.verdict.error == -ENOENT ? 0 : answer.verdict.error;
}
