#include "sim/trace/bgp_wire.h"

#include "anycast/ip.h"
#include "sim/trace/bgp_decode.h"
#include "sim/trace/bgp_frame.h"
#include "sim/trace/bgp_stream.h"

#include <stdlib.h>

#define FLOWS_MAX   64 /* connections of one link; the longest silent gives way */
#define PENDING_MAX 32 /* withdrawals of one direction waiting for their acknowledgement */

/* An UPDATE that withdraws and ends before .end. */
struct pending {
	uint32_t end;
	struct trace_event event;
};

/* What one end of a connection has sent. */
struct side {
	struct ip ip;
	uint16_t port;
	struct bgp_stream stream;
	uint32_t isn; /* of the SYN, when .syn */
	bool syn;
	bool fin;
	uint32_t fin_seq;
	bool open;      /* an OPEN was sent */
	bool keepalive; /* and after it a KEEPALIVE */
	struct pending *pending;
	size_t n_pending;
};

struct flow {
	struct side sides[2];
	bool established;
	bool over; /* a NOTIFICATION, FIN or RST was seen */
	uint64_t used;
	struct flow *next;
};

struct bgp_wire {
	void (*fn)(void *arg, const struct bgp_wire_message *message);
	void *arg;
	struct flow *flows;
	size_t n_flows;
	uint64_t n_frames;
	size_t n_faults;
};

struct bgp_wire *bgp_wire_new(void (*fn)(void *arg, const struct bgp_wire_message *message),
			      void *arg)
{
	struct bgp_wire *wire = calloc(1, sizeof(*wire));

	if (wire != NULL) {
		wire->fn = fn;
		wire->arg = arg;
	}
	return wire;
}

/* Forgets what the flow was, not who its ends are. */
static void flow_reset(struct bgp_wire *wire, struct flow *flow)
{
	for (int i = 0; i < 2; i++) {
		struct side *side = &flow->sides[i];

		bgp_stream_close(&side->stream);
		wire->n_faults += side->stream.n_faults;
		free(side->pending);
		*side = (struct side){.ip = side->ip, .port = side->port};
	}
	flow->established = flow->over = false;
}

static void flow_free(struct bgp_wire *wire, struct flow *flow)
{
	flow_reset(wire, flow);
	free(flow);
}

void bgp_wire_free(struct bgp_wire *wire)
{
	if (wire == NULL)
		return;
	while (wire->flows != NULL) {
		struct flow *next = wire->flows->next;

		flow_free(wire, wire->flows);
		wire->flows = next;
	}
	free(wire);
}

size_t bgp_wire_faults(const struct bgp_wire *wire)
{
	size_t n = wire->n_faults;

	for (const struct flow *f = wire->flows; f != NULL; f = f->next)
		n += f->sides[0].stream.n_faults + f->sides[1].stream.n_faults;
	return n;
}

static bool side_is(const struct side *side, const struct ip *ip, uint16_t port)
{
	return side->port == port && ip_equal(&side->ip, ip);
}

static void drop_oldest(struct bgp_wire *wire)
{
	struct flow **oldest = NULL;
	struct flow *flow;

	for (struct flow **at = &wire->flows; *at != NULL; at = &(*at)->next) {
		if (oldest == NULL || (*at)->used < (*oldest)->used)
			oldest = at;
	}
	if (oldest == NULL)
		return;
	flow = *oldest;
	*oldest = flow->next;
	flow_free(wire, flow);
	wire->n_flows--;
}

/* Which side of @flow sent @segment; -1 when it belongs to another flow. */
static int sender_in(const struct flow *flow, const struct bgp_segment *segment)
{
	for (int i = 0; i < 2; i++) {
		if (side_is(&flow->sides[i], &segment->from, segment->from_port) &&
		    side_is(&flow->sides[!i], &segment->to, segment->to_port))
			return i;
	}
	return -1;
}

/* The flow of @segment and, in @sender, which side sent it; NULL without memory. */
static struct flow *flow_of(struct bgp_wire *wire, const struct bgp_segment *segment, int *sender)
{
	struct flow *flow;

	for (flow = wire->flows; flow != NULL; flow = flow->next) {
		*sender = sender_in(flow, segment);
		if (*sender >= 0)
			return flow;
	}
	flow = calloc(1, sizeof(*flow));
	if (flow == NULL)
		return NULL;
	if (wire->n_flows == FLOWS_MAX)
		drop_oldest(wire);
	flow->sides[0] = (struct side){.ip = segment->from, .port = segment->from_port};
	flow->sides[1] = (struct side){.ip = segment->to, .port = segment->to_port};
	flow->next = wire->flows;
	wire->flows = flow;
	wire->n_flows++;
	*sender = 0;
	return flow;
}

/* ---- telling ---- */

static void tell(struct bgp_wire *wire, enum bgp_wire_kind kind, const struct flow *flow,
		 int sender, struct trace_event *event)
{
	struct bgp_wire_message message = {.kind = kind,
					   .at = event->at,
					   .from = flow->sides[sender].ip,
					   .to = flow->sides[!sender].ip,
					   .event = kind == BGP_WIRE_MESSAGE ? event : NULL};

	wire->fn(wire->arg, &message);
}

static void tell_state(struct bgp_wire *wire, enum bgp_wire_kind kind, const struct flow *flow,
		       int sender, struct instant at)
{
	struct trace_event event = {.at = at};

	tell(wire, kind, flow, sender, &event);
}

static void go_down(struct bgp_wire *wire, struct flow *flow, int sender, struct instant at)
{
	if (flow->established)
		tell_state(wire, BGP_WIRE_DOWN, flow, sender, at);
	flow->established = false;
	flow->over = true;
}

/* An older connection of the same two that nobody saw end has ended now. */
static void end_others(struct bgp_wire *wire, const struct flow *flow, struct instant at)
{
	const struct ip *a = &flow->sides[0].ip;
	const struct ip *b = &flow->sides[1].ip;

	for (struct flow *f = wire->flows; f != NULL; f = f->next) {
		bool same = ip_equal(&f->sides[0].ip, a) && ip_equal(&f->sides[1].ip, b);
		bool turned = ip_equal(&f->sides[0].ip, b) && ip_equal(&f->sides[1].ip, a);

		if (f != flow && f->established && (same || turned))
			go_down(wire, f, 0, at);
	}
}

static void go_established(struct bgp_wire *wire, struct flow *flow, int sender, struct instant at)
{
	end_others(wire, flow, at);
	flow->established = true;
	tell_state(wire, BGP_WIRE_ESTABLISHED, flow, sender, at);
}

/* ---- messages ---- */

static void pending_add(struct bgp_wire *wire, struct side *side, uint32_t end,
			const struct trace_event *event)
{
	if (side->pending == NULL)
		side->pending = calloc(PENDING_MAX, sizeof(*side->pending));
	if (side->pending == NULL || side->n_pending == PENDING_MAX) {
		wire->n_faults++;
		return;
	}
	side->pending[side->n_pending++] = (struct pending){end, *event};
}

static void take_message(struct bgp_wire *wire, struct flow *flow, int sender,
			 struct trace_event *event)
{
	struct side *side = &flow->sides[sender];

	tell(wire, BGP_WIRE_MESSAGE, flow, sender, event);
	switch (event->bgp.kind) {
	case TRACE_BGP_OPEN:
		side->open = true;
		break;
	case TRACE_BGP_KEEPALIVE:
		side->keepalive = side->keepalive || side->open;
		break;
	case TRACE_BGP_NOTIFICATION:
		go_down(wire, flow, sender, event->at);
		break;
	case TRACE_BGP_UPDATE:
	case TRACE_BGP_REFRESH:
	case TRACE_BGP_WITHDRAW_ACKED:
		break;
	}
	if (!flow->established && !flow->over && side->keepalive && flow->sides[!sender].keepalive)
		go_established(wire, flow, sender, event->at);
}

static void take_messages(struct bgp_wire *wire, struct flow *flow, int sender, struct instant at)
{
	struct side *side = &flow->sides[sender];
	struct trace_event event;
	struct bytes message;
	uint32_t end = 0;

	while ((message = bgp_stream_take(&side->stream, &end)).at != NULL) {
		if (!bgp_decode(message, &event)) {
			wire->n_faults++;
			continue;
		}
		event.at = event.cause = at;
		take_message(wire, flow, sender, &event);
		if (event.bgp.n_withdrawn > 0)
			pending_add(wire, side, end, &event);
	}
}

/* ---- segments ---- */

static void take_ack(struct bgp_wire *wire, struct flow *flow, int sender,
		     const struct bgp_segment *segment, struct instant at)
{
	struct side *other = &flow->sides[!sender];
	size_t n_left = 0;

	for (size_t i = 0; i < other->n_pending; i++) {
		struct trace_event event = other->pending[i].event;

		if ((int32_t)(segment->ack - other->pending[i].end) < 0) {
			other->pending[n_left++] = other->pending[i];
			continue;
		}
		event.at = event.cause = at;
		event.bgp.kind = TRACE_BGP_WITHDRAW_ACKED;
		event.bgp.n_announced = 0;
		tell(wire, BGP_WIRE_MESSAGE, flow, !sender, &event);
	}
	other->n_pending = n_left;
	bgp_stream_acked(&other->stream, segment->ack);
	take_messages(wire, flow, !sender, at);
}

static void take_syn(struct bgp_wire *wire, struct flow *flow, int sender,
		     const struct bgp_segment *segment, struct instant at)
{
	struct side *side = &flow->sides[sender];

	if (side->syn && side->isn == segment->seq)
		return; /* sent again */
	if ((segment->flags & BGP_FRAME_ACK) == 0) {
		go_down(wire, flow, sender, at);
		flow_reset(wire, flow);
	}
	side->syn = true;
	side->isn = segment->seq;
	bgp_stream_start(&side->stream, segment->seq + 1);
}

static void take_fin(struct bgp_wire *wire, struct flow *flow, int sender,
		     const struct bgp_segment *segment, struct instant at)
{
	struct side *side = &flow->sides[sender];

	if ((segment->flags & BGP_FRAME_FIN) != 0) {
		side->fin = true;
		side->fin_seq = segment->seq + (uint32_t)segment->n_payload;
	}
	/* What was sent before it may still be missing. */
	if (side->fin && (int32_t)(side->stream.next - side->fin_seq) >= 0)
		go_down(wire, flow, sender, at);
}

/* A flow of which the beginning was not captured: its OPENs are taken for granted. */
static void join_late(struct side *side, const struct bgp_segment *segment)
{
	bool before = side->stream.synced;

	bgp_stream_put(&side->stream, segment->seq, segment->payload);
	if (!before && side->stream.synced)
		side->open = true;
}

void bgp_wire_frame(struct bgp_wire *wire, const uint8_t *frame, size_t n, struct instant at)
{
	struct bgp_segment segment;
	struct flow *flow;
	int sender = 0;

	if (!bgp_frame_parse((struct bytes){frame, n}, &segment)) {
		wire->n_faults++;
		return;
	}
	if (segment.from_port != BGP_WIRE_PORT && segment.to_port != BGP_WIRE_PORT)
		return;
	flow = flow_of(wire, &segment, &sender);
	if (flow == NULL) {
		wire->n_faults++;
		return;
	}
	flow->used = ++wire->n_frames;
	if ((segment.flags & BGP_FRAME_RST) != 0) {
		go_down(wire, flow, sender, at);
		return;
	}
	if ((segment.flags & BGP_FRAME_SYN) != 0)
		take_syn(wire, flow, sender, &segment, at);
	else
		join_late(&flow->sides[sender], &segment);
	if ((segment.flags & BGP_FRAME_ACK) != 0)
		take_ack(wire, flow, sender, &segment, at);
	take_messages(wire, flow, sender, at);
	take_fin(wire, flow, sender, &segment, at);
}
