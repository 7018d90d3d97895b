#ifndef NETNS_PKI_H
#define NETNS_PKI_H

#include "anycast/base.h"
#include "sim/netns/lab.h"

/*
 * The lab's certificate authority. Every node has a serial number of its own, kept over reissues:
 * it tells who answered a client, whatever program serves there.
 */

#define PKI_CERTIFICATE "cert.pem" /* in the node's folder: the leaf; its issuer is the root */
#define PKI_KEY         "key.pem"  /* 0600 */
#define PKI_CA          "ca.pem"   /* what clients trust; also in the lab's folder */
#define PKI_SERIAL_SIZE 8

/**
 * pki_open() - make the authority of @lab, into @lab->pki, and LAB_FOLDER/ca.pem
 *
 * Return: 0, or -errno (-EIO when OpenSSL refuses).
 */
int pki_open(struct lab *lab);
void pki_close(struct lab *lab);

/**
 * pki_issue() - write certificate, key and CA into @node's folder, each replaced by rename
 * @kind:  good: for the service's host name and the node's; wrong-san: the node's only; expired,
 *         not-yet: good but for the dates
 * @cause: receives the time just before the certificate was put in place; or NULL
 *
 * Return: 0, or -errno.
 */
int pki_issue(struct lab *lab, size_t node, enum topo_certificate kind, struct instant *cause);

/** pki_node() - Return: the node that @serial was issued to, or TOPO_NONE */
size_t pki_node(const struct lab *lab, struct bytes serial);

#endif
