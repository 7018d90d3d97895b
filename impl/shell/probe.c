#include "shell/probe.h"

#include "shell/leaf.h"
#include "shell/resolve.h"
#include "shell/tcp_socket.h"
#include "support/text.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum probe_phase {
	PROBE_IDLE,
	PROBE_RESOLVING,
	PROBE_CONNECTING,
	PROBE_SHAKING,
};

struct probe {
	const struct world *world;
	const struct announcer_config *config;
	struct resolve *resolve;
	SSL_CTX *context;
	SSL *tls;
	struct loop_watch *watch;
	struct loop_watch *timer;
	int fd;
	enum probe_phase phase;
	uint32_t id;
	struct instant deadline;
	struct ip list[RESOLVE_MAX];
	size_t n, next;
	int error;      /* of the last address that could not be reached */
	char text[128]; /* OpenSSL's words, kept until the next probe */
	char sni[256];
};

static const char *phase_name(enum probe_phase phase)
{
	switch (phase) {
	case PROBE_RESOLVING:
		return "resolve";
	case PROBE_CONNECTING:
		return "connect";
	case PROBE_SHAKING:
		return "handshake";
	case PROBE_IDLE:
		break;
	}
	return "";
}

static void drop_connection(struct probe *p)
{
	loop_watch_free(p->watch);
	p->watch = NULL;
	SSL_free(p->tls);
	p->tls = NULL;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

static void probe_stop(struct probe *p)
{
	drop_connection(p);
	resolve_cancel(p->resolve);
	loop_timer_set(p->timer, INSTANT_NEVER);
	p->phase = PROBE_IDLE;
}

static void answer(struct probe *p, enum io_probe_outcome outcome, const char *error)
{
	struct io_event event = {.kind = IO_EVENT_PROBED, .id = p->id};

	event.probed.outcome = outcome;
	event.probed.phase = phase_name(p->phase);
	event.probed.error = error;
	probe_stop(p);
	world_event(p->world, &event);
}

static void answer_leaf(struct probe *p, X509 *certificate)
{
	struct io_event event = {.kind = IO_EVENT_PROBED, .id = p->id};
	struct leaf leaf;

	leaf_read(certificate, &leaf);
	event.probed.outcome = IO_PROBE_CERTIFICATE;
	event.probed.phase = phase_name(p->phase);
	event.probed.names = leaf.names;
	event.probed.n_names = leaf.n_names;
	event.probed.not_before_s = leaf.not_before_s;
	event.probed.not_after_s = leaf.not_after_s;
	memcpy(event.probed.leaf, leaf.digest, sizeof(leaf.digest));
	probe_stop(p);
	world_event(p->world, &event);
	leaf_close(&leaf);
}

static void fail_tls(struct probe *p)
{
	unsigned long code = ERR_get_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

	text_copy(p->text, sizeof(p->text), reason != NULL ? reason : "the peer closed");
	ERR_clear_error();
	answer(p, IO_PROBE_TLS, p->text);
}

static void shake(struct probe *p)
{
	X509 *certificate;
	int result;

	ERR_clear_error();
	result = SSL_connect(p->tls);
	if (result != 1) {
		switch (SSL_get_error(p->tls, result)) {
		case SSL_ERROR_WANT_READ:
			loop_fd_set(p->watch, LOOP_READ);
			return;
		case SSL_ERROR_WANT_WRITE:
			loop_fd_set(p->watch, LOOP_WRITE);
			return;
		default:
			fail_tls(p);
			return;
		}
	}
	certificate = SSL_get1_peer_certificate(p->tls);
	if (certificate == NULL) {
		answer(p, IO_PROBE_TLS, "no certificate was shown");
		return;
	}
	/* A server that has seen a proper end keeps its log quiet. */
	SSL_shutdown(p->tls);
	answer_leaf(p, certificate);
	X509_free(certificate);
}

static void connect_next(struct probe *p);

static void on_ready(void *arg, int fd, unsigned int ready)
{
	struct probe *p = arg;
	int err = 0;
	socklen_t n = sizeof(err);

	(void)ready;
	if (p->phase == PROBE_SHAKING) {
		shake(p);
		return;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &n) < 0)
		err = errno;
	if (err != 0) {
		p->error = err;
		drop_connection(p);
		connect_next(p);
		return;
	}
	p->phase = PROBE_SHAKING;
	loop_timer_set(p->timer, p->deadline);
	p->tls = SSL_new(p->context);
	if (p->tls == NULL || SSL_set_fd(p->tls, fd) != 1 ||
	    (p->sni[0] != '\0' && SSL_set_tlsext_host_name(p->tls, p->sni) != 1)) {
		fail_tls(p);
		return;
	}
	shake(p);
}

static int connect_to(struct probe *p, const struct ip *ip)
{
	struct sockaddr_storage address;
	socklen_t n = sockaddr_from_ip(ip, p->config->probe_port, &address);

	p->fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd < 0)
		return -errno;
	if (connect(p->fd, (struct sockaddr *)&address, n) < 0 && errno != EINPROGRESS)
		return -errno;
	p->watch = loop_fd(p->world->loop, p->fd, LOOP_WRITE, on_ready, p);
	return p->watch != NULL ? 0 : -ENOMEM;
}

/* Every address gets its share of the time that is left, the last one all of it. */
static struct instant share(const struct probe *p)
{
	struct instant now = now_mono();

	return instant_add_ns(now, instant_since(p->deadline, now) / (int64_t)(p->n - p->next + 1));
}

static void connect_next(struct probe *p)
{
	p->phase = PROBE_CONNECTING;
	while (p->next < p->n) {
		int err = connect_to(p, &p->list[p->next++]);

		if (err == 0) {
			loop_timer_set(p->timer, share(p));
			return;
		}
		p->error = -err;
		drop_connection(p);
	}
	answer(p, p->error == ETIMEDOUT ? IO_PROBE_TIMEOUT : IO_PROBE_CONNECT,
	       strerrordesc_np(p->error));
}

static void on_limit(void *arg)
{
	struct probe *p = arg;

	if (p->phase == PROBE_CONNECTING && p->next < p->n) {
		p->error = ETIMEDOUT;
		drop_connection(p);
		connect_next(p);
		return;
	}
	answer(p, IO_PROBE_TIMEOUT, "it took too long");
}

/* Where the anycast route leads is another node's certificate as often as this one's. */
static bool is_anycast(const struct announcer_config *config, const struct ip *ip)
{
	for (size_t i = 0; i < config->n_addresses; i++) {
		if (ip_equal(&config->addresses[i].ip, ip))
			return true;
	}
	for (size_t i = 0; config->n_addresses == 0 && i < config->n_routes; i++) {
		if (prefix_contains(&config->routes[i], ip))
			return true;
	}
	return false;
}

static void on_resolved(void *arg, const struct ip *list, size_t n, const char *error)
{
	struct probe *p = arg;

	if (n == 0) {
		answer(p, IO_PROBE_RESOLVE, error);
		return;
	}
	p->n = 0;
	p->next = 0;
	for (size_t i = 0; i < n && i < RESOLVE_MAX; i++) {
		if (!is_anycast(p->config, &list[i]))
			p->list[p->n++] = list[i];
	}
	if (p->n == 0)
		answer(p, IO_PROBE_ANYCAST, NULL);
	else
		connect_next(p);
}

void probe_start(struct probe *probe, uint32_t id, int64_t limit_ns)
{
	struct ip literal;
	int err;

	probe_stop(probe);
	probe->id = id;
	probe->deadline = instant_add_ns(now_mono(), limit_ns);
	probe->phase = PROBE_RESOLVING;
	if (resolve_literal(probe->config->probe_host, &literal)) {
		on_resolved(probe, &literal, 1, NULL);
		return;
	}
	loop_timer_set(probe->timer, probe->deadline);
	err = resolve_ask(probe->resolve, probe->config->probe_host, on_resolved, probe);
	if (err == -EBUSY)
		answer(probe, IO_PROBE_TIMEOUT, "an earlier question is still unanswered");
	else if (err < 0)
		answer(probe, IO_PROBE_RESOLVE, strerrordesc_np(-err));
}

/* Names and dates are judged by the role, the chain by nobody: a name that only clients trust must
 * not keep a node from announcing (SAN-02). */
static SSL_CTX *context_new(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL)
		return NULL;
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_security_level(context, 1);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	return context;
}

/* SNI has no final dot and no IP address (RFC 6066 section 3). */
static void set_sni(struct probe *p)
{
	struct ip literal;
	size_t n;

	if (ip_parse(p->config->hostname, &literal))
		return;
	if (!text_copy(p->sni, sizeof(p->sni), p->config->hostname))
		p->sni[0] = '\0';
	n = strlen(p->sni);
	if (n > 0 && p->sni[n - 1] == '.')
		p->sni[n - 1] = '\0';
}

int probe_new(const struct world *world, const struct announcer_config *config, struct probe **out)
{
	struct probe *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return -ENOMEM;
	p->world = world;
	p->config = config;
	p->fd = -1;
	set_sni(p);
	p->resolve = resolve_new(world);
	p->timer = loop_timer(world->loop, on_limit, p);
	p->context = context_new();
	if (p->resolve == NULL || p->timer == NULL || p->context == NULL) {
		probe_free(p);
		return -ENOMEM;
	}
	*out = p;
	return 0;
}

void probe_free(struct probe *probe)
{
	if (probe == NULL)
		return;
	drop_connection(probe);
	loop_watch_free(probe->timer);
	resolve_free(probe->resolve);
	SSL_CTX_free(probe->context);
	free(probe);
}
