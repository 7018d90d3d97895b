#include "sim/netns/fault_file.h"

#include "sim/netns/pki.h"
#include "support/replace.h"

#include <errno.h>
#include <stdio.h>

int fault_health(struct lab *lab, size_t node, const char *level, struct instant *cause)
{
	struct trace_event event = {.kind = TRACE_HEALTH, .node = node, .text = level};
	char path[128], line[32];
	int n = snprintf(line, sizeof(line), "%s\n", level);
	int error;

	if (n < 0 || (size_t)n >= sizeof(line))
		return -EINVAL;
	snprintf(path, sizeof(path), "%s/" LAB_HEALTH, lab->nodes[node].folder);
	error = file_replace(path, 0644, (struct bytes){(const uint8_t *)line, (size_t)n}, cause);
	if (error)
		return error;
	/* Whoever reads the file may act before we look at the clock again. */
	event.at = event.cause = *cause;
	timeline_emit(lab->timeline, &event);
	return 0;
}

int fault_certificate(struct lab *lab, size_t node, enum topo_certificate kind,
		      struct instant *cause)
{
	return pki_issue(lab, node, kind, cause);
}
