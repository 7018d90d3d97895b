#ifndef NETNS_UP_H
#define NETNS_UP_H

#include "sim/netns/lab.h"

/* When a lab is up: every session between neighbours that speak BGP is Established on the wire. */

struct up;

/** up_new() - begin to follow the sessions of @lab; NULL without memory */
struct up *up_new(struct lab *lab);
void up_free(struct up *up);
/** up_at() - Return: when the last session was there for the first time; INSTANT_NEVER while one is
 * missing */
struct instant up_at(const struct up *up);
/** up_missing() - describe the first session that is missing, "r1 with c1". Return: whether one is
 */
bool up_missing(const struct up *up, char *out, size_t n_out);

/**
 * up_broken() - whether a node has ended of itself because its configuration is bad
 * @is_up: the lab was up already, when routers may end
 * @out: filled with a sentence on it
 */
bool up_broken(const struct up *up, bool is_up, char *out, size_t n_out);

#endif
