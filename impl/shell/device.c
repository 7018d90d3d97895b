#include "shell/device.h"

#include "shell/network.h"
#include "shell/resolve.h"
#include "shell/url.h"
#include "support/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RESOLVE_LIMIT_MS 1000

struct lookup {
	struct loop *loop;
	struct ip found;
};

static void on_resolved(void *arg, const struct ip *list, size_t n, const char *error)
{
	struct lookup *lookup = arg;

	(void)error;
	if (n > 0)
		lookup->found = list[0];
	loop_stop(lookup->loop);
}

static void on_limit(void *arg)
{
	struct lookup *lookup = arg;

	loop_stop(lookup->loop);
}

/* A loop of its own: the node's does not run yet. */
static struct ip host_address(const char *host)
{
	struct lookup lookup = {loop_new(), {IP_NONE, {0}}};
	const struct world world = {.loop = lookup.loop};
	struct resolve *resolve = NULL;
	struct loop_watch *timer = NULL;

	if (lookup.loop == NULL || resolve_literal(host, &lookup.found))
		goto out;
	resolve = resolve_new(&world);
	timer = loop_timer(lookup.loop, on_limit, &lookup);
	if (resolve == NULL || timer == NULL ||
	    resolve_ask(resolve, host, on_resolved, &lookup) < 0)
		goto out;
	loop_timer_set(timer, instant_add_ms(now_mono(), RESOLVE_LIMIT_MS));
	loop_run(lookup.loop);
out:
	loop_watch_free(timer);
	resolve_free(resolve);
	loop_free(lookup.loop);
	return lookup.found;
}

static bool toward_director(const struct params *params, char out[static IF_NAMESIZE])
{
	const char *const urls[] = {params->director_url, params->federation_discovery_url};
	char host[256];

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct ip address;

		if (urls[i] == NULL || !url_host(urls[i], host, sizeof(host)))
			continue;
		address = host_address(host);
		if (address.family != IP_NONE && network_device(&address, out) == 0)
			return true;
	}
	return false;
}

bool device_choose(const struct params *params, const struct announcer_config *config,
		   char out[static IF_NAMESIZE], char *error, size_t n_error)
{
	if (params->device != NULL && *params->device != '\0') {
		if (text_copy(out, IF_NAMESIZE, params->device) && if_nametoindex(out) != 0)
			return true;
		snprintf(error, n_error,
			 "Cache.Anycast.Device: there is no device %.64s; name one that `ip link` "
			 "shows",
			 params->device);
		return false;
	}
	if (!toward_director(params, out) &&
	    (config->n_peers == 0 || network_device(&config->peers[0].address, out) < 0)) {
		snprintf(error, n_error,
			 "Cache.Anycast.Device: no route leads to the director or to the router; "
			 "name the device for the service addresses");
		return false;
	}
	return true;
}
