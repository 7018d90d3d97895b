/* anycastd: announces anycast routes for an HTTPS service while it is healthy and its certificate
 * is right. */
#include "anycast/announcer.h"
#include "shell/device.h"
#include "shell/launch.h"
#include "shell/node.h"
#include "shell/privileges.h"
#include "shell/secret.h"
#include "support/loop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static bool manages_addresses(const struct announcer_config *config)
{
	return config->address_mode != ADDR_MODE_OFF && config->n_addresses > 0;
}

/* What can fail for want of a privilege or a device fails before anything is changed. */
static enum launch_exit prepare(struct launch *launch, struct node_options *node, char *device,
				char *secret)
{
	bool manages = manages_addresses(&launch->announcer);
	char error[400];

	if (manages && !privileges_net_admin())
		return launch_fault(launch,
				    "CAP_NET_ADMIN is missing, which binding service addresses "
				    "needs; grant it, or set Cache.Anycast.AddressManagement: off");
	if (privileges_drop(manages) < 0)
		return launch_fault(launch, "privileges cannot be given up; start with "
					    "CAP_NET_ADMIN alone");
	if (manages &&
	    !device_choose(&launch->params, &launch->announcer, device, error, sizeof(error)))
		return launch_fault(launch, error);
	if (!secret_read(&launch->params, secret, error, sizeof(error)))
		return launch_fault(launch, error);
	if (manages)
		note_say(&launch->notes, IO_LEVEL_INFO, "addr", "service addresses go to device=%s",
			 device);
	node->device = manages ? device : NULL;
	node->secret = *secret != '\0' ? secret : NULL;
	return LAUNCH_EXIT_GO_ON;
}

static enum launch_exit run(struct launch *launch, struct node_options *node)
{
	uint64_t seed = 0;
	void *memory = malloc(announcer_size(&launch->announcer));
	int err;

	if (memory == NULL)
		return LAUNCH_EXIT_FAILED;
	if (getrandom(&seed, sizeof(seed), 0) < 0)
		seed = (uint64_t)now_mono().ns;
	node->self = announcer_init(memory, &launch->announcer, seed);
	err = node_run(node);
	free(memory);
	if (err < 0)
		note_say(&launch->notes, IO_LEVEL_ERROR, "anycast",
			 "the node cannot run error=\"%s\"%s", strerror(-err),
			 err == -EMFILE ? "; see ulimit -n and sysctl "
					  "fs.inotify.max_user_instances"
					: "");
	return err == 0 ? LAUNCH_EXIT_GOOD : LAUNCH_EXIT_FAILED;
}

int main(int argc, char **argv)
{
	struct launch launch = {
		.program = "anycastd",
		.purpose = "announce anycast routes while a service is healthy",
	};
	struct node_options node = {
		.config = &launch.announcer,
		.params = &launch.params,
		.notes = &launch.notes,
		.role = &announcer_role,
	};
	char device[IF_NAMESIZE], secret[TCP_SECRET_MAX + 1];
	enum launch_exit result = launch_begin(&launch, argc, argv);

	if (result == LAUNCH_EXIT_GO_ON && (!launch.params.enable || !launch.params.enable_v2)) {
		note_say(&launch.notes, IO_LEVEL_INFO, "anycast", "disabled, nothing to do: %s",
			 launch.params.enable ? "Cache.EnableV2 is not true"
					      : "Cache.Anycast.Enable is not true");
		result = LAUNCH_EXIT_GOOD;
	}
	if (result == LAUNCH_EXIT_GO_ON) {
		node.ready = launch_descriptor("ANYCAST_READY_FD");
		node.health = launch_descriptor("ANYCAST_HEALTH_FD");
		launch.announcer.has_health |= node.health >= 0;
		result = prepare(&launch, &node, device, secret);
	}
	if (result == LAUNCH_EXIT_GO_ON)
		result = run(&launch, &node);
	launch_end(&launch);
	return (int)result;
}
