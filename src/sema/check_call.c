// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls: arity, dispatch to the rule of each function, what rules share, maps' own functions. */
#include <string.h>

#include "sema/check_call.h"

bool wants_literal(struct check *c, const struct expr *call, const struct expr *arg)
{
	if (arg->kind == EXPR_STR)
		return true;
	check_error(c, arg->span, "%s() expects a string literal here", call->call.name);
	return false;
}

bool wants_integer(struct check *c, const struct expr *call, struct expr *arg)
{
	const struct type *t = check_value(c, arg);

	if (!t)
		return false;
	if (type_is_integer(t))
		return true;
	check_error(c, arg->span, "%s() expects an integer here, not '%s'", call->call.name,
	            type_text(c, t));
	if (t->kind == TY_PTR)
		check_hint(c, "cast it: (uint64)");
	return false;
}

bool wants_const(struct check *c, const struct expr *call, struct expr *arg, const char *what)
{
	if (!wants_integer(c, call, arg))
		return false;
	if (arg->is_const)
		return true;
	check_error(c, arg->span, "%s() expects a literal integer as its %s", call->call.name,
	            what);
	return false;
}

bool wants_address(struct check *c, const struct expr *call, struct expr *arg)
{
	const struct type *t = check_value(c, arg);

	if (!t)
		return false;
	if (type_is_integer(t) || t->kind == TY_PTR)
		return true;
	check_error(c, arg->span, "%s() expects an address, not '%s'", call->call.name,
	            type_text(c, t));
	return false;
}

struct map_info *wants_map(struct check *c, const struct expr *call, struct expr *arg)
{
	if (arg->kind == EXPR_MAP)
		return map_whole(c, arg);
	check_error(c, arg->span, "%s() expects a map here", call->call.name);
	return NULL;
}

static const struct type *check_bswap(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (!wants_integer(c, e, arg))
		return NULL;
	return type_int(arg->type->size, false);
}

/* has_key(@m, k) becomes has_key(@m[k]); so does delete(). */
static bool fold_key(struct check *c, struct expr *e)
{
	struct expr *m = e->call.args, *key = m->next;

	if (m->kind != EXPR_MAP) {
		check_error(c, m->span, "%s() expects a map here", e->call.name);
		return false;
	}
	if (!key)
		return true;
	if (m->map.key) {
		check_error(c, key->span, "%s() expects one key: @%s already has one here",
		            e->call.name, m->map.name);
		return false;
	}
	m->map.key = key;
	m->next = NULL;
	e->call.nargs = 1;
	return true;
}

static const struct type *check_has_key(struct check *c, struct expr *e)
{
	struct expr *m = e->call.args;

	if (!fold_key(c, e))
		return NULL;
	if (!m->map.key)
		return check_error(c, e->span, "has_key() expects a key: has_key(@%s, KEY)",
		                   m->map.name);
	if (!map_use(c, m) || !map_whole(c, m))
		return NULL;
	return &type_bool;
}

static const struct type *check_delete(struct check *c, struct expr *e)
{
	struct expr *m = e->call.args;
	struct map_info *info;

	if (!fold_key(c, e))
		return NULL;
	info = map_whole(c, m);
	if (!info)
		return NULL;
	if (!m->map.key && info->map.key) {
		check_error(c, m->span, "delete() expects a key: @%s has keys", m->map.name);
		check_hint(c, "clear(@%s) removes all of them", m->map.name);
		return NULL;
	}
	return map_use(c, m) ? &type_bool : NULL;
}

/* find(@m, k, $v) becomes find(@m[k], $v). */
static const struct type *check_find(struct check *c, struct expr *e)
{
	struct expr *m = e->call.args, *second = m->next;
	struct map_info *info;

	if (m->kind != EXPR_MAP)
		return check_error(c, m->span, "find() expects a map here");
	if (e->call.nargs == 3 && !m->map.key) {
		m->map.key = second;
		m->next = second->next;
		second->next = NULL;
		e->call.nargs = 2;
	}
	if (!m->map.key || e->call.nargs != 2 || m->next->kind != EXPR_VAR)
		return check_error(c, e->span,
		                   "find() expects a map, a key and a variable: "
		                   "find(@%s, KEY, $value)",
		                   m->map.name);
	if (!map_use(c, m))
		return NULL;
	info = map_whole(c, m);
	if (!info || !info->map.value)
		return NULL;
	if (!map_read_type(info->map.value)) {
		check_error(c, m->span, "find() of @%s: a value of type '%s' is for printing only",
		            m->map.name, type_text(c, info->map.value));
		check_hint(c, "has_key(@%s, KEY) says whether it is there", m->map.name);
		return NULL;
	}
	return var_store(c, m->next, map_read_type(info->map.value), info->value_weak, NULL)
	               ? &type_bool
	               : NULL;
}

static const struct type *check_len(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t;

	if (arg->kind == EXPR_MAP && !arg->map.key) {
		struct map_info *m = map_whole(c, arg);

		if (m && !m->map.key && m->key_seen)
			return check_error(c, arg->span, "len() expects a map with keys");
		return m ? &type_s64 : NULL;
	}
	t = check_value(c, arg);
	if (!t)
		return NULL;
	if (t->kind == TY_STR) {
		e->call.name = "strlen";
		return check_call(c, e);
	}
	if (t->kind == TY_ARRAY && t->count) {
		expr_set_int(e, &type_s64, t->count);
		return &type_s64;
	}
	if (t->kind != TY_KSTACK && t->kind != TY_USTACK)
		return check_error(c, arg->span,
		                   "len() expects a map, a stack, a string or an array, not '%s'",
		                   type_text(c, t));
	return &type_s64;
}

static call_rule *const rules[FN_MAX_ENUM] = {
        [FN_STR] = check_str_call,
        [FN_STRNCMP] = check_strncmp,
        [FN_STRCONTAINS] = check_strstr,
        [FN_STRSTR] = check_strstr,
        [FN_STRLEN] = check_strlen,
        [FN_STRCAP] = check_strcap,
        [FN_MEMCMP] = check_memcmp,
        [FN_FIND] = check_find,
        [FN_COMM] = check_comm,
        [FN_PCOMM] = check_pcomm,
        [FN_PPID] = check_ppid,
        [FN_USERMODE] = check_usermode,
        [FN_SYSCALL_NAME] = check_syscall_name,
        [FN_KFUNC] = check_kfunc,
        [FN_KFUNC_ALLOWED] = check_kfunc_allowed,
        [FN_SKBOUTPUT] = check_skboutput,
        [FN_SIGNAL_THREAD] = check_signal,
        [FN_GLOBMATCH] = check_globmatch,
        [FN_STRFTIME] = check_strftime,
        [FN_STRERROR] = check_strerror,
        [FN_KSYM] = check_ksym,
        [FN_USYM] = check_usym,
        [FN_KADDR] = check_kaddr,
        [FN_UADDR] = check_uaddr,
        [FN_PERCPU_KADDR] = check_percpu_kaddr,
        [FN_NTOP] = check_ntop,
        [FN_PTON] = check_pton,
        [FN_MACADDR] = check_macaddr,
        [FN_BSWAP] = check_bswap,
        [FN_BUF] = check_buf,
        [FN_CGROUPID] = check_cgroupid,
        [FN_CGROUP_PATH] = check_cgroup_path,
        [FN_KPTR] = check_address_space,
        [FN_UPTR] = check_address_space,
        [FN_HAS_KEY] = check_has_key,
        [FN_DELETE] = check_delete,
        [FN_LEN] = check_len,
        [FN_PATH] = check_path,
        [FN_SOCKET_COOKIE] = check_socket_cookie,
        [FN_REG] = check_reg,
        [FN_KSTACK] = check_stack,
        [FN_USTACK] = check_stack,
        [FN_NSECS] = check_nsecs,
        [FN_PID] = check_pid,
        [FN_TID] = check_pid,
        [FN_SIGNAL] = check_signal,
        [FN_OVERRIDE] = check_override,
        [FN_IS_STR] = check_type_test,
        [FN_IS_PTR] = check_type_test,
        [FN_IS_ARRAY] = check_type_test,
        [FN_IS_INTEGER] = check_type_test,
        [FN_IS_UNSIGNED] = check_type_test,
        [FN_IS_LITERAL] = check_type_test,
        [FN_TYPEINFO] = check_typeinfo,
        [FN_FAIL] = check_fail,
        [FN_LIBRARY] = check_library,
};

bool check_arity(struct check *c, const struct expr *e)
{
	const struct builtin *b = e->call.builtin;
	u32 n = e->call.nargs;

	if (n >= b->min_args && (b->max_args == 255 || n <= b->max_args))
		return true;
	if (!b->max_args)
		check_error(c, e->span, "%s() takes no arguments (%u provided)", b->name, n);
	else if (b->min_args == b->max_args)
		check_error(c, e->span, "%s() requires %u argument%s (%u provided)", b->name,
		            b->min_args, b->min_args == 1 ? "" : "s", n);
	else if (n < b->min_args)
		check_error(c, e->span, "%s() requires at least %u argument%s (%u provided)",
		            b->name, b->min_args, b->min_args == 1 ? "" : "s", n);
	else
		check_error(c, e->span, "%s() takes up to %u argument%s (%u provided)", b->name,
		            b->max_args, b->max_args == 1 ? "" : "s", n);
	return false;
}

static const struct type *unknown_function(struct check *c, const struct expr *e)
{
	const char *name = e->call.name, *near;

	check_error(c, e->call.name_span, "unknown function: '%s'", name);
	near = builtin_nearest(name, true);
	if (near)
		check_hint(c, "did you mean %s()?", near);
	return NULL;
}

/* pid() is pid. */
static const struct type *call_as_name(struct check *c, struct expr *e)
{
	struct expr ident = {.kind = EXPR_IDENT, .slot = EXPR_NO_SLOT};

	ident.ident.name = e->call.name;
	expr_become(e, &ident);
	return check_expr(c, e);
}

const struct type *check_call(struct check *c, struct expr *e)
{
	const struct builtin *b = builtin_find(e->call.name, true);

	if (!e->call.nargs && builtin_find(e->call.name, false) &&
	    (!b || b->min_args || b->func == FN_PID || b->func == FN_TID))
		return call_as_name(c, e);
	if (!b)
		return unknown_function(c, e);
	e->call.builtin = b;
	if (!check_arity(c, e))
		return NULL;
	if (b->unsafe && !c->s->unsafe) {
		check_error(c, e->span, "%s() is an unsafe function being used in safe mode",
		            b->name);
		check_hint(c, "--unsafe allows it");
		return NULL;
	}
	if (b->kind == BUILTIN_AGG) {
		check_error(c, e->span, "%s() should be directly assigned to a map", b->name);
		check_hint(c, "@NAME = %s(...)", b->name);
		return NULL;
	}
	if (b->kind == BUILTIN_ACTION)
		return check_action(c, e);
	return rules[b->func](c, e);
}
