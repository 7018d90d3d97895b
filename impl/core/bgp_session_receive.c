#include "core/bgp_session_state.h"

/* Messages of the peer: each becomes one event of the state machine; nothing of it is kept. */

static void take_open(struct bgp_session *self, struct bytes message, struct bgp_cause *cause,
		      struct io_actions *out)
{
	struct bgp_open theirs;

	cause->event = BGP_EVENT_OPEN;
	if (self->fsm.state != BGP_STATE_OPEN_SENT)
		return;
	cause->fault = bgp_open_decode(message, &theirs, &cause->data);
	if (cause->fault == BGP_FAULT_NONE)
		cause->fault = bgp_open_judge(&self->ours, &theirs, self->peer->asn);
	if (cause->fault == BGP_FAULT_NONE)
		bgp_session_agree(self, &theirs, out);
	else
		cause->event = BGP_EVENT_OPEN_FAULT;
}

static void take_update(struct bgp_session *self, struct bytes message, struct bgp_cause *cause,
			struct io_actions *out)
{
	struct bgp_update update;
	char peer[IP_TEXT_SIZE];

	cause->event = BGP_EVENT_UPDATE;
	if (self->fsm.state != BGP_STATE_ESTABLISHED)
		return;
	cause->fault = bgp_update_check(message, self->rib.path.as4, &update, &cause->data);
	if (cause->fault != BGP_FAULT_NONE)
		cause->event = BGP_EVENT_UPDATE_FAULT;
	self->n_updates++;
	/* The first of a session is said, all are counted (RFC 7606 section 8). */
	if (update.n_tolerated > 0 && self->n_tolerated == 0)
		io_note(out, IO_LEVEL_WARNING, "bgp",
			"malformed update ignored attribute=%u peer=%s", update.first_tolerated,
			ip_format(&self->peer->address, peer));
	self->n_tolerated += update.n_tolerated;
}

/* RFC 4486 section 4: after these a peer does not want to be asked at once. */
static bool asks_for_patience(const struct bgp_notification *notification)
{
	return notification->code == 6 &&
	       ((notification->subcode >= 1 && notification->subcode <= 3) ||
		notification->subcode == 5 || notification->subcode == 8);
}

static void take_notification(struct bgp_session *self, struct bytes message,
			      struct bgp_cause *cause, struct io_actions *out)
{
	struct bgp_notification notification = bgp_notification_decode(message);
	char text[BGP_NOTIFICATION_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];

	cause->event = BGP_EVENT_NOTIFICATION;
	if (notification.code == 2 && notification.subcode == 1)
		cause->event = BGP_EVENT_VERSION_ERROR;
	cause->why = "notification-received";
	self->damped = asks_for_patience(&notification);
	/* A peer older than capabilities (RFC 5492 section 3); not for an AS number it cannot read.
	 */
	self->bare = notification.code == 2 && notification.subcode == 4 && self->ours.as4 &&
		     self->config->local_asn <= UINT16_MAX;
	io_note(out, IO_LEVEL_WARNING, "bgp", "notification received error=%u/%u peer=%s: %s",
		notification.code, notification.subcode, ip_format(&self->peer->address, peer),
		bgp_notification_format(&notification, text));
}

static void take_message(struct bgp_session *self, const struct bgp_cut *cut,
			 struct io_actions *out)
{
	struct bgp_cause cause = {.type = (uint8_t)cut->header.type};

	switch (cut->header.type) {
	case BGP_TYPE_OPEN:
		take_open(self, cut->message, &cause, out);
		break;
	case BGP_TYPE_UPDATE:
		take_update(self, cut->message, &cause, out);
		break;
	case BGP_TYPE_NOTIFICATION:
		take_notification(self, cut->message, &cause, out);
		break;
	case BGP_TYPE_KEEPALIVE:
		cause.event = BGP_EVENT_KEEPALIVE;
		break;
	case BGP_TYPE_ROUTE_REFRESH:
		cause.event = BGP_EVENT_REFRESH;
		cause.family = bgp_refresh_decode(cut->message);
		break;
	}
	bgp_session_run(self, &cause, out);
}

void bgp_session_receive(struct bgp_session *self, struct bytes input, struct io_actions *out)
{
	struct bgp_cause cause = {.event = BGP_EVENT_HEADER_FAULT};
	uint32_t id = self->id;
	struct bgp_cut cut;

	/* Nothing is read behind what ended the session (BGP-HDR-10). */
	while (self->id == id && !self->closing) {
		switch (bgp_receive_take(&self->receive, &input, &cut)) {
		case BGP_RECEIVED_PART:
			return;
		case BGP_RECEIVED_MESSAGE:
			take_message(self, &cut, out);
			break;
		case BGP_RECEIVED_FAULT:
			cause.fault = cut.fault;
			cause.data = cut.data;
			bgp_session_run(self, &cause, out);
			return;
		}
	}
}
