#include "shell/config_table.h"

#define ROW(name, type, field) \
	{ \
		name, type, offsetof(struct params, field) \
	}

const struct config_row config_table[] = {
	ROW("Cache.Anycast.Enable", CONFIG_BOOL, enable),
	ROW("Cache.EnableV2", CONFIG_BOOL, enable_v2),
	ROW("Cache.Anycast.Hostname", CONFIG_TEXT, hostname),
	ROW("Cache.Anycast.Routes", CONFIG_LIST, routes),
	ROW("Cache.Anycast.Addresses", CONFIG_LIST, addresses),
	ROW("Cache.Anycast.Device", CONFIG_TEXT, device),
	ROW("Cache.Anycast.AddressManagement", CONFIG_TEXT, address_management),
	ROW("Cache.Anycast.NextHop", CONFIG_TEXT, next_hop),
	ROW("Cache.Anycast.NextHopIPv4", CONFIG_TEXT, next_hop_v4),
	ROW("Cache.Anycast.NextHopIPv6", CONFIG_TEXT, next_hop_v6),
	ROW("Cache.Anycast.ProbeUrl", CONFIG_TEXT, probe_url),
	ROW("Cache.Anycast.ProbeInterval", CONFIG_DURATION, probe_interval_ns),
	ROW("Cache.Anycast.ProbeTimeout", CONFIG_DURATION, probe_timeout_ns),
	ROW("Cache.Anycast.Rise", CONFIG_INTEGER, rise),
	ROW("Cache.Anycast.RiseInterval", CONFIG_DURATION, rise_interval_ns),
	ROW("Cache.Anycast.WithdrawTimeout", CONFIG_DURATION, withdraw_timeout_ns),
	ROW("Cache.Anycast.Linger", CONFIG_DURATION, linger_ns),
	ROW("Cache.Anycast.StateFile", CONFIG_TEXT, state_file),
	ROW("Cache.Anycast.Health.File", CONFIG_TEXT, health_file),
	ROW("Cache.Anycast.BGP.PeerAddress", CONFIG_TEXT, peer_address),
	ROW("Cache.Anycast.BGP.PeerASN", CONFIG_INTEGER, peer_asn),
	ROW("Cache.Anycast.BGP.LocalASN", CONFIG_INTEGER, local_asn),
	ROW("Cache.Anycast.BGP.RouterID", CONFIG_TEXT, router_id),
	ROW("Cache.Anycast.BGP.LocalAddress", CONFIG_TEXT, local_address),
	ROW("Cache.Anycast.BGP.Port", CONFIG_INTEGER, port),
	ROW("Cache.Anycast.BGP.Password", CONFIG_TEXT, password),
	ROW("Cache.Anycast.BGP.PasswordFile", CONFIG_TEXT, password_file),
	ROW("Cache.Anycast.BGP.HoldTime", CONFIG_SECONDS, hold_time_s),
	ROW("Cache.Anycast.BGP.ConnectRetryMax", CONFIG_DURATION, connect_retry_max_ns),
	ROW("Server.ExternalWebUrl", CONFIG_TEXT, external_web_url),
	ROW("Server.TLSCertificateChain", CONFIG_TEXT, certificate_chain),
	ROW("Server.TLSKey", CONFIG_TEXT, certificate_key),
	ROW("Federation.DiscoveryUrl", CONFIG_TEXT, federation_discovery_url),
	ROW("Federation.DirectorUrl", CONFIG_TEXT, director_url),
};

const size_t config_table_n = sizeof(config_table) / sizeof(config_table[0]);
