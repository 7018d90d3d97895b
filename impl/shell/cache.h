#ifndef SHELL_CACHE_H
#define SHELL_CACHE_H

#include "shell/launch.h"

/*
 * A cache node: nginx and, in a process of its own, the announcer. The announcer is told over a
 * pipe whether nginx serves, so that its death withdraws the routes at once, and the end of that
 * pipe is our death. A stop is the announcer's first: withdraw, linger, unbind; then nginx's.
 */

/** cache_run() - run until stopped. Return: how to exit */
enum launch_exit cache_run(const struct launch *launch);

#endif
