// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Constants that headers #define, which scripts name after an #include: BTF does not have them.
 * Those of C's headers are the build's; the kernel's own are the same on every architecture.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sema/check.h"

struct macro {
	const char *name;
	s64 value;
};

#define M(name)             \
	{                   \
#name, name \
	}

/* Sorted by header, not by name: looked up once for each name in a script. */
static const struct macro macros[] = {
        M(AF_UNSPEC),
        M(AF_UNIX),
        M(AF_LOCAL),
        M(AF_INET),
        M(AF_INET6),
        M(AF_NETLINK),
        M(AF_PACKET),
        M(SOCK_STREAM),
        M(SOCK_DGRAM),
        M(SOCK_RAW),
        M(SOL_SOCKET),

        M(EPERM),
        M(ENOENT),
        M(ESRCH),
        M(EINTR),
        M(EIO),
        M(ENXIO),
        M(E2BIG),
        M(ENOEXEC),
        M(EBADF),
        M(ECHILD),
        M(EAGAIN),
        M(EWOULDBLOCK),
        M(ENOMEM),
        M(EACCES),
        M(EFAULT),
        M(EBUSY),
        M(EEXIST),
        M(EXDEV),
        M(ENODEV),
        M(ENOTDIR),
        M(EISDIR),
        M(EINVAL),
        M(ENFILE),
        M(EMFILE),
        M(ENOTTY),
        M(EFBIG),
        M(ENOSPC),
        M(ESPIPE),
        M(EROFS),
        M(EMLINK),
        M(EPIPE),
        M(ERANGE),
        M(EDEADLK),
        M(ENAMETOOLONG),
        M(ENOSYS),
        M(ENOTEMPTY),
        M(ELOOP),
        M(ENODATA),
        M(ETIME),
        M(EPROTO),
        M(EOVERFLOW),
        M(ENOTSOCK),
        M(EMSGSIZE),
        M(EOPNOTSUPP),
        M(EADDRINUSE),
        M(EADDRNOTAVAIL),
        M(ENETDOWN),
        M(ENETUNREACH),
        M(ECONNABORTED),
        M(ECONNRESET),
        M(ENOBUFS),
        M(EISCONN),
        M(ENOTCONN),
        M(ETIMEDOUT),
        M(ECONNREFUSED),
        M(EHOSTUNREACH),
        M(EALREADY),
        M(EINPROGRESS),
        M(ESTALE),
        M(ECANCELED),

        M(SIGHUP),
        M(SIGINT),
        M(SIGQUIT),
        M(SIGILL),
        M(SIGTRAP),
        M(SIGABRT),
        M(SIGBUS),
        M(SIGFPE),
        M(SIGKILL),
        M(SIGUSR1),
        M(SIGSEGV),
        M(SIGUSR2),
        M(SIGPIPE),
        M(SIGALRM),
        M(SIGTERM),
        M(SIGCHLD),
        M(SIGCONT),
        M(SIGSTOP),

        M(O_RDONLY),
        M(O_WRONLY),
        M(O_RDWR),
        M(O_ACCMODE),
        M(O_CREAT),
        M(O_EXCL),
        M(O_TRUNC),
        M(O_APPEND),
        M(O_NONBLOCK),
        M(O_DIRECTORY),
        M(O_CLOEXEC),
        M(O_DIRECT),
        M(O_SYNC),
        M(AT_FDCWD),
        M(S_IFMT),
        M(S_IFSOCK),
        M(S_IFLNK),
        M(S_IFREG),
        M(S_IFBLK),
        M(S_IFDIR),
        M(S_IFCHR),
        M(S_IFIFO),

        M(PROT_READ),
        M(PROT_WRITE),
        M(PROT_EXEC),
        M(MAP_SHARED),
        M(MAP_PRIVATE),
        M(MAP_ANONYMOUS),
        M(MAP_FIXED),

        {"TASK_RUNNING", 0},
        {"TASK_INTERRUPTIBLE", 1},
        {"TASK_UNINTERRUPTIBLE", 2},
        {"PF_KTHREAD", 0x200000},
        {"NSEC_PER_SEC", 1000000000},
        {"NSEC_PER_MSEC", 1000000},
        {"NSEC_PER_USEC", 1000},
        {"USEC_PER_SEC", 1000000},
        {"MSEC_PER_SEC", 1000},
        {"TASK_COMM_LEN", 16},
        {"PATH_MAX", 4096},
        {"NAME_MAX", 255},
        {"MINORBITS", 20},

        {"INT8_MIN", INT8_MIN},
        {"INT8_MAX", INT8_MAX},
        {"UINT8_MAX", UINT8_MAX},
        {"INT16_MIN", INT16_MIN},
        {"INT16_MAX", INT16_MAX},
        {"UINT16_MAX", UINT16_MAX},
        {"INT32_MIN", INT32_MIN},
        {"INT32_MAX", INT32_MAX},
        {"UINT32_MAX", UINT32_MAX},
        {"INT64_MIN", INT64_MIN},
        {"INT64_MAX", INT64_MAX},
        {"INT_MIN", INT32_MIN},
        {"INT_MAX", INT32_MAX},
        {"UINT_MAX", UINT32_MAX},
        {"NULL", 0},
};

int macro_value(const char *name, s64 *value)
{
	for (size_t i = 0; i < ARRAY_LEN(macros); i++) {
		if (strcmp(macros[i].name, name) == 0) {
			*value = macros[i].value;
			return 0;
		}
	}
	return -ENOENT;
}
