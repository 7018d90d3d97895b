#ifndef NETNS_LOAD_LINE_H
#define NETNS_LOAD_LINE_H

#include "anycast/ip.h"

/* What `anycast-lab load` prints of each finished request: one line of JSON. */

#define LOAD_LINE_MAX   512
#define LOAD_SERIAL_MAX 20
#define LOAD_ERROR_MAX  95

struct load_answer {
	uint64_t number; /* from 1 */
	struct instant started, ended;
	bool answered;
	bool retried;
	int status;                      /* HTTP; 0: not answered */
	uint8_t serial[LOAD_SERIAL_MAX]; /* of the certificate that answered */
	size_t n_serial;                 /* 0: none */
	enum ip_family family;
	char error[LOAD_ERROR_MAX + 1]; /* "": none; of the last attempt */
};

/** load_line_format() - write @answer as one line with its newline. Return: its length, 0 when it
 * did not fit */
size_t load_line_format(const struct load_answer *answer, char out[static LOAD_LINE_MAX]);

/** load_line_parse() - read such a line. Return: whether it is one; @out is untouched when not */
bool load_line_parse(const char *line, struct load_answer *out);

#endif
