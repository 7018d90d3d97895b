#include "anycast/params.h"
#include "support/text.h"
#include "tests/vectors/suite.h"

#include <string.h>
#include <strings.h>

/* config-validate: parameters by their full name through params_check(). */

enum param_kind {
	PARAM_KIND_BOOL,
	PARAM_KIND_TEXT,
	PARAM_KIND_LIST,
	PARAM_KIND_INTEGER,
	PARAM_KIND_DURATION,
};

#define PARAM(full_name, what, member) \
	{ \
		full_name, PARAM_KIND_##what, offsetof(struct params, member) \
	}

static const struct {
	const char *name;
	enum param_kind kind;
	size_t offset;
} known[] = {
	PARAM("Cache.Anycast.Enable", BOOL, enable),
	PARAM("Cache.EnableV2", BOOL, enable_v2),
	PARAM("Cache.Anycast.Hostname", TEXT, hostname),
	PARAM("Cache.Anycast.Routes", LIST, routes),
	PARAM("Cache.Anycast.Addresses", LIST, addresses),
	PARAM("Cache.Anycast.Device", TEXT, device),
	PARAM("Cache.Anycast.AddressManagement", TEXT, address_management),
	PARAM("Cache.Anycast.NextHop", TEXT, next_hop),
	PARAM("Cache.Anycast.NextHopIPv4", TEXT, next_hop_v4),
	PARAM("Cache.Anycast.NextHopIPv6", TEXT, next_hop_v6),
	PARAM("Cache.Anycast.ProbeUrl", TEXT, probe_url),
	PARAM("Cache.Anycast.ProbeInterval", DURATION, probe_interval_ns),
	PARAM("Cache.Anycast.ProbeTimeout", DURATION, probe_timeout_ns),
	PARAM("Cache.Anycast.Rise", INTEGER, rise),
	PARAM("Cache.Anycast.RiseInterval", DURATION, rise_interval_ns),
	PARAM("Cache.Anycast.WithdrawTimeout", DURATION, withdraw_timeout_ns),
	PARAM("Cache.Anycast.Linger", DURATION, linger_ns),
	PARAM("Cache.Anycast.BGP.PeerAddress", TEXT, peer_address),
	PARAM("Cache.Anycast.BGP.PeerASN", INTEGER, peer_asn),
	PARAM("Cache.Anycast.BGP.LocalASN", INTEGER, local_asn),
	PARAM("Cache.Anycast.BGP.RouterID", TEXT, router_id),
	PARAM("Cache.Anycast.BGP.LocalAddress", TEXT, local_address),
	PARAM("Cache.Anycast.BGP.Port", INTEGER, port),
	PARAM("Cache.Anycast.BGP.Password", TEXT, password),
	PARAM("Cache.Anycast.BGP.HoldTime", INTEGER, hold_time_s),
	PARAM("Cache.Anycast.BGP.ConnectRetryMax", DURATION, connect_retry_max_ns),
	PARAM("Server.ExternalWebUrl", TEXT, external_web_url),
	PARAM("Federation.DiscoveryUrl", TEXT, federation_discovery_url),
	PARAM("Federation.DirectorUrl", TEXT, director_url),
};

static bool set_list(struct params_list *list, const json_t *value)
{
	if (!json_is_array(value) || json_array_size(value) > PARAMS_LIST_MAX)
		return false;
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *text = json_string_value(json_array_get(value, i));

		if (text == NULL)
			return false;
		list->at[list->n++] = text;
	}
	return true;
}

static bool set_param(void *to, enum param_kind kind, const json_t *value)
{
	const char *text = json_string_value(value);

	switch (kind) {
	case PARAM_KIND_BOOL:
		*(bool *)to = json_is_true(value);
		return json_is_boolean(value);
	case PARAM_KIND_TEXT:
		*(const char **)to = text;
		return text != NULL && strlen(text) == json_string_length(value);
	case PARAM_KIND_LIST:
		return set_list(to, value);
	case PARAM_KIND_INTEGER:
		*(int64_t *)to = json_integer_value(value);
		return json_is_integer(value);
	case PARAM_KIND_DURATION:
		return text != NULL && text_duration(text, to);
	}
	return false;
}

/* Return: NULL, or the name of the first parameter whose value has the wrong type; @wrong is set
 * for one that is not known. */
static const char *fill(json_t *given, struct params *out, const char **wrong)
{
	const char *bad = NULL, *key;
	json_t *value;

	json_object_foreach(given, key, value)
	{
		size_t i = 0;

		while (i < sizeof(known) / sizeof(known[0]) && strcasecmp(known[i].name, key) != 0)
			i++;
		if (i == sizeof(known) / sizeof(known[0]))
			*wrong = "input.params holds a parameter this program does not know";
		else if (!set_param((char *)out + known[i].offset, known[i].kind, value) &&
			 bad == NULL)
			bad = known[i].name;
	}
	return bad;
}

/* The next hop of the family the one parameter of upstream stands for. */
static const char *next_hop(const struct params *params, const struct announcer_config *config,
			    char text[static IP_TEXT_SIZE])
{
	const char *from = params->next_hop != NULL && params->next_hop[0] != '\0'
				   ? params->next_hop
				   : params->local_address;
	struct ip given = {.family = config->next_hop_v4.family};

	if (from != NULL)
		(void)ip_parse(from, &given);
	return ip_format(given.family == IP_V4 ? &config->next_hop_v4 : &config->next_hop_v6, text);
}

static json_t *effective(const struct params *params, const struct announcer_config *config)
{
	char text[IP_TEXT_SIZE];

	if (!params->enable || !params->enable_v2)
		return json_pack("{s:b}", "advertise", 0);
	return json_pack("{s:b, s:s, s:s, s:i, s:I, s:s}", "advertise", 1, "next_hop",
			 next_hop(params, config, text), "probe_url", config->probe_url, "port",
			 config->peers[0].port, "interval_s",
			 (json_int_t)(config->interval_ns / NS_PER_S), "address_mode",
			 addr_mode_name(config->address_mode));
}

json_t *config_validate_run(const json_t *input, const char **wrong)
{
	json_t *given = json_object_get(input, "params");
	struct announcer_config config;
	struct params_fault fault;
	struct params params;
	const char *bad;
	char host[256];

	params_defaults(&params);
	bad = fill(given, &params, wrong);
	if (!json_is_object(given))
		*wrong = "input.params is no object";
	if (*wrong != NULL)
		return NULL;
	if (bad != NULL)
		return json_pack("{s:b, s:s}", "ok", 0, "param", bad);
	if (!params_check(&params, host, sizeof(host), &config, &fault))
		return json_pack("{s:b, s:s}", "ok", 0, "param", fault.param);
	return json_pack("{s:b, s:o}", "ok", 1, "effective", effective(&params, &config));
}
