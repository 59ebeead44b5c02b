/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of builtin variables and functions: one row is the parser's arity, the type rule, the
 * capture root or lowering, the documentation and the test list.
 */
#ifndef SONDE_BUILTIN_H
#define SONDE_BUILTIN_H

#include "util/base.h"

/* Where a captured value comes from: the first part of a slot (plan/plan.h). */
enum root {
	ROOT_NONE,
	ROOT_PID, /* tgid as user space says pid */
	ROOT_TID,
	ROOT_PPID,
	ROOT_UID,
	ROOT_GID,
	ROOT_COMM,    /* 16 bytes */
	ROOT_PCOMM,   /* 16 bytes: of the thread group's leader */
	ROOT_NSECS,   /* CLOCK_MONOTONIC unless slot.arg says another clock (enum clock) */
	ROOT_ELAPSED, /* nsecs since the session started */
	ROOT_CPU,
	ROOT_NUMAID,
	ROOT_RAND,
	ROOT_CURTASK, /* address of the task_struct */
	ROOT_CGROUP,
	ROOT_JIFFIES,
	ROOT_PROBE, /* id of the attach point */
	ROOT_FUNC,  /* address of the traced function: printed as a symbol */
	ROOT_CTX,   /* address of the context itself */
	ROOT_ARG,   /* arg: index of the function's argument */
	ROOT_SARG,  /* arg: index of the stack slot */
	ROOT_RETVAL,
	ROOT_REG,   /* name: reg("ip") */
	ROOT_FIELD, /* tracepoint field */
	ROOT_KSTACK,
	ROOT_USTACK,
	ROOT_PERF_ADDR,
	ROOT_PERF_PERIOD, /* context of software and hardware probes */
};

enum clock { NSECS_MONO, NSECS_BOOT, NSECS_TAI, NSECS_SW_TAI, NSECS_REAL };

enum builtin_kind {
	BUILTIN_VAR,    /* pid */
	BUILTIN_FUNC,   /* a value: str(), kaddr() */
	BUILTIN_ACTION, /* a statement whose work is done in user space by a record: printf() */
	BUILTIN_AGG,    /* @x = count() */
};

/* One per function: what the code generator switches on. */
enum func {
	FN_NONE,
	/* values */
	FN_STR,
	FN_STRNCMP,
	FN_STRFTIME,
	FN_KSYM,
	FN_USYM,
	FN_KADDR,
	FN_UADDR,
	FN_NTOP,
	FN_PTON,
	FN_REG,
	FN_BUF,
	FN_KSTACK,
	FN_USTACK,
	FN_CGROUPID,
	FN_CGROUP_PATH,
	FN_MACADDR,
	FN_BSWAP,
	FN_HAS_KEY,
	FN_LEN,
	FN_KPTR,
	FN_UPTR,
	FN_NSECS,
	FN_STRERROR,
	FN_SIGNAL,
	FN_OVERRIDE,
	FN_PATH,
	FN_SOCKET_COOKIE,
	FN_PERCPU_KADDR,
	FN_STRCONTAINS,
	FN_STRSTR,
	FN_FIND,
	FN_COMM,
	FN_PCOMM,
	FN_PPID,
	FN_USERMODE,
	FN_SYSCALL_NAME,
	FN_KFUNC,
	FN_KFUNC_ALLOWED,
	FN_SIGNAL_THREAD,
	FN_STRLEN,
	FN_STRCAP,
	FN_MEMCMP,
	FN_GLOBMATCH,
	FN_ABS,
	FN_PID,
	FN_TID,
	/* values and statements of the compiler */
	FN_IS_STR,
	FN_IS_PTR,
	FN_IS_ARRAY,
	FN_IS_INTEGER,
	FN_IS_UNSIGNED,
	FN_IS_LITERAL,
	FN_TYPEINFO,
	FN_LIBRARY, /* a macro of prelude.c, or getopt(): put in place before anything is checked */
	FN_FAIL,
	/* statements done at once, in the program */
	FN_DELETE,
	FN_EXIT,
	/* actions */
	FN_PRINTF,
	FN_PRINT,
	FN_CLEAR,
	FN_ZERO,
	FN_TIME,
	FN_JOIN,
	FN_CAT,
	FN_SYSTEM,
	FN_ERRORF,
	FN_WARNF,
	FN_DEBUGF,
	FN_SKBOUTPUT,
	FN_UNWATCH,
	/* aggregations */
	FN_COUNT,
	FN_SUM,
	FN_MIN,
	FN_MAX,
	FN_AVG,
	FN_STATS,
	FN_HIST,
	FN_LHIST,
	FN_TSERIES,
	FN_MAX_ENUM
};

struct type; /* types/type.h */

struct builtin {
	const char *name;
	enum builtin_kind kind;
	u8 min_args, max_args; /* max 255: any number */
	enum root root;        /* VAR (and FUNCs that are captures) */
	enum func func;
	u32 arg;                 /* VAR: root's argument (argN: -1 pattern is in code, clock …) */
	bool unsafe;             /* needs --unsafe */
	const char *doc;         /* one line */
	const struct type *type; /* VAR: its type; NULL: depends on the probe */
};

const struct builtin *builtin_find(const char *name, bool call);
/* The table, for documentation and listings; ends with name NULL. */
const struct builtin *builtin_table(void);
/* Which argument (1: the first) is a pointer whose type the kernel itself must know; 0: none. */
u32 builtin_typed_arg(const struct builtin *b);
/* The nearest name for a hint, in static memory; NULL if nothing is near. */
const char *builtin_nearest(const char *name, bool call);

#endif
