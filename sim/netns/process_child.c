#include "sim/netns/process_child.h"

#include "sim/netns/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENVIRONMENT_MAX 64

/* Both ends of everything between the supervisor and the process; -1: not there. */
struct channels {
	int out[2], err[2], ready[2];
	int failure[2]; /* errno of a failed exec; closed by a good one */
};

static const char *const environment_common[] = {
	"PATH=" MOUNTS_PROGRAMS ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=/tmp",
	"TMPDIR=/tmp",
	"LANG=C.UTF-8",
};

static void pair_close(int pair[2])
{
	for (int i = 0; i < 2; i++) {
		if (pair[i] >= 0)
			close(pair[i]);
		pair[i] = -1;
	}
}

static void channels_close(struct channels *channels)
{
	pair_close(channels->out);
	pair_close(channels->err);
	pair_close(channels->ready);
	pair_close(channels->failure);
}

static int channels_open(struct channels *channels, const struct process_spec *spec)
{
	const bool has_output = spec->stdio == NULL, tells = spec->ready == PROCESS_READY_FD;
	int error = 0;

	*channels = (struct channels){{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};

	if (pipe2(channels->failure, O_CLOEXEC) < 0 ||
	    (has_output && pipe2(channels->out, O_CLOEXEC) < 0) ||
	    (has_output && pipe2(channels->err, O_CLOEXEC) < 0) ||
	    (tells && pipe2(channels->ready, O_CLOEXEC) < 0))
		error = -errno;
	if (error != 0)
		channels_close(channels);
	return error;
}

/* In the child. Descriptors are moved out of the way first, so that none is overwritten before its
 * turn. */
static int stdio_place(const struct process_spec *spec, const struct channels *channels)
{
	int from[4];

	if (spec->stdio != NULL) {
		memcpy(from, spec->stdio, 3 * sizeof(from[0]));
	} else {
		from[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		from[1] = channels->out[1];
		from[2] = channels->err[1];
	}
	from[3] = channels->ready[1];
	for (int i = 0; i < 4; i++) {
		if (from[i] >= 0)
			from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 10);
		if (i < 3 && from[i] < 0)
			return -EBADF;
	}
	for (int i = 0; i < 4; i++) {
		if (from[i] >= 0 && dup2(from[i], i) < 0)
			return -errno;
	}
	return 0;
}

static int namespaces_enter(const struct lab *lab, const struct process_spec *spec)
{
	const struct lab_node *node = &lab->nodes[spec->node];

	if (setns(node->netns, CLONE_NEWNET) < 0)
		return -errno;
	if (node->mntns >= 0 && setns(node->mntns, CLONE_NEWNS) < 0)
		return -errno;
	if (unshare(CLONE_NEWUTS) < 0 ||
	    sethostname(node->topo->name, strlen(node->topo->name)) < 0)
		return -errno;
	return chdir(spec->folder != NULL ? spec->folder : node->folder) < 0 ? -errno : 0;
}

static void signals_reset(void)
{
	const struct sigaction plain = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &plain, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void environment_make(const struct process_spec *spec, const char *out[ENVIRONMENT_MAX])
{
	const size_t n_common = sizeof(environment_common) / sizeof(environment_common[0]);
	size_t n = 0;

	for (; n < n_common; n++)
		out[n] = environment_common[n];
	if (spec->ready == PROCESS_READY_FD)
		out[n++] = "ANYCAST_READY_FD=3";
	for (size_t i = 0; spec->environment != NULL && spec->environment[i] != NULL; i++) {
		if (n < ENVIRONMENT_MAX - 1)
			out[n++] = spec->environment[i];
	}
	out[n] = NULL;
}

/* When memory runs out, the kernel shall take a node's process, never the supervisor. */
static void oom_offer(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "500", 3) < 0)
		perror("oom_score_adj");
	close(fd);
}

static void child_run(const struct lab *lab, const struct process_spec *spec,
		      const struct channels *channels) __attribute__((noreturn));

static void child_run(const struct lab *lab, const struct process_spec *spec,
		      const struct channels *channels)
{
	const char *environment[ENVIRONMENT_MAX];
	int error, failure = fcntl(channels->failure[1], F_DUPFD_CLOEXEC, 10);

	setsid();
	signals_reset();
	oom_offer();
	error = namespaces_enter(lab, spec);
	if (error == 0)
		error = stdio_place(spec, channels);
	if (error == 0) {
		environment_make(spec, environment);
		environ = (char **)(uintptr_t)environment;
		execvp(spec->argv[0], (char *const *)(uintptr_t)spec->argv);
		error = -errno;
	}
	if (write(failure, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

int process_child(const struct lab *lab, const struct process_spec *spec,
		  struct process_pipes *pipes)
{
	struct channels channels;
	int error = channels_open(&channels, spec), failed = 0;
	pid_t pid;

	if (error != 0)
		return error;
	pid = fork();
	if (pid == 0)
		child_run(lab, spec, &channels);
	if (pid < 0) {
		error = -errno;
		channels_close(&channels);
		return error;
	}
	close(channels.failure[1]);
	channels.failure[1] = -1;
	if (read(channels.failure[0], &failed, sizeof(failed)) == (ssize_t)sizeof(failed)) {
		waitpid(pid, NULL, 0);
		channels_close(&channels);
		return failed;
	}
	*pipes = (struct process_pipes){pid, (int)syscall(SYS_pidfd_open, pid, 0), channels.out[0],
					channels.err[0], channels.ready[0]};
	error = pipes->pidfd < 0 ? -errno : 0;
	if (error != 0)
		kill(pid, SIGKILL);
	else
		channels.out[0] = channels.err[0] = channels.ready[0] = -1;
	channels_close(&channels);
	return error;
}
