#ifndef NETNS_LAB_H
#define NETNS_LAB_H

#include "sim/topo/topo.h"
#include "sim/trace/timeline.h"
#include "support/loop.h"
#include "support/netlink.h"

/*
 * A running lab, as the supervisor sees it. Made by lab.c; the monitors, faults and verbs work on
 * it. Every node is a network namespace held by a descriptor; nothing has a name in the host.
 */

#define LAB_FOLDER \
	"/run/anycast-lab" /* a tmpfs of the lab's own mount namespace; nodes see it at the same \
			      path */
#define LAB_TLS_PORT 8443  /* where every cache and announcer node serves HTTPS */

struct lab_process; /* process.h */
struct lab_watch;   /* watch.h: rtnetlink monitor of one node */
struct lab_wire;    /* wire.h: captures */
struct lab_load;    /* load.h: running client loads */
struct lab_pki;     /* pki.h: the certificate authority */
struct lab_relay;   /* relay.h: links with a delay */

enum lab_state {
	LAB_STATE_IDLE, /* never started */
	LAB_STATE_STARTING,
	LAB_STATE_READY,
	LAB_STATE_STOPPING,
	LAB_STATE_ENDED,
};

struct lab_node {
	struct lab *lab;
	enum lab_state state;
	bool is_paused;
	bool was_killed;   /* and not started since: it could not clean up */
	bool starts_again; /* once it has ended */
	const struct topo_node *topo;
	int netns;       /* descriptor of its network namespace */
	char folder[64]; /* LAB_FOLDER/<name>: hosts, configuration, certificate, health file,
			    sockets */
	struct lab_process *process; /* its main program, NULL when it has none or is stopped */
	struct lab_process *server;  /* announcer nodes: the nginx beside it; else NULL */
	struct lab_watch *watch;
	struct netlink *netlink; /* a socket for requests, opened in the namespace */
	int mntns;               /* descriptor of its mount namespace; -1: bridges have none */
};

struct lab {
	const struct topo *topo;
	struct loop *loop;
	struct timeline *timeline;
	struct lab_node *nodes; /* topo->n_nodes of them */
	int home_netns;         /* the supervisor's own */
	bool rootless;          /* one id is mapped, not a range */
	struct lab_wire *wires; /* these three: NULL until opened */
	struct lab_load *loads;
	struct lab_pki *pki;
	struct lab_relay *relay;
	bool may_speak;                           /* routers are ready: announcers may connect */
	void (*on_state)(void *arg, size_t node); /* a node is ready or has ended */
	void *on_state_arg;
	struct lab_process *processes; /* process.h: all that run */
	int home_mntns;
	const char *host_folder; /* of the topology file, as the host sees it; NULL as below */
	const char *folder; /* of the topology file, as the lab sees it; NULL: read from standard
			       input */
};

/**
 * lab_enter() - make the calling thread's network namespace that of @node; lab_leave() goes back
 *
 * Sockets opened between the two stay in the node's namespace for life; nothing else may happen
 * between them. Return: 0, or -errno.
 */
int lab_enter(const struct lab *lab, size_t node);
void lab_leave(const struct lab *lab);

/** lab_say() - put a TRACE_LAB event of a printf format on the timeline; @node may be TOPO_NONE */
void lab_say(struct lab *lab, size_t node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** lab_is_router() - whether @kind forwards packets */
bool lab_is_router(enum topo_kind kind);

/** lab_router_of() - Return: the port of the router that @node's default route leads to: the first
 * BIRD beside it, else the first router; its own end goes to @mine (may be NULL); NULL: there is
 * none
 */
const struct topo_port *lab_router_of(const struct lab *lab, size_t node,
				      const struct topo_port **mine);

/** lab_port() - Return: the end of @link at @node, NULL when it has none */
const struct topo_port *lab_port(const struct lab *lab, size_t link, size_t node);

#endif
