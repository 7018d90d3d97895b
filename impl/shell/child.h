#ifndef SHELL_CHILD_H
#define SHELL_CHILD_H

#include "shell/world.h"

#include <sys/types.h>

/* A program we have started and watch by its pidfd. It gets SIGTERM when we die, however we do. */

struct child;

struct child_spec {
	const char *const *argv; /* argv[0] with a slash, or looked for in PATH */
	char *const *environment;
	const int *keep; /* descriptors it inherits beside 0, 1, 2 */
	size_t n_keep;
	bool own_group; /* a process group of its own, which does not outlive it */
	/* Its end: exit status, or 128 + signal; the child is freed before. */
	void (*on_exit)(void *arg, int status);
	void *arg;
};

/** child_start() - @spec is borrowed until return. Return: 0; or -errno, also when the program
 * cannot be executed */
int child_start(const struct world *world, const struct child_spec *spec, struct child **out);
pid_t child_pid(const struct child *child);
/** child_signal() - send @signal; NULL and one that has ended are fine */
void child_signal(const struct child *child, int signal);
/** child_free() - forget it; it is killed when it still runs */
void child_free(struct child *child);

#endif
