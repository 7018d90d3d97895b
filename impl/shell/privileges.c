#include "shell/privileges.h"

#include <cap-ng.h>
#include <errno.h>
#include <sys/prctl.h>

bool privileges_net_admin(void)
{
	return capng_get_caps_process() == 0 &&
	       capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN) != 0;
}

int privileges_drop(bool net_admin)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	capng_clear(CAPNG_SELECT_BOTH);
	if (net_admin &&
	    capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN) != 0)
		return -EPERM;
	/* The bounding set is only root's to shrink; without it, no_new_privs has the same end. */
	if (capng_apply(CAPNG_SELECT_BOTH) == 0)
		return 0;
	return capng_apply(CAPNG_SELECT_CAPS) == 0 ? 0 : -EPERM;
}
