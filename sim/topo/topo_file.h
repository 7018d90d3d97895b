#ifndef TOPO_TOPO_FILE_H
#define TOPO_TOPO_FILE_H

#include "sim/topo/topo.h"
#include "support/arena.h"

/* A topology and the memory it lives in. */
struct topo_file {
	struct topo topo; /* first, so that topo_free() finds the rest */
	struct arena arena;
};

#endif
