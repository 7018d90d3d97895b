#ifndef TOPO_PLAN_H
#define TOPO_PLAN_H

#include "sim/topo/topo.h"

/*
 * What the file leaves out, by the order of the file alone, so that the same file always gives the
 * same lab:
 *
 *   link n (from 1)    198.18.(n mod 128).(4 * (n / 128))/30 and 2001:db8:ffff:n::/64, ends 1 and 2
 *   bridge LAN n       198.19.n.0/24 and 2001:db8:ffff:1000+n::/64, ports from 1
 *   router n           loopbacks 198.18.128.n/32 and 2001:db8:ffff:ffff::n/128
 *   router id of n     198.18.128.n
 *   ASN                routers from 64512, caches and announcers from 65001
 *
 * A number whose prefix would overlap a route of the service, or hold one of its addresses or of
 * the operator's own, is skipped. Routes as wide as 198.18.0.0/17 or 2001:db8:ffff::/48 cannot be
 * avoided and do no harm.
 */

/** plan_make() - fill in addresses, router ids and ASNs. Return: whether it could; @error set when
 * not */
bool plan_make(struct topo *topo, char *error, size_t n_error);

#endif
