#include "core/announcer_self.h"

/* What is true at the routers, said when it changes: "advertising" is only ever claimed of routes
 * that were sent on an Established session (ADV-08). */

struct count {
	size_t n_advertised;
	size_t n_refused; /* no agreement on the family, or no next hop of it */
	size_t n_moving;  /* on their way: wait before saying anything */
	size_t refused;   /* index of the first refused one */
	enum announcer_route_state why;
};

static void count_route(struct count *count, size_t route, enum announcer_route_state state)
{
	switch (state) {
	case ANNOUNCER_ROUTE_ADVERTISING:
		count->n_advertised++;
		break;
	case ANNOUNCER_ROUTE_SENDING:
	case ANNOUNCER_ROUTE_WITHDRAWING:
		count->n_moving++;
		break;
	case ANNOUNCER_ROUTE_NOT_NEGOTIATED:
	case ANNOUNCER_ROUTE_NO_NEXT_HOP:
		if (count->n_refused++ == 0) {
			count->refused = route;
			count->why = state;
		}
		break;
	case ANNOUNCER_ROUTE_WITHDRAWN:
	case ANNOUNCER_ROUTE_NO_SESSION:
		break;
	}
}

static struct count count_routes(const struct announcer *self, size_t peer)
{
	struct count count = {0};

	for (size_t route = 0; route < self->config.n_routes; route++)
		count_route(&count, route, bgp_session_route_state(self->sessions[peer], route));
	return count;
}

static void say_refused(const struct announcer *self, const struct count *count, const char *peer,
			struct io_actions *out)
{
	char route[PREFIX_TEXT_SIZE];

	io_note(out, IO_LEVEL_ERROR, "anycast",
		"Failed to advertise anycast routes: %s peer=%s routes=%zu first=%s",
		count->why == ANNOUNCER_ROUTE_NOT_NEGOTIATED
			? "the router did not agree to their family"
			: "there is no next hop of their family",
		peer, count->n_refused, prefix_format(&self->config.routes[count->refused], route));
}

static void report_peer(struct announcer *self, size_t peer, struct io_actions *out)
{
	struct count count = count_routes(self, peer);
	struct announcer_said *said = &self->said[peer];
	char text[IP_TEXT_SIZE];

	ip_format(&self->config.peers[peer].address, text);
	if (count.n_moving > 0)
		return;
	if (count.n_refused > 0 && count.n_refused != said->n_refused)
		say_refused(self, &count, text, out);
	if (count.n_advertised > 0 && count.n_advertised != said->n_advertised)
		io_note(out, IO_LEVEL_INFO, "anycast",
			"Advertising anycast routes peer=%s routes=%zu/%zu", text,
			count.n_advertised, self->config.n_routes);
	if (count.n_advertised == 0 && said->n_advertised > 0)
		io_note(out, IO_LEVEL_WARNING, "anycast",
			"Anycast routes no longer advertised peer=%s cause=%s", text,
			bgp_session_established(self->sessions[peer]) ? "withdrawn" : "no session");
	said->n_advertised = count.n_advertised;
	said->n_refused = count.n_refused;
}

void announcer_report(struct announcer *self, struct io_actions *out)
{
	if (self->phase == ANNOUNCER_PHASE_NEW || self->phase == ANNOUNCER_PHASE_BINDING ||
	    self->phase == ANNOUNCER_PHASE_FINISHED)
		return;
	for (size_t peer = 0; peer < self->config.n_peers; peer++)
		report_peer(self, peer, out);
}
