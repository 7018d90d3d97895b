#ifndef TRACE_WORLD_H
#define TRACE_WORLD_H

#include "sim/trace/event.h"

/*
 * What is true in the lab now: the latest facts of the events fed in. Each fact knows since when it
 * has been as it is and by which event; an event that says nothing new changes neither.
 */

#define WORLD_FACTS_MAX 65536 /* of each sort; what is more is counted and forgotten */

struct world_since {
	struct instant at;
	size_t number;
};

struct world_route {
	size_t node;
	struct prefix prefix;
	size_t via[TRACE_WAYS_MAX];
	size_t n_via; /* 0: gone */
	struct world_since since;
};

struct world_address {
	size_t node;
	struct prefix prefix;
	char device[16];
	bool present;
	bool usable;
	struct world_since since;
};

struct world_session {
	size_t a, b; /* a < b */
	enum topo_session_state state;
	struct world_since since;
};

/* Of nodes and links there are few; they are kept for whoever shows the state. */
struct world_process {
	size_t node;
	char program[24];
	enum trace_process_state state;
	pid_t pid;
	int code;
	struct world_since since;
};

struct world_link {
	size_t node;
	char device[16];
	bool up;
	bool removed;
	struct world_since since;
};

struct world_client {
	size_t node;
	uint64_t n_requests, n_answers;
	size_t served_by; /* of the latest answer */
	int status;
	struct world_since since; /* of the present run of answers alike */
};

struct world;

/** world_new() - a world in which nothing is known. Return: NULL without memory */
struct world *world_new(const struct topo *topo);
void world_free(struct world *world);

enum world_change {
	WORLD_SAME,     /* nothing new, or of a kind the world keeps nothing of */
	WORLD_CHANGED,  /* a fact is another one now */
	WORLD_APPEARED, /* a route or address that was not there is */
	WORLD_GONE,     /* a route or address that was there is not */
};

/** world_event() - take an event in. Return: what it changed */
enum world_change world_event(struct world *world, size_t number, const struct trace_event *event);

/* Each of these returns NULL while nothing is known. */
const struct world_route *world_route(const struct world *world, size_t node,
				      const struct prefix *prefix);
/** world_address() - @prefix on any device of @node, the present one first; at full length the
 * address alone is compared */
const struct world_address *world_address(const struct world *world, size_t node,
					  const struct prefix *prefix);
const struct world_session *world_session(const struct world *world, size_t a, size_t b);
const struct world_process *world_process(const struct world *world, size_t node,
					  const char *program);
const struct world_link *world_link(const struct world *world, size_t node, const char *device);
const struct world_client *world_client(const struct world *world, size_t node);

/** world_lost() - how many facts did not fit */
size_t world_lost(const struct world *world);

/** world_address_like() - whether address @wanted (full length: any length) is @seen */
bool world_address_like(const struct prefix *wanted, const struct prefix *seen);

#endif
