#ifndef NETNS_NFT_H
#define NETNS_NFT_H

#include "sim/netns/lab.h"

#define NFT_TABLE "anycast_lab" /* the lab's own table, in whatever family */

/**
 * nft_run() - carry out nft commands in @node's namespace, all or none of them
 * @commands: one a line, as in a file for `nft -f`; no part of it may come from a file unchecked
 * @cause: receives the time just before; NULL is fine
 *
 * Return: 0; -EOPNOTSUPP when the kernel lacks a hook or an expression; -ENODEV when a device is
 * missing; -EIO when nft refuses otherwise.
 */
int nft_run(const struct lab *lab, size_t node, const char *commands, struct instant *cause);

/** nft_chain_present() - ask the kernel whether @node has @chain in the table of @family */
bool nft_chain_present(const struct lab *lab, size_t node, const char *family, const char *chain);

#endif
