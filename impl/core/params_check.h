#ifndef CORE_PARAMS_CHECK_H
#define CORE_PARAMS_CHECK_H

#include "anycast/params.h"

/*
 * The checks params_check() is made of. Each looks at its own parameters, fills its own part of
 * @out, and returns whether they are good; if not, @fault says what to do.
 */

/* params_bgp.c: the router's side, in the order of PARAM-02 */
bool params_check_router_id(const struct params *params, struct announcer_config *out,
			    struct params_fault *fault);
bool params_check_peer(const struct params *params, struct announcer_config *out,
		       struct params_fault *fault);
bool params_check_session(const struct params *params, struct announcer_config *out,
			  struct params_fault *fault);
/* params_route.c: routes, next hops and addresses */
bool params_check_next_hop(const struct params *params, struct announcer_config *out,
			   struct params_fault *fault);
bool params_check_routes(const struct params *params, struct announcer_config *out,
			 struct params_fault *fault);
bool params_check_families(const struct params *params, const struct announcer_config *out,
			   struct params_fault *fault);
bool params_check_addresses(const struct params *params, struct announcer_config *out,
			    struct params_fault *fault);
/* params_url.c: names and the probe */
bool params_check_hostname(const struct params *params, struct announcer_config *out,
			   struct params_fault *fault);
bool params_check_probe_url(const struct params *params, char *host, size_t n_host,
			    struct announcer_config *out, struct params_fault *fault);
bool params_check_probe_target(const struct announcer_config *out, struct params_fault *fault);

#endif
