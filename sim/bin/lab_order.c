#include "sim/bin/lab_order.h"

#include "sim/netns/program.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int programs_find(struct order *order)
{
	ssize_t n = readlink("/proc/self/exe", order->programs, sizeof(order->programs) - 1);
	char *slash;

	if (n < 0)
		return -errno;
	order->programs[n] = '\0';
	slash = strrchr(order->programs, '/');
	if (slash != NULL)
		*slash = '\0';
	return 0;
}

static int folder_find(struct order *order, const char *file)
{
	char copy[PATH_MAX];

	if (strcmp(file, "-") == 0)
		return 0;
	snprintf(copy, sizeof(copy), "%s", file);
	return realpath(dirname(copy), order->folder) == NULL ? -errno : 0;
}

static int programs_check(const struct verb *verb, const struct topo *topo)
{
	const char *path = getenv("PATH");

	for (size_t i = 0; i < topo->n_nodes; i++) {
		const char *package =
			program_missing(topo->nodes[i].kind, path != NULL ? path : "");

		if (package != NULL)
			return verb_complain(
				verb, ORDER_EXIT_USAGE,
				"node %s needs a program that is missing; install it with: apt-get "
				"install %s",
				topo->nodes[i].name, package);
	}
	return -1;
}

int lab_order_make(struct order *order, const struct verb *verb, const char *file, const char *name)
{
	char error[512];
	struct topo *topo = topo_load(file, error, sizeof(error));
	int failed;

	if (topo == NULL) {
		fprintf(stderr, "%s\n", error);
		return ORDER_EXIT_USAGE;
	}
	order->topo = topo;
	order->name = name != NULL ? name : topo->name;
	failed = programs_find(order);
	if (failed == 0)
		failed = folder_find(order, file);
	if (failed != 0) {
		verb_complain(verb, ORDER_EXIT_USAGE, "%s: %s", file, strerror(-failed));
		lab_order_close(order);
		return ORDER_EXIT_USAGE;
	}
	if (order->name[0] == '\0' || strlen(order->name) > 60 ||
	    strspn(order->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				"._-") != strlen(order->name)) {
		verb_complain(verb, ORDER_EXIT_USAGE,
			      "a lab's name is 1 to 60 letters, digits, dots, dashes");
		lab_order_close(order);
		return ORDER_EXIT_USAGE;
	}
	failed = programs_check(verb, topo);
	if (failed >= 0)
		lab_order_close(order);
	return failed;
}

void lab_order_close(struct order *order)
{
	topo_free((struct topo *)(uintptr_t)order->topo);
	order->topo = NULL;
}
