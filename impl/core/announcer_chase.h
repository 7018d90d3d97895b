#ifndef CORE_ANNOUNCER_CHASE_H
#define CORE_ANNOUNCER_CHASE_H

#include "anycast/io.h"

/* After a change of the certificate file: waiting for the server to serve it. */
struct announcer_chase {
	struct instant until;
	int64_t delay_ns;             /* to the next look */
	uint8_t leaf[IO_DIGEST_SIZE]; /* what is waited for */
};

void announcer_chase_init(struct announcer_chase *chase);
/** announcer_chase_begin() - @event is CERTIFICATE: wait for what it tells, @limit_ns at most */
void announcer_chase_begin(struct announcer_chase *chase, const struct io_event *event,
			   int64_t limit_ns);
/**
 * announcer_chase_probed() - @event is PROBED: end the wait if it saw the new certificate
 * @delay_max_ns: longest time to the next look
 *
 * Return: when to look again; INSTANT_NEVER when nothing is waited for.
 */
struct instant announcer_chase_probed(struct announcer_chase *chase, const struct io_event *event,
				      int64_t delay_max_ns);

#endif
