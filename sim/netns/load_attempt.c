#include "sim/netns/load_attempt.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum attempt_phase {
	PHASE_CONNECT,
	PHASE_TLS,
	PHASE_WRITE,
	PHASE_HEAD,
	PHASE_BODY,
};

struct load_attempt {
	const struct load_target *target;
	void (*ended)(void *arg, const struct load_result *result);
	void *arg;
	int fd;
	SSL *ssl;
	struct loop_watch *ready;
	struct loop_watch *timer;
	enum attempt_phase phase;
	struct load_result result;
	struct load_head head;
	int64_t n_body;
	size_t n_in;
	uint8_t in[LOAD_HEAD_MAX];
};

static void attempt_free(struct load_attempt *attempt)
{
	loop_watch_free(attempt->ready);
	loop_watch_free(attempt->timer);
	SSL_free(attempt->ssl);
	if (attempt->fd >= 0)
		close(attempt->fd);
	free(attempt);
}

static void attempt_end(struct load_attempt *attempt, const char *error)
{
	attempt->result.answered = !error;
	attempt->result.error = error;
	if (error)
		attempt->result.status = 0;
	attempt->ended(attempt->arg, &attempt->result);
	attempt_free(attempt);
}

static const char *errno_words(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return "refused";
	case ECONNRESET:
	case EPIPE:
		return "reset";
	case ENETUNREACH:
	case EHOSTUNREACH:
		return "unreachable";
	case ETIMEDOUT:
		return "timeout";
	default:
		return strerror(error);
	}
}

/* What TLS says of a call that failed for good; the error queue is left empty. */
static const char *tls_words(const struct load_attempt *attempt, int kind, int error)
{
	const long verdict = SSL_get_verify_result(attempt->ssl);
	const unsigned long code = ERR_peek_last_error();
	const char *reason = ERR_reason_error_string(code);

	ERR_clear_error();
	if (kind == SSL_ERROR_ZERO_RETURN)
		return "closed";
	if (kind == SSL_ERROR_SYSCALL)
		return error ? errno_words(error) : "closed";
	if (verdict != X509_V_OK)
		return X509_verify_cert_error_string(verdict);
	return reason ? reason : "TLS failed";
}

static void serial_take(struct load_attempt *attempt)
{
	const X509 *cert = SSL_get0_peer_certificate(attempt->ssl);
	const ASN1_INTEGER *serial = cert ? X509_get0_serialNumber(cert) : NULL;
	int n = serial ? ASN1_STRING_length(serial) : 0;

	if (n <= 0 || n > LOAD_SERIAL_MAX)
		return;
	memcpy(attempt->result.serial, ASN1_STRING_get0_data(serial), (size_t)n);
	attempt->result.n_serial = (size_t)n;
}

/* ---- phases; each returns 1 when it is done, else what the TLS or system call returned ---- */

static int phase_connect(struct load_attempt *attempt)
{
	int error = 0;
	socklen_t n = sizeof(error);

	getsockopt(attempt->fd, SOL_SOCKET, SO_ERROR, &error, &n);
	if (error) {
		errno = error;
		return -1;
	}
	attempt->phase = PHASE_TLS;
	return 1;
}

static int phase_tls(struct load_attempt *attempt)
{
	int n = SSL_connect(attempt->ssl);

	if (n == 1) {
		serial_take(attempt);
		attempt->phase = PHASE_WRITE;
	}
	return n;
}

static int phase_write(struct load_attempt *attempt)
{
	/* Without SSL_MODE_ENABLE_PARTIAL_WRITE it is all or nothing. */
	int n = SSL_write(attempt->ssl, attempt->target->request,
			  (int)strlen(attempt->target->request));

	if (n > 0)
		attempt->phase = PHASE_HEAD;
	return n > 0 ? 1 : n;
}

static int phase_head(struct load_attempt *attempt)
{
	int n = SSL_read(attempt->ssl, attempt->in + attempt->n_in,
			 (int)(sizeof(attempt->in) - attempt->n_in));

	if (n <= 0)
		return n;
	attempt->n_in += (size_t)n;
	switch (load_head_parse((struct bytes){attempt->in, attempt->n_in}, &attempt->head)) {
	case LOAD_HEAD_MORE:
		break;
	case LOAD_HEAD_BAD:
		errno = EPROTO;
		return -1;
	case LOAD_HEAD_WHOLE:
		attempt->result.status = attempt->head.status;
		attempt->n_body = (int64_t)(attempt->n_in - attempt->head.n);
		attempt->phase = PHASE_BODY;
		break;
	}
	return 1;
}

static bool body_whole(const struct load_attempt *attempt)
{
	return attempt->phase == PHASE_BODY && attempt->head.length >= 0 &&
	       attempt->n_body >= attempt->head.length;
}

static int phase_body(struct load_attempt *attempt)
{
	int n = SSL_read(attempt->ssl, attempt->in, sizeof(attempt->in));

	if (n > 0)
		attempt->n_body += n;
	return n > 0 ? 1 : n;
}

static int phase_step(struct load_attempt *attempt)
{
	errno = 0;
	switch (attempt->phase) {
	case PHASE_CONNECT:
		return phase_connect(attempt);
	case PHASE_TLS:
		return phase_tls(attempt);
	case PHASE_WRITE:
		return phase_write(attempt);
	case PHASE_HEAD:
		return phase_head(attempt);
	case PHASE_BODY:
		return phase_body(attempt);
	}
	return -1;
}

/* A call did not get through: wait for the socket, or this is the end, good or bad. */
static void attempt_stall(struct load_attempt *attempt, int returned)
{
	const int error = errno;
	const bool system = attempt->phase == PHASE_CONNECT || error == EPROTO;
	const int kind = system ? SSL_ERROR_NONE : SSL_get_error(attempt->ssl, returned);

	if (system)
		attempt_end(attempt, error == EPROTO ? "no HTTP" : errno_words(error));
	else if (kind == SSL_ERROR_WANT_READ)
		loop_fd_set(attempt->ready, LOOP_READ);
	else if (kind == SSL_ERROR_WANT_WRITE)
		loop_fd_set(attempt->ready, LOOP_WRITE);
	else if (kind == SSL_ERROR_ZERO_RETURN && attempt->phase == PHASE_BODY &&
		 attempt->head.length < 0)
		attempt_end(attempt, NULL);
	else
		attempt_end(attempt, tls_words(attempt, kind, error));
}

static void attempt_ready(void *arg, int fd, unsigned int ready)
{
	struct load_attempt *attempt = arg;

	(void)fd;
	(void)ready;
	for (;;) {
		int returned;

		if (body_whole(attempt)) {
			attempt_end(attempt, NULL);
			return;
		}
		returned = phase_step(attempt);
		if (returned != 1) {
			attempt_stall(attempt, returned);
			return;
		}
	}
}

static void attempt_timeout(void *arg)
{
	struct load_attempt *attempt = arg;

	attempt_end(attempt, attempt->result.error ? attempt->result.error : "timeout");
}

/* ---- start ---- */

static bool tls_prepare(struct load_attempt *attempt)
{
	const struct load_target *target = attempt->target;

	attempt->ssl = SSL_new(target->tls);
	if (!attempt->ssl || SSL_set_fd(attempt->ssl, attempt->fd) != 1)
		return false;
	/* An address literal has no SNI, and is matched against IP names. */
	if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(attempt->ssl), target->host) == 1)
		return true;
	return SSL_set_tlsext_host_name(attempt->ssl, target->host) == 1 &&
	       SSL_set1_host(attempt->ssl, target->host) == 1;
}

static int attempt_begin(struct load_attempt *attempt, const struct sockaddr_storage *to)
{
	const struct load_target *target = attempt->target;
	const socklen_t n_to =
		to->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
	const int yes = 1;
	struct instant deadline = instant_add_ns(now_mono(), target->timeout_ns);

	attempt->fd = socket(to->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (attempt->fd < 0)
		return -errno;
	setsockopt(attempt->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	attempt->timer = loop_timer(target->loop, attempt_timeout, attempt);
	attempt->ready = loop_fd(target->loop, attempt->fd, 0, attempt_ready, attempt);
	if (!attempt->timer || !attempt->ready || !tls_prepare(attempt))
		return -ENOMEM;
	if (connect(attempt->fd, (const struct sockaddr *)to, n_to) < 0 && errno != EINPROGRESS) {
		/* No route: told from the loop like every other end. */
		attempt->result.error = errno_words(errno);
		deadline = now_mono();
	} else {
		loop_fd_set(attempt->ready, LOOP_WRITE);
	}
	loop_timer_set(attempt->timer, deadline);
	return 0;
}

int load_attempt_start(const struct load_target *target, const struct sockaddr_storage *to,
		       void (*ended)(void *arg, const struct load_result *result), void *arg)
{
	struct load_attempt *attempt = calloc(1, sizeof(*attempt));
	int error;

	if (!attempt)
		return -ENOMEM;
	attempt->target = target;
	attempt->ended = ended;
	attempt->arg = arg;
	attempt->fd = -1;
	error = attempt_begin(attempt, to);
	if (error)
		attempt_free(attempt);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the loop holds it until it ends */
	return error;
}
