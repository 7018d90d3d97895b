#include "sim/netns/load.h"

#include "sim/netns/load_line.h"
#include "sim/netns/mounts.h"
#include "sim/netns/pki.h"
#include "sim/netns/process.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The load of one client, running or not; they form a list that begins at lab->loads. */
struct lab_load {
	struct lab_load *next;
	struct lab *lab;
	size_t client;
	struct lab_process *process; /* NULL: it does not run */
	bool stopping;
	double rate;
	bool goes_on;     /* at .rate, when the process has ended */
	uint64_t highest; /* number of a request that has ended */
};

static void load_line(void *arg, const char *line)
{
	struct lab_load *load = arg;
	struct trace_event event = {.kind = TRACE_CLIENT, .node = load->client};
	struct load_answer answer;

	if (!load_line_parse(line, &answer))
		return;
	event.at = event.cause = answer.ended;
	event.client.number = answer.number;
	if (answer.number > load->highest)
		load->highest = answer.number;
	event.client.started = answer.started;
	event.client.answered = answer.answered;
	event.client.retried = answer.retried;
	event.client.status = answer.status;
	event.client.served_by =
		pki_node(load->lab, (struct bytes){answer.serial, answer.n_serial});
	event.client.family = answer.family;
	event.client.error = answer.error[0] ? answer.error : NULL;
	timeline_emit(load->lab->timeline, &event);
}

static int load_spawn(struct lab_load *load);

static void load_exited(void *arg, int status)
{
	struct lab_load *load = arg;
	struct lab *lab = load->lab;

	(void)status;
	load->process = NULL;
	load->stopping = false;
	if (load->goes_on && load_spawn(load) < 0)
		lab_say(lab, load->client, "the load cannot start again");
	load->goes_on = false;
	if (lab->on_state != NULL)
		lab->on_state(lab->on_state_arg, load->client);
}

static int load_spawn(struct lab_load *load)
{
	char url[320], rate[32], first[24];
	const char *const authority = LAB_FOLDER "/" PKI_CA;
	/* The folder of programs, where others may read what lies closed in the host. */
	static const char shown[] = MOUNTS_PROGRAMS "/anycast-lab";
	const char *const program = access(shown, X_OK) == 0 ? shown : "/proc/self/exe";
	const char *const argv[] = {program, "load",    "--url",   url,   "--rate", rate,
				    "--ca",  authority, "--first", first, NULL};
	const struct process_spec spec = {.node = load->client,
					  .program = "load",
					  .argv = argv,
					  .ready = PROCESS_READY_AT_ONCE,
					  .on_line = load_line,
					  .on_exit = load_exited,
					  .arg = load};

	snprintf(url, sizeof(url), "https://%s:%d/", load->lab->topo->service.hostname,
		 LAB_TLS_PORT);
	snprintf(rate, sizeof(rate), "%g", load->rate);
	snprintf(first, sizeof(first), "%" PRIu64, load->highest + 1);
	load->process = process_spawn(load->lab, &spec);
	return load->process ? 0 : -errno;
}

static struct lab_load *load_find(const struct lab *lab, size_t client)
{
	struct lab_load *load = lab->loads;

	while (load && load->client != client)
		load = load->next;
	return load;
}

static struct lab_load *load_new(struct lab *lab, size_t client)
{
	struct lab_load *load = calloc(1, sizeof(*load));

	if (!load)
		return NULL;
	load->lab = lab;
	load->client = client;
	load->next = lab->loads;
	lab->loads = load;
	return load;
}

static void load_end(struct lab_load *load)
{
	load->stopping = true;
	process_signal(load->process, SIGTERM);
}

int load_start(struct lab *lab, size_t client, double rate)
{
	struct lab_load *load = load_find(lab, client);

	if (!lab->topo->service.hostname)
		return -ENOENT;
	if (!load)
		load = load_new(lab, client);
	if (!load)
		return -ENOMEM;
	load->rate = rate;
	if (!load->process)
		return load_spawn(load);
	/* What is under way ends first: numbers stay without holes. */
	load->goes_on = true;
	load_end(load);
	return 0;
}

int load_stop(struct lab *lab, size_t client)
{
	struct lab_load *load = load_find(lab, client);

	if (!load || !load->process || (load->stopping && !load->goes_on))
		return -ESRCH;
	load->goes_on = false;
	load_end(load);
	return 0;
}

int load_settle(struct lab *lab, size_t client)
{
	struct lab_load *load = load_find(lab, client);

	if (!load || !load->process || !load->goes_on)
		return 0;
	process_forget(load->process);
	process_signal(load->process, SIGKILL);
	load->goes_on = load->stopping = false;
	return load_spawn(load);
}

int load_restart(struct lab *lab, size_t client)
{
	const struct lab_load *load = load_find(lab, client);

	return load ? load_start(lab, client, load->rate) : -ESRCH;
}

bool load_kill(struct lab *lab)
{
	bool some = false;

	for (struct lab_load *load = lab->loads; load; load = load->next) {
		load->goes_on = false;
		if (load->process)
			process_signal(load->process, SIGKILL);
		some = some || load->process;
	}
	return some;
}

void load_close(struct lab *lab)
{
	while (lab->loads) {
		struct lab_load *load = lab->loads;

		lab->loads = load->next;
		if (load->process) {
			process_forget(load->process);
			process_signal(load->process, SIGKILL);
		}
		free(load);
	}
}
