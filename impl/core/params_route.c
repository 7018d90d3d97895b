#include "core/params_check.h"
#include "core/params_fault.h"

#include <string.h>

/* What is announced: routes, the next hop of each family, and the addresses behind them. */

static const char next_hop[] = "Cache.Anycast.NextHop";
static const char routes[] = "Cache.Anycast.Routes";
static const char addresses[] = "Cache.Anycast.Addresses";

/* A valid unicast host that is not the peer (BGP-UPD-08). */
static bool check_next_hop(const char *text, const char *param, const struct announcer_peer *peer,
			   struct ip *out, struct params_fault *fault)
{
	if (!ip_parse(text, out))
		return params_fail(fault, param,
				   "'%s' is no IP address: give this node's own towards the router",
				   text);
	if (ip_is_mapped(out) || ip_is_unspecified(out) || ip_is_multicast(out))
		return params_fail(fault, param, "'%s' is not the address of one host", text);
	if (ip_equal(out, &peer->address))
		return params_fail(fault, param,
				   "'%s' is the peer itself: give this node's own address", text);
	return true;
}

static bool check_family_hop(const char *text, const char *param, enum ip_family family,
			     struct announcer_config *out, struct params_fault *fault)
{
	struct ip *hop = family == IP_V4 ? &out->next_hop_v4 : &out->next_hop_v6;

	if (!params_given(text))
		return true;
	if (!check_next_hop(text, param, &out->peers[0], hop, fault))
		return false;
	if (hop->family != family)
		return params_fail(fault, param, "'%s' is not an IPv%d address", text, (int)family);
	return true;
}

bool params_check_next_hop(const struct params *params, struct announcer_config *out,
			   struct params_fault *fault)
{
	bool local = !params_given(params->next_hop);
	const char *text = local ? params->local_address : params->next_hop;
	const char *param = local ? "Cache.Anycast.BGP.LocalAddress" : next_hop;
	struct ip hop;

	if (params->routes.n == 0)
		return params_fail(fault, routes, "is empty: list the prefixes to announce");
	if (params_given(text)) {
		if (!check_next_hop(text, param, &out->peers[0], &hop, fault))
			return false;
		*(hop.family == IP_V4 ? &out->next_hop_v4 : &out->next_hop_v6) = hop;
	}
	if (!check_family_hop(params->next_hop_v4, "Cache.Anycast.NextHopIPv4", IP_V4, out,
			      fault) ||
	    !check_family_hop(params->next_hop_v6, "Cache.Anycast.NextHopIPv6", IP_V6, out, fault))
		return false;
	if (out->next_hop_v4.family == IP_NONE && out->next_hop_v6.family == IP_NONE)
		return params_fail(fault, next_hop,
				   "is missing, and so is Cache.Anycast.BGP.LocalAddress: give "
				   "this node's address towards the router");
	return true;
}

static bool check_route(const char *text, struct announcer_config *out, struct params_fault *fault)
{
	struct prefix route;

	if (!prefix_parse(text, &route))
		return params_fail(fault, routes,
				   "'%s' is no prefix: write address/length, like 192.0.2.0/24",
				   text);
	route = prefix_masked(route);
	if (route.length == 0)
		return params_fail(fault, routes,
				   "'%s' is a default route: announce only what you serve", text);
	if (ip_is_mapped(&route.ip))
		return params_fail(fault, routes,
				   "'%s' is IPv4-mapped: write the IPv4 prefix itself", text);
	if (ip_is_multicast(&route.ip) || ip_is_link_local(&route.ip))
		return params_fail(fault, routes, "'%s' is no unicast prefix of a service", text);
	for (size_t i = 0; i < out->n_routes; i++) {
		if (prefix_equal(&out->routes[i], &route))
			return params_fail(fault, routes, "'%s' is listed twice: keep one", text);
	}
	out->routes[out->n_routes++] = route;
	return true;
}

bool params_check_routes(const struct params *params, struct announcer_config *out,
			 struct params_fault *fault)
{
	if (params->routes.n > ANNOUNCER_ROUTES_MAX)
		return params_fail(fault, routes, "lists more than %d routes: aggregate them",
				   ANNOUNCER_ROUTES_MAX);
	for (size_t i = 0; i < params->routes.n; i++) {
		if (!check_route(params->routes.at[i], out, fault))
			return false;
	}
	return true;
}

/* PARAM-09: every family announced has a next hop of its own. */
bool params_check_families(const struct params *params, const struct announcer_config *out,
			   struct params_fault *fault)
{
	for (size_t i = 0; i < out->n_routes; i++) {
		enum ip_family family = out->routes[i].ip.family;
		const struct ip *hop = family == IP_V4 ? &out->next_hop_v4 : &out->next_hop_v6;

		if (hop->family == IP_NONE)
			return params_fail(fault, next_hop,
					   "is of another family than route %s: also give "
					   "Cache.Anycast.NextHopIPv%d",
					   params->routes.at[i], (int)family);
	}
	return true;
}

static bool inside_a_route(const struct announcer_config *out, const struct ip *ip)
{
	for (size_t i = 0; i < out->n_routes; i++) {
		if (prefix_contains(&out->routes[i], ip))
			return true;
	}
	return false;
}

/* Entry by entry; a repeated one acts once (ADDR-06). */
static bool add_address(const struct prefix *entry, struct announcer_config *out,
			struct params_fault *fault)
{
	for (size_t i = 0; i < out->n_addresses; i++) {
		if (ip_equal(&out->addresses[i].ip, &entry->ip))
			return true;
	}
	if (out->n_addresses == ANNOUNCER_ADDRESSES_MAX)
		return params_fail(fault, addresses, "lists more than %d addresses",
				   ANNOUNCER_ADDRESSES_MAX);
	out->addresses[out->n_addresses++] = *entry;
	return true;
}

static bool check_address(const char *text, struct announcer_config *out,
			  struct params_fault *fault)
{
	struct prefix entry = {0};
	const char *wrong = addr_normalise(text, &entry);

	if (out->address_mode == ADDR_MODE_OFF)
		/* ADDR-04: never a fault; what reads as an address is still waited for. */
		return wrong != NULL || add_address(&entry, out, fault);
	if (wrong != NULL)
		return params_fail(fault, addresses, "'%s' %s", text, wrong);
	if (!inside_a_route(out, &entry.ip))
		return params_fail(fault, addresses,
				   "'%s' lies in no prefix of Cache.Anycast.Routes: nobody would "
				   "be led to it",
				   text);
	if (ip_equal(&entry.ip, &out->next_hop_v4) || ip_equal(&entry.ip, &out->next_hop_v6))
		return params_fail(fault, next_hop,
				   "is the service address %s: give this node's own address", text);
	if (ip_equal(&entry.ip, &out->peers[0].local))
		return params_fail(fault, "Cache.Anycast.BGP.LocalAddress",
				   "is the service address %s: give this node's own address", text);
	if (ip_equal(&entry.ip, &out->peers[0].address))
		return params_fail(fault, addresses, "'%s' is the peer's address", text);
	return add_address(&entry, out, fault);
}

bool params_check_addresses(const struct params *params, struct announcer_config *out,
			    struct params_fault *fault)
{
	const char *mode = params->address_management;

	if (mode != NULL && !addr_mode_parse(mode, &out->address_mode))
		return params_fail(fault, "Cache.Anycast.AddressManagement",
				   "is '%s': use auto, on or off", mode);
	for (size_t i = 0; i < params->addresses.n; i++) {
		if (!check_address(params->addresses.at[i], out, fault))
			return false;
	}
	return true;
}
