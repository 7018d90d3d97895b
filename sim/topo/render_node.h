#ifndef TOPO_RENDER_NODE_H
#define TOPO_RENDER_NODE_H

#include "sim/topo/topo.h"

#include <stdio.h>

#define RENDER_NODE_PORT 8443 /* where the node serves HTTPS */

/**
 * render_node() - write the configuration of @node, a cache or announcer, under the upstream's
 * names
 * @folder: the node's own: its certificate (cert.pem, key.pem), health and state files
 *
 * What the file gives as node-config goes over what is made here, key by key.
 */
void render_node(const struct topo *topo, size_t node, const char *folder, FILE *out);

#endif
