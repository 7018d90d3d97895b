#ifndef NETNS_LOAD_H
#define NETNS_LOAD_H

#include "sim/netns/lab.h"

/*
 * Client loads of a running lab: `anycast-lab load` as a process of the client's namespaces, its
 * lines turned into TRACE_CLIENT events.
 */

/**
 * load_start() - let @client ask the service @rate times a second; hangs on @lab->loads
 *
 * One that runs goes on at the new rate, once its requests under way have ended. Return: 0; -ENOENT
 * when the lab has no service; other -errno of the start.
 */
int load_start(struct lab *lab, size_t client, double rate);
/** load_stop() - no new requests from @client; those under way still end. Return: 0, or -ESRCH when
 * it runs none */
int load_stop(struct lab *lab, size_t client);
/** load_settle() - a load that waits to go on at a new rate does so now, and what is under way is
 * forgotten. Return: 0, also when none waits, or -errno of the start */
int load_settle(struct lab *lab, size_t client);
/** load_restart() - again at the latest rate. Return: as load_start(), -ESRCH when there was none
 */
int load_restart(struct lab *lab, size_t client);
/** load_kill() - end all loads at once. Return: whether there are any: each is gone when
 * lab->on_state has been told of its client */
bool load_kill(struct lab *lab);
/** load_close() - end and forget all loads */
void load_close(struct lab *lab);

#endif
