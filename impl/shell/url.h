#ifndef SHELL_URL_H
#define SHELL_URL_H

#include "anycast/base.h"

/* "scheme://user@host:port/…": the two parts the shell needs. Hostile text; never more than split.
 */

/** url_host() - write the host, brackets of an IPv6 literal taken off. Return: false when there is
 * none that fits @n_out */
bool url_host(const char *url, char *out, size_t n_out);

/** url_port() - Return: the port; @otherwise when none is given; 0 when what is given is none */
uint16_t url_port(const char *url, uint16_t otherwise);

#endif
