#include "sim/topo/render_node.h"

#include "sim/topo/segment.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A flat list of parameters, then written as the tree that their dots spell. */

#define PARAMS_MAX 192

struct params_out {
	struct topo_setting at[PARAMS_MAX];
	char *made[PARAMS_MAX]; /* values that are ours to free */
	size_t n;
};

static void put(struct params_out *params, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void put(struct params_out *params, const char *key, const char *format, ...)
{
	char *value = NULL;
	va_list args;

	if (params->n == PARAMS_MAX)
		return;
	va_start(args, format);
	if (vasprintf(&value, format, args) < 0)
		abort();
	va_end(args);
	params->made[params->n] = value;
	params->at[params->n++] = (struct topo_setting){key, value};
}

/* ["203.0.113.0/24", "2001:db8:a::/48"] */
static char *prefix_list(const struct prefix *prefixes, size_t n)
{
	char *text = NULL;
	size_t n_text = 0;
	FILE *out = open_memstream(&text, &n_text);

	if (out == NULL)
		abort();
	fputc('[', out);
	for (size_t i = 0; i < n; i++) {
		char one[PREFIX_TEXT_SIZE];

		fprintf(out, "%s\"%s\"", i == 0 ? "" : ", ", prefix_format(&prefixes[i], one));
	}
	fputc(']', out);
	fclose(out);
	return text;
}

static void put_service(struct params_out *params, const struct topo_service *service)
{
	char *routes = prefix_list(service->routes, service->n_routes);
	char *addresses = prefix_list(service->addresses, service->n_addresses);

	put(params, "Cache.Anycast.Hostname", "\"%s\"", service->hostname);
	put(params, "Cache.Anycast.Routes", "%s", routes);
	put(params, "Cache.Anycast.Addresses", "%s", addresses);
	free(routes);
	free(addresses);
}

static void put_bgp(struct params_out *params, const struct topo *topo, size_t node,
		    const struct topo_neighbour *router)
{
	const struct topo_node *self = &topo->nodes[node];
	char mine[IP_TEXT_SIZE];
	char theirs[IP_TEXT_SIZE];
	char v6[IP_TEXT_SIZE];

	ip_format(&router->mine->v4.ip, mine);
	put(params, "Cache.Anycast.NextHop", "%s", mine);
	put(params, "Cache.Anycast.NextHopIPv6", "\"%s\"", ip_format(&router->mine->v6.ip, v6));
	put(params, "Cache.Anycast.ProbeUrl", "\"https://%s:%d\"", mine, RENDER_NODE_PORT);
	put(params, "Server.ExternalWebUrl", "\"https://%s:%d\"", mine, RENDER_NODE_PORT);
	put(params, "Cache.Anycast.BGP.LocalAddress", "%s", mine);
	put(params, "Cache.Anycast.BGP.LocalASN", "%" PRIu32, self->asn);
	put(params, "Cache.Anycast.BGP.PeerAddress", "%s",
	    ip_format(&router->theirs->v4.ip, theirs));
	put(params, "Cache.Anycast.BGP.PeerASN", "%" PRIu32, topo->nodes[router->theirs->node].asn);
	put(params, "Cache.Anycast.BGP.RouterID", "%" PRIu32 ".%" PRIu32 ".%" PRIu32 ".%" PRIu32,
	    self->router_id >> 24, self->router_id >> 16 & 0xff, self->router_id >> 8 & 0xff,
	    self->router_id & 0xff);
}

static void put_node(struct params_out *params, const struct topo *topo, size_t node,
		     const char *folder)
{
	struct topo_neighbour router;

	put(params, "Cache.EnableV2", "true");
	put(params, "Cache.Anycast.Enable", "true");
	if (topo->service.hostname != NULL)
		put_service(params, &topo->service);
	put(params, "Cache.Anycast.AddressManagement", "\"%s\"", topo->nodes[node].manage);
	if (topo_gateway(topo, node, &router))
		put_bgp(params, topo, node, &router);
	put(params, "Cache.Anycast.ProbeInterval", "1s");
	put(params, "Cache.Anycast.Health.File", "%s/health", folder);
	put(params, "Cache.Anycast.StateFile", "%s/state", folder);
	put(params, "Server.TLSCertificateChain", "%s/cert.pem", folder);
	put(params, "Server.TLSKey", "%s/key.pem", folder);
}

/* The file's own word goes over ours. */
static void merge(struct params_out *params, const struct topo_setting *setting)
{
	for (size_t i = 0; i < params->n; i++) {
		if (strcasecmp(params->at[i].key, setting->key) == 0) {
			params->at[i] = *setting;
			return;
		}
	}
	if (params->n < PARAMS_MAX)
		params->at[params->n++] = *setting;
}

static int by_key(const void *a, const void *b)
{
	return strcasecmp(((const struct topo_setting *)a)->key,
			  ((const struct topo_setting *)b)->key);
}

/* How much of two keys is the same, in whole parts. */
static size_t common_parts(const char *a, const char *b)
{
	size_t n = 0;

	for (;;) {
		size_t n_a = strcspn(a, ".");
		size_t n_b = strcspn(b, ".");

		if (a[n_a] == '\0' || b[n_b] == '\0' || n_a != n_b || strncasecmp(a, b, n_a) != 0)
			return n;
		n++;
		a += n_a + 1;
		b += n_b + 1;
	}
}

/* One parameter, under what its key does not share with @before. */
static void write_one(const struct topo_setting *setting, const char *before, FILE *out)
{
	size_t n_shared = common_parts(before, setting->key);
	const char *part = setting->key;

	for (size_t depth = 0;; depth++) {
		size_t n = strcspn(part, ".");
		bool is_last = part[n] == '\0';

		if (depth >= n_shared || is_last)
			fprintf(out, "%*s%.*s:%s%s\n", (int)(2 * depth), "", (int)n, part,
				is_last ? " " : "", is_last ? setting->value : "");
		if (is_last)
			return;
		part += n + 1;
	}
}

void render_node(const struct topo *topo, size_t node, const char *folder, FILE *out)
{
	const struct topo_node *self = &topo->nodes[node];
	struct params_out params = {.n = 0};
	const char *before = "";

	put_node(&params, topo, node, folder);
	for (size_t i = 0; i < self->n_settings; i++)
		merge(&params, &self->settings[i]);
	qsort(params.at, params.n, sizeof(params.at[0]), by_key);
	fprintf(out, "# %s in lab %s, made by anycast-lab\n", self->name, topo->name);
	for (size_t i = 0; i < params.n; i++) {
		write_one(&params.at[i], before, out);
		before = params.at[i].key;
	}
	for (size_t i = 0; i < PARAMS_MAX; i++)
		free(params.made[i]);
}
