// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/files.h"

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
