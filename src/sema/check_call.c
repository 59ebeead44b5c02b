// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that give a value: one rule each. Aggregates and actions have their own files. */
#include <arpa/inet.h>
#include <signal.h>
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

static bool wants_address(struct check *c, const struct expr *call, struct expr *arg)
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

/* str($1), str($1 + 2): the parameter's text. */
static const struct type *str_of_param(struct check *c, struct expr *e, const struct expr *param,
                                       u64 skip)
{
	const char *text = param_text(c->s, param->param.index);
	struct expr lit = {.kind = EXPR_STR, .slot = EXPR_NO_SLOT};
	size_t n = text ? strlen(text) : 0;

	if (skip > n) {
		check_error(c, e->span,
		            "cannot use offset %llu: the parameter \"%s\" has %zu bytes",
		            (unsigned long long)skip, text ? text : "", n);
		return NULL;
	}
	lit.str.data = text ? text + skip : "";
	lit.str.len = (u32)strlen(lit.str.data);
	expr_become(e, &lit);
	return check_expr(c, e);
}

static const struct type *param_string(struct check *c, struct expr *e, struct expr *arg,
                                       bool *is_param)
{
	struct expr *l, *r;

	*is_param = true;
	if (arg->kind == EXPR_PARAM)
		return str_of_param(c, e, arg, 0);
	if (arg->kind == EXPR_BINARY && arg->binary.op == OP_ADD) {
		l = arg->binary.left;
		r = arg->binary.right;
		if (l->kind == EXPR_PARAM && check_value(c, r) && r->is_const)
			return str_of_param(c, e, l, r->const_value);
		if (r->kind == EXPR_PARAM && check_value(c, l) && l->is_const)
			return str_of_param(c, e, r, l->const_value);
	}
	*is_param = false;
	return NULL;
}

static bool is_string_like(const struct type *t)
{
	return t->kind == TY_STR ||
	       ((t->kind == TY_ARRAY || t->kind == TY_PTR) && t->elem->size == 1);
}

/* Bytes of the result: the length asked for and its NUL, within max_strlen. */
static u32 str_size(struct check *c, const struct expr *len)
{
	u32 max = c->s->config.max_strlen;

	if (!len || !len->is_const || len->const_value >= max)
		return max;
	return (u32)len->const_value + 1;
}

static const struct type *check_str_call(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *len = arg->next;
	const struct type *t;
	bool is_param;
	u32 size;

	t = param_string(c, e, arg, &is_param);
	if (is_param)
		return t;
	t = check_value(c, arg);
	if ((len && !wants_integer(c, e, len)) || !t)
		return NULL;
	if (len && len->is_const && (s64)len->const_value < 0)
		return check_error(c, len->span, "str() cannot use a negative length");
	if (!type_is_integer(t) && t->kind != TY_PTR && !is_string_like(t)) {
		check_error(c, arg->span, "str() expects an integer or a pointer, not '%s'",
		            type_text(c, t));
		return NULL;
	}
	if (t->kind == TY_PTR && t->elem->size > 1 && t->elem->kind != TY_INT)
		check_warn(c, arg->span, "str() of a value of type '%s'", type_text(c, t));
	size = str_size(c, len);
	if (t->kind == TY_STR && t->size < size)
		size = t->size;
	else if (t->kind == TY_ARRAY && t->count && t->count < size)
		size = t->count;
	return type_str(c->s->arena, size ? size : 1);
}

static const struct type *check_strncmp(struct check *c, struct expr *e)
{
	struct expr *a = e->call.args, *b = a->next, *n = b->next;

	for (struct expr *x = a; x != n; x = x->next) {
		const struct type *t = check_value(c, x);

		if (!t)
			return NULL;
		if (t->kind != TY_STR)
			return check_error(c, x->span, "strncmp() expects a string, not '%s'",
			                   type_text(c, t));
	}
	if (!wants_const(c, e, n, "length"))
		return NULL;
	if ((s64)n->const_value < 0)
		return check_error(c, n->span, "strncmp() expects a length that is not negative");
	return &type_s64;
}

static const struct type *check_two_strings(struct check *c, struct expr *e)
{
	for (struct expr *x = e->call.args; x; x = x->next) {
		const struct type *t = check_value(c, x);

		if (!t)
			return NULL;
		if (t->kind != TY_STR)
			return check_error(c, x->span, "%s() expects a string, not '%s'",
			                   e->call.name, type_text(c, t));
	}
	return &type_s64;
}

static const struct type *check_strftime(struct check *c, struct expr *e)
{
	struct expr *fmt = e->call.args;

	if (!wants_literal(c, e, fmt) || !check_value(c, fmt) || !wants_integer(c, e, fmt->next))
		return NULL;
	return type_simple(c->s->arena, TY_TIMESTAMP, false);
}

static const struct type *check_strerror(struct check *c, struct expr *e)
{
	return wants_integer(c, e, e->call.args) ? type_simple(c->s->arena, TY_STRERROR, false)
	                                         : NULL;
}

static const struct type *check_ksym(struct check *c, struct expr *e)
{
	return wants_address(c, e, e->call.args) ? type_simple(c->s->arena, TY_KSYM, false) : NULL;
}

static const struct type *check_usym(struct check *c, struct expr *e)
{
	return wants_address(c, e, e->call.args) ? type_simple(c->s->arena, TY_USYM, false) : NULL;
}

static const struct type *check_kaddr(struct check *c, struct expr *e)
{
	if (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args))
		return NULL;
	return type_ptr(c->s->arena, &type_u64, false);
}

static const struct type *check_uaddr(struct check *c, struct expr *e)
{
	if (!wants_literal(c, e, e->call.args))
		return NULL;
	if (!in_user_function(c))
		return check_error(c, e->span,
		                   "uaddr() can only be used in uprobe, uretprobe and "
		                   "usdt probes");
	return check_error(c, e->span, "uaddr() is not supported yet");
}

static const struct type *check_percpu_kaddr(struct check *c, struct expr *e)
{
	return check_error(c, e->span, "%s() is not supported yet", e->call.name);
}

static bool is_address_bytes(const struct type *t)
{
	u32 n = t->kind == TY_ARRAY ? t->size : t->kind == TY_STR ? t->size : 0;

	return n == 4 || n == 16;
}

static const struct type *check_ntop(struct check *c, struct expr *e)
{
	struct expr *addr = e->call.args;
	const struct type *t;

	if (addr->next) {
		if (!wants_integer(c, e, addr))
			return NULL;
		addr = addr->next;
	}
	t = check_value(c, addr);
	if (!t)
		return NULL;
	if (!type_is_integer(t) && !is_address_bytes(t)) {
		check_error(c, addr->span,
		            "ntop() expects an integer or an array of 4 or 16 bytes, not '%s'",
		            type_text(c, t));
		return NULL;
	}
	return type_simple(c->s->arena, TY_INET, false);
}

static const struct type *check_pton(struct check *c, struct expr *e)
{
	const struct expr *arg = e->call.args;
	u8 addr[16];
	bool v6;

	if (!wants_literal(c, e, arg) || !check_value(c, e->call.args))
		return NULL;
	v6 = strchr(arg->str.data, ':') != NULL;
	if (inet_pton(v6 ? AF_INET6 : AF_INET, arg->str.data, addr) != 1)
		return check_error(c, arg->span, "invalid address: \"%s\"", arg->str.data);
	return type_array(c->s->arena, &type_u8, v6 ? 16 : 4);
}

static const struct type *check_macaddr(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t = check_value(c, arg);

	if (!t)
		return NULL;
	if (!type_is_integer(t) && t->kind != TY_PTR &&
	    !((t->kind == TY_ARRAY || t->kind == TY_STR) && t->size == 6))
		return check_error(c, arg->span, "macaddr() expects an array of 6 bytes, not '%s'",
		                   type_text(c, t));
	return type_simple(c->s->arena, TY_MAC, false);
}

static const struct type *check_bswap(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (!wants_integer(c, e, arg))
		return NULL;
	return type_int(arg->type->size, false);
}

static const struct type *check_buf(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *len = arg->next;
	const struct type *t = check_value(c, arg);
	u32 max = c->s->config.max_strlen, size = max;

	if ((len && !wants_integer(c, e, len)) || !t)
		return NULL;
	if (!type_is_integer(t) && t->kind != TY_PTR && t->kind != TY_ARRAY && t->kind != TY_STR)
		return check_error(c, arg->span, "buf() expects an address or an array, not '%s'",
		                   type_text(c, t));
	if (!len && (type_is_integer(t) || t->kind == TY_PTR)) {
		check_error(c, e->span, "buf() expects a length for a value of type '%s'",
		            type_text(c, t));
		return NULL;
	}
	if (len && len->is_const) {
		if ((s64)len->const_value < 1)
			return check_error(c, len->span, "buf() expects a positive length");
		size = len->const_value < max ? (u32)len->const_value : max;
	} else if (!len && t->size && t->size < max) {
		size = t->size;
	}
	return type_buf(c->s->arena, size);
}

static const struct type *check_cgroupid(struct check *c, struct expr *e)
{
	if (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args))
		return NULL;
	return &type_u64;
}

static const struct type *check_cgroup_path(struct check *c, struct expr *e)
{
	struct expr *id = e->call.args;

	if (!wants_integer(c, e, id) ||
	    (id->next && (!wants_literal(c, e, id->next) || !check_value(c, id->next))))
		return NULL;
	return type_simple(c->s->arena, TY_CGROUP_PATH, false);
}

static const struct type *check_address_space(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t;
	struct type *copy;

	if (!wants_address(c, e, arg))
		return NULL;
	t = arg->type;
	copy = arena_memdup(c->s->arena, t, sizeof(*t));
	copy->user = e->call.builtin->func == FN_UPTR;
	return copy;
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
	return &type_s64;
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
	return map_use(c, m) ? &type_s64 : NULL;
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
	if (t->kind != TY_KSTACK && t->kind != TY_USTACK)
		return check_error(c, arg->span, "len() expects a map or a stack, not '%s'",
		                   type_text(c, t));
	return &type_s64;
}

static const struct type *check_path(struct check *c, struct expr *e)
{
	return check_error(c, e->span, "%s() is not supported yet", e->call.name);
}

static const struct type *check_reg(struct check *c, struct expr *e)
{
	if (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args) ||
	    !check_available(c, ROOT_REG, "reg()", e->span))
		return NULL;
	return &type_u64;
}

static bool stack_mode(struct check *c, const struct expr *arg, u32 *mode)
{
	static const char *const modes[] = {"bpftrace", "perf", "raw", "build_id"};
	struct nearest near;

	nearest_init(&near, arg->ident.name);
	for (u32 i = 0; i < ARRAY_LEN(modes); i++) {
		if (!strcmp(modes[i], arg->ident.name)) {
			*mode = i;
			return true;
		}
		nearest_feed(&near, modes[i]);
	}
	check_error(c, arg->span, "invalid stack mode: '%s'", arg->ident.name);
	check_hint(c, "modes are bpftrace, perf and raw");
	return false;
}

static const struct type *check_stack(struct check *c, struct expr *e)
{
	const struct builtin *b = e->call.builtin;
	u32 mode = c->s->config.stack_mode, depth = 127;
	struct expr *arg = e->call.args;

	if (!check_available(c, b->root, b->name, e->span))
		return NULL;
	if (arg && arg->kind == EXPR_IDENT) {
		if (!stack_mode(c, arg, &mode))
			return NULL;
		arg = arg->next;
	} else if (arg && arg->next) {
		return check_error(c, arg->span, "%s() expects a mode and a depth, in this order",
		                   b->name);
	}
	if (arg) {
		if (!wants_const(c, e, arg, "depth"))
			return NULL;
		if ((s64)arg->const_value < 1 || arg->const_value > 1024)
			return check_error(c, arg->span, "%s() depth must be from 1 to 1024",
			                   b->name);
		depth = (u32)arg->const_value;
	}
	return stack_type(c, b, mode, depth);
}

static const struct type *check_nsecs(struct check *c, struct expr *e)
{
#define CLOCK_ROW(clock)                                                                    \
	{                                                                                   \
		"nsecs", BUILTIN_FUNC, 0, 1, ROOT_NSECS, FN_NSECS, clock, false, NULL, NULL \
	}
	static const struct builtin rows[] = {CLOCK_ROW(NSECS_MONO), CLOCK_ROW(NSECS_BOOT),
	                                      CLOCK_ROW(NSECS_TAI), CLOCK_ROW(NSECS_SW_TAI)};
#undef CLOCK_ROW
	static const char *const names[] = {"monotonic", "boot", "tai", "sw_tai"};
	struct expr *arg = e->call.args;

	if (!arg)
		return &type_u64;
	for (u32 i = 0; arg->kind == EXPR_IDENT && i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], arg->ident.name) != 0)
			continue;
		if (i >= NSECS_TAI)
			return check_error(c, arg->span, "nsecs(%s) is not supported yet",
			                   names[i]);
		e->call.builtin = &rows[i];
		return &type_u64;
	}
	return check_error(c, arg->span, "nsecs() expects a clock: monotonic, boot, tai or sw_tai");
}

static const struct type *check_pid(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	bool known = arg->kind == EXPR_IDENT &&
	             (!strcmp(arg->ident.name, "curr_ns") || !strcmp(arg->ident.name, "init"));
	struct expr ident = {.kind = EXPR_IDENT, .slot = EXPR_NO_SLOT};

	if (!known)
		return check_error(c, arg->span, "%s() expects curr_ns or init", e->call.name);
	ident.ident.name = e->call.name;
	expr_become(e, &ident);
	return check_expr(c, e);
}

static const struct type *check_signal(struct check *c, struct expr *e)
{
	static const char *const names[] = {
	        [SIGHUP] = "HUP",   [SIGINT] = "INT",   [SIGQUIT] = "QUIT", [SIGILL] = "ILL",
	        [SIGTRAP] = "TRAP", [SIGABRT] = "ABRT", [SIGBUS] = "BUS",   [SIGFPE] = "FPE",
	        [SIGKILL] = "KILL", [SIGUSR1] = "USR1", [SIGSEGV] = "SEGV", [SIGUSR2] = "USR2",
	        [SIGPIPE] = "PIPE", [SIGALRM] = "ALRM", [SIGTERM] = "TERM", [SIGCHLD] = "CHLD",
	        [SIGCONT] = "CONT", [SIGSTOP] = "STOP", [SIGTSTP] = "TSTP", [SIGTTIN] = "TTIN",
	        [SIGTTOU] = "TTOU", [SIGURG] = "URG",   [SIGXCPU] = "XCPU", [SIGXFSZ] = "XFSZ",
	};
	struct expr *arg = e->call.args;
	struct expr number = {.kind = EXPR_INT, .slot = EXPR_NO_SLOT};
	const char *name;

	if (arg->kind == EXPR_STR) {
		name = !strncmp(arg->str.data, "SIG", 3) ? arg->str.data + 3 : arg->str.data;
		for (u32 i = 1; i < ARRAY_LEN(names); i++)
			if (names[i] && !strcmp(names[i], name))
				number.i.value = i;
		if (!number.i.value)
			return check_error(c, arg->span, "%s is not a signal", arg->str.data);
		expr_become(arg, &number);
	}
	if (!wants_integer(c, e, arg))
		return NULL;
	if (arg->is_const && (arg->const_value < 1 || arg->const_value > 64))
		return check_error(c, arg->span, "a signal is a number from 1 to 64");
	return &type_none;
}

static const struct type *check_override(struct check *c, struct expr *e)
{
	if (c->provider != PROVIDER_KPROBE)
		return check_error(c, e->span, "override() can only be used in kprobe probes");
	return wants_integer(c, e, e->call.args) ? &type_none : NULL;
}

static call_rule *const rules[FN_MAX_ENUM] = {
        [FN_STR] = check_str_call,
        [FN_STRNCMP] = check_strncmp,
        [FN_STRCONTAINS] = check_two_strings,
        [FN_STRSTR] = check_two_strings,
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
        [FN_REG] = check_reg,
        [FN_KSTACK] = check_stack,
        [FN_USTACK] = check_stack,
        [FN_NSECS] = check_nsecs,
        [FN_PID] = check_pid,
        [FN_TID] = check_pid,
        [FN_SIGNAL] = check_signal,
        [FN_OVERRIDE] = check_override,
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

	for (const struct function *f = c->s->program->functions; f; f = f->next)
		if (!strcmp(f->name, name)) /* its definition has been refused */
			return NULL;
	if (builtin_is_planned(name))
		return check_error(c, e->call.name_span, "%s() is not supported yet", name);
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
	    (!b || b->func == FN_PID || b->func == FN_TID))
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
