#include "shell/cache_server.h"

#include "shell/child.h"
#include "shell/file_watch.h"
#include "shell/folder.h"
#include "support/nginx.h"
#include "support/text.h"

#include <errno.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESTART_MIN_NS (100 * NS_PER_MS)
#define RESTART_MAX_NS (5 * NS_PER_S)
#define STABLE_NS      (10 * NS_PER_S) /* lived so long: the next restart is quick again */
#define STOP_LIMIT_NS  (2 * NS_PER_S)
#define FILE_SIZE      ((size_t)256 * 1024)
#define FOLDER_SIZE    200

struct cache_server {
	const struct world *world;
	struct cache_server_options options;
	struct child *child;
	struct file_watch *pid_watch;
	struct file_watch *certificate_watch;
	struct file_watch *key_watch;
	struct loop_watch *timer; /* restart, or limit of a stop */
	struct instant started;
	int64_t restart_ns;
	bool serves;
	bool stopping;
	uint8_t digest[EVP_MAX_MD_SIZE]; /* of certificate and key as nginx has last been told */
	char folder[FOLDER_SIZE];
	char config[FOLDER_SIZE + 16];
	char pid_file[FOLDER_SIZE + 16];
};

static void reload(struct cache_server *s);

static void set_serves(struct cache_server *s, bool serves)
{
	if (s->serves == serves)
		return;
	s->serves = serves;
	note_say(s->world->notes, IO_LEVEL_INFO, "cache",
		 serves ? "nginx serves port=%u" : "nginx serves no more port=%u", s->options.port);
	s->options.on_state(s->options.arg, serves);
}

/* nginx writes its pid once its ports are open. */
static void on_pid_file(void *arg, enum file_change change)
{
	struct cache_server *s = arg;
	char text[16];
	int64_t pid;
	ssize_t n = file_read(s->pid_file, text, sizeof(text) - 1);

	(void)change; /* half a number is not the child's */
	if (n <= 0 || s->child == NULL)
		return;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (text_integer(text, &pid) && pid == child_pid(s->child)) {
		set_serves(s, true);
		reload(s);
	}
}

static void digest_file(EVP_MD_CTX *md, const char *path)
{
	char *text = malloc(FILE_SIZE);
	ssize_t n = text != NULL ? file_read(path, text, FILE_SIZE) : -1;

	if (n > 0)
		EVP_DigestUpdate(md, text, (size_t)n);
	if (text != NULL)
		explicit_bzero(text, FILE_SIZE);
	free(text);
}

static bool digest_changed(struct cache_server *s)
{
	uint8_t digest[EVP_MAX_MD_SIZE] = {0};
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool changed;

	if (md == NULL)
		return true;
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	digest_file(md, s->options.certificate);
	digest_file(md, s->options.key);
	EVP_DigestFinal_ex(md, digest, NULL);
	EVP_MD_CTX_free(md);
	changed = memcmp(digest, s->digest, sizeof(digest)) != 0;
	memcpy(s->digest, digest, sizeof(digest));
	return changed;
}

static void reload(struct cache_server *s)
{
	if (s->stopping || !s->serves || !digest_changed(s))
		return;
	note_say(s->world->notes, IO_LEVEL_INFO, "cache", "certificate changed: nginx reloads it");
	child_signal(s->child, SIGHUP);
}

static void on_certificate(void *arg, enum file_change change)
{
	if (change == FILE_CHANGED)
		reload(arg);
}

static void on_exit_nginx(void *arg, int status);

static int spawn(struct cache_server *s)
{
	const char *const argv[] = {"nginx",   "-e", "stderr",  "-p",
				    s->folder, "-c", s->config, NULL};
	const struct child_spec spec = {
		.argv = argv,
		.environment = environ,
		.own_group = true,
		.on_exit = on_exit_nginx,
		.arg = s,
	};

	unlink(s->pid_file);
	digest_changed(s);
	s->started = now_mono();
	return child_start(s->world, &spec, &s->child);
}

static void restart_later(struct cache_server *s)
{
	if (instant_since(now_mono(), s->started) > STABLE_NS)
		s->restart_ns = RESTART_MIN_NS;
	loop_timer_set(s->timer, instant_add_ns(now_mono(), s->restart_ns));
	note_say(s->world->notes, IO_LEVEL_INFO, "cache", "nginx starts again in_ms=%lld",
		 (long long)(s->restart_ns / NS_PER_MS));
	s->restart_ns *= 2;
	if (s->restart_ns > RESTART_MAX_NS)
		s->restart_ns = RESTART_MAX_NS;
}

static void on_exit_nginx(void *arg, int status)
{
	struct cache_server *s = arg;

	s->child = NULL;
	set_serves(s, false);
	if (s->stopping) {
		loop_timer_set(s->timer, INSTANT_NEVER);
		s->options.on_stopped(s->options.arg);
		return;
	}
	note_say(s->world->notes, IO_LEVEL_ERROR, "cache", "nginx has ended status=%d", status);
	restart_later(s);
}

static void on_timer(void *arg)
{
	struct cache_server *s = arg;
	int err;

	if (s->stopping) {
		child_signal(s->child, SIGTERM);
		return;
	}
	err = spawn(s);
	if (err == 0)
		return;
	note_say(s->world->notes, IO_LEVEL_ERROR, "cache", "nginx cannot be started error=\"%s\"",
		 strerror(-err));
	restart_later(s);
}

static bool has_v6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int write_config(struct cache_server *s)
{
	const struct nginx_options nginx = {
		.folder = s->folder,
		.ports = &s->options.port,
		.n_ports = 1,
		.no_v6 = !has_v6(),
		.certificate = s->options.certificate,
		.key = s->options.key,
		.answer = s->options.name,
		.workers = 2,
	};
	FILE *out = fopen(s->config, "we");
	int err;

	if (out == NULL)
		return -errno;
	err = nginx_render(&nginx, out);
	if (fclose(out) != 0 && err == 0)
		err = -errno;
	return err;
}

static int make_folder(struct cache_server *s)
{
	struct stat st = {0};
	char name[64];
	int err;

	stat("/proc/self/ns/net", &st);
	snprintf(name, sizeof(name), "anycast-cache-%llu-%u", (unsigned long long)st.st_ino,
		 s->options.port);
	err = folder_make(name, s->folder, sizeof(s->folder));
	snprintf(s->config, sizeof(s->config), "%s/nginx.conf", s->folder);
	snprintf(s->pid_file, sizeof(s->pid_file), "%s/nginx.pid", s->folder);
	return err;
}

static int watch_files(struct cache_server *s)
{
	int err = file_watch_new(s->world, s->pid_file, on_pid_file, s, &s->pid_watch);

	if (err == 0)
		err = file_watch_new(s->world, s->options.certificate, on_certificate, s,
				     &s->certificate_watch);
	if (err == 0)
		err = file_watch_new(s->world, s->options.key, on_certificate, s, &s->key_watch);
	return err;
}

int cache_server_start(const struct world *world, const struct cache_server_options *options,
		       struct cache_server **out)
{
	struct cache_server *s = calloc(1, sizeof(*s));
	int err;

	if (s == NULL)
		return -ENOMEM;
	s->world = world;
	s->options = *options;
	s->restart_ns = RESTART_MIN_NS;
	s->timer = loop_timer(world->loop, on_timer, s);
	err = s->timer != NULL ? make_folder(s) : -ENOMEM;
	if (err == 0)
		err = write_config(s);
	if (err == 0)
		err = watch_files(s);
	if (err == 0)
		err = spawn(s);
	if (err == 0) {
		*out = s;
		return 0;
	}
	note_say(world->notes, IO_LEVEL_ERROR, "cache",
		 "nginx cannot be started folder=%s error=\"%s\"", s->folder, strerror(-err));
	cache_server_free(s);
	return err;
}

void cache_server_stop(struct cache_server *server)
{
	server->stopping = true;
	if (server->child == NULL) {
		loop_timer_set(server->timer, INSTANT_NEVER);
		server->options.on_stopped(server->options.arg);
		return;
	}
	child_signal(server->child, SIGQUIT);
	loop_timer_set(server->timer, instant_add_ns(now_mono(), STOP_LIMIT_NS));
}

void cache_server_free(struct cache_server *server)
{
	if (server == NULL)
		return;
	child_free(server->child);
	file_watch_free(server->pid_watch);
	file_watch_free(server->certificate_watch);
	file_watch_free(server->key_watch);
	loop_watch_free(server->timer);
	if (server->folder[0] != '\0')
		folder_remove(server->folder);
	free(server);
}
