#ifndef NETNS_STREAMS_H
#define NETNS_STREAMS_H

/** streams_leave() - let go of standard input, output and error: a lab in the background has nobody
 * who waits for it, and must not hold anybody's pipes */
void streams_leave(void);

#endif
