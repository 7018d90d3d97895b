#ifndef SHELL_ADDRESS_STATE_H
#define SHELL_ADDRESS_STATE_H

#include "anycast/announcer.h"

/*
 * The addresses we have added, remembered across a crash (ADDR-08): a file written before an
 * address is added, so that there is none of ours it does not name. A line is "BOOT NETNS IFINDEX
 * ADDRESS/LENGTH"; lines of another boot or network namespace mean nothing.
 */

#define ADDRESS_STATE_MAX     64
#define ADDRESS_STATE_ID_SIZE 40

struct address_record {
	unsigned int ifindex;
	struct prefix prefix;
};

struct address_state {
	char path[256];                   /* "": nothing is kept */
	char boot[ADDRESS_STATE_ID_SIZE]; /* the kernel's boot id */
	uint64_t netns;                   /* inode of the network namespace */
	struct address_record at[ADDRESS_STATE_MAX];
	size_t n;
};

/** address_state_parse() - take the records of this boot and namespace out of @n octets of hostile
 * @text; what is no record is passed over */
void address_state_parse(struct address_state *state, const char *text, size_t n);

/**
 * address_state_load() - find out where we are and read the file, if there is one
 * @path: or NULL: /run/anycastd/addresses.<namespace>
 *
 * Return: 0, or -errno when the file is there and cannot be read.
 */
int address_state_load(struct address_state *state, const char *path);

bool address_state_has(const struct address_state *state, unsigned int ifindex,
		       const struct prefix *prefix);
/** address_state_add() - remember, on disk before return. Return: 0, or -errno; it is remembered in
 * memory all the same */
int address_state_add(struct address_state *state, unsigned int ifindex,
		      const struct prefix *prefix);
/** address_state_remove() - forget. Return: 0, or -errno */
int address_state_remove(struct address_state *state, unsigned int ifindex,
			 const struct prefix *prefix);

#endif
