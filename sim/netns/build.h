#ifndef NETNS_BUILD_H
#define NETNS_BUILD_H

#include "sim/netns/lab.h"

/**
 * build_open() - make every node, link and file of a lab, and begin to watch them; nothing runs yet
 * @lab:   topo, loop, timeline, folder and rootless are set, the rest is zero
 * @error: receives one line when the result is not 0
 *
 * Return: 0; -ENOTSUP when the machine lacks something the file asks for; or -errno.
 */
int build_open(struct lab *lab, char *error, size_t n_error);

/** build_start() - start the routers, and the web servers beside announcers; build_go_on() starts
 * the rest once the routers are ready. Return: 0 or -errno, with @error */
int build_start(struct lab *lab, char *error, size_t n_error);
int build_go_on(struct lab *lab, char *error, size_t n_error);
/** build_routers_ready() - whether every router that was started is ready */
bool build_routers_ready(const struct lab *lab);
/** build_ready() - whether every node that was started is ready, or has ended */
bool build_ready(const struct lab *lab);

/** build_close() - release all that build_open() made; processes are the kernel's to end */
void build_close(struct lab *lab);

#endif
