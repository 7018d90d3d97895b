#ifndef TOPO_RENDER_HOSTS_H
#define TOPO_RENDER_HOSTS_H

#include "sim/topo/topo.h"

#include <stdio.h>

/** render_hosts() - write the /etc/hosts that every node shares: each node by its link and loopback
 * addresses, the service's host name by the service's */
void render_hosts(const struct topo *topo, FILE *out);

#endif
