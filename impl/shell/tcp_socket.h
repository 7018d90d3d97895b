#ifndef SHELL_TCP_SOCKET_H
#define SHELL_TCP_SOCKET_H

#include "anycast/ip.h"

#include <sys/socket.h>

/* A TCP socket as a BGP session wants it, and what the kernel says about it. */

struct tcp_peer {
	struct ip address;
	uint16_t port;
	struct ip local;    /* source address, or IP_NONE: the kernel's choice */
	const char *secret; /* TCP-MD5 key, or NULL; never printed */
};

#define TCP_SECRET_MAX 80 /* TCP_MD5SIG_MAXKEYLEN */

/** sockaddr_from_ip() - write @ip and @port as a sockaddr. Return: its length, 0 for IP_NONE */
socklen_t sockaddr_from_ip(const struct ip *ip, uint16_t port, struct sockaddr_storage *out);
/** ip_from_sockaddr() - the address in @sa, IP_NONE when it is of another family */
struct ip ip_from_sockaddr(const struct sockaddr *sa);

/**
 * tcp_socket() - a non-blocking socket that is connecting to @peer
 *
 * TCP_NODELAY and DSCP CS6 (BGP-TCP-10), the key set before the SYN and never left out
 * (BGP-MD5-02, 05), TTL 255 so that routers with RFC 5082 accept us.
 *
 * Return: the descriptor (the connect may be under way), or -errno; @local_fault tells whether
 * this host refused.
 */
int tcp_socket(const struct tcp_peer *peer, bool *local_fault);

/**
 * tcp_socket_acks() - have acknowledgements reported on the error queue, counted from the octets
 * written so far; to be called once connected, before anything is written
 *
 * Return: 0, or -errno.
 */
int tcp_socket_acks(int fd);

/**
 * tcp_socket_write() - write as much of @data as the kernel takes
 * @want_ack: report the acknowledgement of the last octet taken
 *
 * Return: octets taken (0: none for now), or -errno.
 */
ssize_t tcp_socket_write(int fd, struct bytes data, bool want_ack);

/**
 * tcp_socket_acked() - take one report off the error queue
 * @last: offset of the octet that was acknowledged, modulo 2^32
 *
 * Return: 1 when there was one; 0 when the queue is empty; -errno.
 */
int tcp_socket_acked(int fd, uint32_t *last);

#endif
