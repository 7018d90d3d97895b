#ifndef NETNS_MOUNTS_H
#define NETNS_MOUNTS_H

#include "sim/netns/copies.h"

/*
 * What the lab sees of the file system: the host's, read-only, with private /run, /tmp and /proc.
 * The project's programs and the topology's folder are bound below LAB_FOLDER, so that no folder
 * above them need be open to the lab's ids; what is closed itself is copied, file by file as named.
 */

#define MOUNTS_PROGRAMS "/run/anycast-lab/.bin"
#define MOUNTS_FOLDER   "/run/anycast-lab/.folder"

struct mounts {
	const char *programs;        /* folder of the project's programs */
	struct copies program_files; /* in it */
	const char *folder;          /* of the topology file, or NULL */
	struct copies folder_files;  /* that the topology names */
	bool may_copy;               /* the caller is the host's root, the lab's ids are others */
	uid_t owner;                 /* of the private folders, in the ids of who calls */
	gid_t group;
};

/** mounts_host() - make the mount namespace of the calling process so. Return: 0 or -errno */
int mounts_host(const struct mounts *mounts);

/** mounts_lab() - what only root of the lab's own namespaces can mount: /proc, /tmp, … Return: 0 or
 * -errno */
int mounts_lab(void);

/**
 * mounts_node() - a mount namespace of one node: own /run (LAB_FOLDER stays in it), /tmp,
 * /etc/hosts
 * @hosts: file below LAB_FOLDER
 * @home:  descriptor of the mount namespace to be in afterwards
 *
 * Return: a descriptor of the namespace, or -errno.
 */
int mounts_node(const char *hosts, int home);

#endif
