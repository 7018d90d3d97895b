#ifndef NETNS_DOUBT_H
#define NETNS_DOUBT_H

#include "sim/netns/lab.h"

/*
 * Sessions that end in silence. What a router or announcer says as it ends a session does not pass
 * a link that is down, gone or dropping, so the wire cannot tell. As long as a node has lost a
 * link, its kernel is asked whether the TCP connections of its sessions are still Established at
 * both ends (sock_diag tells nobody by itself): soon after the loss often, then four times a
 * second.
 */

struct doubt;

/** doubt_new() - begin to follow @lab's timeline. Return: the follower, or NULL without memory */
struct doubt *doubt_new(struct lab *lab);
void doubt_free(struct doubt *doubt);

#endif
