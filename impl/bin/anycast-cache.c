/* anycast-cache: an HTTPS cache node from one file: stock nginx and the announcer of its routes. */
#include "shell/cache.h"

int main(int argc, char **argv)
{
	struct launch launch = {
		.program = "anycast-cache",
		.purpose = "serve HTTPS by nginx and announce anycast routes while it is healthy",
	};
	enum launch_exit result = launch_begin(&launch, argc, argv);

	if (result == LAUNCH_EXIT_GO_ON)
		result = cache_run(&launch);
	launch_end(&launch);
	return (int)result;
}
