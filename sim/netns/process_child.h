#ifndef NETNS_PROCESS_CHILD_H
#define NETNS_PROCESS_CHILD_H

#include "sim/netns/process.h"

/* The way from fork to exec: into the node's namespaces, with the lab's environment. */

struct process_pipes {
	pid_t pid;
	int pidfd;
	int out, err; /* read ends; -1 when the process has its own */
	int ready;    /* read end of ANYCAST_READY_FD, or -1 */
};

/**
 * process_child() - fork and execute
 * @pipes: filled on success; the descriptors are the caller's to close
 *
 * Return: 0 once the program runs; or -errno, of exec too.
 */
int process_child(const struct lab *lab, const struct process_spec *spec,
		  struct process_pipes *pipes);

#endif
