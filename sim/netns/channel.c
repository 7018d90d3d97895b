#include "sim/netns/channel.h"

#include "sim/netns/column.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 16

/* "anycast-lab/<uid>/<name>" behind the NUL of an abstract name. */
static socklen_t address_make(const char *name, uid_t uid, struct sockaddr_un *out)
{
	int n;

	memset(out, 0, sizeof(*out));
	out->sun_family = AF_UNIX;
	n = snprintf(out->sun_path + 1, sizeof(out->sun_path) - 1, "anycast-lab/%u/%s", uid, name);
	if (n < 0 || (size_t)n >= sizeof(out->sun_path) - 1)
		return 0;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
}

int channel_own(int fd)
{
	return listen(fd, BACKLOG) < 0 ? -errno : 0;
}

int channel_listen(const char *name)
{
	struct sockaddr_un address;
	const socklen_t n = address_make(name, geteuid(), &address);
	int fd, error;

	if (n == 0)
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, n) < 0 || listen(fd, BACKLOG) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

pid_t channel_peer(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) < 0)
		return -errno;
	return peer.uid == geteuid() || peer.uid == 0 ? peer.pid : -EACCES;
}

int channel_connect(const char *name, uid_t uid)
{
	struct sockaddr_un address;
	const socklen_t n = address_make(name, uid, &address);
	int fd, error = 0;

	if (n == 0)
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&address, n) < 0)
		error = -errno;
	else if (channel_peer(fd) < 0 && !(geteuid() == 0 && uid != 0))
		error = -EACCES; /* somebody else has taken the name */
	if (error != 0) {
		close(fd);
		return error;
	}
	return fd;
}

int channel_send(int fd, const json_t *object, const int *fds, size_t n_fds)
{
	char *text = json_dumps(object, JSON_COMPACT);
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(CHANNEL_FDS * sizeof(int))];
	} control;
	struct iovec part = {text, text != NULL ? strlen(text) : 0};
	struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
	int error = 0;

	if (text == NULL || n_fds > CHANNEL_FDS)
		error = -ENOMEM;
	else if (part.iov_len > CHANNEL_MESSAGE_MAX)
		error = -E2BIG;
	if (error == 0 && n_fds > 0) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		control.align.cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(&control.align), fds, n_fds * sizeof(int));
	}
	if (error == 0 && sendmsg(fd, &msg, MSG_NOSIGNAL) < 0)
		error = -errno;
	free(text);
	return error;
}

static void fds_take(struct msghdr *msg, int fds[CHANNEL_FDS])
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(msg); part != NULL;
	     part = CMSG_NXTHDR(msg, part)) {
		size_t n;

		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		n = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(part), (n < CHANNEL_FDS ? n : CHANNEL_FDS) * sizeof(int));
	}
}

static void fds_close(int fds[CHANNEL_FDS])
{
	for (size_t i = 0; i < CHANNEL_FDS; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

int channel_receive(int fd, json_t **out, int fds[CHANNEL_FDS])
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(CHANNEL_FDS * sizeof(int))];
	} control;
	char *text = malloc(CHANNEL_MESSAGE_MAX);
	struct iovec part = {text, CHANNEL_MESSAGE_MAX};
	struct msghdr msg = {.msg_iov = &part,
			     .msg_iovlen = 1,
			     .msg_control = control.room,
			     .msg_controllen = sizeof(control.room)};
	int unwanted[CHANNEL_FDS], *taken = fds != NULL ? fds : unwanted, error = 0;
	ssize_t n;

	for (size_t i = 0; i < CHANNEL_FDS; i++)
		taken[i] = -1;
	if (text == NULL)
		return -ENOMEM;
	do
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		error = n == 0 ? -EPIPE : -errno;
	} else {
		fds_take(&msg, taken);
		*out = json_loadb(text, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
		if (*out == NULL)
			error = -EBADMSG;
	}
	if (error != 0 || fds == NULL)
		fds_close(taken);
	free(text);
	return error;
}

void channel_labs(uid_t uid, void (*fn)(void *arg, const char *name), void *arg)
{
	FILE *file = fopen("/proc/net/unix", "re");
	char line[512], wanted[64], last[128] = "";

	if (file == NULL)
		return;
	snprintf(wanted, sizeof(wanted), " @anycast-lab/%u/", uid);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *name = strstr(line, wanted);
		const char *at = line;
		int64_t flags;

		/* The listening socket alone has the flag __SO_ACCEPTCON. */
		if (name == NULL || !column_skip(&at, 3) || !column_number(&at, 16, &flags) ||
		    (flags & 0x10000) == 0)
			continue;
		name += strlen(wanted);
		name[strcspn(name, "\n")] = '\0';
		snprintf(last, sizeof(last), "%s", name);
		fn(arg, last);
	}
	fclose(file);
}
