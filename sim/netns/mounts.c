#include "sim/netns/mounts.h"

#include "sim/netns/lab.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* Mount what an O_PATH descriptor holds, with all below it, onto @target. */
static int fd_bind(int fd, const char *target)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return mount(path, target, NULL, MS_BIND | MS_REC, NULL) < 0 ? -errno : 0;
}

static int folder_make(const char *path, const struct mounts *mounts)
{
	if (mkdir(path, 0755) < 0 || chown(path, mounts->owner, mounts->group) < 0)
		return -errno;
	return 0;
}

/* Show a folder of the host at @target: itself, or copies of the named files. */
static int folder_show(const struct mounts *mounts, int folder, const char *target,
		       const struct copies *files)
{
	int error, to;

	if (folder < 0)
		return 0;
	if (!mounts->may_copy || !copies_are_needed(folder, files))
		return fd_bind(folder, target);
	to = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (to < 0)
		return -errno;
	error = copies_make(folder, to, files);
	close(to);
	return error;
}

/* The private /run with LAB_FOLDER and in it the two folders that are held by descriptors. */
static int run_mount(const struct mounts *mounts, int programs, int folder)
{
	char options[96];
	int error;

	snprintf(options, sizeof(options), "mode=755,uid=%u,gid=%u", mounts->owner, mounts->group);
	if (mount("anycast-lab", "/run", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
		return -errno;
	error = folder_make(LAB_FOLDER, mounts);
	if (error == 0)
		error = folder_make(MOUNTS_PROGRAMS, mounts);
	if (error == 0)
		error = folder_make(MOUNTS_FOLDER, mounts);
	if (error == 0)
		error = folder_show(mounts, programs, MOUNTS_PROGRAMS, &mounts->program_files);
	if (error == 0)
		error = folder_show(mounts, folder, MOUNTS_FOLDER, &mounts->folder_files);
	return error;
}

/* All the host has, but /proc: while that is read-only, the kernel refuses the lab one of its own
 * that is not. It is covered soon. */
static int host_protect(void)
{
	struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
	struct mount_attr writable = {.attr_clr = MOUNT_ATTR_RDONLY};

	if (mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &read_only, sizeof(read_only)) < 0)
		return -errno;
	mount_setattr(AT_FDCWD, "/proc", 0, &writable, sizeof(writable));
	return 0;
}

int mounts_host(const struct mounts *mounts)
{
	int programs, folder = -1, error;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	programs = open(mounts->programs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (programs < 0)
		return -errno;
	if (mounts->folder != NULL)
		folder = open(mounts->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (mounts->folder != NULL && folder < 0)
		error = -errno;
	else
		error = host_protect();
	if (error == 0)
		error = run_mount(mounts, programs, folder);
	close(programs);
	if (folder >= 0)
		close(folder);
	return error;
}

static int tmpfs_mount(const char *path)
{
	const int error = mount("anycast-lab", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");

	return error < 0 && errno != ENOENT ? -errno : 0;
}

int mounts_lab(void)
{
	int error;

	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return -errno;
	error = tmpfs_mount("/tmp");
	if (error == 0)
		error = tmpfs_mount("/var/tmp");
	if (error == 0)
		error = tmpfs_mount("/dev/shm");
	return error;
}

static int node_mount(const char *hosts)
{
	int lab = open(LAB_FOLDER, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int error;

	if (lab < 0)
		return -errno;
	error = mount("anycast-node", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") < 0
			? -errno
			: 0;
	if (error == 0 && mkdir(LAB_FOLDER, 0755) < 0)
		error = -errno;
	if (error == 0)
		error = fd_bind(lab, LAB_FOLDER);
	close(lab);
	if (error == 0)
		error = tmpfs_mount("/tmp");
	if (error == 0 && mount(hosts, "/etc/hosts", NULL, MS_BIND, NULL) < 0 && errno != ENOENT)
		error = -errno;
	return error;
}

int mounts_node(const char *hosts, int home)
{
	int error, fd = -1;

	if (unshare(CLONE_NEWNS) < 0)
		return -errno;
	error = node_mount(hosts);
	if (error == 0) {
		fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			error = -errno;
	}
	if (setns(home, CLONE_NEWNS) < 0 && error == 0)
		error = -errno;
	if (error != 0 && fd >= 0)
		close(fd);
	return error != 0 ? error : fd;
}
