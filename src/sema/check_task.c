// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions of tasks: their names and parents, by what they stand for in the language itself. */
#include <string.h>

#include "probe/arch.h"
#include "sema/check_call.h"

static bool wants_task(struct check *c, const struct expr *e, struct expr *arg)
{
	const struct type *t;

	if (arg->kind == EXPR_IDENT && !strcmp(arg->ident.name, "curtask")) {
		struct expr *task = arena_memdup(c->s->arena, arg, sizeof(*arg));

		task->next = NULL;
		expr_become(arg, build_cast(c, "struct task_struct", 1, task));
	}
	t = check_value(c, arg);
	if (!t)
		return false;
	if (t->kind == TY_PTR && t->elem->kind == TY_RECORD && t->elem->name &&
	    !strcmp(t->elem->name, "task_struct"))
		return true;
	check_error(c, arg->span, "%s() expects a struct task_struct *, not '%s'", e->call.name,
	            type_text(c, t));
	if (type_is_integer(t))
		check_hint(c, "cast it: (struct task_struct *)");
	return false;
}

/* comm(pid): looked up when it is printed */
const struct type *check_comm(struct check *c, struct expr *e)
{
	return wants_integer(c, e, e->call.args) ? type_simple(c->s->arena, TY_TASKNAME, false)
	                                         : NULL;
}

const struct type *check_pcomm(struct check *c, struct expr *e)
{
	struct expr *task = e->call.args;

	if (!wants_task(c, e, task))
		return NULL;
	return build_becomes(
	        c, e,
	        build_call(c, "str", build_arrow(c, build_arrow(c, task, "group_leader"), "comm"),
	                   e->span));
}

const struct type *check_ppid(struct check *c, struct expr *e)
{
	struct expr *task = e->call.args;

	if (!wants_task(c, e, task))
		return NULL;
	return build_becomes(
	        c, e,
	        build_cast(c, "uint32", 0,
	                   build_arrow(c, build_arrow(c, task, "real_parent"), "tgid")));
}

/* (reg("cs") & 3) != 0 where a probe can interrupt user code; other probes are in the kernel. */
const struct type *check_usermode(struct check *c, struct expr *e)
{
	u32 sampling = 1u << PROVIDER_PROFILE | 1u << PROVIDER_SOFTWARE | 1u << PROVIDER_HARDWARE;
	struct expr *cs, *and, *is;

	if (strcmp(arch_host()->name, "x86_64"))
		return check_error(c, e->span, "usermode is only known on x86_64");
	if (in_user_function(c) || !(sampling & 1u << c->provider)) {
		bool user = in_user_function(c) || c->provider == PROVIDER_BEGIN ||
		            c->provider == PROVIDER_END || c->provider == PROVIDER_INTERVAL;

		expr_set_int(e, &type_u8, user);
		return &type_u8;
	}
	cs = build_node(c, EXPR_STR, e->span);
	cs->str.data = "cs";
	cs->str.len = 2;
	and = build_node(c, EXPR_BINARY, e->span);
	and->binary.op = OP_AND;
	and->binary.left = build_call(c, "reg", cs, e->span);
	and->binary.right = build_node(c, EXPR_INT, e->span);
	and->binary.right->i.value = 3;
	is = build_node(c, EXPR_BINARY, e->span);
	is->binary.op = OP_NE;
	is->binary.left = and;
	is->binary.right = build_node(c, EXPR_INT, e->span);
	return build_becomes(c, e, build_cast(c, "uint8", 0, is));
}

/* kfunc_exist(name): BTF has the function, and says that it is one for programs to call. */
const struct type *check_kfunc(struct check *c, struct expr *e)
{
	struct expr *name = e->call.args;

	if (!wants_literal(c, e, name) || !check_value(c, name))
		return NULL;
	expr_set_int(e, &type_bool, types_is_kfunc(c->s->types, name->str.data));
	return &type_bool;
}

/* Only the kernel knows; a clause that runs in sonde can call none. */
const struct type *check_kfunc_allowed(struct check *c, struct expr *e)
{
	struct expr *name = e->call.args;

	return wants_literal(c, e, name) && check_value(c, name) ? &type_bool : NULL;
}

const struct type *check_syscall_name(struct check *c, struct expr *e)
{
	return wants_integer(c, e, e->call.args) ? type_simple(c->s->arena, TY_SYSCALL, false)
	                                         : NULL;
}
