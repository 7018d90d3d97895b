#include "core/bgp_rib.h"

#include <assert.h>

void bgp_rib_open(struct bgp_rib *self)
{
	bgp_rib_close(self);
	self->end_of_rib = self->families;
}

void bgp_rib_close(struct bgp_rib *self)
{
	for (size_t i = 0; i < self->config->n_routes; i++) {
		struct bgp_rib_route *route = &self->routes[i];

		*route = (struct bgp_rib_route){.desired = route->desired};
	}
	self->end_of_rib = 0;
}

static enum bgp_family route_family(const struct bgp_rib *self, size_t i)
{
	return bgp_family_of(self->config->routes[i].ip.family);
}

void bgp_rib_refresh(struct bgp_rib *self, enum bgp_family family)
{
	for (size_t i = 0; i < self->config->n_routes; i++) {
		if (route_family(self, i) == family && self->routes[i].told)
			self->routes[i].again = true;
	}
}

/* Routes of one family that the peer is to be told the same of. */
struct batch {
	size_t n;
	size_t index[ANNOUNCER_ROUTES_MAX];
	struct prefix prefixes[ANNOUNCER_ROUTES_MAX];
};

static bool is_due(const struct bgp_rib_route *route, bool announce)
{
	if (!announce)
		return route->told && !route->desired;
	return route->desired && (!route->told || route->again);
}

static void gather(const struct bgp_rib *self, enum bgp_family family, bool announce,
		   struct batch *out)
{
	out->n = 0;
	for (size_t i = 0; i < self->config->n_routes; i++) {
		if (route_family(self, i) != family || !is_due(&self->routes[i], announce))
			continue;
		out->index[out->n] = i;
		out->prefixes[out->n++] = self->config->routes[i];
	}
}

static void tell(struct bgp_rib_route *route, bool announce)
{
	/* The peer has it already when it only asked again. */
	if (route->told != announce)
		route->moving = true;
	route->told = announce;
	route->again = false;
}

/* Writes one kind of UPDATEs for one family. Return: for how many routes. */
static unsigned int write_batch(struct bgp_rib *self, struct writer *writer, enum bgp_family family,
				bool announce)
{
	struct bgp_path path = self->path;
	struct batch batch;
	size_t done = 0;

	path.next_hop = family == BGP_FAMILY_V6 ? self->next_hop_v6 : self->next_hop_v4;
	gather(self, family, announce, &batch);
	while (done < batch.n) {
		const struct prefix *next = &batch.prefixes[done];
		size_t n = announce ? bgp_update_announce(writer, &path, next, batch.n - done)
				    : bgp_update_withdraw(writer, next, batch.n - done);

		if (n == 0)
			break;
		assert(n <= batch.n - done);
		for (size_t i = done; i < done + n; i++)
			tell(&self->routes[batch.index[i]], announce);
		done += n;
	}
	return (unsigned int)done;
}

static bool family_told(const struct bgp_rib *self, enum bgp_family family)
{
	for (size_t i = 0; i < self->config->n_routes; i++) {
		if (route_family(self, i) == family &&
		    (is_due(&self->routes[i], true) || is_due(&self->routes[i], false)))
			return false;
	}
	return true;
}

/* After the last initial announcement of the family, also after none (BGP-EOR-02). */
static void write_end_of_rib(struct bgp_rib *self, struct writer *writer, enum bgp_family family)
{
	struct writer mark = *writer;

	if (self->awaits || (self->end_of_rib & family) == 0 || !family_told(self, family))
		return;
	bgp_update_end_of_rib(&mark, family);
	if (mark.failed)
		return;
	*writer = mark;
	self->end_of_rib &= ~(unsigned int)family;
}

struct bgp_rib_count bgp_rib_write(struct bgp_rib *self, struct writer *writer)
{
	static const enum bgp_family families[] = {BGP_FAMILY_V4, BGP_FAMILY_V6};
	struct bgp_rib_count count = {0, 0};

	for (size_t i = 0; i < 2; i++) {
		if (self->families & families[i])
			count.withdrawn += write_batch(self, writer, families[i], false);
	}
	for (size_t i = 0; i < 2; i++) {
		if ((self->families & families[i]) == 0)
			continue;
		count.announced += write_batch(self, writer, families[i], true);
		write_end_of_rib(self, writer, families[i]);
	}
	return count;
}

void bgp_rib_left(struct bgp_rib *self)
{
	for (size_t i = 0; i < self->config->n_routes; i++)
		self->routes[i].moving = false;
}

bool bgp_rib_settled(const struct bgp_rib *self)
{
	for (size_t i = 0; i < self->config->n_routes; i++) {
		const struct bgp_rib_route *route = &self->routes[i];

		if ((self->families & route_family(self, i)) != 0 &&
		    (route->moving || is_due(route, true) || is_due(route, false)))
			return false;
	}
	return true;
}
