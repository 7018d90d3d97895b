#include "core/params_check.h"
#include "core/params_fault.h"

#include <string.h>

/* The router's side: identifiers, AS numbers, the peer and the session's times. */

#define AS_TRANS 23456 /* RFC 6793: never a real AS */

bool params_check_router_id(const struct params *params, struct announcer_config *out,
			    struct params_fault *fault)
{
	static const char param[] = "Cache.Anycast.BGP.RouterID";
	struct ip id;

	if (!params_given(params->router_id))
		return params_fail(fault, param,
				   "is missing: give this node a BGP Identifier of its own, for "
				   "example 192.0.2.1");
	if (!ip_parse(params->router_id, &id) || id.family != IP_V4)
		return params_fail(fault, param, "'%s' is no dotted quad: write it like 192.0.2.1",
				   params->router_id);
	if (ip_is_unspecified(&id))
		return params_fail(fault, param,
				   "is 0.0.0.0, which no router accepts: use another one");
	out->router_id = (uint32_t)id.octets[0] << 24 | (uint32_t)id.octets[1] << 16 |
			 (uint32_t)id.octets[2] << 8 | id.octets[3];
	return true;
}

static bool check_asn(int64_t asn, const char *param, uint32_t *out, struct params_fault *fault)
{
	if (asn == 0)
		return params_fail(fault, param, "is missing: give the AS number");
	if (asn < 0 || asn > UINT32_MAX)
		return params_fail(fault, param, "is %lld: an AS number is 1 to 4294967295",
				   (long long)asn);
	if (asn == AS_TRANS)
		return params_fail(fault, param,
				   "is 23456 (AS_TRANS), which stands for no AS: use the real one");
	*out = (uint32_t)asn;
	return true;
}

/* A host this node can speak to or from. */
static bool check_host(const char *text, const char *param, struct ip *out,
		       struct params_fault *fault)
{
	if (!ip_parse(text, out))
		return params_fail(fault, param,
				   "'%s' is no IP address: names are not looked up here", text);
	if (ip_is_mapped(out) || ip_is_unspecified(out) || ip_is_multicast(out) ||
	    (out->family == IP_V4 && memcmp(out->octets, "\xff\xff\xff\xff", 4) == 0))
		return params_fail(fault, param, "'%s' is not the address of one host", text);
	return true;
}

bool params_check_peer(const struct params *params, struct announcer_config *out,
		       struct params_fault *fault)
{
	static const char local_asn[] = "Cache.Anycast.BGP.LocalASN";
	static const char peer_address[] = "Cache.Anycast.BGP.PeerAddress";
	static const char peer_asn[] = "Cache.Anycast.BGP.PeerASN";
	struct announcer_peer *peer = &out->peers[0];

	if (!check_asn(params->local_asn, local_asn, &out->local_asn, fault))
		return false;
	if (!params_given(params->peer_address))
		return params_fail(fault, peer_address, "is missing: give the router's address");
	if (!check_host(params->peer_address, peer_address, &peer->address, fault) ||
	    !check_asn(params->peer_asn, peer_asn, &peer->asn, fault))
		return false;
	if (peer->asn == out->local_asn)
		return params_fail(fault, peer_asn,
				   "equals Cache.Anycast.BGP.LocalASN: only external BGP is "
				   "spoken, give this node an AS of its own");
	out->n_peers = 1;
	return true;
}

static bool check_local_address(const struct params *params, struct announcer_peer *peer,
				struct params_fault *fault)
{
	static const char param[] = "Cache.Anycast.BGP.LocalAddress";

	if (!params_given(params->local_address))
		return true;
	if (!check_host(params->local_address, param, &peer->local, fault))
		return false;
	if (peer->local.family != peer->address.family)
		return params_fail(fault, param,
				   "'%s' is of another family than Cache.Anycast.BGP.PeerAddress",
				   params->local_address);
	if (ip_equal(&peer->local, &peer->address))
		return params_fail(fault, param,
				   "equals Cache.Anycast.BGP.PeerAddress: give this node's own");
	return true;
}

/* BGP-OPEN-03 and BGP-FSM-10. */
static bool check_session_times(const struct params *params, struct announcer_config *out,
				struct params_fault *fault)
{
	int64_t hold_s = params->hold_time_s;

	if (hold_s != PARAMS_UNSET) {
		if (hold_s < 0 || hold_s == 1 || hold_s == 2 || hold_s > UINT16_MAX)
			return params_fail(fault, "Cache.Anycast.BGP.HoldTime",
					   "is %lld: a Hold Time is 0 (off) or 3 to 65535 seconds",
					   (long long)hold_s);
		out->hold_s = (unsigned int)hold_s;
	}
	if (params->connect_retry_max_ns < 0 ||
	    params->connect_retry_max_ns > PARAMS_RETRY_MAX_MAX_NS)
		return params_fail(fault, "Cache.Anycast.BGP.ConnectRetryMax",
				   "is out of range: give a duration up to 60s, or leave it out");
	if (params->connect_retry_max_ns > 0)
		out->retry_max_ns = params->connect_retry_max_ns;
	if (out->retry_min_ns > out->retry_max_ns)
		out->retry_min_ns = out->retry_max_ns;
	return true;
}

bool params_check_session(const struct params *params, struct announcer_config *out,
			  struct params_fault *fault)
{
	if (!check_local_address(params, &out->peers[0], fault))
		return false;
	if (params->port < 0 || params->port > UINT16_MAX)
		return params_fail(fault, "Cache.Anycast.BGP.Port", "is %lld: a port is 1 to 65535",
				   (long long)params->port);
	out->peers[0].port = params->port == 0 ? PARAMS_PORT : (uint16_t)params->port;
	if (params->password != NULL && strlen(params->password) > PARAMS_PASSWORD_MAX)
		return params_fail(fault, "Cache.Anycast.BGP.Password",
				   "has more than 80 octets, the most TCP-MD5 takes: shorten it");
	if (params_given(params->password) && params_given(params->password_file))
		return params_fail(fault, "Cache.Anycast.BGP.PasswordFile",
				   "is given beside Cache.Anycast.BGP.Password: keep one of them");
	return check_session_times(params, out, fault);
}
