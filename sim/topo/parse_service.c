#include "sim/topo/parse.h"
#include "support/text.h"

#include <string.h>

/* `anycast:` - the service that all caches share. */

static bool is_host_name(const char *text)
{
	size_t n_label = 0;
	size_t n = strlen(text);

	if (n == 0 || n > 253)
		return false;
	for (const char *c = text; *c != '\0'; c++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			      (*c >= '0' && *c <= '9');

		if (*c == '.' ? n_label == 0 || c[-1] == '-'
			      : !letter && (*c != '-' || n_label == 0))
			return false;
		n_label = *c == '.' ? 0 : n_label + 1;
		if (n_label > 63)
			return false;
	}
	return n_label > 0 && text[n - 1] != '-';
}

static bool hostname(struct parse *p, const struct yaml_node *node)
{
	struct ip ip;

	if (!parse_text(p, node, &p->topo->service.hostname))
		return false;
	if (!is_host_name(node->text) || ip_parse(node->text, &ip))
		return parse_fail(p, node,
				  "\"%.64s\" is no host name; write one as "
				  "cache.anycast.example.org",
				  node->text);
	return true;
}

static bool is_covered(const struct topo_service *service, const struct ip *ip)
{
	for (size_t i = 0; i < service->n_routes; i++) {
		if (prefix_contains(&service->routes[i], ip))
			return true;
	}
	return false;
}

static bool route(struct parse *p, const struct yaml_node *entry)
{
	struct topo_service *service = &p->topo->service;
	struct prefix *out = &service->routes[service->n_routes];

	if (service->n_routes == TOPO_PREFIXES_MAX)
		return parse_fail(p, entry, "more than %d routes; keep fewer", TOPO_PREFIXES_MAX);
	if (!parse_route(p, entry, out))
		return false;
	if (out->length == 0 || ip_is_mapped(&out->ip) || ip_is_multicast(&out->ip))
		return parse_fail(
			p, entry,
			"%s cannot be an anycast route; announce the service's own prefix",
			entry->text);
	for (size_t i = 0; i < service->n_routes; i++) {
		if (prefix_equal(&service->routes[i], out))
			return parse_fail(p, entry, "duplicate route %s; keep one of them",
					  entry->text);
	}
	service->n_routes++;
	return true;
}

static bool address(struct parse *p, const struct yaml_node *entry)
{
	struct topo_service *service = &p->topo->service;
	struct prefix *out = &service->addresses[service->n_addresses];

	if (service->n_addresses == TOPO_PREFIXES_MAX)
		return parse_fail(p, entry, "more than %d addresses; keep fewer",
				  TOPO_PREFIXES_MAX);
	if (!parse_address(p, entry, out))
		return false;
	for (size_t i = 0; i < service->n_addresses; i++) {
		if (ip_equal(&service->addresses[i].ip, &out->ip))
			return parse_fail(p, entry, "duplicate address %s; keep one of them",
					  entry->text);
	}
	if (!is_covered(service, &out->ip))
		return parse_fail(p, entry,
				  "address %s lies in none of the routes, so nobody would reach "
				  "it; add its prefix to routes",
				  entry->text);
	service->n_addresses++;
	return true;
}

static bool each(struct parse *p, const struct yaml_node *list,
		 bool (*one)(struct parse *p, const struct yaml_node *entry))
{
	struct parse_entries entries = parse_entries(list);

	if (list->kind == YAML_MAPPING)
		return parse_fail(p, list, "%s must be a list, not a mapping", parse_label(list));
	for (const struct yaml_node *e = entries.first; e != NULL; e = parse_next(&entries, e)) {
		if (!one(p, e))
			return false;
	}
	return true;
}

bool parse_service(struct parse *p, const struct yaml_node *anycast)
{
	static const char *const keys[] = {"hostname", "addresses", "routes"};
	const struct yaml_node *name = yaml_get(anycast, "hostname");
	const struct yaml_node *routes = yaml_get(anycast, "routes");
	const struct yaml_node *addresses = yaml_get(anycast, "addresses");

	if (!parse_keys(p, anycast, "anycast", PARSE_WORDS(keys)))
		return false;
	if (name == NULL || routes == NULL)
		return parse_fail(p, anycast, "anycast has no %s; add \"%s\"",
				  name == NULL ? "hostname" : "routes",
				  name == NULL ? "hostname: cache.anycast.example.org"
					       : "routes: [203.0.113.0/24]");
	if (!hostname(p, name) || !each(p, routes, route))
		return false;
	if (p->topo->service.n_routes == 0)
		return parse_fail(p, routes, "routes is empty; list at least one prefix");
	return addresses == NULL || each(p, addresses, address);
}
