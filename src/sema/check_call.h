/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/sema: rules for the arguments of functions. Each reports what is wrong. */
#ifndef SONDE_SEMA_CHECK_CALL_H
#define SONDE_SEMA_CHECK_CALL_H

#include "sema/check.h"

/* The type of the call's value, type_none if it has none; NULL after an error. */
typedef const struct type *call_rule(struct check *c, struct expr *call);

/* The argument is written as a string (not yet typed). */
bool wants_literal(struct check *c, const struct expr *call, const struct expr *arg);
/* An integer or a pointer. */
bool wants_address(struct check *c, const struct expr *call, struct expr *arg);
bool wants_integer(struct check *c, const struct expr *call, struct expr *arg);
/* An integer known at compile time; what names it: "depth". */
bool wants_const(struct check *c, const struct expr *call, struct expr *arg, const char *what);
struct map_info *wants_map(struct check *c, const struct expr *call, struct expr *arg);

/* One conversion of a format. */
struct conversion {
	char text[16]; /* as written, for messages */
	char conv;     /* 'd', 's', …; 'r' for %r, %rx, %rh; 'g' for %gr */
	u32 stars;     /* widths and precisions taken from arguments */
};

/* s is behind '%': the end of the conversion, or NULL if it is none. "%%" gives conv '%'. */
const char *parse_conversion(const char *s, struct conversion *out);

/* check_seq.c */
bool in_pinned_iterator(const struct check *c);
const struct type *check_seq_printf(struct check *c, struct expr *e); /* arguments have types */

bool check_arity(struct check *c, const struct expr *call); /* call.builtin is set */

/* build.c: new expressions, to be put in place of a call */
struct expr *build_node(struct check *c, enum expr_kind kind, struct span at);
struct expr *build_arrow(struct check *c, struct expr *base, const char *name); /* base->name */
struct expr *build_call(struct check *c, const char *name, struct expr *arg, struct span at);
struct expr *build_cast(struct check *c, const char *name, u32 pointers, struct expr *expr);
/* e is that from now on, and is checked. */
const struct type *build_becomes(struct check *c, struct expr *e, const struct expr *as);

/* check_text.c */
call_rule check_str_call;
call_rule check_strncmp;
call_rule check_strftime;
call_rule check_strerror;
call_rule check_ntop;
call_rule check_pton;
call_rule check_macaddr;
call_rule check_buf;
call_rule check_cgroup_path;

/* check_string.c */
call_rule check_strlen;
call_rule check_strcap;
call_rule check_strstr;
call_rule check_memcmp;
call_rule check_globmatch;

/* check_task.c */
call_rule check_comm;
call_rule check_pcomm;
call_rule check_ppid;
call_rule check_usermode;
call_rule check_syscall_name;
call_rule check_kfunc;
call_rule check_kfunc_allowed;

/* check_kernel.c */
call_rule check_ksym;
call_rule check_usym;
call_rule check_kaddr;
call_rule check_percpu_kaddr;
call_rule check_reg;
call_rule check_stack;
call_rule check_nsecs;
call_rule check_pid;
call_rule check_signal;
call_rule check_override;
call_rule check_address_space;
call_rule check_cgroupid;

/* check_object.c */
call_rule check_path;
call_rule check_socket_cookie;
call_rule check_skboutput;

/* check_uaddr.c */
call_rule check_uaddr;

/* check_meta.c */
call_rule check_type_test;
call_rule check_typeinfo;
call_rule check_fail;
call_rule check_library;

/* Functions whose work is done in user space. */
const struct type *check_action(struct check *c, struct expr *call);

#endif
