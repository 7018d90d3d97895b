#ifndef NETNS_ORDER_H
#define NETNS_ORDER_H

#include "sim/netns/userns.h"
#include "sim/topo/topo.h"

#include <limits.h>
#include <stdio.h>

/* What a command wants of a lab: filled by the verb, carried through the front to the supervisor.
 */

enum order_format {
	ORDER_FORMAT_TEXT,
	ORDER_FORMAT_JSON,
	ORDER_FORMAT_TAP,
};

struct order {
	const struct topo *topo;
	const char *name;     /* of the lab */
	bool run;             /* the scenario, then end; else stay up until `down` */
	struct instant start; /* of the command */
	enum order_format format;
	FILE *timeline, *html, *json; /* of the report, or NULL */
	char programs[PATH_MAX];      /* folder of the project's programs */
	char folder[PATH_MAX];        /* of the topology file; empty: standard input */
	struct userns userns;
	pid_t front_pid;
	int listener; /* the front's socket for `ps`, `exec`, … */
};

/* Exit codes of every verb. */
enum order_exit {
	ORDER_EXIT_GOOD = 0,
	ORDER_EXIT_FAILED = 1,
	ORDER_EXIT_USAGE = 2,
	ORDER_EXIT_INCONCLUSIVE = 3,
	ORDER_EXIT_MISSING = 77,
};

#endif
