#ifndef SHELL_TCP_STREAM_H
#define SHELL_TCP_STREAM_H

#include "shell/tcp_socket.h"
#include "shell/world.h"

/* One stream's octets in and out; for tcp.c, which owns the streams, alone. */

#define STREAM_READ_SIZE 65536

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
	uint8_t buffer[STREAM_READ_SIZE];
};

/** stream_wait() - wait for something to read and, with @write, for room to write */
void stream_wait(struct stream *s, bool write);
/** stream_write() - write what is left. Return: false when the stream was lost */
bool stream_write(struct stream *s);
/** stream_written() - all of it is in the kernel: SENT, or our FIN */
void stream_written(struct stream *s);
/** stream_finish() - end our side; the peer's end, or the limit, is waited for */
void stream_finish(struct stream *s);
/** stream_connected() - the connect has ended, well or not */
void stream_connected(struct stream *s);
/** stream_acks() - take the reports of acknowledgements */
void stream_acks(struct stream *s);
/** stream_read() - deliver what has arrived, or drop it when closing */
void stream_read(struct stream *s);
/** stream_kill() - close the socket; whoever walks the list frees the rest */
void stream_kill(struct stream *s);
/** stream_lost() - kill and, unless closing, tell the role */
void stream_lost(struct stream *s, enum io_close_reason reason, int err);
void stream_tell_closed(struct tcp *tcp, uint32_t id, enum io_close_reason reason, int err);
/** stream_reason() - what an errno means to the role */
enum io_close_reason stream_reason(int err);

#endif
