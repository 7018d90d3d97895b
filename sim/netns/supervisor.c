#include "sim/netns/supervisor.h"

#include "sim/netns/build.h"
#include "sim/netns/channel.h"
#include "sim/netns/control.h"
#include "sim/netns/doubt.h"
#include "sim/netns/foreign.h"
#include "sim/netns/load.h"
#include "sim/netns/mounts.h"
#include "sim/netns/process.h"
#include "sim/netns/scenario.h"
#include "sim/netns/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A router that does not say Started (a hand-written configuration may keep it quiet) holds the
 * others no longer than this; sessions that do not come hold `up` no longer. */
#define ROUTERS_LIMIT_MS 5000
#define UP_LIMIT_MS      15000

struct supervisor {
	const struct order *order;
	int channel;
	struct lab lab;
	struct control_facts facts;
	struct control *control;
	struct up *up;
	struct scenario *scenario;
	struct foreign *foreign;
	struct doubt *doubt;
	struct loop_watch *front, *children, *patience;
	bool is_started, is_up;
	int result;
};

static void complain(const char *text)
{
	fprintf(stderr, "anycast-lab: %s\n", text);
}

/* Before the new /proc is there: the old one knows our number in the host. */
static pid_t host_pid(void)
{
	char text[32] = "";

	return readlink("/proc/self", text, sizeof(text) - 1) > 0 ? (pid_t)strtol(text, NULL, 10)
								  : 0;
}

static int process_settle(const struct order *order)
{
	struct rlimit files;

	setsid();
	umask(022);
	if (chdir("/") < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	if (sethostname(order->name, strlen(order->name)) < 0)
		return -errno;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	signal(SIGPIPE, SIG_IGN);
	return mounts_lab();
}

static void end(struct supervisor *self, int result)
{
	self->result = result;
	loop_stop(self->lab.loop);
}

static void report_write(const struct supervisor *self)
{
	const struct order *order = self->order;
	const struct report *report = scenario_report(self->scenario);

	switch (order->format) {
	case ORDER_FORMAT_TEXT:
		report_text(report, self->lab.timeline, stdout, isatty(STDOUT_FILENO));
		break;
	case ORDER_FORMAT_JSON:
		report_json(report, stdout);
		break;
	case ORDER_FORMAT_TAP:
		report_tap(report, stdout);
		break;
	}
	if (order->json != NULL)
		report_json(report, order->json);
	if (order->html != NULL)
		report_html(report, self->lab.timeline, order->html);
}

static void on_scenario_end(void *arg)
{
	struct supervisor *self = arg;

	report_write(self);
	end(self, report_exit_code(scenario_report(self->scenario)));
}

static void up_tell(struct supervisor *self, const char *missing)
{
	double ms = (double)instant_since(now_mono(), self->order->start) / (double)NS_PER_MS;
	json_t *message = json_pack("{s:f,s:s*}", "up_ms", ms, "missing", missing);

	self->is_up = true;
	self->facts.phase = "up";
	loop_timer_set(self->patience, INSTANT_NEVER);
	if (message == NULL || channel_send(self->channel, message, NULL, 0) != 0)
		end(self, ORDER_EXIT_FAILED);
	json_decref(message);
	streams_leave();
}

static void up_check(struct supervisor *self)
{
	if (!self->order->run && !self->is_up && build_ready(&self->lab) &&
	    up_at(self->up).ns != INSTANT_NEVER.ns)
		up_tell(self, NULL);
}

static void on_event(void *arg, size_t number, const struct trace_event *event)
{
	(void)number;
	if (event->kind == TRACE_SESSION)
		up_check(arg);
}

static void nodes_ready(struct supervisor *self)
{
	if (!self->order->run) {
		up_check(self);
		return;
	}
	if (self->is_up)
		return;
	self->is_up = true;
	loop_timer_set(self->patience, INSTANT_NEVER);
	self->facts.phase = "running";
	scenario_begin(self->scenario);
}

static void routers_ready(struct supervisor *self)
{
	char error[200];
	int failed = build_go_on(&self->lab, error, sizeof(error));

	if (failed == 0)
		return;
	complain(error);
	end(self, failed == -ENOENT ? ORDER_EXIT_USAGE : ORDER_EXIT_FAILED);
}

static void on_state(void *arg, size_t node)
{
	struct supervisor *self = arg;
	char broken[300];

	(void)node;
	if (!self->is_started)
		return;
	if ((self->order->run || !self->is_up) &&
	    up_broken(self->up, self->is_up, broken, sizeof(broken))) {
		complain(broken);
		end(self, ORDER_EXIT_USAGE);
		return;
	}
	if (!self->lab.may_speak && build_routers_ready(&self->lab))
		routers_ready(self);
	if (build_ready(&self->lab))
		nodes_ready(self);
	if (self->scenario != NULL)
		scenario_on_state(self->scenario);
}

static void on_patience(void *arg)
{
	struct supervisor *self = arg;
	char missing[80];

	if (!self->lab.may_speak) {
		lab_say(&self->lab, TOPO_NONE, "not every router says that it is ready");
		routers_ready(self);
		loop_timer_set(self->patience, instant_add_ms(now_mono(), UP_LIMIT_MS));
	} else if (self->order->run) {
		nodes_ready(self);
	} else if (!self->is_up) {
		up_tell(self, up_missing(self->up, missing, sizeof(missing)) ? missing : NULL);
	}
}

static void on_down(void *arg)
{
	end(arg, ORDER_EXIT_GOOD);
}

/* A connection, or the front's death. */
static void on_front(void *arg, int fd, unsigned int ready)
{
	struct supervisor *self = arg;
	json_t *message = NULL;
	int fds[CHANNEL_FDS];
	int error = channel_receive(fd, &message, fds);

	(void)ready;
	json_decref(message);
	if (error == -EAGAIN)
		return;
	if (error != 0)
		_exit(ORDER_EXIT_FAILED);
	if (fds[0] >= 0)
		control_take(self->control, fds[0]);
}

static void on_child(void *arg, int signal)
{
	struct supervisor *self = arg;

	(void)signal;
	process_reap(&self->lab);
}

static int open_all(struct supervisor *self)
{
	struct lab *lab = &self->lab;

	lab->topo = self->order->topo;
	lab->rootless = self->order->userns.rootless;
	lab->folder = self->order->folder[0] != '\0' ? MOUNTS_FOLDER : NULL;
	lab->host_folder = lab->folder != NULL ? self->order->folder : NULL;
	lab->home_netns = lab->home_mntns = -1;
	lab->on_state = on_state;
	lab->on_state_arg = self;
	lab->loop = loop_new();
	lab->timeline = timeline_new(lab->topo, self->order->start);
	if (lab->loop == NULL || lab->timeline == NULL)
		return -ENOMEM;
	if (self->order->timeline != NULL &&
	    timeline_stream(lab->timeline, self->order->timeline) != 0)
		return -ENOMEM;
	self->control = control_new(lab, &self->facts, on_down, self);
	self->front = loop_fd(lab->loop, self->channel, LOOP_READ, on_front, self);
	self->children = loop_signal(lab->loop, SIGCHLD, on_child, self);
	self->patience = loop_timer(lab->loop, on_patience, self);
	self->up = up_new(lab);
	self->doubt = doubt_new(lab);
	if (self->order->run) {
		self->scenario =
			scenario_new(lab, self->up, self->order->start, on_scenario_end, self);
		self->foreign = foreign_new(lab);
	}
	if (self->control == NULL || self->front == NULL || self->children == NULL ||
	    self->patience == NULL || self->up == NULL || self->doubt == NULL ||
	    (self->order->run && (self->scenario == NULL || self->foreign == NULL)))
		return -ENOMEM;
	return timeline_listen(lab->timeline, on_event, self);
}

/* Watches are released, processes and namespaces are left to the kernel. */
static void close_all(struct supervisor *self)
{
	struct lab *lab = &self->lab;
	struct lab_process *process = NULL;

	while (lab->loop != NULL && (process = process_next(lab, process)) != NULL)
		process_forget(process);
	control_free(self->control);
	load_close(lab);
	scenario_free(self->scenario);
	foreign_free(self->foreign);
	up_free(self->up);
	doubt_free(self->doubt);
	build_close(lab);
	loop_watch_free(self->front);
	loop_watch_free(self->children);
	loop_watch_free(self->patience);
	process_close(lab);
	timeline_free(lab->timeline);
	loop_free(lab->loop);
}

static int build(struct supervisor *self)
{
	char error[256] = "";
	int failed = build_open(&self->lab, error, sizeof(error));

	if (failed == 0)
		failed = build_start(&self->lab, error, sizeof(error));
	if (failed != 0) {
		complain(error);
		if (failed == -ENOTSUP)
			return ORDER_EXIT_MISSING;
		return failed == -ENOENT ? ORDER_EXIT_USAGE : ORDER_EXIT_FAILED;
	}
	loop_timer_set(self->patience, instant_add_ms(now_mono(), ROUTERS_LIMIT_MS));
	self->is_started = true;
	on_state(self, TOPO_NONE); /* there may be nothing to wait for */
	return self->result;
}

int supervisor_run(const struct order *order, int channel)
{
	struct supervisor self = {.order = order, .channel = channel};
	int error;

	self.facts = (struct control_facts){order->name, "building", host_pid(), order->front_pid};
	error = process_settle(order);
	if (error == 0)
		error = open_all(&self);
	if (error != 0) {
		fprintf(stderr, "anycast-lab: cannot settle in the new namespaces: %s\n",
			strerror(-error));
		return ORDER_EXIT_MISSING;
	}
	self.result = build(&self);
	if (self.result == ORDER_EXIT_GOOD)
		loop_run(self.lab.loop);
	close_all(&self);
	return self.result;
}
