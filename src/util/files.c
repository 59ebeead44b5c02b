// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/files.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <errno.h>
#include <poll.h>
#include <stdio_ext.h>
#include <sys/resource.h>

/* More than a process has open besides. */
#define OTHERS 256

int files_room(u32 n)
{
	const rlim_t want = (rlim_t)n + OTHERS;
	struct rlimit l, more;

	if (getrlimit(RLIMIT_NOFILE, &l))
		return -errno;
	if (l.rlim_cur >= want)
		return 0;
	more = (struct rlimit){want, l.rlim_max > want ? l.rlim_max : want};
	if (!setrlimit(RLIMIT_NOFILE, &more)) /* above what was the most, root may */
		return 0;
	if (l.rlim_cur == l.rlim_max)
		return -errno;
	l.rlim_cur = l.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &l) ? -errno : 0;
}

bool files_reader_gone(FILE *f)
{
	struct pollfd fd = {.fd = fileno(f)};

	return poll(&fd, 1, 0) > 0 && fd.revents & (POLLERR | POLLHUP);
}

void files_told(FILE *f)
{
	__fpurge(f);
	clearerr(f);
}

int file_cgroup_id(const char *path, u64 *id)
{
	struct {
		struct file_handle head;
		u64 id;
	} h = {.head.handle_bytes = sizeof(u64)};
	struct statfs fs;
	struct stat st;
	int mount;

	if (stat(path, &st) || statfs(path, &fs))
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	*id = st.st_ino;
	if (fs.f_type == CGROUP2_SUPER_MAGIC &&
	    !name_to_handle_at(AT_FDCWD, path, &h.head, &mount, 0) &&
	    h.head.handle_bytes == sizeof(u64))
		memcpy(id, h.head.f_handle, sizeof(*id));
	return 0;
}
