#include "shell/tcp_stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READS_MAX 16 /* one flooding peer does not keep the others from their turn */

void stream_kill(struct stream *s)
{
	s->dead = true;
	loop_watch_free(s->watch);
	s->watch = NULL;
	loop_timer_set(s->timer, INSTANT_NEVER);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

enum io_close_reason stream_reason(int err)
{
	switch (err) {
	case ECONNREFUSED:
		return IO_CLOSED_REFUSED;
	case ECONNRESET:
	case ECONNABORTED:
	case EPIPE:
		return IO_CLOSED_RESET;
	case ETIMEDOUT:
		return IO_CLOSED_TIMEOUT;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EHOSTDOWN:
	case ENETDOWN:
		return IO_CLOSED_UNREACHABLE;
	default:
		return IO_CLOSED_LOCAL;
	}
}

void stream_tell_closed(struct tcp *tcp, uint32_t id, enum io_close_reason reason, int err)
{
	struct io_event event = {.kind = IO_EVENT_CLOSED, .id = id};

	event.closed.reason = reason;
	event.closed.error = err != 0 ? strerrordesc_np(err) : NULL;
	world_event(tcp->world, &event);
}

void stream_lost(struct stream *s, enum io_close_reason reason, int err)
{
	bool known = s->state != STREAM_CLOSING;

	stream_kill(s);
	if (known)
		stream_tell_closed(s->tcp, s->id, reason, err);
}

static void tell(struct stream *s, enum io_event_kind kind)
{
	struct io_event event = {.kind = kind, .id = s->id};

	world_event(s->tcp->world, &event);
}

void stream_wait(struct stream *s, bool write)
{
	loop_fd_set(s->watch, LOOP_READ | (write ? LOOP_WRITE : 0U));
}

bool stream_write(struct stream *s)
{
	while (s->out.n > 0) {
		ssize_t n = tcp_socket_write(s->fd, s->out, s->want_ack && s->acks);

		if (n < 0) {
			stream_lost(s, stream_reason((int)-n), (int)-n);
			return false;
		}
		if (n == 0)
			return true;
		s->out.at += n;
		s->out.n -= (size_t)n;
		s->n_written += (uint32_t)n;
	}
	return true;
}

/* Everything handed over is in the kernel: end our side, then wait for the peer to end its. */
void stream_finish(struct stream *s)
{
	stream_wait(s, false);
	if (shutdown(s->fd, SHUT_WR) < 0)
		stream_kill(s);
}

void stream_written(struct stream *s)
{
	if (s->state == STREAM_CLOSING) {
		stream_finish(s);
		return;
	}
	stream_wait(s, false);
	if (!s->sending)
		return;
	s->sending = false;
	if (s->want_ack) {
		s->ack_waited = true;
		s->ack_last = s->n_written - 1;
	}
	tell(s, IO_EVENT_SENT);
}

void stream_connected(struct stream *s)
{
	struct io_event event = {.kind = IO_EVENT_CONNECTED, .id = s->id};
	struct sockaddr_storage local;
	socklen_t n = sizeof(local);
	int err = 0;
	socklen_t n_err = sizeof(err);

	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &err, &n_err) < 0)
		err = errno;
	memset(&local, 0, sizeof(local));
	if (err == 0 && getsockname(s->fd, (struct sockaddr *)&local, &n) < 0)
		err = errno;
	if (err != 0) {
		stream_lost(s, stream_reason(err), err);
		return;
	}
	loop_timer_set(s->timer, INSTANT_NEVER);
	s->state = STREAM_UP;
	s->acks = tcp_socket_acks(s->fd) == 0;
	if (!s->acks)
		note_say(s->tcp->world->notes, IO_LEVEL_WARNING, "bgp",
			 "the kernel reports no acknowledgements: a stop waits for its limit");
	stream_wait(s, false);
	event.connected.local = ip_from_sockaddr((struct sockaddr *)&local);
	world_event(s->tcp->world, &event);
}

void stream_acks(struct stream *s)
{
	uint32_t last;

	while (!s->dead && s->acks && tcp_socket_acked(s->fd, &last) == 1) {
		if (!s->ack_waited || (int32_t)(last - s->ack_last) < 0)
			continue;
		s->ack_waited = false;
		if (s->state == STREAM_UP)
			tell(s, IO_EVENT_ACKED);
	}
}

static void stream_received(struct stream *s, size_t n)
{
	struct io_event event = {.kind = IO_EVENT_RECEIVED, .id = s->id};

	if (s->state != STREAM_UP)
		return;
	event.received = (struct bytes){s->tcp->buffer, n};
	world_event(s->tcp->world, &event);
}

void stream_read(struct stream *s)
{
	for (int i = 0; i < READS_MAX && !s->dead; i++) {
		ssize_t n = read(s->fd, s->tcp->buffer, sizeof(s->tcp->buffer));

		if (n > 0) {
			stream_received(s, (size_t)n);
			if ((size_t)n < sizeof(s->tcp->buffer))
				return;
			continue;
		}
		if (n == 0)
			stream_lost(s, IO_CLOSED_EOF, 0);
		else if (errno != EAGAIN && errno != EINTR)
			stream_lost(s, stream_reason(errno), errno);
		return;
	}
}
