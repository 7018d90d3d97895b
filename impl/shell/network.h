#ifndef SHELL_NETWORK_H
#define SHELL_NETWORK_H

#include "shell/addresses.h"

/*
 * What the kernel says unasked about links, addresses and routes. A change of a service address
 * makes the address part look; a link, address or route that came back becomes a NETWORK event.
 */

struct network;

/** network_new() - @addresses: told of changes; or NULL. Return: 0, or -errno */
int network_new(const struct world *world, struct addresses *addresses, struct network **out);
void network_free(struct network *network);

/**
 * network_device() - the device the kernel would use toward @destination (RTM_GETROUTE; ADDR-10)
 * @out: IF_NAMESIZE octets; untouched on failure
 *
 * Return: 0, or -errno.
 */
int network_device(const struct ip *destination, char *out);

#endif
