#include "sim/netns/load.h"

#include "sim/netns/load_line.h"
#include "sim/netns/mounts.h"
#include "sim/netns/pki.h"
#include "sim/netns/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One running load; they form a list that begins at lab->loads. */
struct lab_load {
	struct lab_load *next;
	struct lab *lab;
	size_t client;
	struct lab_process *process;
	bool stopping;
};

static void load_free(struct lab_load *load)
{
	struct lab_load **at = &load->lab->loads;

	while (*at && *at != load)
		at = &(*at)->next;
	if (*at)
		*at = load->next;
	free(load);
}

static void load_line(void *arg, const char *line)
{
	const struct lab_load *load = arg;
	struct trace_event event = {.kind = TRACE_CLIENT, .node = load->client};
	struct load_answer answer;

	if (!load_line_parse(line, &answer))
		return;
	event.at = event.cause = answer.ended;
	event.client.number = answer.number;
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

static void load_exited(void *arg, int status)
{
	struct lab_load *load = arg;
	struct lab *lab = load->lab;
	const size_t client = load->client;

	(void)status;
	load_free(load);
	if (lab->on_state != NULL)
		lab->on_state(lab->on_state_arg, client);
}

static int load_spawn(struct lab_load *load, double rate)
{
	char url[320], rate_text[32];
	const char *const authority = LAB_FOLDER "/" PKI_CA;
	/* The folder of programs, where others may read what lies closed in the host. */
	static const char shown[] = MOUNTS_PROGRAMS "/anycast-lab";
	const char *const program = access(shown, X_OK) == 0 ? shown : "/proc/self/exe";
	const char *const argv[] = {program,   "load", "--url",   url, "--rate",
				    rate_text, "--ca", authority, NULL};
	const struct process_spec spec = {.node = load->client,
					  .program = "load",
					  .argv = argv,
					  .ready = PROCESS_READY_AT_ONCE,
					  .on_line = load_line,
					  .on_exit = load_exited,
					  .arg = load};

	snprintf(url, sizeof(url), "https://%s:%d/", load->lab->topo->service.hostname,
		 LAB_TLS_PORT);
	snprintf(rate_text, sizeof(rate_text), "%g", rate);
	load->process = process_spawn(load->lab, &spec);
	return load->process ? 0 : -errno;
}

static struct lab_load *load_find(const struct lab *lab, size_t client)
{
	for (struct lab_load *load = lab->loads; load; load = load->next) {
		if (load->client == client && !load->stopping)
			return load;
	}
	return NULL;
}

int load_start(struct lab *lab, size_t client, double rate)
{
	struct lab_load *load;
	int error;

	if (!lab->topo->service.hostname)
		return -ENOENT;
	if (load_find(lab, client))
		return -EBUSY;
	load = calloc(1, sizeof(*load));
	if (!load)
		return -ENOMEM;
	load->lab = lab;
	load->client = client;
	error = load_spawn(load, rate);
	if (error) {
		free(load);
		return error;
	}
	load->next = lab->loads;
	lab->loads = load;
	return 0;
}

int load_stop(struct lab *lab, size_t client)
{
	int result = -ENOENT;

	for (struct lab_load *load = lab->loads; load; load = load->next) {
		if (load->stopping || (client != TOPO_NONE && load->client != client))
			continue;
		load->stopping = true;
		process_signal(load->process, SIGTERM);
		result = 0;
	}
	return result;
}

bool load_kill(struct lab *lab)
{
	for (struct lab_load *load = lab->loads; load; load = load->next) {
		load->stopping = true;
		process_signal(load->process, SIGKILL);
	}
	return lab->loads != NULL;
}

void load_close(struct lab *lab)
{
	struct lab_load *load = lab->loads;

	while (load) {
		struct lab_load *next = load->next;

		process_forget(load->process);
		process_signal(load->process, SIGKILL);
		free(load);
		load = next;
	}
	lab->loads = NULL;
}
