#ifndef ANYCAST_SAN_H
#define ANYCAST_SAN_H

#include "anycast/io.h"

/* Does a leaf certificate carry the anycast host name (SAN-03..10)? Only subject alternative names
 * are ever looked at; the common name has no way in. */

/**
 * san_match() - whether any of @names covers @hostname
 * @hostname: NUL-terminated; a name, or an IP literal with or without brackets
 * @names: @n_names subject alternative names as the leaf shows them; hostile
 *
 * ASCII case is folded, no IDNA conversion. A wildcard counts only as the complete left-most label
 * and stands for exactly one label. An IP host is compared with IP names alone, IPv4-mapped equal
 * to IPv4.
 */
bool san_match(const char *hostname, const struct io_name *names, size_t n_names);

/** san_name_valid() - SAN-09 for one name without a wildcard: labels of letters, digits, '_' and
 * '-' (not first), none empty */
bool san_name_valid(struct bytes name);

#endif
