#ifndef NETNS_RELAY_H
#define NETNS_RELAY_H

#include "sim/netns/lab.h"

/*
 * Links with a delay where the kernel has no netem: each end is a veth pair into a namespace of the
 * relay's own, where one process carries the frames across, each after the link's delay, in order.
 */

struct lab_relay;

/**
 * relay_open() - make the namespace
 *
 * Return: 0 with lab->relay set, or -errno.
 */
int relay_open(struct lab *lab);
/** relay_has_netem() - whether the kernel can delay by itself, and no relay is needed */
bool relay_has_netem(const struct lab *lab);
/** relay_link() - make @link by way of the relay, its ends (of indices @index and the next) without
 * addresses and down. Return: 0 or -errno */
int relay_link(struct lab *lab, size_t link, int index);
/**
 * relay_carrier() - let the end of @link beyond @side feel what a pair without a relay would
 * @up: whether it has a carrier
 *
 * Return: 0, also when no relay carries the link, or -errno.
 */
int relay_carrier(struct lab *lab, size_t link, size_t side, bool up);
/** relay_remove() - remove the end of @link beyond @side, whose own is gone. Return: as before */
int relay_remove(struct lab *lab, size_t link, size_t side);
/** relay_start() - begin to carry, when there is something to. Return: 0 or -errno */
int relay_start(struct lab *lab);
void relay_close(struct lab *lab);

#endif
