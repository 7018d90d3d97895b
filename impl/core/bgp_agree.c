#include "core/bgp_session_state.h"

#include <string.h>

/* What is offered in OPEN, and what both OPENs make of a session. */

/* The next hop of @family: configured, else this end's address when it is of that family. */
struct ip bgp_session_next_hop(const struct bgp_session *self, enum ip_family family)
{
	struct ip configured =
		family == IP_V6 ? self->config->next_hop_v6 : self->config->next_hop_v4;

	if (configured.family == family)
		return configured;
	/* A link-local address is no global next hop (RFC 2545 section 3). */
	if (self->local.family == family && !ip_is_link_local(&self->local) &&
	    !ip_is_mapped(&self->local))
		return self->local;
	return (struct ip){IP_NONE, {0}};
}

/* The families of the configured routes; without a next hop only when @all. */
static unsigned int families(const struct bgp_session *self, bool all)
{
	unsigned int set = BGP_FAMILY_NONE;

	for (size_t i = 0; i < self->config->n_routes; i++) {
		enum ip_family family = self->config->routes[i].ip.family;

		if (all || bgp_session_next_hop(self, family).family != IP_NONE)
			set |= bgp_family_of(family);
	}
	return set;
}

void bgp_session_offer(struct bgp_session *self)
{
	unsigned int offered = families(self, false);

	self->ours = (struct bgp_open){
		.asn = self->config->local_asn,
		.hold_s = (uint16_t)self->config->hold_s,
		.identifier = self->config->router_id,
		/* Capabilities without a family are refused by BIRD (BGP-CAP-01). */
		.families = offered != BGP_FAMILY_NONE ? offered : BGP_FAMILY_V4,
		.as4 = true,
		.refresh = true,
	};
	if (!self->bare)
		return;
	/* Once: later attempts have them again. */
	self->bare = false;
	self->ours.families = BGP_FAMILY_NONE;
	self->ours.as4 = false;
	self->ours.refresh = false;
}

static unsigned int negotiated_hold(unsigned int ours, unsigned int theirs)
{
	return ours < theirs ? ours : theirs;
}

/* A family that cannot be used is said, not passed over (BGP-MP-02, -04). */
static void note_missing(const struct bgp_session *self, enum bgp_family family,
			 struct io_actions *out)
{
	const char *name = family == BGP_FAMILY_V6 ? "ipv6" : "ipv4";
	char peer[IP_TEXT_SIZE];

	if ((families(self, true) & family) == 0 || (self->rib.families & family) != 0)
		return;
	ip_format(&self->peer->address, peer);
	if ((families(self, false) & family) == 0)
		io_note(out, IO_LEVEL_WARNING, "bgp",
			"no next hop for a family, its routes are not announced family=%s peer=%s",
			name, peer);
	else
		io_note(out, IO_LEVEL_WARNING, "bgp",
			"peer did not agree to a family, its routes are not announced family=%s "
			"peer=%s",
			name, peer);
}

void bgp_session_agree(struct bgp_session *self, const struct bgp_open *theirs,
		       struct io_actions *out)
{
	/* Who offers no family speaks the one of RFC 4271. */
	unsigned int spoken =
		self->ours.families != BGP_FAMILY_NONE ? self->ours.families : BGP_FAMILY_V4;

	self->hold_s = negotiated_hold(self->ours.hold_s, theirs->hold_s);
	self->rib.families = families(self, false) & theirs->families & spoken;
	self->rib.path = (struct bgp_path){
		.local_asn = self->config->local_asn,
		.internal = self->config->local_asn == self->peer->asn,
		.as4 = self->ours.as4 && theirs->as4,
	};
	self->rib.next_hop_v4 = bgp_session_next_hop(self, IP_V4);
	self->rib.next_hop_v6 = bgp_session_next_hop(self, IP_V6);
	note_missing(self, BGP_FAMILY_V4, out);
	note_missing(self, BGP_FAMILY_V6, out);
}
