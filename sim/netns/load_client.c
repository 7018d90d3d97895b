#include "sim/netns/load_client.h"

#include "sim/netns/load_attempt.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ADDRESSES_MAX 8
/* When no answer comes this bounds what waits: more is not begun but counted as lost. */
#define OPEN_MAX 8192

struct address_list {
	struct sockaddr_storage at[ADDRESSES_MAX];
	size_t n;
};

struct load_client {
	const struct load_options *options;
	struct load_target target;
	struct load_url url;
	char request[1024];
	struct address_list v4, v6;
	struct instant start;
	uint64_t n_begun, n_open;
	uint64_t *n_lost;
	bool stopping;
	struct loop_watch *timer, *term, *interrupt;
};

/* One numbered request: an attempt, perhaps a second one. */
struct load_request {
	struct load_client *client;
	struct load_answer answer;
	const struct sockaddr_storage *to;
};

/* ---- one request ---- */

static void line_print(const struct load_answer *answer)
{
	char line[LOAD_LINE_MAX];
	size_t n = load_line_format(answer, line), done = 0;

	while (done < n) {
		ssize_t more = write(STDOUT_FILENO, line + done, n - done);

		if (more < 0 && errno != EINTR)
			return;
		if (more > 0)
			done += (size_t)more;
	}
}

static void client_check_end(struct load_client *client)
{
	if (client->stopping && client->n_open == 0)
		loop_stop(client->target.loop);
}

static void request_end(struct load_request *request)
{
	struct load_client *client = request->client;

	request->answer.ended = now_mono();
	*client->n_lost += !request->answer.answered;
	line_print(&request->answer);
	free(request);
	client->n_open--;
	client_check_end(client);
}

static void attempt_ended(void *arg, const struct load_result *result);

static bool request_try(struct load_request *request)
{
	const int error =
		load_attempt_start(&request->client->target, request->to, attempt_ended, request);

	if (error)
		snprintf(request->answer.error, sizeof(request->answer.error), "%s",
			 strerror(-error));
	return error == 0;
}

static void attempt_ended(void *arg, const struct load_result *result)
{
	struct load_request *request = arg;
	struct load_answer *answer = &request->answer;

	answer->answered = result->answered;
	answer->status = result->status;
	answer->n_serial = result->n_serial;
	memcpy(answer->serial, result->serial, sizeof(answer->serial));
	if (result->error)
		snprintf(answer->error, sizeof(answer->error), "%s", result->error);
	if (!result->answered && !answer->retried) {
		answer->retried = true;
		if (request_try(request))
			return;
	}
	request_end(request);
}

/* Odd numbers take IPv6, even ones IPv4; each family's addresses in turn. */
static const struct sockaddr_storage *address_choose(const struct load_client *client,
						     uint64_t number)
{
	const bool both = client->v4.n > 0 && client->v6.n > 0;
	const bool six = both ? number % 2 == 1 : client->v6.n > 0;
	const struct address_list *list = six ? &client->v6 : &client->v4;

	assert(list->n > 0);
	return &list->at[(both ? number / 2 : number) % list->n];
}

static void request_begin(struct load_client *client)
{
	struct load_request *request = calloc(1, sizeof(*request));
	const uint64_t number = client->options->first + client->n_begun++;

	if (!request)
		return;
	client->n_open++;
	request->client = client;
	request->to = address_choose(client, number);
	request->answer.number = number;
	request->answer.started = now_mono();
	request->answer.family = request->to->ss_family == AF_INET ? IP_V4 : IP_V6;
	if (client->n_open > OPEN_MAX)
		snprintf(request->answer.error, sizeof(request->answer.error), "too many open");
	else if (request_try(request))
		return;
	request_end(request);
}

/* ---- the beat ---- */

static struct instant request_due(const struct load_client *client, uint64_t index)
{
	return instant_add_ns(client->start,
			      (int64_t)((double)index * (double)NS_PER_S / client->options->rate));
}

static void client_stop(struct load_client *client)
{
	client->stopping = true;
	loop_timer_set(client->timer, INSTANT_NEVER);
	client_check_end(client);
}

static void client_beat(void *arg)
{
	struct load_client *client = arg;
	const uint64_t count = client->options->count;

	while ((count == 0 || client->n_begun < count) &&
	       instant_reached(request_due(client, client->n_begun), now_mono()))
		request_begin(client);
	if (count != 0 && client->n_begun >= count)
		client_stop(client);
	else
		loop_timer_set(client->timer, request_due(client, client->n_begun));
}

static void client_signal(void *arg, int number)
{
	(void)number;
	client_stop(arg);
}

/* ---- start ---- */

static void address_add(struct address_list *list, const struct addrinfo *info)
{
	if (list->n == ADDRESSES_MAX || info->ai_addrlen > sizeof(list->at[0]))
		return;
	memcpy(&list->at[list->n++], info->ai_addr, info->ai_addrlen);
}

static int addresses_ask(struct load_client *client, char *error, size_t n_error)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	const enum ip_family family = client->options->family;
	struct addrinfo *found = NULL;
	int failed = getaddrinfo(client->url.host, client->url.port, &hints, &found);

	if (failed) {
		snprintf(error, n_error, "cannot resolve %s: %s", client->url.host,
			 gai_strerror(failed));
		return -EHOSTUNREACH;
	}
	for (const struct addrinfo *at = found; at; at = at->ai_next) {
		if (at->ai_family == AF_INET && family != IP_V6)
			address_add(&client->v4, at);
		else if (at->ai_family == AF_INET6 && family != IP_V4)
			address_add(&client->v6, at);
	}
	freeaddrinfo(found);
	if (client->v4.n + client->v6.n > 0)
		return 0;
	snprintf(error, n_error, "%s has no address of that family", client->url.host);
	return -EAFNOSUPPORT;
}

static int tls_open(struct load_client *client, char *error, size_t n_error)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());

	client->target.tls = tls;
	if (!tls || SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) != 1)
		return -ENOMEM;
	if (SSL_CTX_load_verify_locations(tls, client->options->authority, NULL) != 1) {
		snprintf(error, n_error, "%s is no file of PEM certificates",
			 client->options->authority);
		return -EINVAL;
	}
	SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
	/* Every request shows whole handshakes: no session is taken up again. */
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(tls, SSL_OP_NO_TICKET);
	return 0;
}

static int request_text(struct load_client *client, char *error, size_t n_error)
{
	int n;

	if (!load_url_parse(client->options->url, &client->url)) {
		snprintf(error, n_error, "%s is no https://HOST[:PORT][/PATH]",
			 client->options->url);
		return -EINVAL;
	}
	n = snprintf(client->request, sizeof(client->request),
		     "GET %s HTTP/1.1\r\nHost: %s:%s\r\nUser-Agent: anycast-lab\r\n"
		     "Connection: close\r\n\r\n",
		     client->url.path, client->url.host, client->url.port);
	return n > 0 && (size_t)n < sizeof(client->request) ? 0 : -ENAMETOOLONG;
}

static int watches_open(struct load_client *client)
{
	struct loop *loop = client->target.loop = loop_new();

	if (!loop)
		return -ENOMEM;
	client->timer = loop_timer(loop, client_beat, client);
	client->term = loop_signal(loop, SIGTERM, client_signal, client);
	client->interrupt = loop_signal(loop, SIGINT, client_signal, client);
	return client->timer && client->term && client->interrupt ? 0 : -ENOMEM;
}

static void client_close(struct load_client *client)
{
	loop_watch_free(client->timer);
	loop_watch_free(client->term);
	loop_watch_free(client->interrupt);
	if (client->target.loop)
		loop_free(client->target.loop);
	SSL_CTX_free(client->target.tls);
}

static int client_open(struct load_client *client, char *error, size_t n_error)
{
	int failed = request_text(client, error, n_error);

	if (!failed)
		failed = addresses_ask(client, error, n_error);
	if (!failed)
		failed = tls_open(client, error, n_error);
	if (!failed)
		failed = watches_open(client);
	client->target.host = client->url.host;
	client->target.request = client->request;
	client->target.timeout_ns = client->options->timeout_ns;
	return failed;
}

int load_client_run(const struct load_options *options, uint64_t *n_lost, char *error,
		    size_t n_error)
{
	struct load_client client = {.options = options, .n_lost = n_lost};
	int failed;

	*n_lost = 0;
	snprintf(error, n_error, "out of memory");
	failed = client_open(&client, error, n_error);
	if (!failed) {
		/* A peer that is gone is an error of that write, not the end of the load. */
		signal(SIGPIPE, SIG_IGN);
		client.start = now_mono();
		loop_timer_set(client.timer, client.start);
		failed = loop_run(client.target.loop);
	}
	client_close(&client);
	return failed;
}
