#ifndef NETNS_LOAD_CLIENT_H
#define NETNS_LOAD_CLIENT_H

#include "anycast/ip.h"

/* The client load generator: what the verb `load` runs within a client's namespaces. */

struct load_options {
	const char *url;       /* https://HOST[:PORT][/PATH] */
	const char *authority; /* PEM file of the CA to trust */
	double rate;           /* requests a second, above 0 */
	uint64_t first;        /* number of the first request */
	uint64_t count;        /* end after so many; 0: only SIGTERM or SIGINT end it */
	int64_t timeout_ns;    /* of one attempt */
	enum ip_family family; /* IP_NONE: the odd requests by IPv6, the even ones by IPv4, where
				  the host has both */
};

/**
 * load_client_run() - send numbered requests at a steady rate, print a line of each that ended
 * @n_lost: receives how many had no answer
 * @error: receives, on failure, what went wrong and what to do; one line
 *
 * Addresses are asked for once. A request that fails in any way (refused, reset, no answer in time,
 * a certificate that does not verify) is sent once more, at once and on a new connection; failing
 * again it is lost. A request is due at its own time whatever became of those before it.
 *
 * Return: 0 when it ran; -errno when it could not begin.
 */
int load_client_run(const struct load_options *options, uint64_t *n_lost, char *error,
		    size_t n_error);

#endif
