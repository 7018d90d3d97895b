#ifndef NETNS_CONTROL_H
#define NETNS_CONTROL_H

#include "sim/netns/lab.h"

/*
 * What a running lab is asked from outside, over connections that the front passes on:
 *
 *     {"do":"ps"}       ->  {"lab","phase","supervisor_pid","front_pid","nodes":[…]}
 *     {"do":"down"}     ->  the connection ends when the lab has
 *     {"do":"events"}   ->  {} and a descriptor with all events so far
 *     {"do":"follow"}   ->  the same; {"more":true} when the file behind it has grown
 *     {"do":"exec","node":…,"argv":[…],"term":…} with descriptors 0, 1, 2
 *                       ->  {"pid":…}, later {"exit":status}; meanwhile {"signal":n} is taken
 *
 * What cannot be done is answered by {"error":text}.
 */

struct control;

struct control_facts {
	const char *name;                /* of the lab */
	const char *phase;               /* "building", "up", "running", "stopping" */
	pid_t supervisor_pid, front_pid; /* as the host numbers them */
};

/**
 * control_new() - begin
 * @facts:   borrowed for life; may change
 * @on_down: called when the lab is asked to end
 *
 * Return: a control, or NULL without memory.
 */
struct control *control_new(struct lab *lab, const struct control_facts *facts,
			    void (*on_down)(void *arg), void *arg);
void control_free(struct control *control);
/** control_take() - serve the connection @fd, which is closed at its end */
void control_take(struct control *control, int fd);

#endif
