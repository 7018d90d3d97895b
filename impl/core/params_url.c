#include "anycast/san.h"
#include "core/params_check.h"
#include "core/params_fault.h"

#include <string.h>

/* The anycast host name and the URL of this node's own that is probed. */

#define HOST_NAME_MAX_OCTETS 253
#define LABEL_MAX            63

static const char hostname[] = "Cache.Anycast.Hostname";
static const char probe_url[] = "Cache.Anycast.ProbeUrl";

static int fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool starts_folded(const char *text, const char *with)
{
	for (; *with != '\0'; text++, with++) {
		if (fold(*text) != *with)
			return false;
	}
	return true;
}

/* @text without one trailing dot. */
static struct bytes bare_name(const char *text)
{
	size_t n = strlen(text);

	if (n > 0 && text[n - 1] == '.')
		n--;
	return (struct bytes){(const uint8_t *)text, n};
}

static bool labels_fit(struct bytes name)
{
	size_t label = 0;

	for (size_t i = 0; i < name.n; i++) {
		label = name.at[i] == '.' ? 0 : label + 1;
		if (label > LABEL_MAX)
			return false;
	}
	return true;
}

static bool is_host_name(const char *text)
{
	struct bytes name = bare_name(text);

	return name.n <= HOST_NAME_MAX_OCTETS && san_name_valid(name) && labels_fit(name);
}

bool params_check_hostname(const struct params *params, struct announcer_config *out,
			   struct params_fault *fault)
{
	struct ip ip;

	if (!params_given(params->hostname))
		return params_fail(fault, hostname,
				   "is missing: give the name all caches share, for example "
				   "cache.anycast.example.org");
	if (ip_parse(params->hostname, &ip) || !is_host_name(params->hostname))
		return params_fail(fault, hostname,
				   "'%s' is no plain host name: no scheme, port, address or "
				   "wildcard",
				   params->hostname);
	out->hostname = params->hostname;
	return true;
}

static bool parse_port(const char *text, uint16_t *out)
{
	unsigned int port = 0;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9')
			return false;
		port = port * 10 + (unsigned int)(*c - '0');
		if (port > UINT16_MAX)
			return false;
	}
	*out = (uint16_t)port;
	return port != 0;
}

/* The authority of a URL: everything between "//" and the path, query or fragment. */
static bool copy_authority(const char *text, char *out, size_t size)
{
	size_t n = 0;

	while (text[n] != '\0' && strchr("/?#", text[n]) == NULL)
		n++;
	if (n == 0 || n >= size)
		return false;
	memcpy(out, text, n);
	out[n] = '\0';
	return true;
}

/* Splits "host", "host:port", "[v6]" or "[v6]:port" in place; @host loses its brackets. */
static bool split_authority(char *host, uint16_t *port)
{
	char *end;
	struct ip ip;

	if (host[0] == '[') {
		end = strchr(host, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return false;
		if (end[1] == ':' && !parse_port(end + 2, port))
			return false;
		*end = '\0';
		memmove(host, host + 1, strlen(host));
		return ip_parse(host, &ip) && ip.family == IP_V6;
	}
	end = strchr(host, ':');
	if (end != NULL) {
		if (!parse_port(end + 1, port))
			return false;
		*end = '\0';
	}
	return is_host_name(host);
}

static bool same_name(const char *a, const char *b)
{
	struct bytes x = bare_name(a), y = bare_name(b);

	if (x.n != y.n)
		return false;
	for (size_t i = 0; i < x.n; i++) {
		if (fold((char)x.at[i]) != fold((char)y.at[i]))
			return false;
	}
	return true;
}

bool params_check_probe_url(const struct params *params, char *host, size_t n_host,
			    struct announcer_config *out, struct params_fault *fault)
{
	bool own = params_given(params->probe_url);
	const char *url = own ? params->probe_url : params->external_web_url;
	const char *from = own ? "" : " (from Server.ExternalWebUrl)";

	if (!params_given(url))
		return params_fail(fault, probe_url,
				   "is missing, and so is Server.ExternalWebUrl: give this node's "
				   "own https URL");
	if (!starts_folded(url, "https://"))
		return params_fail(fault, probe_url,
				   "'%s'%s does not begin with https://: the certificate is what "
				   "is probed",
				   url, from);
	if (!copy_authority(url + strlen("https://"), host, n_host) || strchr(host, '@') != NULL ||
	    !split_authority(host, &out->probe_port))
		return params_fail(fault, probe_url,
				   "'%s'%s has no host and port to connect to: write "
				   "https://HOST or https://HOST:PORT",
				   url, from);
	if (same_name(host, params->hostname))
		return params_fail(fault, probe_url,
				   "'%s'%s names the anycast host, which may lead to another node: "
				   "give this node's own name",
				   url, from);
	out->probe_url = url;
	out->probe_host = host;
	return true;
}

/* A service address as the probe's target might be answered by another node as well. */
bool params_check_probe_target(const struct announcer_config *out, struct params_fault *fault)
{
	struct ip ip;

	if (!ip_parse(out->probe_host, &ip))
		return true;
	for (size_t i = 0; i < out->n_addresses; i++) {
		if (ip_equal(&out->addresses[i].ip, &ip))
			return params_fail(fault, probe_url,
					   "leads to the service address %s: give this node's own "
					   "address",
					   out->probe_host);
	}
	return true;
}
