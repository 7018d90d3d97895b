#include "shell/file_watch.h"

#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 512
#define CHANGES \
	(IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | \
	 IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)

/* One inotify instance for all files of a process: a user has but 128 of them, in all containers.
 */
struct hub {
	int inotify;
	struct loop_watch *watch;
	struct file_watch *files;
};

struct file_watch {
	struct file_watch *next;
	int folder;            /* watch descriptor */
	bool is_nearest;       /* … of a folder above, the file's own is missing */
	bool changed, written; /* to be told */
	char path[PATH_SIZE];
	const char *name; /* in path */
	void (*fn)(void *arg, enum file_change change);
	void *arg;
};

static struct hub hub = {.inotify = -1};

/* Cuts the last component off. */
static void parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		text_copy(path, 2, ".");
	else if (slash == path)
		slash[1] = '\0';
	else
		*slash = '\0';
}

/* Several files may lie in one folder, which has one descriptor. */
static void folder_leave(const struct file_watch *w)
{
	for (const struct file_watch *other = hub.files; other != NULL; other = other->next) {
		if (other != w && other->folder == w->folder)
			return;
	}
	if (w->folder >= 0)
		inotify_rm_watch(hub.inotify, w->folder);
}

static int watch_nearest(struct file_watch *w)
{
	char folder[PATH_SIZE];
	bool own = true;

	folder_leave(w);
	text_copy(folder, sizeof(folder), w->path);
	for (;;) {
		parent(folder);
		w->folder = inotify_add_watch(hub.inotify, folder, CHANGES | IN_ONLYDIR);
		if (w->folder >= 0)
			break;
		if ((errno != ENOENT && errno != ENOTDIR) || strcmp(folder, "/") == 0 ||
		    strcmp(folder, ".") == 0)
			return -errno;
		own = false;
	}
	w->is_nearest = !own;
	return 0;
}

static bool concerns(const struct file_watch *w, const struct inotify_event *event)
{
	if (w->is_nearest || event->len == 0 || (event->mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0)
		return true;
	return strcmp(event->name, w->name) == 0 || strncmp(event->name, "..", 2) == 0;
}

static void take(struct file_watch *w, const struct inotify_event *event)
{
	if (event->wd != w->folder && event->wd >= 0)
		return;
	if (concerns(w, event) && event->mask == IN_MODIFY)
		w->written = true;
	else if (concerns(w, event))
		w->changed = true;
	if (w->is_nearest || (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) != 0) {
		watch_nearest(w);
		w->changed = true;
	}
}

/* Whoever is told may watch and unwatch files. */
static void tell_all(void)
{
	struct file_watch *w = hub.files;

	while (w != NULL) {
		const bool changed = w->changed;

		if (!changed && !w->written) {
			w = w->next;
			continue;
		}
		w->changed = w->written = false;
		w->fn(w->arg, changed ? FILE_CHANGED : FILE_WRITTEN);
		w = hub.files;
	}
}

static void on_ready(void *arg, int fd, unsigned int ready)
{
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n;

	(void)arg;
	(void)ready;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
		const struct inotify_event *event;

		for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof(*event) + event->len)) {
			event = (const struct inotify_event *)(const void *)(buffer + at);
			for (struct file_watch *w = hub.files; w != NULL; w = w->next)
				take(w, event);
		}
	}
	tell_all();
}

static void hub_close(void)
{
	if (hub.files != NULL)
		return;
	loop_watch_free(hub.watch);
	hub.watch = NULL;
	if (hub.inotify >= 0)
		close(hub.inotify);
	hub.inotify = -1;
}

static int hub_open(const struct world *world)
{
	if (hub.inotify >= 0)
		return 0;
	hub.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (hub.inotify < 0)
		return -errno;
	hub.watch = loop_fd(world->loop, hub.inotify, LOOP_READ, on_ready, NULL);
	return hub.watch != NULL ? 0 : -ENOMEM;
}

int file_watch_new(const struct world *world, const char *path,
		   void (*fn)(void *arg, enum file_change change), void *arg,
		   struct file_watch **out)
{
	struct file_watch *w = calloc(1, sizeof(*w));
	const char *slash;
	int err;

	if (w == NULL)
		return -ENOMEM;
	w->fn = fn;
	w->arg = arg;
	w->folder = -1;
	err = hub_open(world);
	w->next = hub.files;
	hub.files = w;
	if (err == 0 && !text_copy(w->path, sizeof(w->path), path))
		err = -ENAMETOOLONG;
	slash = strrchr(w->path, '/');
	w->name = slash != NULL ? slash + 1 : w->path;
	if (err == 0)
		err = watch_nearest(w);
	if (err < 0)
		file_watch_free(w);
	else
		*out = w;
	return err;
}

void file_watch_free(struct file_watch *watch)
{
	struct file_watch **at = &hub.files;

	if (watch == NULL)
		return;
	folder_leave(watch);
	while (*at != watch)
		at = &(*at)->next;
	*at = watch->next;
	free(watch);
	hub_close();
}

ssize_t file_read(const char *path, void *out, size_t n_out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t got = 0;
	size_t n = 0;
	char more;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	}
	while (n < n_out && (got = read(fd, (char *)out + n, n_out - n)) > 0)
		n += (size_t)got;
	if (got < 0)
		got = -errno;
	else if (n == n_out && read(fd, &more, 1) == 1)
		got = -EFBIG;
	close(fd);
	return got < 0 ? got : (ssize_t)n;
}
