#ifndef NETNS_PROCESS_H
#define NETNS_PROCESS_H

#include "sim/netns/lab.h"

/*
 * Processes in the namespaces of a node. Each leads a session of its own; its end is seen by a
 * pidfd on the loop, its output taken line by line.
 */

enum process_ready {
	PROCESS_READY_NEVER,   /* nothing tells */
	PROCESS_READY_AT_ONCE, /* when it runs */
	PROCESS_READY_LINE,    /* a line of its output holds .ready_text */
	PROCESS_READY_FD,      /* it writes a line "ready" to descriptor ANYCAST_READY_FD */
};

/* What to run. Everything is borrowed until process_spawn() returns, but .program, .ready_text and
 * .arg, which must outlive the process. */
struct process_spec {
	size_t node;
	const char *program;            /* its name on the timeline; NULL: not told there */
	const char *const *argv;        /* a name without slash is looked for in the lab's PATH */
	const char *const *environment; /* "KEY=value" beside the common ones; NULL: none */
	const char *folder;             /* to start in; NULL: the node's own */
	const int *stdio;               /* its 0, 1, 2; NULL: /dev/null and captured output */
	enum process_ready ready;
	const char *ready_text;
	void (*on_line)(void *arg, const char *line); /* takes standard output in place of
							 TRACE_LOG; NULL: none */
	void (*on_ready)(void *arg); /* once, later than process_spawn(); not with AT_ONCE */
	/* The last that is heard of it: exit status, or 128 + signal. The process is freed after
	 * it. */
	void (*on_exit)(void *arg, int status);
	void *arg;
};

/**
 * process_spawn() - start a program
 *
 * Return: the process, which is freed after its on_exit; or NULL with errno set, also when the
 * program cannot be executed.
 */
struct lab_process *process_spawn(struct lab *lab, const struct process_spec *spec);

pid_t process_pid(const struct lab_process *process);
/** process_program() - its name, "" when it has none */
const char *process_program(const struct lab_process *process);
bool process_is_ready(const struct lab_process *process);
/** process_signal() - send @signal to it alone. Return: 0 or -errno */
int process_signal(const struct lab_process *process, int signal);
/** process_signal_group() - send @signal to its whole session's group. Return: 0 or -errno */
int process_signal_group(const struct lab_process *process, int signal);
/** process_forget() - call none of its callbacks any more; it goes on and is freed at its end */
void process_forget(struct lab_process *process);
/** process_next() - walk all processes; NULL begins. Return: the next, NULL at the end */
struct lab_process *process_next(const struct lab *lab, const struct lab_process *process);
size_t process_node(const struct lab_process *process);

/** process_reap() - collect what ended: tracked ones and orphans alike; for SIGCHLD */
void process_reap(struct lab *lab);

/** process_close() - stop watching all that run; they are the kernel's to end */
void process_close(struct lab *lab);

#endif
