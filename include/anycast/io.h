#ifndef ANYCAST_IO_H
#define ANYCAST_IO_H

#include "anycast/base.h"
#include "anycast/ip.h"

/*
 * What a world tells a role (events) and what a role asks of a world (actions).
 *
 * A request carries an id chosen by the role, never used twice in its life; the event that
 * completes it carries the same id, so that a late completion is recognised. A world delivers
 * events one at a time and never from inside step(); the completion of an action, however soon, is
 * a later event.
 */

enum io_event_kind {
	IO_EVENT_START,     /* first event of every role */
	IO_EVENT_TIME,      /* deadline() was reached */
	IO_EVENT_STOP,      /* stop gracefully; a second one means at once */
	IO_EVENT_CONNECTED, /* stream: TCP is up; .connected */
	IO_EVENT_RECEIVED,  /* stream: octets in order; .received */
	IO_EVENT_SENT,   /* stream: the kernel took all octets of the outstanding SEND; they may be
			    reused */
	IO_EVENT_ACKED,  /* stream: the peer's TCP acknowledged every octet up to the end of the
			     latest SEND that asked; earlier ones are not answered apart */
	IO_EVENT_CLOSED, /* stream: gone, or never came up; .closed. The id is dead. */
	IO_EVENT_ADDRESSES,    /* service addresses now on the device; .addresses. Answers
				  ADDRESS_LIST, or unasked (id 0) */
	IO_EVENT_ADDRESS_DONE, /* answers ADDRESS_ADD or ADDRESS_REMOVE; .address_done */
	IO_EVENT_PROBED,       /* answers PROBE; .probed */
	IO_EVENT_HEALTH,       /* unasked: the health source as it is now; .health */
	IO_EVENT_CERTIFICATE,  /* unasked: the certificate file changed; .certificate */
	IO_EVENT_NETWORK,      /* unasked: a link, address or route came back; whatever waits to
				  reconnect may do so now */
};

enum io_close_reason {
	IO_CLOSED_REFUSED,
	IO_CLOSED_RESET,
	IO_CLOSED_EOF,
	IO_CLOSED_TIMEOUT,
	IO_CLOSED_UNREACHABLE,
	IO_CLOSED_LOCAL, /* this host would not: no source address, no permission, no memory, no MD5
			  */
};

enum io_address_result {
	IO_ADDRESS_DONE,    /* added or removed */
	IO_ADDRESS_PRESENT, /* add: somebody else has put it there (EEXIST) */
	IO_ADDRESS_ABSENT,  /* remove: it was gone already */
	IO_ADDRESS_FAILED,  /* the kernel refused; .error tells why */
};

enum io_probe_outcome {
	IO_PROBE_CERTIFICATE, /* a handshake ended and showed a leaf certificate: names and dates
				 are set */
	IO_PROBE_RESOLVE,     /* the name of the probe URL did not resolve */
	IO_PROBE_CONNECT,     /* refused, reset or unreachable */
	IO_PROBE_TIMEOUT,     /* a phase (.phase) ran into its limit */
	IO_PROBE_TLS,         /* the handshake failed or showed no certificate */
	IO_PROBE_ANYCAST,     /* the URL leads to a service address, not to this host's own */
};

/* One address on the device, or on another device of this host. */
struct io_address {
	struct prefix prefix; /* host bits kept */
	bool on_device;       /* on the chosen device */
	bool ours;            /* carries our mark or stands in our state file */
	bool usable;          /* neither tentative nor dadfailed */
};

/* A subject alternative name, borrowed from the event. */
struct io_name {
	bool is_ip;
	struct ip ip;     /* when is_ip */
	struct bytes dns; /* else; hostile octets, not NUL-terminated */
};

#define IO_DIGEST_SIZE 32

struct io_event {
	enum io_event_kind kind;
	struct instant at; /* monotonic: when the world learned of it */
	int64_t wall_s;    /* Unix time then, seconds: certificates have dates */
	uint32_t id;       /* of the request this belongs to; 0 when unasked */
	union {
		struct {
			struct ip local; /* this end's address */
		} connected;
		struct bytes received;
		struct {
			enum io_close_reason reason;
			const char *error; /* strerror() text, or NULL */
		} closed;
		struct {
			const struct io_address *list;
			size_t n;
		} addresses;
		struct {
			enum io_address_result result;
			const char *error;
		} address_done;
		struct {
			enum io_probe_outcome outcome;
			const char *phase; /* "resolve", "connect", "handshake" */
			const char *error;
			const struct io_name *names;
			size_t n_names;
			int64_t not_before_s;
			int64_t not_after_s;
			uint8_t leaf[IO_DIGEST_SIZE]; /* SHA-256 of the leaf certificate */
		} probed;
		struct {
			bool readable; /* false: missing or unreadable, which counts as critical */
			struct bytes text; /* the file, at most HEALTH_TEXT_MAX octets */
			const char *error;
		} health;
		struct {
			bool known; /* false: the file could not be read */
			uint8_t leaf[IO_DIGEST_SIZE];
		} certificate;
	};
};

enum io_action_kind {
	IO_ACTION_CONNECT, /* open a stream to peer .connect.peer; id names the stream from now on
			    */
	IO_ACTION_SEND,    /* stream; one outstanding at a time; the octets stay the role's and
			      unchanged until SENT */
	IO_ACTION_CLOSE,   /* stream: send what was handed over, then FIN, drain for a bounded time;
			      no more events of it. Octets of a SEND that is still outstanding are
			      copied by the world at once: the role reuses its memory. */
	IO_ACTION_ABORT,   /* stream: drop at once; no more events of it */
	IO_ACTION_ADDRESS_LIST,   /* answered by ADDRESSES */
	IO_ACTION_ADDRESS_ADD,    /* exclusively: an address that is there already is PRESENT, never
				     taken over (ADDR-11) */
	IO_ACTION_ADDRESS_REMOVE, /* exactly this address and length */
	IO_ACTION_PROBE,          /* one TLS handshake with the node's own URL; .probe */
	IO_ACTION_READY,  /* addresses are bound and sessions started: tell who started us. Once,
			     before  any FINISH */
	IO_ACTION_NOTE,   /* say something; .note */
	IO_ACTION_FINISH, /* the role has ended; nothing follows; .finish */
};

#define IO_NOTE_SIZE 240

enum io_level {
	IO_LEVEL_ERROR,
	IO_LEVEL_WARNING,
	IO_LEVEL_INFO,
	IO_LEVEL_DEBUG,
};

/* One log line = one trace line = what a test expects. "topic: sentence key=value" */
struct io_note {
	enum io_level level;
	const char *topic;       /* static: "bgp", "addr", "probe", "health", "anycast" */
	char text[IO_NOTE_SIZE]; /* NUL-terminated, printable ASCII, cut when too long */
};

struct io_action {
	enum io_action_kind kind;
	uint32_t id;
	union {
		struct {
			size_t peer; /* index into the configuration's peers: address, port, secret
					are the world's to look up */
			int64_t limit_ns; /* give up after, CLOSED TIMEOUT */
		} connect;
		struct {
			struct bytes data;
			bool want_ack; /* ask for ACKED once everything sent so far, this included,
					  was acknowledged */
		} send;
		struct prefix address;
		struct {
			int64_t limit_ns; /* for the whole probe */
		} probe;
		struct io_note note;
		struct {
			bool failed; /* the role could not do its work: exit status 1 */
		} finish;
	};
};

#define IO_ACTIONS_MAX 96

/*
 * What one step asks for, in order. Bounded: a note that does not fit is dropped and counted; a
 * role is built so that its other actions always fit (pushing one too many is a broken contract,
 * hence an assert).
 */
struct io_actions {
	size_t n;
	size_t n_lost; /* notes that did not fit */
	struct io_action at[IO_ACTIONS_MAX];
};

/** io_actions_clear() - empty @out before a step */
void io_actions_clear(struct io_actions *out);
/** io_push() - append an action of @kind with @id and return it, its other fields zero, for the
 * caller to fill */
struct io_action *io_push(struct io_actions *out, enum io_action_kind kind, uint32_t id);
/** io_note() - append a note; @format as printf; octets that are not printable ASCII become '?' */
void io_note(struct io_actions *out, enum io_level level, const char *topic, const char *format,
	     ...) __attribute__((format(printf, 4, 5)));

#endif
