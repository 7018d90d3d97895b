#ifndef SHELL_DEVICE_H
#define SHELL_DEVICE_H

#include "anycast/params.h"

#include <net/if.h>

/**
 * device_choose() - where the service addresses are to be put (ADDR-10): the configured device;
 * else the one the kernel uses toward the director; else toward the first peer
 * @out: IF_NAMESIZE octets
 * @error: a sentence that says what to do, when false
 *
 * May wait for a name server, but not long.
 */
bool device_choose(const struct params *params, const struct announcer_config *config,
		   char out[static IF_NAMESIZE], char *error, size_t n_error);

#endif
