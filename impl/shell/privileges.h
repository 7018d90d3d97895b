#ifndef SHELL_PRIVILEGES_H
#define SHELL_PRIVILEGES_H

#include "anycast/base.h"

/* What an announcer may do: change addresses (CAP_NET_ADMIN), or nothing at all. */

/** privileges_net_admin() - whether this process may change addresses */
bool privileges_net_admin(void);

/**
 * privileges_drop() - give up every capability but, with @net_admin, CAP_NET_ADMIN, for good: no
 * program executed later gains any either
 *
 * Return: 0, or -EPERM.
 */
int privileges_drop(bool net_admin);

#endif
