#include "sim/netns/leftovers.h"

#include "sim/netns/process.h"
#include "sim/netns/program.h"

#include <linux/if_addr.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* What has been told to end is not left behind; the kernel needs a moment to take it away. */
#define ENDING_MS 500

struct search {
	const struct lab *lab;
	size_t node;
	char *out;
	size_t n_out;
};

static void found(struct search *search, const char *what)
{
	const size_t used = strlen(search->out);

	snprintf(search->out + used, search->n_out - used, "%s%s on %s", used > 0 ? ", " : "", what,
		 search->lab->topo->nodes[search->node].name);
}

/* The file itself has put it there. */
static bool is_bound(const struct topo_node *node, const struct ip *ip)
{
	for (size_t i = 0; i < node->n_bound; i++) {
		if (ip_equal(&node->bound[i].ip, ip))
			return true;
	}
	return false;
}

static void address_take(struct nlmsghdr *hdr, void *arg)
{
	struct search *search = arg;
	const struct ifaddrmsg *message = nlmsg_data(hdr);
	struct nlattr *attrs[IFA_MAX + 1], *attr;
	struct ip ip = {.family = message->ifa_family == AF_INET ? IP_V4 : IP_V6};
	char text[IP_TEXT_SIZE];

	if (nlmsg_parse(hdr, sizeof(*message), attrs, IFA_MAX, NULL) < 0)
		return;
	attr = attrs[IFA_LOCAL] != NULL ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS];
	if (attr == NULL || (size_t)nla_len(attr) > sizeof(ip.octets))
		return;
	memcpy(ip.octets, nla_data(attr), (size_t)nla_len(attr));
	if (topo_has_address(search->lab->topo, &ip) &&
	    !is_bound(&search->lab->topo->nodes[search->node], &ip))
		found(search, ip_format(&ip, text));
}

static void addresses_search(struct search *search)
{
	struct netlink *nl = search->lab->nodes[search->node].netlink;
	struct ifaddrmsg all = {.ifa_family = AF_UNSPEC};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETADDR, 0);

	if (msg == NULL || nlmsg_append(msg, &all, sizeof(all), NLMSG_ALIGNTO) != 0 ||
	    netlink_dump(nl, msg, address_take, search) != 0)
		found(search, "unreadable addresses");
	nlmsg_free(msg);
}

/* Whether somebody looks into the node through `exec`; that is no leftover. */
static bool is_visited(const struct lab *lab, size_t node)
{
	const struct lab_process *process = NULL;

	while ((process = process_next(lab, process)) != NULL) {
		if (process_node(process) == node && process_program(process)[0] == '\0')
			return true;
	}
	return false;
}

void leftovers_find(struct lab *lab, char *out, size_t n_out)
{
	struct search search = {.lab = lab, .out = out, .n_out = n_out};

	out[0] = '\0';
	for (size_t i = 0; i < lab->topo->n_nodes; i++) {
		search.node = i;
		if (lab->nodes[i].process != NULL || lab->nodes[i].server != NULL)
			found(&search, "a program that does not stop");
		else if (!is_visited(lab, i) && !program_await_all(lab, i, ENDING_MS))
			found(&search, "a process");
		if (!lab->nodes[i].was_killed)
			addresses_search(&search);
	}
}
