#ifndef SHELL_PROBE_H
#define SHELL_PROBE_H

#include "anycast/announcer.h"
#include "shell/world.h"

/*
 * PROBE in, PROBED out: one TLS handshake with the node's own URL, with the anycast host name as
 * SNI, because that is what clients send (SAN-02). Addresses that refuse or cannot be reached are
 * followed by the next one; the limit holds for all together (ADV-10).
 */

struct probe;

/** probe_new() - @config is borrowed for life. Return: 0, or -errno */
int probe_new(const struct world *world, const struct announcer_config *config, struct probe **out);
void probe_free(struct probe *probe);

/** probe_start() - probe once; one still under way is dropped without an answer */
void probe_start(struct probe *probe, uint32_t id, int64_t limit_ns);

#endif
