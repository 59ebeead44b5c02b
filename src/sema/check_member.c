// SPDX-License-Identifier: GPL-2.0-or-later
/* Names, fields, elements: what an identifier, a.b, a->b, a[i] and *a mean. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe/tracefs.h"
#include "sema/check.h"

/* An argument of a user function: if it is an address, then of user memory. */
static const struct type type_user_word = {.kind = TY_INT, .size = 8, .align = 8, .user = 1};

#define P(name)     (1u << PROVIDER_##name)
#define KERNEL_SIDE ~(P(BEGIN) | P(END) | P(INTERVAL) | P(SELF) | P(BENCH) | P(TEST))

/* Roots that not every probe has. */
struct availability {
	enum root root;
	u32 providers;
	const char *hint;
};

static const struct availability availabilities[] = {
        {ROOT_ARG, P(KPROBE) | P(UPROBE) | P(USDT) | P(RAWTRACEPOINT), NULL},
        {ROOT_SARG, P(KPROBE) | P(UPROBE), NULL},
        {ROOT_RETVAL, P(KRETPROBE) | P(URETPROBE) | P(FEXIT), NULL},
        {ROOT_FUNC, P(KPROBE) | P(KRETPROBE) | P(UPROBE) | P(URETPROBE) | P(FENTRY) | P(FEXIT),
         NULL},
        {ROOT_REG, P(KPROBE) | P(KRETPROBE) | P(UPROBE) | P(URETPROBE) | P(USDT), NULL},
        {ROOT_CTX, KERNEL_SIDE, NULL},
        {ROOT_KSTACK, KERNEL_SIDE, "a profile probe samples stacks"},
        {ROOT_USTACK, KERNEL_SIDE, "a profile probe samples stacks"},
};

static const char *provider_list(struct check *c, u32 providers)
{
	struct buf b = BUF_INIT;
	const char *text;
	u32 left = (u32)__builtin_popcount(providers);

	for (u32 p = 0; p < PROVIDER_COUNT; p++) {
		if (!(providers & 1u << p))
			continue;
		buf_adds(&b, provider_info(p)->name);
		if (--left)
			buf_adds(&b, left == 1 ? " and " : ", ");
	}
	text = arena_strdup(c->s->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void root_hint(struct check *c, const struct availability *a)
{
	if (a->hint)
		check_hint(c, "%s", a->hint);
	else if (a->root == ROOT_ARG && c->provider == PROVIDER_TRACEPOINT)
		check_hint(c, "a tracepoint's arguments are args.NAME: sonde -lv lists them");
	else if (a->root == ROOT_ARG &&
	         (c->provider == PROVIDER_FENTRY || c->provider == PROVIDER_FEXIT))
		check_hint(c, "use args.NAME: sonde -lv lists them");
	else if (a->root == ROOT_ARG && c->provider == PROVIDER_KRETPROBE)
		check_hint(c, "keep it in a map from the kprobe: @arg[tid] = %s", "arg0");
	else if (a->root == ROOT_RETVAL && c->provider == PROVIDER_KPROBE)
		check_hint(c, "the function's result is known in its kretprobe");
	else if (a->root == ROOT_RETVAL && c->provider == PROVIDER_UPROBE)
		check_hint(c, "the function's result is known in its uretprobe");
}

bool check_available(struct check *c, enum root root, const char *name, struct span at)
{
	for (size_t i = 0; i < ARRAY_LEN(availabilities); i++) {
		const struct availability *a = &availabilities[i];

		if (a->root != root || a->providers & 1u << c->provider)
			continue;
		if (a->providers == (u32)KERNEL_SIDE)
			check_error(c, at,
			            "%s is not available in %s probes: they run in sonde itself",
			            name, provider_info(c->provider)->name);
		else
			check_error(c, at, "%s can only be used in %s probes, not in %s", name,
			            provider_list(c, a->providers),
			            provider_info(c->provider)->name);
		root_hint(c, a);
		return false;
	}
	return true;
}

bool in_user_function(const struct check *c)
{
	return c->provider == PROVIDER_UPROBE || c->provider == PROVIDER_URETPROBE ||
	       c->provider == PROVIDER_USDT;
}

static const struct type *no_format(struct check *c, const struct expr *e, const struct probe *p,
                                    int err)
{
	int why = c->s->env->tracefs_err;

	if (c->s->env->tracefs)
		return check_error(c, e->span, "the arguments of %s are not known: %s", p->name,
		                   err ? strerror(-err) : "its format cannot be understood");
	check_error(c, e->span, "the arguments of %s are not known without tracefs", p->name);
	check_hint(c, "%s", tracefs_why(why ? why : -ENOENT));
	return NULL;
}

/* The record of a tracepoint's arguments, read when first asked for. */
static const struct type *tracepoint_args(struct check *c, const struct expr *e)
{
	struct probe *p = c->v->probes[0];
	const char *text;
	int err = 0;
	u32 id;

	if (c->v->args)
		return c->v->args;
	text = probe_format(c->s->env, p, &err);
	if (text)
		c->v->args = types_tracepoint(c->s->types, p->target, p->func, text, &id);
	return c->v->args ? c->v->args : no_format(c, e, p, err);
}

static const struct func_sig *signature(struct check *c, const struct expr *e)
{
	struct probe *p = c->v->probes[0];
	struct func_sig *sig;
	int err;

	if (c->v->sig)
		return c->v->sig;
	sig = arena_new_of(c->s->arena, struct func_sig);
	err = c->provider == PROVIDER_RAWTRACEPOINT
	              ? types_raw_tracepoint(c->s->types, p->func, sig)
	              : types_function(c->s->types, p->target, p->func, sig);
	if (!err) {
		c->v->sig = sig;
		return sig;
	}
	err = types_have_btf(c->s->types);
	check_error(c, e->span, "the arguments of %s are not known: %s", p->name,
	            err ? "there is no kernel BTF" : "BTF has no such function");
	return NULL;
}

static const struct type *check_args(struct check *c, struct expr *e)
{
	switch (c->provider) {
	case PROVIDER_TRACEPOINT:
		return tracepoint_args(c, e);
	case PROVIDER_RAWTRACEPOINT:
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
		if (!signature(c, e))
			return NULL;
		return check_error(c, e->span, "args alone is not supported yet in %s probes",
		                   provider_info(c->provider)->name);
	default:
		check_error(
		        c, e->span, "args can only be used in %s probes, not in %s",
		        provider_list(c, P(TRACEPOINT) | P(RAWTRACEPOINT) | P(FENTRY) | P(FEXIT)),
		        provider_info(c->provider)->name);
		if (c->provider == PROVIDER_KPROBE || c->provider == PROVIDER_UPROBE)
			check_hint(c, "arguments are arg0, arg1, ...");
		return NULL;
	}
}

static const struct builtin *arg_builtin(u32 i)
{
	char name[16];

	snprintf(name, sizeof(name), "arg%u", i);
	return builtin_find(name, false);
}

/* e becomes (to)builtin, a 64-bit word; once, in the last pass. */
static const struct type *raw_value(struct check *c, struct expr *e, const struct builtin *b,
                                    const struct type *to)
{
	struct expr cast = {.kind = EXPR_CAST, .slot = EXPR_NO_SLOT};
	struct expr *raw;

	if (!c->an->final)
		return to;
	raw = arena_new_of(c->s->arena, struct expr);
	*raw = (struct expr){
	        .kind = EXPR_IDENT, .span = e->span, .slot = EXPR_NO_SLOT, .type = &type_u64};
	raw->ident.builtin = b;
	raw->ident.name = b->name;
	cast.cast.to = arena_new_of(c->s->arena, struct type_name);
	cast.cast.to->span = e->span;
	cast.cast.to->name = type_text(c, to);
	cast.cast.expr = raw;
	expr_become(e, &cast);
	return to;
}

/* fentry: args.x is argument x, narrowed to its type. */
static const struct type *named_arg(struct check *c, struct expr *e)
{
	const struct func_sig *sig = signature(c, e->field.base);
	struct nearest near;
	u32 i;

	if (!sig)
		return NULL;
	nearest_init(&near, e->field.name);
	for (i = 0; i < sig->nargs && strcmp(sig->names[i], e->field.name); i++)
		nearest_feed(&near, sig->names[i]);
	if (i >= sig->nargs || i > 9) {
		check_error(c, e->field.name_span, "%s has no argument named '%s'",
		            c->v->probes[0]->name, e->field.name);
		if (near.best[0])
			check_hint(c, "did you mean %s?", near.best);
		return NULL;
	}
	if (sig->types[i]->kind == TY_RECORD)
		return check_error(c, e->span, "an argument of type '%s' is not supported yet",
		                   type_text(c, sig->types[i]));
	return raw_value(c, e, arg_builtin(i), sig->types[i]);
}

static const struct type *retval_of_sig(struct check *c, struct expr *e)
{
	const struct func_sig *sig = signature(c, e);

	if (!sig)
		return NULL;
	if (sig->ret->kind == TY_NONE)
		return check_error(c, e->span, "%s returns nothing", c->v->probes[0]->func);
	return raw_value(c, e, e->ident.builtin, sig->ret);
}

/* The exit of a system call: older texts say retval for args.ret. */
static bool is_syscall_exit(const struct check *c)
{
	const struct probe *p = c->v->probes[0];

	return c->provider == PROVIDER_TRACEPOINT && p->target && p->func &&
	       (!strcmp(p->target, "syscalls") || !strcmp(p->target, "raw_syscalls")) &&
	       !strncmp(p->func, "sys_exit", 8);
}

static const struct type *retval_as_ret(struct check *c, struct expr *e)
{
	struct expr *args = arena_memdup(c->s->arena, e, sizeof(*e));
	struct expr field = {.kind = EXPR_FIELD, .slot = EXPR_NO_SLOT};

	args->ident.name = "args";
	args->next = NULL;
	field.field.base = args;
	field.field.name = "ret";
	field.field.name_span = e->span;
	expr_become(e, &field);
	return check_field(c, e);
}

const struct type *stack_type(struct check *c, const struct builtin *b, u32 mode, u32 depth)
{
	enum type_kind kind = b->root == ROOT_KSTACK ? TY_KSTACK : TY_USTACK;
	struct type *t = arena_memdup(c->s->arena, type_simple(c->s->arena, kind, false),
	                              sizeof(struct type));

	t->stack_mode = (u8)mode;
	t->stack_depth = (u16)depth;
	return t;
}

/* The builtins whose type or value the table cannot say. */
static const struct type *special_builtin(struct check *c, struct expr *e, const struct builtin *b)
{
	const char *name = b->name;

	if (b->root == ROOT_KSTACK || b->root == ROOT_USTACK)
		return stack_type(c, b, c->s->config.stack_mode, 127);
	if (b->root == ROOT_FUNC)
		return type_simple(c->s->arena, in_user_function(c) ? TY_USYM : TY_KSYM, false);
	if (!strcmp(name, "args"))
		return check_args(c, e);
	if (!strcmp(name, "probetype")) {
		bool special = c->provider == PROVIDER_BEGIN || c->provider == PROVIDER_END;

		name = special ? "special" : provider_info(c->provider)->name;
		expr_become(e, &(struct expr){.kind = EXPR_STR, .slot = EXPR_NO_SLOT});
		e->str.data = name;
		e->str.len = (u32)strlen(name);
		return check_expr(c, e);
	}
	if (!strcmp(name, "ncpus"))
		expr_set_int(e, b->type, (u64)sysconf(_SC_NPROCESSORS_CONF));
	else if (!strcmp(name, "cpid"))
		expr_set_int(e, b->type, (u64)c->s->child_pid);
	else if (!strcmp(name, "has_cpid"))
		expr_set_int(e, b->type, c->s->child_pid != 0);
	if (!strcmp(name, "cpid") && !c->s->child_pid) {
		check_error(c, e->span, "cpid is not set: there is no child process");
		check_hint(c, "-c CMD starts one");
	}
	return b->type;
}

static const struct type *check_builtin(struct check *c, struct expr *e, const struct builtin *b)
{
	e->ident.builtin = b;
	if (b->root == ROOT_RETVAL && is_syscall_exit(c))
		return retval_as_ret(c, e);
	if (!check_available(c, b->root, b->name, e->span))
		return NULL;
	if (b->root == ROOT_RETVAL && c->provider == PROVIDER_FEXIT)
		return retval_of_sig(c, e);
	if (b->root == ROOT_PROBE)
		c->v->uses_probe = true;
	if (b->root == ROOT_ARG && in_user_function(c))
		return &type_user_word;
	return special_builtin(c, e, b);
}

/* What people write who learnt from older texts. */
static const char *old_name(const char *name)
{
	static const char *const old[][2] = {
	        {"name", "probe"},      {"stack", "kstack"},   {"timestamp", "nsecs"},
	        {"execname", "comm"},   {"ustacks", "ustack"}, {"kstacks", "kstack"},
	        {"probename", "probe"}, {"ret", "retval"},
	};

	for (size_t i = 0; i < ARRAY_LEN(old); i++)
		if (!strcmp(old[i][0], name))
			return old[i][1];
	return NULL;
}

static const struct type *unknown_name(struct check *c, const struct expr *e)
{
	const char *name = e->ident.name, *near = old_name(name);

	check_error(c, e->span, "unknown identifier: '%s'", name);
	if (!near)
		near = builtin_nearest(name, false);
	if (near)
		check_hint(c, "did you mean %s?", near);
	else if (builtin_find(name, true))
		check_hint(c, "a function is called: %s(...)", name);
	else if (types_have_btf(c->s->types))
		check_hint(c, "there is no kernel BTF here, which names the kernel's enumerators");
	return NULL;
}

/* What a #define stands for is where its name is. */
static bool stands_here(struct expr *e, void *arg)
{
	e->span = *(struct span *)arg;
	return true;
}

const struct type *check_ident(struct check *c, struct expr *e)
{
	struct span span = e->span;
	const char *name = e->ident.name;
	const struct builtin *b = builtin_find(name, false);
	const struct expr *define = hash_gets(&c->an->defines, name);
	const struct type *t;
	s64 value;

	if (!strcmp(name, "true") || !strcmp(name, "false")) {
		expr_set_int(e, &type_bool, name[0] == 't');
		return e->type;
	}
	if (b)
		return check_builtin(c, e, b);
	if (define) {
		expr_become(e, ast_clone_expr(c->s->arena, define));
		ast_walk_expr(e, stands_here, &span);
		return check_expr(c, e);
	}
	if (!macro_value(name, &value))
		t = &type_s64;
	else if (types_enumerator(c->s->types, name, &value, &t))
		return unknown_name(c, e);
	expr_set_int(e, t, (u64)value);
	return t;
}

/* A member of something in user memory is in user memory, and so is what it points at. */
static const struct type *as_user(struct check *c, const struct type *t, bool user)
{
	struct type *copy;

	if (!user || t->user || (t->kind != TY_PTR && t->kind != TY_RECORD && t->kind != TY_ARRAY))
		return t;
	copy = arena_memdup(c->s->arena, t, sizeof(*t));
	copy->user = 1;
	return copy;
}

/* A dynamic string of a tracepoint has no length of its own. */
static const struct type *member_type(struct check *c, const struct member *m, bool user)
{
	if (m->type->kind == TY_STR && !m->type->size)
		return type_str(c->s->arena, c->s->config.max_strlen);
	return as_user(c, m->type, user);
}

static const struct type *no_member(struct check *c, const struct expr *e, const struct type *rec)
{
	const char *near = types_nearest_member(c->s->types, rec, e->field.name);

	if (rec->context)
		check_error(c, e->field.name_span, "%s has no argument named '%s'",
		            c->v->probes[0]->name, e->field.name);
	else
		check_error(c, e->field.name_span, "'%s' has no member named '%s'",
		            type_text(c, rec), e->field.name);
	if (near)
		check_hint(c, "did you mean %s?", near);
	return NULL;
}

/* curtask is a number until somebody looks inside. */
static void curtask_as_pointer(struct check *c, struct expr *base)
{
	const struct type *task;

	if (base->kind != EXPR_IDENT || !base->ident.builtin ||
	    base->ident.builtin->root != ROOT_CURTASK)
		return;
	task = types_find(c->s->types, "struct task_struct");
	base->type = task ? type_ptr(c->s->arena, task, false)
	                  : no_type(c, base->span, "struct task_struct");
}

static const struct type *check_tuple_field(struct check *c, struct expr *e, const struct type *t)
{
	if (e->field.name) {
		u32 i = 0;

		while (i < t->nfields &&
		       (!t->fields[i].name || strcmp(t->fields[i].name, e->field.name)))
			i++;
		if (i == t->nfields)
			return check_error(c, e->field.name_span, "'%s' has no field named '%s'",
			                   type_text(c, t), e->field.name);
		e->kind = EXPR_TUPLE_FIELD;
		e->field.index = i;
		e->field.name = NULL;
	}
	if (e->field.index >= t->nfields)
		return check_error(c, e->span, "invalid tuple index %u: '%s' has %u elements",
		                   e->field.index, type_text(c, t), t->nfields);
	return t->fields[e->field.index].type;
}

static bool is_args(const struct expr *e)
{
	return e->kind == EXPR_IDENT && !strcmp(e->ident.name, "args");
}

static bool has_named_args(const struct check *c)
{
	return c->provider == PROVIDER_RAWTRACEPOINT || c->provider == PROVIDER_FENTRY ||
	       c->provider == PROVIDER_FEXIT;
}

static const struct type *not_a_record(struct check *c, const struct expr *e, const struct type *t)
{
	if (e->kind == EXPR_TUPLE_FIELD)
		return check_error(c, e->span, "a value of type '%s' is not a tuple",
		                   type_text(c, t));
	check_error(c, e->span, "cannot access field '%s' on type '%s'", e->field.name,
	            type_text(c, t));
	if (t->kind == TY_INT && t->size == 8)
		check_hint(c, "cast it to a pointer to a struct: ((struct NAME *)...)->%s",
		           e->field.name);
	return NULL;
}

const struct type *check_field(struct check *c, struct expr *e)
{
	struct expr *base = e->field.base;
	const struct type *t, *rec;
	struct member m;

	if (is_args(base) && e->field.name && has_named_args(c))
		return named_arg(c, e);
	t = check_value(c, base);
	if (!t)
		return NULL;
	curtask_as_pointer(c, base);
	t = base->type;
	if (!t)
		return NULL;
	if (t->kind == TY_TUPLE)
		return check_tuple_field(c, e, t);
	rec = t->kind == TY_PTR ? t->elem : t;
	if (rec->kind != TY_RECORD || !e->field.name)
		return not_a_record(c, e, t);
	if (types_member(c->s->types, rec, e->field.name, &m))
		return no_member(c, e, rec);
	return member_type(c, &m, rec->context ? false : t->user);
}

static bool index_in_range(struct check *c, const struct expr *e, const struct type *t)
{
	const struct expr *i = e->index.index;

	if (t->kind == TY_PTR || !t->count || !i->is_const || i->const_value < t->count)
		return true;
	check_error(c, i->span, "the index %lld is out of bounds of '%s'",
	            (long long)i->const_value, type_text(c, t));
	return false;
}

const struct type *check_index(struct check *c, struct expr *e)
{
	const struct type *t = check_value(c, e->index.base);
	const struct type *i = check_value(c, e->index.index);

	if (!t || !i)
		return NULL;
	if (!type_is_integer(i))
		return check_error(c, e->index.index->span,
		                   "the index must be an integer, not '%s'", type_text(c, i));
	if (t->kind == TY_TUPLE) {
		check_error(c, e->span, "a tuple is not indexed with []");
		check_hint(c, "use .0, .1, ...");
		return NULL;
	}
	if (t->kind != TY_ARRAY && t->kind != TY_PTR)
		return check_error(c, e->span,
		                   "the [] operator cannot be used on a value of type '%s'",
		                   type_text(c, t));
	if (t->elem->kind == TY_NONE)
		return check_error(c, e->span, "elements of '%s' have no size", type_text(c, t));
	return index_in_range(c, e, t) ? as_user(c, t->elem, t->user) : NULL;
}

const struct type *check_deref(struct check *c, struct expr *e)
{
	struct expr *x = e->unary.expr;
	const struct type *t = check_value(c, x);

	if (!t)
		return NULL;
	if (t->kind == TY_PTR && t->elem->kind != TY_NONE)
		return as_user(c, t->elem, t->user);
	if (t->kind == TY_INT && !x->is_const) /* an address: the word there */
		return &type_u64;
	check_error(c, e->span, "cannot dereference a value of type '%s'", type_text(c, t));
	if (t->kind == TY_PTR)
		check_hint(c, "cast it to a pointer to what is there");
	return NULL;
}
