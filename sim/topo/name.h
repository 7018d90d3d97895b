#ifndef TOPO_NAME_H
#define TOPO_NAME_H

#include "sim/topo/topo.h"

#include <stdio.h>

/** name_step() - write what @step does and expects in plain words: "kill c1; route 203.0.113.0/24
 * at r1 via c2" */
void name_step(const struct topo *topo, const struct topo_step *step, FILE *out);
/** name_fault() - write one fault: "link r1-c1 drop toward c1". Nothing for TOPO_FAULT_NONE */
void name_fault(const struct topo *topo, const struct topo_fault *fault, FILE *out);
/** name_expect() - write one expectation: "session r1-c1 established" */
void name_expect(const struct topo *topo, const struct topo_expect *expect, FILE *out);

#endif
