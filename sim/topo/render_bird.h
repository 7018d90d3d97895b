#ifndef TOPO_RENDER_BIRD_H
#define TOPO_RENDER_BIRD_H

#include "sim/topo/topo.h"

#include <stdio.h>

/**
 * render_bird() - write a configuration of BIRD 2 for @node, a router
 *
 * Caches, announcers and exec nodes with an ASN are passive eBGP neighbours over the IPv4 address
 * of their link, for both families; only the service's routes are taken from them, nothing is told
 * them. Routers exchange the service's routes and the prefixes of links and loopbacks.
 */
void render_bird(const struct topo *topo, size_t node, FILE *out);

#endif
