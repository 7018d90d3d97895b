#ifndef BIN_HOST_PID_H
#define BIN_HOST_PID_H

#include <jansson.h>

/**
 * host_pid_translate() - turn the pids of an answer to "ps" from the lab's numbers into those of
 * this PID namespace
 * @lab: the answer; what has ended meanwhile is left out
 */
void host_pid_translate(json_t *lab);

#endif
