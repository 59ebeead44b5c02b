// SPDX-License-Identifier: GPL-2.0-or-later
/* The arguments of a probe by name: tracepoint formats, prototypes in BTF; and their results. */
#include <stdio.h>
#include <string.h>

#include "probe/tracefs.h"
#include "sema/check.h"
#include "util/debuginfo.h"

#define P(name) (1u << PROVIDER_##name)

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

static bool is_user(const struct check *c)
{
	return c->provider == PROVIDER_UPROBE || c->provider == PROVIDER_URETPROBE;
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
	      : is_user(c) ? types_program_function(c->s->types, p->target, p->func, sig)
	                   : types_function(c->s->types, p->target, p->func, sig);
	if (!err) {
		c->v->sig = sig;
		return sig;
	}
	if (is_user(c)) {
		check_error(c, e->span, "the arguments of %s are not known: %s", p->name,
		            err == -ENOENT ? "its debug information has no such function"
		                           : debuginfo_why(err));
		check_hint(c, "arg0, arg1, ... are its words; or install its debug package");
		return NULL;
	}
	err = types_have_btf(c->s->types);
	check_error(c, e->span, "the arguments of %s are not known: %s", p->name,
	            err ? "there is no kernel BTF" : "BTF has no such function");
	return NULL;
}

const struct type *check_args(struct check *c, struct expr *e)
{
	switch (c->provider) {
	case PROVIDER_TRACEPOINT:
		return tracepoint_args(c, e);
	case PROVIDER_RAWTRACEPOINT:
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
	case PROVIDER_UPROBE:
		if (!signature(c, e))
			return NULL;
		return check_error(c, e->span, "%s has no arguments", c->v->probes[0]->name);
	default:
		check_error(c, e->span, "args can only be used in %s probes, not in %s",
		            provider_list(c, P(TRACEPOINT) | P(RAWTRACEPOINT) | P(FENTRY) |
		                                     P(FEXIT) | P(UPROBE)),
		            provider_info(c->provider)->name);
		if (c->provider == PROVIDER_KPROBE)
			check_hint(c, "arguments are arg0, arg1, ...");
		return NULL;
	}
}

const struct type *check_iter_context(struct check *c, const struct expr *e)
{
	const char *kind = c->v->probes[0]->func;
	const struct type *t =
	        types_find(c->s->types, arena_printf(c->s->arena, "struct bpf_iter__%s", kind));

	if (t)
		return type_ptr(c->s->arena, t, false);
	if (types_have_btf(c->s->types))
		return check_error(c, e->span,
		                   "the context of iter:%s is not known: there is no "
		                   "kernel BTF",
		                   kind);
	return check_error(c, e->span, "this kernel's BTF knows no iterator \"%s\"", kind);
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
const struct type *named_arg(struct check *c, struct expr *e)
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

const struct type *retval_of_sig(struct check *c, struct expr *e)
{
	const struct func_sig *sig = signature(c, e);

	if (!sig)
		return NULL;
	if (sig->ret->kind == TY_NONE)
		return check_error(c, e->span, "%s returns nothing", c->v->probes[0]->func);
	return raw_value(c, e, e->ident.builtin, sig->ret);
}

static struct expr *field_of_args(struct check *c, const struct expr *args, const char *name)
{
	struct expr *field = arena_new_of(c->s->arena, struct expr);

	*field = (struct expr){.kind = EXPR_FIELD, .span = args->span, .slot = EXPR_NO_SLOT};
	field->field.base = arena_memdup(c->s->arena, args, sizeof(*args));
	field->field.base->next = NULL;
	field->field.name = name;
	field->field.name_span = args->span;
	return field;
}

struct args_tuple {
	struct expr tuple, **last;
};

static void add_arg(struct check *c, struct args_tuple *to, const struct expr *args,
                    const char *name)
{
	u32 n = to->tuple.tuple.n;
	const char **names = arena_array(c->s->arena, const char *, n + 1);

	for (u32 i = 0; i < n; i++)
		names[i] = to->tuple.tuple.names[i];
	names[n] = name;
	*to->last = field_of_args(c, args, name);
	to->last = &(*to->last)->next;
	to->tuple.tuple.names = names;
	to->tuple.tuple.n++;
}

/* args as a value is a record of its fields: (a = args.a, b = args.b). */
bool args_as_record(struct check *c, struct expr *e)
{
	struct args_tuple to = {.tuple = {.kind = EXPR_TUPLE, .slot = EXPR_NO_SLOT}};
	const struct func_sig *sig = has_named_args(c) ? signature(c, e) : NULL;
	const struct type *rec = c->provider == PROVIDER_TRACEPOINT ? tracepoint_args(c, e) : NULL;
	struct member m;
	const char *name;

	to.last = &to.tuple.tuple.elems;
	for (u32 i = 0; sig && i < sig->nargs && i < 10; i++)
		add_arg(c, &to, e, sig->names[i]);
	for (u32 i = 0; rec && !types_member_at(c->s->types, rec, i, &name, &m); i++)
		if (strncmp(name, "common_", 7))
			add_arg(c, &to, e, name);
	if (to.tuple.tuple.n)
		expr_become(e, &to.tuple);
	return to.tuple.tuple.n > 0;
}

/* The exit of a system call: older texts say retval for args.ret. */
bool is_syscall_exit(const struct check *c)
{
	const struct probe *p = c->v->probes[0];

	return c->provider == PROVIDER_TRACEPOINT && p->target && p->func &&
	       (!strcmp(p->target, "syscalls") || !strcmp(p->target, "raw_syscalls")) &&
	       !strncmp(p->func, "sys_exit", 8);
}

const struct type *retval_as_ret(struct check *c, struct expr *e)
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

bool has_named_args(const struct check *c)
{
	return c->provider == PROVIDER_RAWTRACEPOINT || c->provider == PROVIDER_FENTRY ||
	       c->provider == PROVIDER_FEXIT || c->provider == PROVIDER_UPROBE;
}
