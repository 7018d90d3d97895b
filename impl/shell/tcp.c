#include "shell/tcp.h"

#include "shell/tcp_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLOSE_LIMIT_NS NS_PER_S /* BGP-TCP-12: full close within 1 s of CLOSE */

struct tcp *tcp_new(const struct world *world)
{
	struct tcp *tcp = calloc(1, sizeof(*tcp));

	if (tcp != NULL)
		tcp->world = world;
	return tcp;
}

static struct stream *stream_find(const struct tcp *tcp, uint32_t id)
{
	for (struct stream *s = tcp->streams; s != NULL; s = s->next) {
		if (s->id == id && !s->dead && s->state != STREAM_CLOSING)
			return s;
	}
	return NULL;
}

/* Frees what has died; callers of the role's step may have killed the stream they stand on. */
static void sweep(struct tcp *tcp)
{
	struct stream **at = &tcp->streams;
	void (*fn)(void *arg) = tcp->on_idle;

	if (tcp->walking > 0)
		return;
	while (*at != NULL) {
		struct stream *s = *at;

		if (!s->dead) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		loop_watch_free(s->timer);
		free(s->out_own);
		free(s);
	}
	if (tcp->streams == NULL && fn != NULL) {
		tcp->on_idle = NULL;
		fn(tcp->on_idle_arg);
	}
}

static void on_ready(void *arg, int fd, unsigned int ready)
{
	struct stream *s = arg;
	struct tcp *tcp = s->tcp;

	(void)fd;
	tcp->walking++;
	if (s->state == STREAM_CONNECTING) {
		stream_connected(s);
	} else {
		/* An acknowledgement is older than what the peer sent after it. */
		stream_acks(s);
		if (!s->dead && (ready & LOOP_WRITE) != 0 && s->out.n > 0 && stream_write(s) &&
		    s->out.n == 0)
			stream_written(s);
		if (!s->dead && (ready & LOOP_READ) != 0)
			stream_read(s);
	}
	tcp->walking--;
	sweep(tcp);
}

static void on_limit(void *arg)
{
	struct stream *s = arg;
	struct tcp *tcp = s->tcp;

	tcp->walking++;
	stream_lost(s, IO_CLOSED_TIMEOUT, ETIMEDOUT);
	tcp->walking--;
	sweep(tcp);
}

/* An unset local address on a host without a route is the network's fault, not this host's. */
static enum io_close_reason connect_reason(int err, bool local_fault)
{
	return local_fault ? IO_CLOSED_LOCAL : stream_reason(err);
}

void tcp_connect(struct tcp *tcp, uint32_t id, const struct tcp_peer *peer, int64_t limit_ns)
{
	bool local_fault;
	int fd = tcp_socket(peer, &local_fault);
	struct stream *s;

	if (fd < 0) {
		stream_tell_closed(tcp, id, connect_reason(-fd, local_fault), -fd);
		return;
	}
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		close(fd);
		stream_tell_closed(tcp, id, IO_CLOSED_LOCAL, ENOMEM);
		return;
	}
	s->tcp = tcp;
	s->id = id;
	s->fd = fd;
	s->watch = loop_fd(tcp->world->loop, fd, LOOP_WRITE, on_ready, s);
	s->timer = loop_timer(tcp->world->loop, on_limit, s);
	if (s->watch == NULL || s->timer == NULL) {
		loop_watch_free(s->watch);
		loop_watch_free(s->timer);
		close(fd);
		free(s);
		stream_tell_closed(tcp, id, IO_CLOSED_LOCAL, ENOMEM);
		return;
	}
	loop_timer_set(s->timer, instant_add_ns(now_mono(), limit_ns));
	s->next = tcp->streams;
	tcp->streams = s;
}

void tcp_send(struct tcp *tcp, uint32_t id, struct bytes data, bool want_ack)
{
	struct stream *s = stream_find(tcp, id);

	if (s == NULL || s->state != STREAM_UP)
		return; /* its CLOSED is on its way */
	tcp->walking++;
	s->out = data;
	s->sending = true;
	s->want_ack = want_ack;
	if (stream_write(s)) {
		if (s->out.n == 0)
			stream_written(s);
		else
			stream_wait(s, true);
	}
	tcp->walking--;
	sweep(tcp);
}

/* The octets are the role's only until now. */
static bool stream_own_output(struct stream *s)
{
	if (s->out.n == 0)
		return true;
	s->out_own = malloc(s->out.n);
	if (s->out_own == NULL)
		return false;
	memcpy(s->out_own, s->out.at, s->out.n);
	s->out.at = s->out_own;
	return true;
}

void tcp_close(struct tcp *tcp, uint32_t id)
{
	struct stream *s = stream_find(tcp, id);

	if (s == NULL)
		return;
	if (s->state == STREAM_CONNECTING || !stream_own_output(s)) {
		stream_kill(s);
	} else {
		s->state = STREAM_CLOSING;
		loop_timer_set(s->timer, instant_add_ns(now_mono(), CLOSE_LIMIT_NS));
		if (s->out.n == 0)
			stream_finish(s);
	}
	sweep(tcp);
}

void tcp_abort(struct tcp *tcp, uint32_t id)
{
	const struct linger at_once = {1, 0};
	struct stream *s = stream_find(tcp, id);

	if (s == NULL)
		return;
	setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	stream_kill(s);
	sweep(tcp);
}

void tcp_read_all(struct tcp *tcp)
{
	tcp->walking++;
	for (struct stream *s = tcp->streams; s != NULL; s = s->next) {
		if (s->dead || s->state != STREAM_UP)
			continue;
		stream_acks(s);
		if (!s->dead)
			stream_read(s);
	}
	tcp->walking--;
	sweep(tcp);
}

bool tcp_is_idle(const struct tcp *tcp)
{
	return tcp->streams == NULL;
}

void tcp_on_idle(struct tcp *tcp, void (*fn)(void *arg), void *arg)
{
	tcp->on_idle = fn;
	tcp->on_idle_arg = arg;
}

void tcp_free(struct tcp *tcp)
{
	if (tcp == NULL)
		return;
	tcp->on_idle = NULL;
	for (struct stream *s = tcp->streams; s != NULL; s = s->next) {
		if (!s->dead)
			stream_kill(s);
	}
	sweep(tcp);
	free(tcp);
}
