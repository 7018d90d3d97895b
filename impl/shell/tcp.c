#include "shell/tcp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLOSE_LIMIT_NS NS_PER_S /* BGP-TCP-12: full close within 1 s of CLOSE */
#define READ_SIZE      65536
#define READS_MAX      16 /* one flooding peer does not keep the others from their turn */

enum stream_state {
	STREAM_CONNECTING,
	STREAM_UP,
	STREAM_CLOSING, /* our FIN, or what goes before it, is under way; the role knows it no more
			 */
};

struct stream {
	struct tcp *tcp;
	struct stream *next;
	uint32_t id;
	int fd;
	enum stream_state state;
	struct loop_watch *watch;
	struct loop_watch *timer;
	struct bytes out; /* what the kernel has not taken yet */
	uint8_t *out_own; /* of which this is the copy, once closing */
	bool sending;     /* a SEND is outstanding */
	bool want_ack;    /* of that SEND */
	bool acks;        /* the kernel reports acknowledgements */
	bool ack_waited;  /* ACKED is due once octet ack_last is acknowledged */
	uint32_t ack_last;
	uint32_t n_written; /* modulo 2^32 */
	bool dead;          /* to be freed as soon as nobody walks the list */
};

struct tcp {
	const struct world *world;
	struct stream *streams;
	unsigned int walking;
	void (*on_idle)(void *arg);
	void *on_idle_arg;
	uint8_t buffer[READ_SIZE];
};

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

static void stream_kill(struct stream *s)
{
	s->dead = true;
	loop_watch_free(s->watch);
	s->watch = NULL;
	loop_timer_set(s->timer, INSTANT_NEVER);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static enum io_close_reason reason_of(int err)
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

static void tell_closed(struct tcp *tcp, uint32_t id, enum io_close_reason reason, int err)
{
	struct io_event event = {.kind = IO_EVENT_CLOSED, .id = id};

	event.closed.reason = reason;
	event.closed.error = err != 0 ? strerrordesc_np(err) : NULL;
	world_event(tcp->world, &event);
}

static void stream_lost(struct stream *s, enum io_close_reason reason, int err)
{
	bool known = s->state != STREAM_CLOSING;

	stream_kill(s);
	if (known)
		tell_closed(s->tcp, s->id, reason, err);
}

static void tell(struct stream *s, enum io_event_kind kind)
{
	struct io_event event = {.kind = kind, .id = s->id};

	world_event(s->tcp->world, &event);
}

static void wait_for(struct stream *s, bool write)
{
	loop_fd_set(s->watch, LOOP_READ | (write ? LOOP_WRITE : 0U));
}

/* Writes what is left; false when the stream was lost. */
static bool stream_write(struct stream *s)
{
	while (s->out.n > 0) {
		ssize_t n = tcp_socket_write(s->fd, s->out, s->want_ack && s->acks);

		if (n < 0) {
			stream_lost(s, reason_of((int)-n), (int)-n);
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
static void stream_finish(struct stream *s)
{
	wait_for(s, false);
	if (shutdown(s->fd, SHUT_WR) < 0)
		stream_kill(s);
}

static void stream_written(struct stream *s)
{
	if (s->state == STREAM_CLOSING) {
		stream_finish(s);
		return;
	}
	wait_for(s, false);
	if (!s->sending)
		return;
	s->sending = false;
	if (s->want_ack) {
		s->ack_waited = true;
		s->ack_last = s->n_written - 1;
	}
	tell(s, IO_EVENT_SENT);
}

static void stream_connected(struct stream *s)
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
		stream_lost(s, reason_of(err), err);
		return;
	}
	loop_timer_set(s->timer, INSTANT_NEVER);
	s->state = STREAM_UP;
	s->acks = tcp_socket_acks(s->fd) == 0;
	if (!s->acks)
		note_say(s->tcp->world->notes, IO_LEVEL_WARNING, "bgp",
			 "the kernel reports no acknowledgements: a stop waits for its limit");
	wait_for(s, false);
	event.connected.local = ip_from_sockaddr((struct sockaddr *)&local);
	world_event(s->tcp->world, &event);
}

static void stream_acks(struct stream *s)
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

static void stream_read(struct stream *s)
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
			stream_lost(s, reason_of(errno), errno);
		return;
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
	return local_fault ? IO_CLOSED_LOCAL : reason_of(err);
}

void tcp_connect(struct tcp *tcp, uint32_t id, const struct tcp_peer *peer, int64_t limit_ns)
{
	bool local_fault;
	int fd = tcp_socket(peer, &local_fault);
	struct stream *s;

	if (fd < 0) {
		tell_closed(tcp, id, connect_reason(-fd, local_fault), -fd);
		return;
	}
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		close(fd);
		tell_closed(tcp, id, IO_CLOSED_LOCAL, ENOMEM);
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
		tell_closed(tcp, id, IO_CLOSED_LOCAL, ENOMEM);
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
			wait_for(s, true);
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
