#include "sim/netns/userns.h"

#include "sim/netns/column.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAMESPACES \
	(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)

/* Above the ids that users, containers and their sub-id ranges usually have. */
#define BASE_WANTED 0x70000000U

/* What the helper tells the caller: the child's pid, or where it failed. */
struct birth {
	pid_t pid;
	int error;
	bool in_prepare;
};

/* A small file of /proc or /sys. Return: its length without the last newline, or -errno. */
static int file_read(const char *path, char *out, size_t n_out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, out, n_out - 1);
	close(fd);
	if (n < 0)
		return -errno;
	if (n > 0 && out[n - 1] == '\n')
		n--;
	out[n] = '\0';
	return (int)n;
}

static int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		error = -errno;
	close(fd);
	return error;
}

uid_t userns_range(const char *map)
{
	int64_t inside, outside, count;

	while (column_number(&map, 10, &inside) && column_number(&map, 10, &outside) &&
	       column_number(&map, 10, &count)) {
		const int64_t last = inside + count - USERNS_RANGE;

		if (count <= USERNS_RANGE)
			continue;
		if (inside <= BASE_WANTED && BASE_WANTED <= last)
			return BASE_WANTED;
		return (uid_t)last;
	}
	return 0;
}

void userns_plan(struct userns *plan)
{
	char uids[1024], gids[1024];

	*plan = (struct userns){.base = geteuid(), .group = getegid(), .rootless = true};
	if (geteuid() != 0 || file_read("/proc/self/uid_map", uids, sizeof(uids)) < 0 ||
	    file_read("/proc/self/gid_map", gids, sizeof(gids)) < 0)
		return;
	if (userns_range(uids) == 0 || userns_range(gids) == 0)
		return;
	plan->base = userns_range(uids);
	plan->group = userns_range(gids);
	plan->rootless = false;
}

static int maps_write(const struct userns *plan, pid_t pid)
{
	const unsigned int count = plan->rootless ? 1 : USERNS_RANGE;
	char path[64], line[64];
	int error;

	if (plan->rootless) {
		/* The kernel wants this before a group may be mapped by one without rights. */
		snprintf(path, sizeof(path), "/proc/%d/setgroups", pid);
		error = file_write(path, "deny");
		if (error != 0)
			return error;
	}
	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	snprintf(line, sizeof(line), "0 %u %u\n", plan->base, count);
	error = file_write(path, line);
	if (error != 0)
		return error;
	snprintf(path, sizeof(path), "/proc/%d/gid_map", pid);
	snprintf(line, sizeof(line), "0 %u %u\n", plan->group, count);
	return file_write(path, line);
}

/* The setting of the host that forbids user namespaces, as far as one can tell. */
static void forbidden_explain(int error, char *out, size_t n_out)
{
	static const struct {
		const char *path, *bad, *text;
	} settings[] = {
		{"/proc/sys/user/max_user_namespaces", "0",
		 "user.max_user_namespaces is 0; allow them with: sysctl -w "
		 "user.max_user_namespaces=10000"},
		{"/proc/sys/kernel/unprivileged_userns_clone", "0",
		 "kernel.unprivileged_userns_clone is 0; allow them with: sysctl -w "
		 "kernel.unprivileged_userns_clone=1"},
		{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
		 "kernel.apparmor_restrict_unprivileged_userns is 1; allow them with: sysctl -w "
		 "kernel.apparmor_restrict_unprivileged_userns=0"},
	};
	char value[32];

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (file_read(settings[i].path, value, sizeof(value)) < 0 ||
		    strcmp(value, settings[i].bad) != 0)
			continue;
		snprintf(out, n_out, "the host forbids user namespaces: %s", settings[i].text);
		return;
	}
	snprintf(out, n_out,
		 "cannot enter a user namespace: %s; a container or seccomp filter may forbid it, "
		 "else see sysctl user.max_user_namespaces",
		 strerror(error));
}

/* In the child: wait for the ids, become root of the namespace. */
static void child_begin(const struct userns *plan, int sync)
{
	char go;

	if (read(sync, &go, 1) != 1)
		_exit(1); /* the front is gone */
	close(sync);
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0 ||
	    (!plan->rootless && setgroups(0, NULL) < 0)) {
		perror("anycast-lab: cannot become root of the user namespace");
		_exit(77);
	}
	/* After the ids: changing them clears it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* The helper between: it may make mounts as the host's root, and hands the child to the caller. */
static pid_t helper_run(const struct userns *plan, int (*prepare)(void *arg), void *arg, int sync)
{
	struct birth birth = {0};

	if (!plan->rootless) {
		birth.in_prepare = true;
		birth.error = unshare(CLONE_NEWNS) < 0 ? -errno : prepare(arg);
	}
	if (birth.error == 0) {
		birth.in_prepare = false;
		birth.pid = (pid_t)syscall(SYS_clone, NAMESPACES | CLONE_PARENT | SIGCHLD, NULL,
					   NULL, NULL, NULL);
		if (birth.pid == 0)
			return 0;
		if (birth.pid < 0)
			birth.error = -errno;
	}
	if (write(sync, &birth, sizeof(birth)) != sizeof(birth))
		_exit(1);
	_exit(0);
}

static int birth_await(const struct userns *plan, int sync, struct birth *birth, char *error,
		       size_t n_error)
{
	int failed;

	if (read(sync, birth, sizeof(*birth)) != sizeof(*birth)) {
		snprintf(error, n_error, "the helper that enters the namespaces died");
		return -1;
	}
	if (birth->error != 0 && birth->in_prepare) {
		snprintf(error, n_error, "cannot make the lab's mounts: %s",
			 strerror(-birth->error));
		return -1;
	}
	if (birth->error != 0) {
		forbidden_explain(-birth->error, error, n_error);
		return -1;
	}
	failed = maps_write(plan, birth->pid);
	if (failed != 0) {
		forbidden_explain(-failed, error, n_error);
		return -1;
	}
	return 0;
}

pid_t userns_fork(const struct userns *plan, int (*prepare)(void *arg), void *arg, char *error,
		  size_t n_error)
{
	struct birth birth = {0};
	pid_t helper;
	int sync[2], failed;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sync) < 0) {
		snprintf(error, n_error, "cannot make a socket pair: %s", strerror(errno));
		return -1;
	}
	helper = fork();
	if (helper == 0) {
		close(sync[0]);
		helper_run(plan, prepare, arg, sync[1]);
		child_begin(plan, sync[1]);
		failed = plan->rootless ? prepare(arg) : 0;
		if (failed != 0) {
			forbidden_explain(-failed, error, n_error);
			fprintf(stderr, "anycast-lab: cannot make the lab's mounts: %s\n", error);
			_exit(77);
		}
		return 0;
	}
	close(sync[1]);
	failed = helper < 0 ? -1 : birth_await(plan, sync[0], &birth, error, n_error);
	if (helper < 0)
		snprintf(error, n_error, "cannot fork: %s", strerror(errno));
	else
		waitpid(helper, NULL, 0);
	if (failed == 0 && write(sync[0], "", 1) != 1) {
		snprintf(error, n_error, "the lab's supervisor died at once");
		failed = -1;
	}
	close(sync[0]); /* a child that still waits for its ids reads the end and leaves */
	return failed == 0 ? birth.pid : -1;
}
