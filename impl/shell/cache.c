#include "shell/cache.h"

#include "shell/cache_server.h"
#include "shell/child.h"
#include "shell/url.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RESTART_NS (500 * NS_PER_MS)

struct cache {
	const struct launch *launch;
	struct world world;
	struct cache_server *server;
	struct child *announcer;
	struct loop_watch *restart;
	struct loop_watch *signals[3];
	int health[2]; /* pipe: [0] the announcer's end, kept for its successors, [1] ours */
	int ready;
	bool stopping;
	bool serves;
	enum launch_exit result;
	char program[PATH_MAX]; /* anycastd, beside us */
	char name[256];
};

static bool is_enabled(const struct cache *cache)
{
	return cache->launch->params.enable && cache->launch->params.enable_v2;
}

static void tell_health(struct cache *cache)
{
	const char *line = cache->serves ? "server ok\n" : "server critical\n";

	if (write(cache->health[1], line, strlen(line)) < 0 && errno != EPIPE)
		note_say(cache->world.notes, IO_LEVEL_ERROR, "cache",
			 "the announcer cannot be told of nginx error=\"%s\"", strerror(errno));
}

static void on_state(void *arg, bool serves)
{
	struct cache *cache = arg;

	cache->serves = serves;
	if (is_enabled(cache)) {
		tell_health(cache);
	} else if (serves && cache->ready >= 0) {
		if (write(cache->ready, "ready\n", 6) < 0)
			errno = 0; /* whoever asked has gone */
		close(cache->ready);
		cache->ready = -1;
	}
}

static void on_stopped(void *arg)
{
	struct cache *cache = arg;

	loop_stop(cache->world.loop);
}

static void stop_server(struct cache *cache)
{
	cache->stopping = true;
	loop_timer_set(cache->restart, INSTANT_NEVER);
	cache_server_stop(cache->server);
}

/* A clean end without being asked is its verdict on the configuration; a crash is not. */
static void on_exit_announcer(void *arg, int status)
{
	struct cache *cache = arg;

	cache->announcer = NULL;
	if (cache->stopping || status < 128) {
		if (status != 0)
			cache->result = status == LAUNCH_EXIT_USAGE ? LAUNCH_EXIT_USAGE
								    : LAUNCH_EXIT_FAILED;
		stop_server(cache);
		return;
	}
	note_say(cache->world.notes, IO_LEVEL_ERROR, "cache",
		 "the announcer was killed, it starts again signal=%d", status - 128);
	loop_timer_set(cache->restart, instant_add_ns(now_mono(), RESTART_NS));
}

#define ENVIRONMENT_MAX 512

/* Ours, with the announcer's descriptors told anew. */
static void announcer_environment(const struct cache *cache, char *health, char **out)
{
	size_t n = 0;

	for (char **entry = environ; *entry != NULL && n < ENVIRONMENT_MAX - 2; entry++) {
		if (strncmp(*entry, "ANYCAST_HEALTH_FD=", 18) != 0 &&
		    (cache->ready >= 0 || strncmp(*entry, "ANYCAST_READY_FD=", 17) != 0))
			out[n++] = *entry;
	}
	out[n++] = health;
	out[n] = NULL;
}

static int start_announcer(struct cache *cache)
{
	const char *topics = cache->launch->notes.topics;
	const char *const argv[] = {
		cache->program, "-c", cache->launch->path, topics != NULL ? "-v" : NULL,
		topics,         NULL};
	const int keep[] = {cache->health[0], cache->ready};
	char health[40], *environment[ENVIRONMENT_MAX];
	const struct child_spec spec = {
		.argv = argv,
		.environment = environment,
		.keep = keep,
		.n_keep = cache->ready >= 0 ? 2 : 1,
		.on_exit = on_exit_announcer,
		.arg = cache,
	};
	int err;

	snprintf(health, sizeof(health), "ANYCAST_HEALTH_FD=%d", cache->health[0]);
	announcer_environment(cache, health, environment);
	err = child_start(&cache->world, &spec, &cache->announcer);
	if (err < 0) {
		note_say(cache->world.notes, IO_LEVEL_ERROR, "cache",
			 "the announcer cannot be started program=%s error=\"%s\"", cache->program,
			 strerror(-err));
		return err;
	}
	/* Its alone from now on: our copy would keep the reader waiting. */
	if (cache->ready >= 0)
		close(cache->ready);
	cache->ready = -1;
	return 0;
}

static void on_restart(void *arg)
{
	struct cache *cache = arg;

	if (start_announcer(cache) < 0)
		loop_timer_set(cache->restart, instant_add_ns(now_mono(), RESTART_NS));
	else
		tell_health(cache);
}

static void on_signal(void *arg, int signal)
{
	struct cache *cache = arg;

	(void)signal;
	if (cache->announcer != NULL) {
		cache->stopping = true;
		child_signal(cache->announcer, SIGTERM);
	} else {
		stop_server(cache);
	}
}

static bool find_program(struct cache *cache)
{
	static const char name[] = "anycastd";
	ssize_t n =
		readlink("/proc/self/exe", cache->program, sizeof(cache->program) - sizeof(name));
	char *slash;

	if (n <= 0)
		return false;
	cache->program[n] = '\0';
	slash = strrchr(cache->program, '/');
	return slash != NULL && text_copy(slash + 1, sizeof(name), name);
}

static int cache_open(struct cache *cache, const struct cache_server_options *server)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	int err = 0;

	cache->world.loop = loop_new();
	if (cache->world.loop == NULL || !find_program(cache))
		return -ENOMEM;
	cache->restart = loop_timer(cache->world.loop, on_restart, cache);
	for (size_t i = 0; i < 3; i++) {
		cache->signals[i] = loop_signal(cache->world.loop, signals[i], on_signal, cache);
		if (cache->restart == NULL || cache->signals[i] == NULL)
			return -ENOMEM;
	}
	if (pipe2(cache->health, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	err = cache_server_start(&cache->world, server, &cache->server);
	if (err == 0 && is_enabled(cache))
		err = start_announcer(cache);
	return err;
}

static void cache_close(struct cache *cache)
{
	child_free(cache->announcer);
	cache_server_free(cache->server);
	for (size_t i = 0; i < 3; i++)
		loop_watch_free(cache->signals[i]);
	loop_watch_free(cache->restart);
	loop_free(cache->world.loop);
	for (size_t i = 0; i < 2; i++) {
		if (cache->health[i] >= 0)
			close(cache->health[i]);
	}
}

static enum launch_exit missing(const struct launch *launch, const char *name, const char *what)
{
	char text[400], place[300];

	snprintf(text, sizeof(text), "%.300s: %s: %s",
		 config_place(launch->config, name, place, sizeof(place)), name, what);
	return launch_fault(launch, text);
}

static enum launch_exit check(const struct launch *launch, struct cache *cache,
			      struct cache_server_options *server)
{
	const struct params *params = &launch->params;

	if (params->external_web_url == NULL ||
	    !url_host(params->external_web_url, cache->name, sizeof(cache->name)))
		return missing(launch, "Server.ExternalWebUrl", "give the URL of this cache");
	server->port = url_port(params->external_web_url, 443);
	if (server->port == 0)
		return missing(launch, "Server.ExternalWebUrl",
			       "the port is none; give 1 to 65535");
	if (params->certificate_chain == NULL || access(params->certificate_chain, R_OK) < 0)
		return missing(launch, "Server.TLSCertificateChain",
			       "name a readable PEM file of the certificate and its chain");
	if (params->certificate_key == NULL || access(params->certificate_key, R_OK) < 0)
		return missing(launch, "Server.TLSKey", "name a readable PEM file of the key");
	server->certificate = params->certificate_chain;
	server->key = params->certificate_key;
	server->name = cache->name;
	return LAUNCH_EXIT_GO_ON;
}

enum launch_exit cache_run(const struct launch *launch)
{
	struct cache cache = {.launch = launch, .health = {-1, -1}};
	struct cache_server_options server = {
		.on_state = on_state, .on_stopped = on_stopped, .arg = &cache};
	enum launch_exit checked = check(launch, &cache, &server);

	if (checked != LAUNCH_EXIT_GO_ON)
		return checked;
	signal(SIGPIPE, SIG_IGN);
	cache.world.notes = &launch->notes;
	cache.ready = launch_descriptor("ANYCAST_READY_FD");
	if (cache_open(&cache, &server) < 0)
		cache.result = LAUNCH_EXIT_FAILED;
	else
		loop_run(cache.world.loop);
	cache_close(&cache);
	return cache.result;
}
