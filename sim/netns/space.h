#ifndef NETNS_SPACE_H
#define NETNS_SPACE_H

#include "sim/netns/lab.h"

/* The namespaces of a node: network (held by .netns), then mounts (held by .mntns). */

/**
 * space_open() - make @node's network namespace, loopback up, kernel settings made; and its folder
 *
 * Return: 0, or -errno; what was made is for space_close().
 */
int space_open(struct lab *lab, size_t node);
/** space_mounts() - make @node's mount namespace; its hosts file must lie in its folder */
int space_mounts(struct lab *lab, size_t node);
void space_close(struct lab *lab, size_t node);

#endif
