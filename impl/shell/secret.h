#ifndef SHELL_SECRET_H
#define SHELL_SECRET_H

#include "anycast/params.h"
#include "shell/tcp_socket.h"

/**
 * secret_read() - the TCP-MD5 key: Cache.Anycast.BGP.PasswordFile without its line's end, else
 * Cache.Anycast.BGP.Password
 * @out: TCP_SECRET_MAX + 1 octets; "" when there is none; never to be printed
 * @error: a sentence that says what to do, without the key, when false
 */
bool secret_read(const struct params *params, char out[static TCP_SECRET_MAX + 1], char *error,
		 size_t n_error);

#endif
