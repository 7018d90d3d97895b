#include "sim/netns/diag.h"
#include "sim/netns/fault_kernel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool diag_holds(const struct diag_search *search, const struct inet_diag_msg *found)
{
	for (size_t i = 0; i < search->n; i++) {
		if (memcmp(search->finds[i].id.idiag_cookie, found->id.idiag_cookie,
			   sizeof(found->id.idiag_cookie)) == 0)
			return true;
	}
	return false;
}

static int connections_break(int fd, struct diag_search *search, struct instant *cause)
{
	struct diag_search after = *search;
	int error = diag_find(fd, search);

	if (!error && search->n == 0)
		error = -ENOTCONN;
	*cause = now_mono();
	for (size_t i = 0; i < search->n && !error; i++)
		error = diag_destroy(fd, &search->finds[i]);
	/* New connections may be there already; the old ones must not. */
	if (!error)
		error = diag_find(fd, &after);
	for (size_t i = 0; i < search->n && !error; i++)
		error = diag_holds(&after, &search->finds[i]) ? -EIO : 0;
	return error;
}

int fault_session(struct lab *lab, size_t node, size_t peer, struct instant *cause)
{
	struct diag_search search = {.topo = lab->topo, .peer = peer, .states = DIAG_ANY};
	const bool swap = lab->topo->nodes[node].kind != TOPO_KIND_BIRD &&
			  lab->topo->nodes[peer].kind == TOPO_KIND_BIRD;
	int fd, error;

	/* In the router's namespace, so that it is the router that loses its connection first. */
	if (swap)
		search.peer = node;
	*cause = now_mono();
	fd = diag_open(lab, swap ? peer : node);
	if (fd < 0)
		return fd;
	error = connections_break(fd, &search, cause);
	close(fd);
	return error;
}
