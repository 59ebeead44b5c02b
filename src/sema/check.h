/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to src/sema: what the files that check a clause share.
 *
 * Types of maps and variables come from what the whole program stores in them, so all variants are
 * checked again and again until nothing changes. In these passes a type that is not known yet is
 * NULL and nothing is reported. The last pass (final) reports; NULL then means that an error has
 * been reported for the expression or one inside it, and that nothing more is to be said about it.
 */
#ifndef SONDE_SEMA_CHECK_H
#define SONDE_SEMA_CHECK_H

#include "sema/sema.h"
#include "util/hash.h"

struct scope {
	struct scope *outer;
	struct sym **syms;
	u32 nsyms;
};

/* What sema knows of a map beside its contract. map is the first member. */
struct map_info {
	struct map map;
	bool key_seen;          /* whether it has keys is known */
	bool key_weak;          /* key: only integer literals so far */
	bool value_weak;        /* value: only integer literals so far */
	bool computed;          /* is stored in, from operands whose types are not known yet */
	bool declared;          /* let @x = …; */
	struct span key_span;   /* the use that fixed the key */
	struct span value_span; /* the assignment that fixed the value */
};

/* The state of a session's analysis. */
struct analysis {
	struct sema *s;
	struct hash reported;    /* positions that have had a diagnostic */
	struct cpp *cpp;         /* macros */
	struct clause *uncalled; /* functions that no clause calls, to be checked only */
	bool final;
	bool changed;
	u8 unstable_said; /* 1 << enum unstable: has had its diagnostic */
};

struct check {
	struct analysis *an;
	struct sema *s;
	struct variant *v;
	enum provider provider;
	struct scope *scope;
	struct sym **left; /* variables of blocks that have ended (see vars.c) */
	u32 nleft;
	u32 loops, branches; /* how deep */
	u32 outer_loops;     /* of loops: those around the call of the function that we are in */
	bool shown;          /* the last diagnostic was: its hints are too */
	u32 dead;            /* in a branch that is never taken */
	u32 depth;           /* of nested expressions */
};

/* Diagnostics: nothing before the final pass, nothing twice. The error returns NULL. */
const struct type *check_error(struct check *c, struct span at, const char *fmt, ...)
        PRINTF_LIKE(3, 4);
void check_warn(struct check *c, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void check_note(struct check *c, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void check_hint(struct check *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The type as a user reads it, in the arena. "nothing" for NULL. */
const char *type_text(struct check *c, const struct type *t);

/* unstable.c: the program uses it; map declarations, macros and imports that it has */
void unstable_used(struct analysis *an, enum unstable which, struct span at);
void unstable_declared(struct analysis *an);

/* Expressions: the type, which is also stored in the node; NULL: unknown. */
const struct type *check_expr(struct check *c, struct expr *e);
/* As check_expr, and the expression must have a value (no printf() in an addition). */
const struct type *check_value(struct check *c, struct expr *e);
/* An integer or pointer; what names the place in the error: "the condition of if". */
bool check_condition(struct check *c, struct expr *e, const char *what);
/* Is it an integer known at compile time? const_value has it then. Reports nothing. */
bool check_constant(struct check *c, struct expr *e);
/* One node becomes another in place: span and list link stay. */
void expr_become(struct expr *e, const struct expr *as);
void expr_set_int(struct expr *e, const struct type *t, u64 value);

/* Does the probe have what the builtin reads? Reports if not. */
bool check_available(struct check *c, enum root root, const char *name, struct span at);
/* Probes in programs: addresses are of user memory. */
bool in_user_function(const struct check *c);
const struct type *stack_type(struct check *c, const struct builtin *b, u32 mode, u32 depth,
                              struct span at);
/* "kprobe, uprobe and usdt", of a set of 1 << enum provider. */
const char *provider_list(struct check *c, u32 providers);
/* `args` by itself; args.x where arguments are those of a prototype. */
const struct type *check_args(struct check *c, struct expr *e);
/* ctx of an iterator: a pointer to the object it is at. */
const struct type *check_iter_context(struct check *c, const struct expr *e);
bool has_named_args(const struct check *c);
bool is_args(const struct expr *e);                   /* the word args */
bool args_as_record(struct check *c, struct expr *e); /* e becomes it, if there are arguments */
const struct type *named_arg(struct check *c, struct expr *e);
/* retval of a fexit probe; of a system call's exit, which is args.ret. */
const struct type *retval_of_sig(struct check *c, struct expr *e);
bool is_syscall_exit(const struct check *c);
const struct type *retval_as_ret(struct check *c, struct expr *e);
const struct type *check_ident(struct check *c, struct expr *e);
const struct type *check_field(struct check *c, struct expr *e);
const struct type *check_index(struct check *c, struct expr *e);
const struct type *check_deref(struct check *c, struct expr *e);
const struct type *check_binary(struct check *c, struct expr *e);
/* A binary operation whose operands have types. */
const struct type *check_operands(struct check *c, struct expr *e);
const struct type *check_unary(struct check *c, struct expr *e);
const struct type *check_incdec(struct check *c, struct expr *e);
const struct type *check_ternary(struct check *c, struct expr *e);
const struct type *check_cast(struct check *c, struct expr *e);
const struct type *check_sizeof(struct check *c, struct expr *e);
const struct type *check_offsetof(struct check *c, struct expr *e);
const struct type *check_call(struct check *c, struct expr *e);
bool is_aggregate(const struct expr *e); /* a call of count(), hist() … */
/* @x = count(): the aggregate's type; NULL after an error. */
const struct type *check_aggregate(struct check *c, struct expr *call);
/* A type as written. NULL after an error. */
const struct type *check_type_name(struct check *c, struct type_name *n);
/* Reports that nothing here defines the type. NULL. */
const struct type *no_type(struct check *c, struct span at, const char *name);
/* Text of a positional parameter, NULL if it was not given. */
const char *param_text(const struct sema *s, u32 index);
const struct type *check_param(struct check *c, struct expr *e);

/* Statements, and the whole body in a new scope. */
void check_stmts(struct check *c, struct stmt *s);
void check_block(struct check *c, struct stmt *s);

/* Maps: made when first named. */
struct map_info *map_named(struct analysis *an, const char *name, struct span at);
/* The map of an EXPR_MAP; its key, if any, is checked against the map's. */
struct map_info *map_use(struct check *c, struct expr *e);
/* The map as a whole (print(@x), clear(@x)); an error if nothing is ever stored in it. */
struct map_info *map_whole(struct check *c, struct expr *e);
/* The value of @x or @x[k] in an expression. */
const struct type *check_map(struct check *c, struct expr *e);
/* t is stored in the map e: fixes or checks the value's type. weak: an integer literal. */
bool map_store(struct check *c, struct expr *e, const struct type *t, bool weak, struct span at);
/* What reading a map's value gives: aggregates are integers. NULL: cannot be read. */
const struct type *map_read_type(const struct type *value);

/* Variables. */
void scope_enter(struct check *c, struct scope *sc);
void scope_leave(struct check *c);
const struct type *check_var(struct check *c, struct expr *e);
/* $x = value: declares it if need be. */
bool var_store(struct check *c, struct expr *var, const struct type *t, bool weak,
               struct expr *value);
/* let $x: in this scope; an error if it exists. declared, t and value may be NULL. */
bool var_let(struct check *c, struct expr *var, const struct type *declared, const struct type *t,
             bool weak, struct expr *value);
/* $x++: reads and assigns. */
bool var_changed(struct check *c, struct expr *var);
/* Arithmetic is done in 64 bits: a variable without a declared type keeps all of them. */
void var_widen(struct check *c, struct expr *var);

/*
 * One type that holds values of both, NULL if there is none. Integers become 64 bits; a weak one
 * (a literal) takes the other's sign. *a_weak is updated.
 */
const struct type *type_merge(struct check *c, const struct type *a, bool *a_weak,
                              const struct type *b, bool b_weak);
/* An integer literal that says nothing of a sign. */
bool expr_is_weak(const struct expr *e);
/* literal.c: a number as written, its sign and what is computed of such; the bytes it takes */
bool expr_is_literal(const struct expr *e);
u32 literal_size(const struct expr *e);
/* What is said of e, whose type is t, to those who ask for it. */
const struct type *type_said(const struct expr *e, const struct type *t);
/* Can a value of the type be copied: false for args, and for records and arrays without a size. */
bool is_copyable(const struct type *t);
void hint_not_copyable(struct check *c, const struct type *t);
/* How a value of the type is kept: integers as 64 bits. */
const struct type *type_stored(const struct type *t);

/* What is decided at compile time (check_meta.c). */
const struct type *check_comptime(struct check *c, struct expr *e);
/* The texts of what typeinfo() became follow the type that its value has now; NULL: unknown. */
const struct type *check_typeinfo_of(struct check *c, struct expr *e);
/* The literal, constant or tuple of these that a checked expression is; NULL: none. */
const struct expr *comptime_value(const struct expr *e);
/* == and != of literals that are no integers. */
void fold_literals(struct expr *e);
/*
 * Which branches of an if the program can reach, cond having been checked. Of comptime ones only
 * the live branch is compiled; while that is unknown, neither is.
 */
enum liveness { LIVE_BOTH, LIVE_THEN, LIVE_OTHER, LIVE_NEITHER };
enum liveness comptime_branch(struct check *c, struct expr *cond);

/* Constant folding: sets is_const and const_value if the operands are constant. */
bool fold_binary(enum op op, u64 a, u64 b, bool is_signed, u64 *out);
u64 fold_unary(enum op op, u64 v);
u64 fold_cast(const struct type *to, u64 v);

/* preamble.c: the types of the preamble, and its macros put in place in all clauses. */
void preamble_read(struct analysis *an);
void preamble_end(struct analysis *an);
/* The type's name that a macro stands for; NULL if it is no macro. */
const char *preamble_type(struct analysis *an, const char *name);

/* probes.c: attach points to probes and variants. */
int expand_clauses(struct analysis *an);

#endif
