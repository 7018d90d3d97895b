#include "sim/netns/program.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PIDS_MAX   1024
#define ROUNDS_MAX 100 /* against a node that forks as fast as it is killed */

/* Processes in the network namespace of @node, however they came there; the dead have none. */
static size_t pids_list(const struct lab *lab, size_t node, pid_t pids[static PIDS_MAX])
{
	struct stat own, theirs;
	struct dirent *entry;
	size_t n = 0;
	DIR *proc;

	if (fstat(lab->nodes[node].netns, &own) < 0)
		return 0;
	proc = opendir("/proc");
	if (proc == NULL)
		return 0;
	while (n < PIDS_MAX && (entry = readdir(proc)) != NULL) {
		char path[64], *end;
		const long pid = strtol(entry->d_name, &end, 10);

		if (*end != '\0' || pid <= 1)
			continue;
		snprintf(path, sizeof(path), "/proc/%ld/ns/net", pid);
		if (stat(path, &theirs) == 0 && theirs.st_ino == own.st_ino &&
		    theirs.st_dev == own.st_dev)
			pids[n++] = (pid_t)pid;
	}
	closedir(proc);
	return n;
}

static bool is_listed(pid_t pid, const pid_t *pids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pids[i] == pid)
			return true;
	}
	return false;
}

/* Hold every process of @node, until a look finds none that is new: so that the blow that follows
 * hits all at once, and nobody needs to look for survivors while time is taken. Return: how many of
 * @pids are filled. */
static size_t all_hold(const struct lab *lab, size_t node, pid_t pids[static PIDS_MAX])
{
	size_t n_known = 0;

	for (int round = 0; round < ROUNDS_MAX; round++) {
		pid_t found[PIDS_MAX];
		const size_t n = pids_list(lab, node, found), n_before = n_known;

		for (size_t i = 0; i < n && n_known < PIDS_MAX; i++) {
			if (is_listed(found[i], pids, n_known))
				continue;
			kill(found[i], SIGSTOP);
			pids[n_known++] = found[i];
		}
		if (n_known == n_before)
			break;
	}
	return n_known;
}

bool program_await_all(const struct lab *lab, size_t node, int limit_ms)
{
	const struct instant limit = instant_add_ms(now_mono(), limit_ms);
	pid_t pids[PIDS_MAX];

	while (pids_list(lab, node, pids) > 0) {
		const int64_t left_ms = instant_since(limit, now_mono()) / NS_PER_MS;
		struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, pids[0], 0),
				     .events = POLLIN};

		if (left_ms <= 0) {
			close(end.fd);
			return false;
		}
		if (end.fd < 0)
			continue; /* gone meanwhile */
		poll(&end, 1, (int)left_ms);
		close(end.fd);
	}
	return true;
}

int program_signal_all(struct lab *lab, size_t node, int signal, struct instant *at)
{
	pid_t pids[PIDS_MAX];
	size_t n = signal == SIGKILL ? all_hold(lab, node, pids) : pids_list(lab, node, pids);

	if (at != NULL)
		*at = now_mono();
	if (n == 0)
		return -ESRCH;
	/* The youngest first: the announcer, then the web server it stands for. */
	for (size_t i = n; i > 0; i--)
		kill(pids[i - 1], signal);
	return 0;
}
