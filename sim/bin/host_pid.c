#include "sim/bin/host_pid.h"

#include "sim/netns/column.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PROCESSES_MAX 4096

struct process {
	int64_t here, there;
};

static bool namespace_of(int64_t pid, struct stat *out)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%lld/ns/pid", (long long)pid);
	return stat(path, out) == 0;
}

/* The last number of the line NSpid: what the process is called in the innermost namespace. */
static bool inner_pid(int64_t pid, int64_t *out)
{
	char path[64], line[256];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lld/status", (long long)pid);
	file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		const char *at = line + strlen("NSpid:");

		if (strncmp(line, "NSpid:", strlen("NSpid:")) != 0)
			continue;
		while (column_number(&at, 10, out))
			found = true;
	}
	if (file != NULL)
		fclose(file);
	return found;
}

static size_t processes_list(int64_t supervisor, struct process out[static PROCESSES_MAX])
{
	struct stat lab, theirs;
	struct dirent *entry;
	size_t n = 0;
	DIR *proc;

	if (!namespace_of(supervisor, &lab))
		return 0;
	proc = opendir("/proc");
	while (proc != NULL && n < PROCESSES_MAX && (entry = readdir(proc)) != NULL) {
		const char *at = entry->d_name;
		struct process *process = &out[n];

		if (at[0] >= '1' && at[0] <= '9' && column_number(&at, 10, &process->here) &&
		    namespace_of(process->here, &theirs) && theirs.st_ino == lab.st_ino &&
		    inner_pid(process->here, &process->there))
			n++;
	}
	if (proc != NULL)
		closedir(proc);
	return n;
}

static json_t *translated(const json_t *pids, const struct process *processes, size_t n)
{
	json_t *out = json_array();

	for (size_t i = 0; i < json_array_size(pids); i++) {
		const json_int_t pid = json_integer_value(json_array_get(pids, i));

		for (size_t k = 0; k < n; k++) {
			if (processes[k].there == pid)
				json_array_append_new(out, json_integer(processes[k].here));
		}
	}
	return out;
}

void host_pid_translate(json_t *lab)
{
	struct process *processes = calloc(PROCESSES_MAX, sizeof(processes[0]));
	json_t *nodes = json_object_get(lab, "nodes");
	size_t n = 0;

	if (processes == NULL)
		return;
	n = processes_list(json_integer_value(json_object_get(lab, "supervisor_pid")), processes);
	for (size_t i = 0; i < json_array_size(nodes); i++) {
		json_t *node = json_array_get(nodes, i);

		json_object_set_new(node, "pids",
				    translated(json_object_get(node, "pids"), processes, n));
	}
	free(processes);
}
