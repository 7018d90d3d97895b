#ifndef NETNS_RELAY_CARRY_H
#define NETNS_RELAY_CARRY_H

#include "anycast/base.h"

/* Carrying frames from one packet socket to another after a while. */

struct relay_lane {
	int from, to; /* packet sockets, non-blocking */
	int64_t delay_ns;
};

/**
 * relay_carry() - carry for ever
 * @lanes: each keeps its frames in order; one that overflows loses the newest
 *
 * Return: 1 when it cannot go on.
 */
int relay_carry(const struct relay_lane *lanes, size_t n_lanes);

#endif
