#ifndef SHELL_WORLD_H
#define SHELL_WORLD_H

#include "anycast/io.h"
#include "support/loop.h"
#include "support/note.h"

/* What every part of the shell has of the node it belongs to. Borrowed for the life of the part. */
struct world {
	struct loop *loop;
	const struct note_sink *notes;
	/* Hand an event to the role, now or, from inside a step, later; .at and .wall_s are filled
	 * in. What it points to is borrowed until return, but texts, which must be static. */
	void (*event)(void *arg, struct io_event *event);
	void *arg;
};

static inline void world_event(const struct world *world, struct io_event *event)
{
	world->event(world->arg, event);
}

#endif
