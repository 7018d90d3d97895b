#ifndef ANYCAST_PARAMS_H
#define ANYCAST_PARAMS_H

#include "anycast/announcer.h"

/*
 * A node's parameters under the upstream's names, as a configuration file or the environment gave
 * them, before any check. Names are matched case-insensitively by whoever fills this; `unset` is
 * NULL, 0 or false as upstream has it.
 */

#define PARAMS_LIST_MAX 64

/* What a parameter that is not given stands for. */
#define PARAMS_PORT              179 /* PARAM-06 */
#define PARAMS_PROBE_PORT        443
#define PARAMS_INTERVAL_NS       (30 * NS_PER_S) /* PARAM-07 */
#define PARAMS_PROBE_LIMIT_NS    (5 * NS_PER_S)  /* half the interval when that is not longer */
#define PARAMS_RISE              2
#define PARAMS_RISE_INTERVAL_NS  NS_PER_S
#define PARAMS_HOLD_S            9
#define PARAMS_CONNECT_LIMIT_NS  (2 * NS_PER_S)
#define PARAMS_RETRY_MIN_NS      (500 * NS_PER_MS)
#define PARAMS_RETRY_MAX_NS      (2 * NS_PER_S)
#define PARAMS_WITHDRAW_LIMIT_NS (2 * NS_PER_S)
#define PARAMS_LINGER_NS         (250 * NS_PER_MS)

/* And how far they may go. */
#define PARAMS_RISE_MAX         100
#define PARAMS_RETRY_MAX_MAX_NS (60 * NS_PER_S) /* BGP-FSM-10 */
#define PARAMS_PASSWORD_MAX     80              /* BGP-MD5-02 */

struct params_list {
	const char *at[PARAMS_LIST_MAX];
	size_t n;
};

struct params {
	bool enable;                          /* Cache.Anycast.Enable */
	bool enable_v2;                       /* Cache.EnableV2 */
	const char *hostname;                 /* Cache.Anycast.Hostname */
	struct params_list routes;            /* Cache.Anycast.Routes */
	struct params_list addresses;         /* Cache.Anycast.Addresses */
	const char *device;                   /* Cache.Anycast.Device */
	const char *address_management;       /* Cache.Anycast.AddressManagement */
	const char *next_hop;                 /* Cache.Anycast.NextHop */
	const char *probe_url;                /* Cache.Anycast.ProbeUrl */
	int64_t probe_interval_ns;            /* Cache.Anycast.ProbeInterval */
	const char *peer_address;             /* Cache.Anycast.BGP.PeerAddress */
	int64_t peer_asn;                     /* Cache.Anycast.BGP.PeerASN */
	int64_t local_asn;                    /* Cache.Anycast.BGP.LocalASN */
	const char *router_id;                /* Cache.Anycast.BGP.RouterID */
	const char *local_address;            /* Cache.Anycast.BGP.LocalAddress */
	int64_t port;                         /* Cache.Anycast.BGP.Port */
	const char *password;                 /* Cache.Anycast.BGP.Password */
	const char *external_web_url;         /* Server.ExternalWebUrl */
	const char *federation_discovery_url; /* Federation.DiscoveryUrl: the director's host, for
						 the device (ADDR-10) */
	const char *director_url;             /* Federation.DirectorUrl */
	const char *certificate_chain;        /* Server.TLSCertificateChain */
	const char *certificate_key;          /* Server.TLSKey */

	/* What the reference adds, in the same tree. */
	const char *next_hop_v6;  /* Cache.Anycast.NextHopIPv6: next hop of IPv6 routes on an IPv4
				     session */
	const char *next_hop_v4;  /* Cache.Anycast.NextHopIPv4: next hop of IPv4 routes on an IPv6
				     session */
	const char *health_file;  /* Cache.Anycast.Health.File */
	const char *state_file;   /* Cache.Anycast.StateFile */
	int64_t probe_timeout_ns; /* Cache.Anycast.ProbeTimeout: 0 = 5 s, or less when the interval
				     is short */
	int64_t rise;             /* Cache.Anycast.Rise: 0 = 2 */
	int64_t rise_interval_ns; /* Cache.Anycast.RiseInterval: 0 = 1 s */
	int64_t hold_time_s;      /* Cache.Anycast.BGP.HoldTime: PARAMS_UNSET = 9 */
	int64_t connect_retry_max_ns; /* Cache.Anycast.BGP.ConnectRetryMax: 0 = 2 s */
	int64_t withdraw_timeout_ns;  /* Cache.Anycast.WithdrawTimeout: 0 = 2 s */
	int64_t linger_ns;            /* Cache.Anycast.Linger: PARAMS_UNSET = 250 ms */
	const char *password_file;    /* Cache.Anycast.BGP.PasswordFile */
};

#define PARAMS_UNSET INT64_MIN

/* What is wrong: the parameter by its full name, and a sentence that says what to do. */
struct params_fault {
	const char *param;
	char text[200];
};

/** params_defaults() - every parameter unset */
void params_defaults(struct params *params);

/**
 * params_check() - hold parameters against PARAM-01..10 and make the announcer's configuration of
 * them
 * @params: as read; strings are borrowed by @out
 * @host: @n_host octets of scratch that receive the probe URL's host and outlive @out
 * @out: filled when the result is true and both @params->enable and @params->enable_v2
 * @fault: the first parameter complained about, in the order of PARAM-05
 *
 * Return: whether a node may start with them. True also when anycast is disabled, or runs without
 * advertising because Cache.EnableV2 is off: nothing is validated then (PARAM-01).
 */
bool params_check(const struct params *params, char *host, size_t n_host,
		  struct announcer_config *out, struct params_fault *fault);

#endif
