// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of constants.def. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "types/cdecl.h"

#define C(name)        {#name, (s64)(name)},
#define K(name, value) {#name, (s64)(value)},

static const struct constant {
	const char *name;
	s64 value;
} constants[] = {
#include "types/constants.def"
};

int types_constant(const char *name, s64 *value)
{
	for (size_t i = 0; i < ARRAY_LEN(constants); i++) {
		if (strcmp(constants[i].name, name) == 0) {
			*value = constants[i].value;
			return 0;
		}
	}
	return -ENOENT;
}
