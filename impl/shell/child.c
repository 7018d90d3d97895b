#include "shell/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	pid_t pid;
	int pidfd;
	bool own_group;
	struct loop_watch *watch;
	void (*on_exit)(void *arg, int status);
	void *arg;
};

static void reset_signals(void)
{
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child; on failure its errno goes to @report, which exec closes. */
static _Noreturn void become(const struct child_spec *spec, pid_t parent, int report)
{
	int err;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (spec->own_group)
		setpgid(0, 0);
	if (getppid() != parent)
		_exit(127);
	reset_signals();
	/* Everything else of ours is close-on-exec already; what came from above may not be. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	for (size_t i = 0; i < spec->n_keep; i++)
		fcntl(spec->keep[i], F_SETFD, 0);
	execvpe(spec->argv[0], (char *const *)(uintptr_t)spec->argv, spec->environment);
	err = errno;
	if (write(report, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

/* Workers outlive a master that was killed, and keep its ports. Its id is ours until it is reaped.
 */
static void kill_group(const struct child *child)
{
	if (child->own_group)
		kill(-child->pid, SIGKILL);
}

static void on_end(void *arg, int fd, unsigned int ready)
{
	struct child *child = arg;
	void (*fn)(void *arg, int status) = child->on_exit;
	void *fn_arg = child->arg;
	int status = 0;

	(void)fd;
	(void)ready;
	kill_group(child);
	if (waitpid(child->pid, &status, WNOHANG) != child->pid)
		return;
	child->pid = 0;
	child_free(child);
	fn(fn_arg, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static int fork_child(const struct child_spec *spec, pid_t *out)
{
	int report[2], err = 0;
	pid_t parent = getpid();
	ssize_t n;

	if (pipe2(report, O_CLOEXEC) < 0)
		return -errno;
	*out = fork();
	if (*out == 0)
		become(spec, parent, report[1]);
	if (*out < 0)
		err = -errno;
	close(report[1]);
	if (err == 0) {
		do {
			n = read(report[0], &err, sizeof(err));
		} while (n < 0 && errno == EINTR);
		err = n == (ssize_t)sizeof(err) ? -err : 0;
		if (err != 0)
			waitpid(*out, NULL, 0);
	}
	close(report[0]);
	return err;
}

int child_start(const struct world *world, const struct child_spec *spec, struct child **out)
{
	struct child *child = calloc(1, sizeof(*child));
	int err;

	if (child == NULL)
		return -ENOMEM;
	child->pidfd = -1;
	child->on_exit = spec->on_exit;
	child->arg = spec->arg;
	child->own_group = spec->own_group;
	err = fork_child(spec, &child->pid);
	if (err < 0) {
		free(child);
		return err;
	}
	child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->pidfd >= 0) {
		fcntl(child->pidfd, F_SETFD, FD_CLOEXEC);
		child->watch = loop_fd(world->loop, child->pidfd, LOOP_READ, on_end, child);
	}
	if (child->watch == NULL) {
		err = child->pidfd < 0 ? -errno : -ENOMEM;
		child_free(child);
		return err;
	}
	*out = child;
	return 0;
}

pid_t child_pid(const struct child *child)
{
	return child->pid;
}

void child_signal(const struct child *child, int signal)
{
	if (child != NULL && child->pid > 0)
		kill(child->pid, signal);
}

void child_free(struct child *child)
{
	if (child == NULL)
		return;
	if (child->pid > 0) {
		kill(child->pid, SIGKILL);
		kill_group(child);
		waitpid(child->pid, NULL, 0);
	}
	loop_watch_free(child->watch);
	if (child->pidfd >= 0)
		close(child->pidfd);
	free(child);
}
