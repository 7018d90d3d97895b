#include "sim/netns/foreign.h"

#include "sim/netns/column.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PERIOD_MS 500

struct foreign {
	struct lab *lab;
	struct loop_watch *timer;
	struct instant at; /* of the last sample; its figures: */
	int64_t busy, own;
};

static bool file_read(const char *path, char *out, size_t n_out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, out, n_out - 1);
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

int64_t foreign_busy(const char *stat)
{
	/* user, nice, system, idle, waiting, irq, softirq, stolen */
	static const bool is_busy[] = {true, true, true, false, false, true, true, true};
	int64_t sum = 0, ticks;

	if (strncmp(stat, "cpu ", 4) != 0)
		return -1;
	stat += 4;
	for (size_t i = 0; i < sizeof(is_busy) / sizeof(is_busy[0]); i++) {
		if (!column_number(&stat, 10, &ticks))
			return -1;
		sum += is_busy[i] ? ticks : 0;
	}
	return sum;
}

int64_t foreign_own(const char *stat)
{
	/* The name may hold anything, blanks and brackets too; what follows its last bracket does
	 * not: 11 columns, then user, system, and both of the reaped children. */
	const char *rest = strrchr(stat, ')');
	int64_t sum = 0, ticks;

	if (rest == NULL || !column_skip(&rest, 12))
		return 0;
	for (int i = 0; i < 4; i++) {
		if (!column_number(&rest, 10, &ticks))
			return 0;
		sum += ticks;
	}
	return sum;
}

/* All processes of the lab: no other is in this /proc. */
static int64_t own_ticks(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int64_t ticks = 0;

	while (proc != NULL && (entry = readdir(proc)) != NULL) {
		char path[300], stat[1024];

		snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		    file_read(path, stat, sizeof(stat)))
			ticks += foreign_own(stat);
	}
	if (proc != NULL)
		closedir(proc);
	return ticks;
}

static void sample(struct foreign *foreign)
{
	char stat[512];

	foreign->at = now_mono();
	foreign->busy = file_read("/proc/stat", stat, sizeof(stat)) ? foreign_busy(stat) : -1;
	foreign->own = own_ticks();
}

static void on_time(void *arg)
{
	struct foreign *foreign = arg;
	const struct foreign last = *foreign;
	struct trace_event event = {.kind = TRACE_LOAD, .node = TOPO_NONE};
	double ticks, seconds;

	loop_timer_set(foreign->timer, instant_add_ms(now_mono(), PERIOD_MS));
	sample(foreign);
	if (last.busy < 0 || foreign->busy < 0)
		return;
	ticks = (double)(foreign->busy - last.busy - (foreign->own - last.own));
	seconds = (double)instant_since(foreign->at, last.at) / (double)NS_PER_S;
	event.at = event.cause = foreign->at;
	event.load.foreign = ticks > 0 ? ticks / (double)sysconf(_SC_CLK_TCK) / seconds : 0;
	timeline_emit(foreign->lab->timeline, &event);
}

struct foreign *foreign_new(struct lab *lab)
{
	struct foreign *foreign = calloc(1, sizeof(*foreign));

	if (foreign == NULL)
		return NULL;
	foreign->lab = lab;
	foreign->timer = loop_timer(lab->loop, on_time, foreign);
	if (foreign->timer == NULL) {
		free(foreign);
		return NULL;
	}
	sample(foreign);
	loop_timer_set(foreign->timer, instant_add_ms(now_mono(), PERIOD_MS));
	return foreign;
}

void foreign_free(struct foreign *foreign)
{
	if (foreign == NULL)
		return;
	loop_watch_free(foreign->timer);
	free(foreign);
}
