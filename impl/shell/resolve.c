#include "shell/resolve.h"

#include "shell/tcp_socket.h"
#include "support/text.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Shared by the loop and one thread; whoever lets go last frees it. */
struct question {
	atomic_int holders;
	int done; /* eventfd */
	char host[256];
	struct ip list[RESOLVE_MAX];
	size_t n;
	const char *error;
};

struct resolve {
	const struct world *world;
	struct question *question; /* the thread at work on it, NULL: none */
	struct loop_watch *watch;
	void (*fn)(void *arg, const struct ip *list, size_t n, const char *error);
	void *arg;
};

bool resolve_literal(const char *host, struct ip *out)
{
	return ip_parse(host, out);
}

static void let_go(struct question *question)
{
	if (atomic_fetch_sub(&question->holders, 1) != 1)
		return;
	close(question->done);
	free(question);
}

static void take_answer(struct question *question, const struct addrinfo *found)
{
	for (; found != NULL && question->n < RESOLVE_MAX; found = found->ai_next) {
		struct ip ip = ip_from_sockaddr(found->ai_addr);

		if (ip.family != IP_NONE)
			question->list[question->n++] = ip;
	}
}

static void *run(void *arg)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	const uint64_t one = 1;
	struct question *question = arg;
	struct addrinfo *found = NULL;
	int err = getaddrinfo(question->host, NULL, &hints, &found);

	if (err == 0) {
		take_answer(question, found);
		freeaddrinfo(found);
	} else {
		question->error = gai_strerror(err);
	}
	while (write(question->done, &one, sizeof(one)) < 0 && errno == EINTR)
		;
	let_go(question);
	return NULL;
}

struct resolve *resolve_new(const struct world *world)
{
	struct resolve *resolve = calloc(1, sizeof(*resolve));

	if (resolve != NULL)
		resolve->world = world;
	return resolve;
}

static void forget(struct resolve *resolve)
{
	loop_watch_free(resolve->watch);
	resolve->watch = NULL;
	if (resolve->question != NULL)
		let_go(resolve->question);
	resolve->question = NULL;
}

static void on_done(void *arg, int fd, unsigned int ready)
{
	struct resolve *resolve = arg;
	struct question *question = resolve->question;
	void (*fn)(void *arg, const struct ip *list, size_t n, const char *error) = resolve->fn;
	const char *error = question->error != NULL ? question->error : "it has no address";
	struct ip list[RESOLVE_MAX];
	size_t n = question->n;

	(void)fd;
	(void)ready;
	memcpy(list, question->list, sizeof(list));
	forget(resolve);
	resolve->fn = NULL;
	if (fn != NULL)
		fn(resolve->arg, list, n, error);
}

/* Signals are the loop's; a resolver must not take them. */
static int start_thread(struct question *question)
{
	pthread_t thread;
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&thread, NULL, run, question);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err == 0)
		pthread_detach(thread);
	return -err;
}

int resolve_ask(struct resolve *resolve, const char *host,
		void (*fn)(void *arg, const struct ip *list, size_t n, const char *error),
		void *arg)
{
	struct question *question;
	int err;

	if (resolve->question != NULL)
		return -EBUSY;
	question = calloc(1, sizeof(*question));
	if (question == NULL)
		return -ENOMEM;
	atomic_init(&question->holders, 2);
	question->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (question->done < 0 || !text_copy(question->host, sizeof(question->host), host)) {
		err = question->done < 0 ? -errno : -ENAMETOOLONG;
		atomic_store(&question->holders, 1);
		let_go(question);
		return err;
	}
	resolve->question = question;
	resolve->fn = fn;
	resolve->arg = arg;
	resolve->watch = loop_fd(resolve->world->loop, question->done, LOOP_READ, on_done, resolve);
	err = resolve->watch != NULL ? start_thread(question) : -ENOMEM;
	if (err < 0) {
		atomic_fetch_sub(&question->holders, 1); /* no thread holds it */
		forget(resolve);
	}
	return err;
}

void resolve_cancel(struct resolve *resolve)
{
	resolve->fn = NULL;
}

void resolve_free(struct resolve *resolve)
{
	if (resolve == NULL)
		return;
	forget(resolve);
	free(resolve);
}
