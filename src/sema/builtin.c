// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of builtins. A new one is a row here and a rule in check_call.c. */
#include "sema/builtin.h"

#include <string.h>

#include "types/type.h"
#include "util/diag.h"

#define ANY 255

#define VAR(name, root, arg, type, doc)                                       \
	{                                                                     \
		name, BUILTIN_VAR, 0, 0, root, FN_NONE, arg, false, doc, type \
	}
#define FUNC(name, min, max, func, doc)                                            \
	{                                                                          \
		name, BUILTIN_FUNC, min, max, ROOT_NONE, func, 0, false, doc, NULL \
	}
#define ROOTED(name, min, max, root, func, doc)                               \
	{                                                                     \
		name, BUILTIN_FUNC, min, max, root, func, 0, false, doc, NULL \
	}
#define ACTION(name, min, max, func, doc)                                            \
	{                                                                            \
		name, BUILTIN_ACTION, min, max, ROOT_NONE, func, 0, false, doc, NULL \
	}
#define UNSAFE(name, kind, min, max, func, doc)                           \
	{                                                                 \
		name, kind, min, max, ROOT_NONE, func, 0, true, doc, NULL \
	}
#define AGG(name, min, max, func, doc)                                            \
	{                                                                         \
		name, BUILTIN_AGG, min, max, ROOT_NONE, func, 0, false, doc, NULL \
	}
#define ARG(n)  VAR("arg" #n, ROOT_ARG, n, &type_u64, "Argument " #n " of the traced function")
#define SARG(n) VAR("sarg" #n, ROOT_SARG, n, &type_u64, "Word " #n " of the stack's arguments")

static const struct type type_comm = {.kind = TY_STR, .size = 16, .align = 1};
static const struct type type_username = {.kind = TY_USERNAME, .size = 8, .align = 8};
static const struct type type_probe = {.kind = TY_PROBE, .size = 8, .align = 8};

static const struct builtin table[] = {
        VAR("pid", ROOT_PID, 0, &type_u32, "Process ID"),
        VAR("tid", ROOT_TID, 0, &type_u32, "Thread ID"),
        VAR("ppid", ROOT_PPID, 0, &type_u32, "Process ID of the parent"),
        VAR("uid", ROOT_UID, 0, &type_u64, "User ID"),
        VAR("gid", ROOT_GID, 0, &type_u64, "Group ID"),
        VAR("username", ROOT_UID, 0, &type_username, "User's name"),
        VAR("comm", ROOT_COMM, 0, &type_comm, "Name of the thread"),
        VAR("pcomm", ROOT_PCOMM, 0, &type_comm, "Name of the process"),
        VAR("usermode", ROOT_NONE, 0, &type_u8, "Whether the probe interrupted user code"),
        VAR("nsecs", ROOT_NSECS, NSECS_MONO, &type_u64, "Nanoseconds since boot"),
        VAR("elapsed", ROOT_ELAPSED, 0, &type_u64, "Nanoseconds since the session started"),
        VAR("cpu", ROOT_CPU, 0, &type_u32, "Processor that runs the probe"),
        VAR("numaid", ROOT_NUMAID, 0, &type_u32, "NUMA node that runs the probe"),
        VAR("ncpus", ROOT_NONE, 0, &type_u64, "Number of processors"),
        VAR("rand", ROOT_RAND, 0, &type_u32, "A pseudo-random number"),
        VAR("curtask", ROOT_CURTASK, 0, &type_u64, "Address of the current task_struct"),
        VAR("cgroup", ROOT_CGROUP, 0, &type_u64, "ID of the cgroup (v2)"),
        VAR("jiffies", ROOT_JIFFIES, 0, &type_u64, "Jiffies of the kernel"),
        VAR("cpid", ROOT_NONE, 0, &type_u32, "Process ID of the command that -c started"),
        VAR("default_str_length", ROOT_NONE, 0, &type_u64, "Length of strings: max_strlen"),
        VAR("has_cpid", ROOT_NONE, 0, &type_bool, "Whether -c started a command"),
        VAR("probe", ROOT_PROBE, 0, &type_probe, "Name of the probe that fired"),
        VAR("probetype", ROOT_NONE, 0, NULL, "Kind of the probe that fired"),
        VAR("func", ROOT_FUNC, 0, NULL, "Name of the traced function"),
        VAR("ctx", ROOT_CTX, 0, &type_u64, "Address of the probe's context"),
        VAR("args", ROOT_NONE, 0, NULL, "Arguments of a tracepoint, fentry or fexit"),
        VAR("retval", ROOT_RETVAL, 0, &type_s64, "Value that the traced function returned"),
        VAR("kstack", ROOT_KSTACK, 0, NULL, "Kernel stack"),
        VAR("ustack", ROOT_USTACK, 0, NULL, "User stack"),
        ARG(0),
        ARG(1),
        ARG(2),
        ARG(3),
        ARG(4),
        ARG(5),
        ARG(6),
        ARG(7),
        ARG(8),
        ARG(9),
        SARG(0),
        SARG(1),
        SARG(2),
        SARG(3),
        SARG(4),
        SARG(5),
        SARG(6),
        SARG(7),
        SARG(8),
        SARG(9),

        FUNC("str", 1, 2, FN_STR, "The string at an address"),
        FUNC("strncmp", 3, 3, FN_STRNCMP, "0 if the first N bytes of two strings are the same"),
        FUNC("strcontains", 2, 2, FN_STRCONTAINS, "Whether a string contains another"),
        FUNC("strstr", 2, 2, FN_STRSTR, "Index of a string in another, or -1"),
        FUNC("strlen", 1, 1, FN_STRLEN, "Bytes of a string before its NUL"),
        FUNC("strcap", 1, 1, FN_STRCAP, "Bytes that a string has room for"),
        FUNC("memcmp", 3, 3, FN_MEMCMP, "Difference of the first bytes that are not the same"),
        FUNC("globmatch", 2, 2, FN_GLOBMATCH, "Whether a string matches a glob pattern"),
        FUNC("find", 2, 3, FN_FIND, "Whether a map has a key, whose value the variable then has"),
        FUNC("comm", 1, 1, FN_COMM, "Name of the process with this ID, looked up when printed"),
        FUNC("pcomm", 1, 1, FN_PCOMM, "Name of a task's process"),
        FUNC("ppid", 1, 1, FN_PPID, "Process ID of a task's parent"),
        FUNC("usermode", 0, 0, FN_USERMODE, "Whether the probe interrupted user code"),
        FUNC("syscall_name", 1, 1, FN_SYSCALL_NAME, "Name of a system call's number"),
        FUNC("kfunc_exist", 1, 1, FN_KFUNC, "Whether the kernel has a function for BPF programs"),
        FUNC("kfunc_allowed", 1, 1, FN_KFUNC_ALLOWED,
             "Whether a program of this probe may call such a function"),
        FUNC("strftime", 2, 2, FN_STRFTIME, "A timestamp, formatted when it is printed"),
        FUNC("strerror", 1, 1, FN_STRERROR, "Text of an errno"),
        FUNC("ksym", 1, 1, FN_KSYM, "Kernel symbol at an address"),
        FUNC("usym", 1, 1, FN_USYM, "User symbol at an address"),
        FUNC("kaddr", 1, 1, FN_KADDR, "Address of a kernel symbol"),
        FUNC("uaddr", 1, 1, FN_UADDR, "Address of a symbol of the traced program"),
        FUNC("ntop", 1, 2, FN_NTOP, "An IPv4 or IPv6 address as text"),
        FUNC("pton", 1, 1, FN_PTON, "Bytes of an IPv4 or IPv6 address"),
        FUNC("macaddr", 1, 1, FN_MACADDR, "A MAC address as text"),
        FUNC("bswap", 1, 1, FN_BSWAP, "Bytes of an integer in reverse order"),
        FUNC("buf", 1, 2, FN_BUF, "Bytes at an address"),
        FUNC("cgroupid", 1, 1, FN_CGROUPID, "ID of the cgroup at a path"),
        FUNC("cgroup_path", 1, 2, FN_CGROUP_PATH, "Path of a cgroup's ID"),
        FUNC("kptr", 1, 1, FN_KPTR, "The pointer, into kernel memory"),
        FUNC("uptr", 1, 1, FN_UPTR, "The pointer, into user memory"),
        FUNC("has_key", 1, 2, FN_HAS_KEY, "Whether a map has a key"),
        FUNC("len", 1, 1, FN_LEN, "Number of a map's keys, or of a stack's frames"),
        FUNC("path", 1, 2, FN_PATH, "Full path of a struct path"),
        FUNC("socket_cookie", 1, 1, FN_SOCKET_COOKIE, "The kernel's number of a socket"),
        FUNC("percpu_kaddr", 1, 2, FN_PERCPU_KADDR, "Address of a per-CPU kernel symbol"),
        ROOTED("reg", 1, 1, ROOT_REG, FN_REG, "A register"),
        ROOTED("kstack", 0, 2, ROOT_KSTACK, FN_KSTACK, "Kernel stack: mode, depth"),
        ROOTED("ustack", 0, 2, ROOT_USTACK, FN_USTACK, "User stack: mode, depth"),
        ROOTED("nsecs", 0, 1, ROOT_NSECS, FN_NSECS, "Time by a clock"),
        ROOTED("pid", 0, 1, ROOT_PID, FN_PID, "Process ID in a namespace"),
        ROOTED("tid", 0, 1, ROOT_TID, FN_TID, "Thread ID in a namespace"),
        FUNC("delete", 1, 2, FN_DELETE, "Remove a key from a map"),
        FUNC("is_str", 1, 1, FN_IS_STR, "Whether the value is a string"),
        FUNC("is_ptr", 1, 1, FN_IS_PTR, "Whether the value is a pointer"),
        FUNC("is_array", 1, 1, FN_IS_ARRAY, "Whether the value is an array"),
        FUNC("is_integer", 1, 1, FN_IS_INTEGER, "Whether the value is an integer"),
        FUNC("is_unsigned_integer", 1, 1, FN_IS_UNSIGNED, "Whether it is an unsigned one"),
        FUNC("is_literal", 1, 1, FN_IS_LITERAL, "Whether the value is a literal"),
        FUNC("typeinfo", 1, 1, FN_TYPEINFO, "The type of a value: (0, KIND, NAME)"),
        FUNC("assert", 2, 2, FN_LIBRARY, "An error, and the end, if a condition does not hold"),
        FUNC("static_assert", 1, 2, FN_LIBRARY, "The same when the program is compiled"),
        FUNC("assert_str", 1, 1, FN_LIBRARY, "An error of the program if it is no string"),
        FUNC("getopt", 1, 3, FN_LIBRARY, "An option of the script: name, default, description"),
        FUNC("fail", 1, ANY, FN_FAIL, "An error when the program is compiled"),
        FUNC("skboutput", 4, 4, FN_SKBOUTPUT, "Write a network packet to a pcap file"),
        UNSAFE("signal", BUILTIN_FUNC, 1, 1, FN_SIGNAL, "Send a signal to the process"),
        UNSAFE("signal_thread", BUILTIN_FUNC, 1, 1, FN_SIGNAL_THREAD,
               "Send a signal to the thread"),
        UNSAFE("override", BUILTIN_FUNC, 1, 1, FN_OVERRIDE, "Return instead of the function"),

        ACTION("exit", 0, 1, FN_EXIT, "End the session"),
        ACTION("printf", 1, ANY, FN_PRINTF, "Print formatted"),
        ACTION("errorf", 1, ANY, FN_ERRORF, "Print formatted, as an error"),
        ACTION("warnf", 1, ANY, FN_WARNF, "Print formatted, as a warning"),
        ACTION("debugf", 1, ANY, FN_DEBUGF, "Print formatted to the kernel's trace"),
        ACTION("print", 1, 3, FN_PRINT, "Print a value or a map"),
        ACTION("clear", 1, 1, FN_CLEAR, "Remove all keys of a map"),
        ACTION("zero", 1, 1, FN_ZERO, "Set all values of a map to 0"),
        ACTION("time", 0, 1, FN_TIME, "Print the time of day"),
        ACTION("join", 1, 2, FN_JOIN, "Print an array of strings"),
        ACTION("cat", 1, ANY, FN_CAT, "Print a file"),
        ACTION("unwatch", 1, 1, FN_UNWATCH, "End the watchpoints of an address"),
        UNSAFE("system", BUILTIN_ACTION, 1, ANY, FN_SYSTEM, "Run a shell command"),

        AGG("count", 0, 0, FN_COUNT, "Count the calls"),
        AGG("sum", 1, 1, FN_SUM, "Sum of the values"),
        AGG("min", 1, 1, FN_MIN, "Smallest value"),
        AGG("max", 1, 1, FN_MAX, "Largest value"),
        AGG("avg", 1, 1, FN_AVG, "Average of the values"),
        AGG("stats", 1, 1, FN_STATS, "Count, average and sum"),
        AGG("hist", 1, 2, FN_HIST, "Histogram by powers of two"),
        AGG("lhist", 4, 4, FN_LHIST, "Linear histogram: value, min, max, step"),
        AGG("tseries", 3, 4, FN_TSERIES, "Time series: value, interval, intervals, function"),
        {0},
};

static bool is_called(const struct builtin *b)
{
	return b->kind != BUILTIN_VAR;
}

const struct builtin *builtin_table(void)
{
	return table;
}

const struct builtin *builtin_find(const char *name, bool call)
{
	for (const struct builtin *b = table; b->name; b++)
		if (is_called(b) == call && !strcmp(b->name, name))
			return b;
	return NULL;
}

const char *builtin_nearest(const char *name, bool call)
{
	struct nearest n;

	nearest_init(&n, name);
	for (const struct builtin *b = table; b->name; b++)
		if (is_called(b) == call)
			nearest_feed(&n, b->name);
	for (const struct builtin *b = table; b->name; b++)
		if (!strcmp(b->name, n.best))
			return b->name;
	return NULL;
}

u32 builtin_typed_arg(const struct builtin *b)
{
	switch (b->func) {
	case FN_PATH:
	case FN_SOCKET_COOKIE:
		return 1;
	case FN_SKBOUTPUT:
		return 2;
	default:
		return 0;
	}
}
