#include "core/params_check.h"
#include "core/params_fault.h"

#include <string.h>

void params_defaults(struct params *params)
{
	memset(params, 0, sizeof(*params));
	params->hold_time_s = PARAMS_UNSET;
	params->linger_ns = PARAMS_UNSET;
}

void announcer_config_defaults(struct announcer_config *config)
{
	memset(config, 0, sizeof(*config));
	config->probe_port = PARAMS_PROBE_PORT;
	config->address_mode = ADDR_MODE_AUTO;
	config->interval_ns = PARAMS_INTERVAL_NS;
	config->probe_limit_ns = PARAMS_PROBE_LIMIT_NS;
	config->rise = PARAMS_RISE;
	config->rise_interval_ns = PARAMS_RISE_INTERVAL_NS;
	config->hold_s = PARAMS_HOLD_S;
	config->connect_limit_ns = PARAMS_CONNECT_LIMIT_NS;
	config->retry_min_ns = PARAMS_RETRY_MIN_NS;
	config->retry_max_ns = PARAMS_RETRY_MAX_NS;
	config->withdraw_limit_ns = PARAMS_WITHDRAW_LIMIT_NS;
	config->linger_ns = PARAMS_LINGER_NS;
}

/* A duration of ours: 0 keeps the default already in @out. */
static bool check_duration(int64_t given_ns, const char *param, int64_t *out,
			   struct params_fault *fault)
{
	if (given_ns < 0)
		return params_fail(fault, param,
				   "is negative: give a duration, or leave it out for the default");
	if (given_ns > 0)
		*out = given_ns;
	return true;
}

/* PARAM-07 and ADV-10: a probe always ends before the next one is due. */
static bool check_probe_times(const struct params *params, struct announcer_config *out,
			      struct params_fault *fault)
{
	if (params->probe_interval_ns > 0)
		out->interval_ns = params->probe_interval_ns;
	if (out->interval_ns <= PARAMS_PROBE_LIMIT_NS)
		out->probe_limit_ns = out->interval_ns - out->interval_ns / 2;
	if (out->interval_ns < NS_PER_MS)
		return params_fail(fault, "Cache.Anycast.ProbeInterval",
				   "is shorter than 1 ms: give it a unit, for example 30s");
	if (!check_duration(params->probe_timeout_ns, "Cache.Anycast.ProbeTimeout",
			    &out->probe_limit_ns, fault))
		return false;
	if (out->probe_limit_ns >= out->interval_ns)
		return params_fail(fault, "Cache.Anycast.ProbeTimeout",
				   "is not below Cache.Anycast.ProbeInterval (%lld ms): shorten it",
				   (long long)(out->interval_ns / NS_PER_MS));
	return true;
}

static bool check_rise(const struct params *params, struct announcer_config *out,
		       struct params_fault *fault)
{
	if (params->rise < 0 || params->rise > PARAMS_RISE_MAX)
		return params_fail(fault, "Cache.Anycast.Rise",
				   "is %lld: give 1 to %d good evaluations, or leave it out for %d",
				   (long long)params->rise, PARAMS_RISE_MAX, PARAMS_RISE);
	if (params->rise > 0)
		out->rise = (unsigned int)params->rise;
	return check_duration(params->rise_interval_ns, "Cache.Anycast.RiseInterval",
			      &out->rise_interval_ns, fault);
}

static bool check_stop_times(const struct params *params, struct announcer_config *out,
			     struct params_fault *fault)
{
	if (!check_duration(params->withdraw_timeout_ns, "Cache.Anycast.WithdrawTimeout",
			    &out->withdraw_limit_ns, fault))
		return false;
	if (params->linger_ns == PARAMS_UNSET)
		return true;
	if (params->linger_ns < 0)
		return params_fail(fault, "Cache.Anycast.Linger",
				   "is negative: give 0 or a duration");
	out->linger_ns = params->linger_ns;
	return true;
}

/* PARAM-02 and PARAM-05 in their order; what the reference adds comes after its neighbour. */
bool params_check(const struct params *params, char *host, size_t n_host,
		  struct announcer_config *out, struct params_fault *fault)
{
	if (!params->enable || !params->enable_v2)
		return true;
	announcer_config_defaults(out);
	out->has_health = params_given(params->health_file);
	return params_check_router_id(params, out, fault) &&
	       params_check_peer(params, out, fault) && params_check_next_hop(params, out, fault) &&
	       params_check_routes(params, out, fault) &&
	       params_check_families(params, out, fault) &&
	       params_check_session(params, out, fault) &&
	       params_check_hostname(params, out, fault) &&
	       params_check_probe_url(params, host, n_host, out, fault) &&
	       check_probe_times(params, out, fault) && check_rise(params, out, fault) &&
	       check_stop_times(params, out, fault) && params_check_addresses(params, out, fault) &&
	       params_check_probe_target(out, fault);
}
