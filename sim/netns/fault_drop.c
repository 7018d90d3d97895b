#include "sim/netns/fault_drop.h"

#include "sim/netns/nft.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

/* One chain of policy drop and no rules for each end of a link that loses frames. */
struct drop {
	size_t node;        /* whose namespace holds it */
	const char *device; /* on which it hooks */
	char chain[32];
};

static struct drop drop_at(const struct topo_link *link, size_t index, int end, const char *hook)
{
	struct drop drop = {.node = link->ends[end].node, .device = link->ends[end].device};

	snprintf(drop.chain, sizeof(drop.chain), "%s_%zu_%d", hook, index, end);
	return drop;
}

/* The name goes into a command: nothing but what a device of the plan is made of. */
static bool device_plain(const char *device)
{
	return device[0] != '\0' &&
	       device[strspn(device, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789._-")] == '\0';
}

/* Recent kernels take a hook on a device that does not exist (yet): that hits nothing. */
static int device_check(const struct lab *lab, const struct drop *drop)
{
	int error = lab_enter(lab, drop->node);

	if (error)
		return error;
	error = if_nametoindex(drop->device) == 0 ? -ENODEV : 0;
	lab_leave(lab);
	return error;
}

static int drop_set(const struct lab *lab, const struct drop *drop, const char *hook,
		    struct instant *cause)
{
	char commands[320];
	int error;

	if (!device_plain(drop->device))
		return -EINVAL;
	error = device_check(lab, drop);
	if (error)
		return error;
	snprintf(commands, sizeof(commands),
		 "add table netdev " NFT_TABLE "\n"
		 "add chain netdev " NFT_TABLE " %s { type filter hook %s device \"%s\" "
		 "priority 0; policy drop; }\n",
		 drop->chain, hook, drop->device);
	return nft_run(lab, drop->node, commands, cause);
}

static int drop_clear(const struct lab *lab, const struct drop *drop, struct instant *cause)
{
	char commands[160];

	if (!nft_chain_present(lab, drop->node, "netdev", drop->chain))
		return 0;
	snprintf(commands, sizeof(commands), "delete chain netdev " NFT_TABLE " %s\n", drop->chain);
	return nft_run(lab, drop->node, commands, cause);
}

/*
 * Frames that leave @end are lost: as they leave, or, with a kernel before 5.16, as they come in at
 * the other end (where a capture has seen them already).
 */
static int end_mute(const struct lab *lab, size_t index, int end, struct instant *cause)
{
	const struct topo_link *link = &lab->topo->links[index];
	struct drop drop = drop_at(link, index, end, "egress");
	int error = drop_set(lab, &drop, "egress", cause);

	if (error == -EOPNOTSUPP) {
		drop = drop_at(link, index, 1 - end, "ingress");
		error = drop_set(lab, &drop, "ingress", cause);
	}
	if (!error && !nft_chain_present(lab, drop.node, "netdev", drop.chain))
		error = -EIO;
	return error;
}

static int end_heal(const struct lab *lab, size_t index, int end, struct instant *cause)
{
	static const char *const hooks[] = {"egress", "ingress"};
	int error = 0;

	for (int i = 0; i < 2 && !error; i++) {
		const struct drop drop = drop_at(&lab->topo->links[index], index, end, hooks[i]);

		error = drop_clear(lab, &drop, cause);
	}
	return error;
}

int fault_link_drop(struct lab *lab, size_t link, size_t toward, bool on, struct instant *cause)
{
	const struct topo_port *ends = lab->topo->links[link].ends;
	struct instant first = INSTANT_NEVER;
	int error = 0;

	*cause = now_mono();
	for (int end = 0; end < 2 && !error; end++) {
		struct instant at = INSTANT_NEVER;

		if (!on)
			error = end_heal(lab, link, end, &at);
		else if (toward == TOPO_NONE || toward != ends[end].node)
			error = end_mute(lab, link, end, &at);
		first = instant_min(first, at);
	}
	/* With nothing to do the time of asking stands. */
	if (first.ns != INSTANT_NEVER.ns)
		*cause = first;
	if (on && error)
		fault_link_drop(lab, link, TOPO_NONE, false, &first);
	return error;
}

/*
 * Connections of a node to itself come in through lo, whichever device has the address, and nobody
 * else's do. Every write ends in a segment with PSH; the handshake and its ACKs have none: so a
 * connection is accepted and nothing said on it arrives. Healed, TCP's retransmissions go through.
 */
static const char *probe_rule(enum topo_probe probe)
{
	return probe == TOPO_PROBE_MUTE ? "tcp flags & psh == psh drop" : "reject with tcp reset";
}

int fault_probe(struct lab *lab, size_t node, enum topo_probe probe, struct instant *cause)
{
	char commands[512];
	int error;

	*cause = now_mono();
	if (probe == TOPO_PROBE_GOOD) {
		if (!nft_chain_present(lab, node, "inet", "probe"))
			return 0;
		return nft_run(lab, node, "delete chain inet " NFT_TABLE " probe\n", cause);
	}
	snprintf(commands, sizeof(commands),
		 "add table inet " NFT_TABLE "\n"
		 "add chain inet " NFT_TABLE " probe { type filter hook input priority 0; }\n"
		 "flush chain inet " NFT_TABLE " probe\n"
		 "add rule inet " NFT_TABLE " probe iif lo tcp dport %d %s\n",
		 LAB_TLS_PORT, probe_rule(probe));
	error = nft_run(lab, node, commands, cause);
	if (!error && !nft_chain_present(lab, node, "inet", "probe"))
		error = -EIO;
	return error;
}
