#include "sim/netns/process.h"

#include "sim/netns/process_child.h"
#include "sim/netns/process_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct lab_process {
	struct lab *lab;
	struct lab_process *next;
	struct process_spec spec; /* argv, environment and stdio are not valid any more */
	pid_t pid;
	int pidfd;
	bool is_ready;
	struct loop_watch *end;
	struct process_lines out, err, ready; /* what it writes */
};

pid_t process_pid(const struct lab_process *process)
{
	return process->pid;
}

const char *process_program(const struct lab_process *process)
{
	return process->spec.program != NULL ? process->spec.program : "";
}

bool process_is_ready(const struct lab_process *process)
{
	return process->is_ready;
}

size_t process_node(const struct lab_process *process)
{
	return process->spec.node;
}

struct lab_process *process_next(const struct lab *lab, const struct lab_process *process)
{
	return process == NULL ? lab->processes : process->next;
}

int process_signal(const struct lab_process *process, int signal)
{
	return syscall(SYS_pidfd_send_signal, process->pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int process_signal_group(const struct lab_process *process, int signal)
{
	/* It is unreaped, so its number, and hence its group's, is still its own. */
	return kill(-process->pid, signal) < 0 ? -errno : 0;
}

void process_forget(struct lab_process *process)
{
	process->spec.on_line = NULL;
	process->spec.on_ready = NULL;
	process->spec.on_exit = NULL;
}

static void state_emit(struct lab_process *process, enum trace_process_state state, int code)
{
	struct trace_event event = {.kind = TRACE_PROCESS, .node = process->spec.node};

	if (process->spec.program == NULL)
		return;
	event.at = event.cause = now_mono();
	event.process.state = state;
	event.process.pid = process->pid;
	event.process.code = code;
	event.process.program = process->spec.program;
	timeline_emit(process->lab->timeline, &event);
}

static void become_ready(struct lab_process *process)
{
	if (process->is_ready)
		return;
	process->is_ready = true;
	state_emit(process, TRACE_PROCESS_READY, 0);
	if (process->spec.on_ready != NULL)
		process->spec.on_ready(process->spec.arg);
}

static void line_log(struct lab_process *process, const char *line)
{
	struct trace_event event = {.kind = TRACE_LOG, .node = process->spec.node, .text = line};

	event.at = event.cause = now_mono();
	timeline_emit(process->lab->timeline, &event);
	if (process->spec.ready == PROCESS_READY_LINE &&
	    strstr(line, process->spec.ready_text) != NULL)
		become_ready(process);
}

static void out_line(void *arg, const char *line)
{
	struct lab_process *process = arg;

	if (process->spec.on_line != NULL)
		process->spec.on_line(process->spec.arg, line);
	else
		line_log(process, line);
}

static void err_line(void *arg, const char *line)
{
	line_log(arg, line);
}

static void ready_line(void *arg, const char *line)
{
	if (strcmp(line, "ready") == 0)
		become_ready(arg);
}

static void ignore_line(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static void unlink_free(struct lab_process *process)
{
	struct lab_process **at = &process->lab->processes;

	while (*at != process)
		at = &(*at)->next;
	*at = process->next;
	close(process->pidfd);
	free(process);
}

/* Its last words, its end, then nothing. */
static void ended(struct lab_process *process, int status)
{
	const bool killed = WIFSIGNALED(status);
	const int code = killed ? WTERMSIG(status) : WEXITSTATUS(status);

	process_lines_close(&process->out);
	process_lines_close(&process->err);
	process_lines_close(&process->ready);
	loop_watch_free(process->end);
	process->end = NULL;
	state_emit(process, killed ? TRACE_PROCESS_SIGNALED : TRACE_PROCESS_EXITED, code);
	if (process->spec.on_exit != NULL)
		process->spec.on_exit(process->spec.arg, killed ? 128 + code : code);
	unlink_free(process);
}

static void on_pidfd(void *arg, int fd, unsigned int ready)
{
	struct lab_process *process = arg;
	int status;

	(void)fd;
	(void)ready;
	if (waitpid(process->pid, &status, WNOHANG) == process->pid)
		ended(process, status);
}

static struct lab_process *process_of(const struct lab *lab, pid_t pid)
{
	struct lab_process *process = lab->processes;

	while (process != NULL && process->pid != pid)
		process = process->next;
	return process;
}

void process_reap(struct lab *lab)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct lab_process *process = process_of(lab, pid);

		if (process != NULL)
			ended(process, status);
	}
}

void process_close(struct lab *lab)
{
	while (lab->processes != NULL) {
		struct lab_process *process = lab->processes;

		process->out.fn = process->err.fn = process->ready.fn = ignore_line;
		process_lines_close(&process->out);
		process_lines_close(&process->err);
		process_lines_close(&process->ready);
		loop_watch_free(process->end);
		unlink_free(process);
	}
}

static int watch_begin(struct lab_process *process, const struct process_pipes *pipes)
{
	struct loop *loop = process->lab->loop;

	process->end = loop_fd(loop, process->pidfd, LOOP_READ, on_pidfd, process);
	if (process->end == NULL)
		return -ENOMEM;
	process_lines_open(&process->out, loop, pipes->out, out_line, process);
	process_lines_open(&process->err, loop, pipes->err, err_line, process);
	process_lines_open(&process->ready, loop, pipes->ready, ready_line, process);
	return 0;
}

struct lab_process *process_spawn(struct lab *lab, const struct process_spec *spec)
{
	struct lab_process *process = calloc(1, sizeof(*process));
	struct process_pipes pipes;
	int error;

	if (process == NULL)
		return NULL;
	process->lab = lab;
	process->spec = *spec;
	error = process_child(lab, spec, &pipes);
	if (error != 0) {
		free(process);
		errno = -error;
		return NULL;
	}
	process->pid = pipes.pid;
	process->pidfd = pipes.pidfd;
	process->next = lab->processes;
	lab->processes = process;
	error = watch_begin(process, &pipes);
	if (error != 0) {
		kill(-process->pid, SIGKILL);
		process_lines_close(&process->out);
		unlink_free(process);
		errno = -error;
		return NULL;
	}
	state_emit(process, TRACE_PROCESS_STARTED, 0);
	if (spec->ready == PROCESS_READY_AT_ONCE) {
		process->is_ready = true; /* the caller knows: no callback from within */
		state_emit(process, TRACE_PROCESS_READY, 0);
	}
	return process;
}
