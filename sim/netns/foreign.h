#ifndef NETNS_FOREIGN_H
#define NETNS_FOREIGN_H

#include "sim/netns/lab.h"

/* How much of the machine's CPUs others use while a scenario runs: evidence for or against a missed
 * limit. Sampled twice a second, emitted as TRACE_LOAD. */

struct foreign;

/** foreign_new() - begin; NULL without memory */
struct foreign *foreign_new(struct lab *lab);
void foreign_free(struct foreign *foreign);

/** foreign_busy() - Return: ticks not idle of the first line of @stat (/proc/stat), -1 when it is
 * not one */
int64_t foreign_busy(const char *stat);
/** foreign_own() - Return: ticks of one process and its reaped children from @stat
 * (/proc/PID/stat), 0 when it cannot be read */
int64_t foreign_own(const char *stat);

#endif
