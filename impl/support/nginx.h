#ifndef SUPPORT_NGINX_H
#define SUPPORT_NGINX_H

#include "anycast/base.h"

#include <stdio.h>

/*
 * The configuration of a stock nginx that serves HTTPS for a node. It is to be started in the
 * foreground: nginx -e stderr -p FOLDER -c FILE. It answers once it has written "start worker
 * process" to standard error; its pid file is there once its ports are open.
 */

#define NGINX_PORTS_MAX 8

struct nginx_options {
	const char *folder; /* absolute, writable, its own: pid file, temporary files */
	const uint16_t *ports;
	size_t n_ports;
	bool no_v6;              /* the kernel has no IPv6: listen on 0.0.0.0 alone */
	const char *certificate; /* PEM files */
	const char *key;
	bool each_handshake;  /* read both anew for each client: a new certificate counts at
				 once, without a reload. Workers stay root to read the key */
	const char *root;     /* folder to serve; or NULL: */
	const char *answer;   /* … every request is answered 200 with this line */
	unsigned int workers; /* 0: one */
};

/**
 * nginx_render() - write the configuration
 *
 * Return: 0; -EINVAL when a text cannot stand in an nginx file (control characters, quotes, '$');
 * or another -errno of @out.
 */
int nginx_render(const struct nginx_options *options, FILE *out);

#endif
