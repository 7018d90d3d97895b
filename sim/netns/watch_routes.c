#include "sim/netns/watch_routes.h"

#include "anycast/ip.h"

#include <stdlib.h>
#include <string.h>

void watch_routes_init(struct watch_routes *routes,
		       void (*changed)(void *arg, const struct watch_use *use), void *arg)
{
	*routes = (struct watch_routes){.changed = changed, .arg = arg};
}

void watch_routes_close(struct watch_routes *routes)
{
	free(routes->rows);
	free(routes->uses);
	routes->rows = NULL;
	routes->uses = NULL;
	routes->n_rows = routes->n_uses = 0;
}

/* ---- what is in use ---- */

static void via_insert(struct watch_use *use, size_t node)
{
	size_t i = 0;

	while (i < use->n_via && use->via[i] < node)
		i++;
	if ((i < use->n_via && use->via[i] == node) || use->n_via == TRACE_WAYS_MAX)
		return;
	memmove(&use->via[i + 1], &use->via[i], (use->n_via - i) * sizeof(use->via[0]));
	use->via[i] = node;
	use->n_via++;
}

static bool route_usable(const struct watch_route *route)
{
	for (size_t i = 0; i < route->n_ways; i++) {
		if (route->ways[i].usable)
			return true;
	}
	/* An unreachable route is an answer too: it hides those of higher metric. */
	return route->n_ways == 0;
}

static struct watch_use use_judge(const struct watch_routes *routes, const struct prefix *prefix)
{
	struct watch_use use = {.prefix = *prefix};
	const struct watch_route *best = NULL;

	for (size_t i = 0; i < routes->n_rows; i++) {
		const struct watch_route *row = &routes->rows[i];

		if (prefix_equal(&row->prefix, prefix) && route_usable(row) &&
		    (!best || row->metric < best->metric))
			best = row;
	}
	for (size_t i = 0; best && i < best->n_ways; i++) {
		if (best->ways[i].usable)
			via_insert(&use, best->ways[i].node);
	}
	return use;
}

static struct watch_use *use_find(const struct watch_routes *routes, const struct prefix *prefix)
{
	for (size_t i = 0; i < routes->n_uses; i++) {
		if (prefix_equal(&routes->uses[i].prefix, prefix))
			return &routes->uses[i];
	}
	return NULL;
}

static bool use_equal(const struct watch_use *a, const struct watch_use *b)
{
	return a->n_via == b->n_via && memcmp(a->via, b->via, a->n_via * sizeof(a->via[0])) == 0;
}

static bool use_add(struct watch_routes *routes, const struct watch_use *use)
{
	if (routes->n_uses == routes->max_uses) {
		size_t max = routes->max_uses ? 2 * routes->max_uses : 16;
		struct watch_use *uses = realloc(routes->uses, max * sizeof(*uses));

		if (!uses)
			return false;
		routes->uses = uses;
		routes->max_uses = max;
	}
	routes->uses[routes->n_uses++] = *use;
	return true;
}

static void use_tell(struct watch_routes *routes, const struct prefix *prefix)
{
	struct watch_use now = use_judge(routes, prefix);
	struct watch_use *before = use_find(routes, prefix);

	if (before ? use_equal(before, &now) : now.n_via == 0)
		return;
	if (!before && !use_add(routes, &now))
		return;
	if (before && now.n_via > 0)
		*before = now;
	else if (before)
		*before = routes->uses[--routes->n_uses];
	routes->changed(routes->arg, &now);
}

/* ---- rows ---- */

static struct watch_route *row_find(const struct watch_routes *routes,
				    const struct watch_route *route)
{
	for (size_t i = 0; i < routes->n_rows; i++) {
		struct watch_route *row = &routes->rows[i];

		if (row->metric == route->metric && prefix_equal(&row->prefix, &route->prefix))
			return row;
	}
	return NULL;
}

static void row_add(struct watch_routes *routes, const struct watch_route *route)
{
	if (routes->n_rows == routes->max_rows) {
		size_t max = routes->max_rows ? 2 * routes->max_rows : 16;
		struct watch_route *rows = realloc(routes->rows, max * sizeof(*rows));

		if (!rows)
			return;
		routes->rows = rows;
		routes->max_rows = max;
	}
	routes->rows[routes->n_rows++] = *route;
}

static void row_drop(struct watch_routes *routes, struct watch_route *row)
{
	*row = routes->rows[--routes->n_rows];
}

static bool way_equal(const struct watch_way *a, const struct watch_way *b)
{
	return a->ifindex == b->ifindex && ip_equal(&a->gateway, &b->gateway);
}

static struct watch_way *way_find(struct watch_route *row, const struct watch_way *way)
{
	for (size_t i = 0; i < row->n_ways; i++) {
		if (way_equal(&row->ways[i], way))
			return &row->ways[i];
	}
	return NULL;
}

static void ways_join(struct watch_route *row, const struct watch_route *more)
{
	for (size_t i = 0; i < more->n_ways; i++) {
		struct watch_way *way = way_find(row, &more->ways[i]);

		if (way)
			*way = more->ways[i];
		else if (row->n_ways < TRACE_WAYS_MAX)
			row->ways[row->n_ways++] = more->ways[i];
	}
}

/* Return: how many of @gone's ways the row had. */
static size_t ways_part(struct watch_route *row, const struct watch_route *gone)
{
	size_t n = 0;

	for (size_t i = 0; i < gone->n_ways; i++) {
		struct watch_way *way = way_find(row, &gone->ways[i]);

		if (!way)
			continue;
		*way = row->ways[--row->n_ways];
		n++;
	}
	return n;
}

/* ---- notices ---- */

static bool notice_add(struct watch_routes *routes, const struct watch_route *route)
{
	struct watch_route *row = row_find(routes, route);

	if (row)
		*row = *route;
	else
		row_add(routes, route);
	return route->prefix.ip.family == IP_V4;
}

/* IPv4 goes on with the route that was there first; IPv6 takes the new way in as another. */
static bool notice_append(struct watch_routes *routes, const struct watch_route *route)
{
	struct watch_route *row = row_find(routes, route);

	if (!row)
		row_add(routes, route);
	else if (route->prefix.ip.family == IP_V6)
		ways_join(row, route);
	return false;
}

static bool notice_remove(struct watch_routes *routes, const struct watch_route *route)
{
	struct watch_route *row = row_find(routes, route);
	bool whole;

	if (!row)
		return false;
	whole = row->n_ways == route->n_ways && ways_part(row, route) == route->n_ways;
	if (!whole && route->prefix.ip.family == IP_V6)
		ways_part(row, route);
	if (row->n_ways == 0)
		row_drop(routes, row);
	return whole && route->prefix.ip.family == IP_V4;
}

bool watch_routes_notice(struct watch_routes *routes, enum watch_verb verb,
			 const struct watch_route *route)
{
	const struct prefix prefix = route->prefix;
	bool sure = false;

	switch (verb) {
	case WATCH_ADD:
		sure = notice_add(routes, route);
		break;
	case WATCH_APPEND:
		sure = notice_append(routes, route);
		break;
	case WATCH_REMOVE:
		sure = notice_remove(routes, route);
		break;
	}
	use_tell(routes, &prefix);
	return sure;
}

/* ---- dumps ---- */

void watch_routes_dump(struct watch_routes *routes)
{
	for (size_t i = 0; i < routes->n_rows; i++)
		routes->rows[i].seen = false;
}

void watch_routes_row(struct watch_routes *routes, const struct watch_route *route)
{
	struct watch_route *row = row_find(routes, route);

	if (row && row->seen && route->prefix.ip.family == IP_V6)
		ways_join(row, route);
	else if (row && !row->seen)
		*row = *route;
	else if (!row) {
		row_add(routes, route);
		row = row_find(routes, route);
	}
	if (row)
		row->seen = true;
}

void watch_routes_dumped(struct watch_routes *routes, enum ip_family family, bool whole)
{
	for (size_t i = routes->n_rows; whole && i-- > 0;) {
		if (!routes->rows[i].seen && routes->rows[i].prefix.ip.family == family)
			row_drop(routes, &routes->rows[i]);
	}
	/* From the end: telling that a prefix is gone moves the last use into its place. */
	for (size_t i = routes->n_uses; i-- > 0;) {
		if (i < routes->n_uses)
			use_tell(routes, &routes->uses[i].prefix);
	}
	for (size_t i = 0; i < routes->n_rows; i++)
		use_tell(routes, &routes->rows[i].prefix);
}
