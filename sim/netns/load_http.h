#ifndef NETNS_LOAD_HTTP_H
#define NETNS_LOAD_HTTP_H

#include "anycast/base.h"

/* As much HTTP as a client load needs. */

struct load_url {
	char host[256]; /* without brackets */
	char port[6];
	char path[512]; /* from "/" on */
};

/** load_url_parse() - read "https://HOST[:PORT][/PATH]". Return: whether it is one */
bool load_url_parse(const char *text, struct load_url *out);

#define LOAD_HEAD_MAX 8192

struct load_head {
	size_t n;       /* octets up to and with the empty line */
	int status;     /* 100..599 */
	int64_t length; /* Content-Length, -1: to the end of the connection */
};

enum load_head_state {
	LOAD_HEAD_MORE,
	LOAD_HEAD_WHOLE,
	LOAD_HEAD_BAD,
};

/**
 * load_head_parse() - read the head of a response
 * @octets: what has come so far
 * @out: set when whole
 */
enum load_head_state load_head_parse(struct bytes octets, struct load_head *out);

#endif
