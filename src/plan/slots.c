// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which expressions are capture slots. A *path* is an expression that is a root followed by
 * constant steps; the longest path of each expression becomes a slot, and its sub-expressions are
 * not looked at again.
 */
#include "plan/plan_impl.h"

#include <string.h>

#include "probe/arch.h"

struct path {
	struct slot slot;
	struct slot_step steps[16];
	const struct type *type; /* of the expression */
	bool lval;               /* the expression is the memory at v + off, not v + off itself */
	bool field;              /* still inside the tracepoint record: no step yet */
};

struct pass {
	struct plan *plan;
	struct plan_clause *clause;
	u32 depth;
};

static bool path_of(struct pass *p, struct expr *e, struct path *out);

static bool same_slot(const struct slot *a, const struct slot *b)
{
	if (a->root != b->root || a->arg != b->arg || a->nsteps != b->nsteps || a->off != b->off ||
	    a->deref != b->deref || a->form != b->form || a->size != b->size ||
	    a->is_signed != b->is_signed || a->bit_offset != b->bit_offset ||
	    a->bit_size != b->bit_size || a->len != b->len || a->stack_mode != b->stack_mode ||
	    a->user != b->user || a->typed != b->typed || a->any_space != b->any_space ||
	    a->via_var != b->via_var)
		return false;
	if ((a->name || b->name) && (!a->name || !b->name || strcmp(a->name, b->name)))
		return false;
	for (u32 i = 0; i < a->nsteps; i++)
		if (a->steps[i].off != b->steps[i].off || a->steps[i].user != b->steps[i].user)
			return false;
	return true;
}

static s32 add_slot(struct plan *p, struct plan_clause *c, const struct slot *s)
{
	struct slot *slot;

	for (u32 i = 0; i < c->nslots; i++)
		if (same_slot(&c->slots[i], s))
			return i;
	slot = ARENA_PUSH(p->arena, c->slots, c->nslots);
	*slot = *s;
	slot->steps = arena_memdup(p->arena, s->steps, s->nsteps * sizeof(*s->steps));
	return c->nslots - 1;
}

s32 plan_root_slot(struct plan *p, struct plan_clause *c, enum root root, u32 arg, struct span at)
{
	struct slot s = {.root = root, .arg = arg, .form = FORM_INT, .size = 8, .span = at};

	return add_slot(p, c, &s);
}

/* The path's value as a pointer: load it if the expression is memory. */
static bool path_pointer(struct path *p)
{
	if (!p->lval)
		return true;
	if (p->slot.nsteps == ARRAY_LEN(p->steps) || p->slot.bit_size)
		return false;
	p->steps[p->slot.nsteps++] = (struct slot_step){p->slot.off, p->slot.user};
	p->slot.off = 0;
	p->lval = false;
	p->field = false;
	return true;
}

static bool path_root(struct pass *p, const struct expr *e, enum root root, u32 arg,
                      struct path *out)
{
	(void)p;
	memset(out, 0, sizeof(*out));
	out->slot.root = root;
	out->slot.arg = arg;
	out->slot.span = e->span;
	out->type = e->type;
	return true;
}

static bool path_args_field(struct pass *p, struct expr *e, struct path *out)
{
	struct variant *v = p->clause->variant;
	struct expr *base = e->field.base;
	const struct type *args = base->type;
	struct types *types = p->plan->sema->types;
	struct member m;

	if (v->sig && args != v->args) /* fentry: args.x is argument x */
		return false;
	if (!args || args->kind != TY_RECORD || !args->context ||
	    types_member(types, args, e->field.name, &m))
		return false;
	path_root(p, e, ROOT_FIELD, 0, out);
	out->slot.name = e->field.name;
	out->slot.field = m;
	for (u32 i = 0;; i++) {
		const char *name;
		struct member at;

		if (types_member_at(types, args, i, &name, &at))
			break;
		if (!strcmp(name, e->field.name))
			break;
		if (strncmp(name, "common_", 7))
			out->slot.field_index++;
	}
	out->slot.bit_offset = m.bit_offset;
	out->slot.bit_size = m.bit_size;
	out->type = m.type;
	out->lval = true;
	out->field = true;
	return true;
}

static bool path_field(struct pass *p, struct expr *e, struct path *out)
{
	struct expr *base = e->field.base;
	const struct type *rec;
	struct member m;

	if (!e->field.name || !base->type)
		return false;
	if (base->kind == EXPR_IDENT && base->ident.builtin && base->type->kind == TY_RECORD &&
	    base->type->context)
		return path_args_field(p, e, out);
	if (!path_of(p, base, out))
		return false;
	rec = base->type;
	if (rec->kind == TY_PTR) {
		bool user = rec->user;

		if (!path_pointer(out))
			return false;
		rec = rec->elem;
		out->slot.user = user;
	}
	if (!rec || rec->kind != TY_RECORD || out->slot.bit_size ||
	    types_member(p->plan->sema->types, rec, e->field.name, &m) || m.data_loc || m.rel_loc)
		return false;
	out->slot.off += m.offset;
	out->slot.bit_offset = m.bit_offset;
	out->slot.bit_size = m.bit_size;
	out->type = m.type;
	out->lval = true;
	return true;
}

static bool path_index(struct pass *p, struct expr *e, struct path *out)
{
	const struct type *t = e->index.base->type;

	if (!t || !e->index.index->is_const || !path_of(p, e->index.base, out))
		return false;
	if (t->kind == TY_PTR) {
		if (!path_pointer(out))
			return false;
		out->slot.user = t->user;
	} else if (t->kind != TY_ARRAY || !out->lval || out->slot.field.data_loc) {
		return false;
	}
	if (!t->elem || !t->elem->size)
		return false;
	out->slot.off += (s32)(e->index.index->const_value * t->elem->size);
	out->type = t->elem;
	out->lval = true;
	return true;
}

static bool path_cast(struct pass *p, struct expr *e, struct path *out)
{
	const struct type *to = e->type, *from = e->cast.expr->type;
	bool wide = to && (to->kind == TY_PTR || (to->kind == TY_INT && to->size == 8));

	if (!wide || !from || !type_is_scalar(from) || !path_of(p, e->cast.expr, out))
		return false;
	if (from->kind != TY_PTR && from->size != 8 && out->lval)
		return false; /* a narrow value widens: compute it */
	out->type = to;
	return true;
}

static bool path_add(struct pass *p, struct expr *e, struct path *out)
{
	struct expr *l = e->binary.left, *r = e->binary.right;
	s64 scale, off;

	if ((e->binary.op != OP_ADD && e->binary.op != OP_SUB) || !r->is_const || !l->type ||
	    l->type->kind != TY_PTR || !path_of(p, l, out) || !path_pointer(out))
		return false;
	scale = l->type->elem && l->type->elem->size ? l->type->elem->size : 1;
	off = (s64)r->const_value * scale;
	if (off > INT32_MAX / 2 || off < INT32_MIN / 2)
		return false;
	out->slot.off += e->binary.op == OP_ADD ? (s32)off : (s32)-off;
	out->type = e->type;
	return true;
}

static bool path_of(struct pass *p, struct expr *e, struct path *out)
{
	const struct builtin *b;
	struct sym *sym;
	bool ok;

	if (!e->type || e->is_const || p->depth > 32)
		return false;
	switch (e->kind) {
	case EXPR_IDENT:
		b = e->ident.builtin;
		if (!b || b->root == ROOT_NONE || e->type->kind == TY_RECORD)
			return false;
		return path_root(p, e, b->root, b->arg, out);
	case EXPR_FIELD:
		return path_field(p, e, out);
	case EXPR_INDEX:
		return path_index(p, e, out);
	case EXPR_CAST:
		return path_cast(p, e, out);
	case EXPR_BINARY:
		return path_add(p, e, out);
	case EXPR_UNARY:
		if (e->unary.op != OP_DEREF || !path_of(p, e->unary.expr, out) ||
		    !path_pointer(out))
			return false;
		out->slot.user = e->unary.expr->type->user;
		out->type = e->type;
		out->lval = true;
		return true;
	case EXPR_VAR:
		sym = e->var.sym;
		if (!sym || sym->assignments != 1 || !sym->only)
			return false;
		p->depth++;
		ok = path_of(p, sym->only, out);
		p->depth--;
		if (ok)
			out->slot.via_var = true;
		return ok;
	case EXPR_CALL: /* uptr(p), kptr(p): p, whose type says where it points */
		b = e->call.builtin;
		if (!b || (b->func != FN_UPTR && b->func != FN_KPTR) ||
		    !path_of(p, e->call.args, out) || !path_pointer(out))
			return false;
		out->type = e->type;
		return true;
	default:
		return false;
	}
}

/* Give the expression the slot of its path. len: FORM_STR and FORM_BYTES. */
static void take(struct pass *p, struct expr *e, struct path *path, enum slot_form form, u32 len)
{
	struct slot *s = &path->slot;
	const struct type *t = path->type;

	s->form = form;
	s->steps = path->steps;
	s->span = e->span;
	s->len = len;
	if (form == FORM_INT) {
		s->deref = path->lval;
		s->size = path->lval && t->size ? t->size : 8;
		s->is_signed = t->is_signed;
	} else {
		s->deref = true;
	}
	e->slot = add_slot(p->plan, p->clause, s);
}

/* The slot as it is in the path, in the given form. */
static s32 add_path(struct plan *p, struct plan_clause *c, struct path *path, enum slot_form form,
                    u32 size, struct span at)
{
	struct slot *s = &path->slot;

	s->form = form;
	s->steps = path->steps;
	s->span = at;
	s->deref = true;
	if (form != FORM_INT)
		s->len = size;
	else
		s->size = (u8)size;
	return add_slot(p, c, s);
}

static bool behind_slot(struct plan *p, struct plan_clause *c, struct expr *e, enum slot_form form,
                        u32 len, s32 *slot)
{
	struct pass pass = {p, c, 0};
	struct path path;

	if (!type_is_scalar(e->type) || !path_of(&pass, e, &path) ||
	    (path.lval && e->type->kind != TY_PTR && e->type->size != 8) || !path_pointer(&path))
		return false;
	path.slot.user = e->type->user;
	path.slot.any_space = !e->type->user && e->type->kind != TY_PTR;
	if (slot)
		*slot = add_path(p, c, &path, form, len, e->span);
	return true;
}

bool plan_text_slot(struct plan *p, struct plan_clause *c, struct expr *e, u32 len, s32 *slot)
{
	return behind_slot(p, c, e, FORM_STR, len, slot);
}

bool plan_bytes_slot(struct plan *p, struct plan_clause *c, struct expr *e, u32 len, s32 *slot)
{
	return behind_slot(p, c, e, FORM_BYTES, len, slot);
}

bool plan_word_slots(struct plan *p, struct plan_clause *c, struct expr *e, s32 off,
                     struct join_word *out)
{
	struct pass pass = {p, c, 0};
	bool user = e->type && e->type->user;
	struct path path;

	if (!path_of(&pass, e, &path) || !path_pointer(&path))
		return false;
	path.slot.off += off;
	path.slot.user = user;
	path.lval = true;
	out->pointer = add_path(p, c, &path, FORM_INT, arch_host()->word, e->span);
	if (!path_pointer(&path))
		return false;
	path.slot.user = user;
	path.slot.any_space = !user;
	out->text = add_path(p, c, &path, FORM_STR, p->sema->config.max_strlen, e->span);
	return true;
}

static bool is_pure_root(const struct path *path)
{
	return path->slot.root != ROOT_FIELD && !path->slot.nsteps && !path->lval;
}

/*
 * An argument that the verifier must know the type of. False: other arguments are looked at as in
 * any call, and of this one, if it is no path, the code generator will complain.
 */
static bool slot_typed(struct pass *p, struct expr *e)
{
	struct expr *arg = e->call.args;
	struct path path;

	for (u32 i = 1; i < builtin_typed_arg(e->call.builtin); i++)
		arg = arg->next;
	if (arg->slot < 0 && path_of(p, arg, &path) && !path.slot.bit_size &&
	    (arg->type->kind == TY_RECORD || path_pointer(&path))) {
		path.lval = false;
		path.slot.typed = true;
		path.slot.via_var = false;
		take(p, arg, &path, FORM_INT, 0);
	}
	return false;
}

/* str(x[, n]) and buf(x, n) of a path: captured as a whole. */
static bool slot_call(struct pass *p, struct expr *e)
{
	const struct builtin *b = e->call.builtin;
	struct expr *arg = e->call.args;
	struct path path;

	if (!b)
		return false;
	if (b->root == ROOT_KSTACK || b->root == ROOT_USTACK) {
		path_root(p, e, b->root, 0, &path);
		path.slot.stack_mode = e->type->stack_mode;
		take(p, e, &path, FORM_INT, e->type->stack_depth);
		return true;
	}
	if (b->func == FN_REG && arg && arg->kind == EXPR_STR) {
		path_root(p, e, ROOT_REG, 0, &path);
		path.slot.name = arg->str.data;
		take(p, e, &path, FORM_INT, 0);
		return true;
	}
	if (b->func == FN_NSECS && b->root == ROOT_NSECS)
		return false;
	if (builtin_typed_arg(b))
		return slot_typed(p, e);
	if (b->func != FN_STR || !arg || !arg->type || arg->kind == EXPR_PARAM ||
	    (arg->next && !arg->next->is_const))
		return false;
	if (!path_of(p, arg, &path))
		return false;
	if (arg->type->kind == TY_PTR || type_is_integer(arg->type)) {
		if (arg->type->kind != TY_PTR && path.lval && arg->type->size != 8 &&
		    !(path.field && path.slot.field.data_loc))
			return false;
		if (!path_pointer(&path))
			return false;
		path.slot.user = arg->type->user;
		path.slot.any_space = !arg->type->user && arg->type->kind != TY_PTR;
		path.field = false;
	} else if (!path.lval) {
		return false;
	}
	take(p, e, &path, FORM_STR, e->type->size);
	return true;
}

/* True: the expression is captured whole, do not look inside. */
static bool slot_expr(struct expr *e, void *arg)
{
	struct pass *p = arg;
	struct path path;

	if (e->is_const || !e->type)
		return !e->is_const;
	if (e->slot >= 0 && p->clause->slots[e->slot].typed)
		return false;
	if (e->kind == EXPR_CALL)
		return !slot_call(p, e);
	if (e->kind == EXPR_VAR || !path_of(p, e, &path))
		return true;
	switch (path.type ? path.type->kind : TY_NONE) {
	case TY_STR:
		if (is_pure_root(&path))
			take(p, e, &path, FORM_BYTES, e->type->size); /* comm */
		else
			take(p, e, &path, FORM_STR, e->type->size);
		return false;
	case TY_KSTACK:
	case TY_USTACK:
		path.slot.stack_mode = e->type->stack_mode;
		take(p, e, &path, FORM_INT, e->type->stack_depth);
		return false;
	case TY_RECORD:
	case TY_ARRAY:
		if (path.lval)
			take(p, e, &path, FORM_BYTES, path.type->size);
		return false;
	case TY_NONE:
		return true;
	default:
		/* A computed address of a path (p + 8) is cheap to compute: take it all the same,
		 * it keeps the value out of reach of the program's own memory reads. */
		take(p, e, &path, FORM_INT, 0);
		return false;
	}
}

static void need(struct pass *p, struct span at, const char *what, const char *way_out)
{
	struct need *n = ARENA_PUSH(p->plan->arena, p->clause->needs, p->clause->nneeds);

	*n = (struct need){at, false, what, way_out};
}

static bool reads_memory(const struct expr *e)
{
	const struct type *base = NULL;

	switch (e->kind) {
	case EXPR_FIELD:
		base = e->field.base->type;
		return base && e->field.name && base->kind == TY_PTR && !base->own;
	case EXPR_INDEX:
		base = e->index.base->type;
		return base && base->kind == TY_PTR && !base->own;
	case EXPR_UNARY:
		base = e->unary.expr->type;
		return e->unary.op == OP_DEREF && !(base && base->own);
	case EXPR_CALL:
		return e->call.builtin && e->call.args && e->call.args->type &&
		       (e->call.builtin->func == FN_STR || e->call.builtin->func == FN_BUF ||
		        e->call.builtin->func == FN_JOIN) &&
		       e->call.args->type->kind != TY_STR && e->call.args->kind != EXPR_PARAM;
	default:
		return false;
	}
}

/* Captured with the event, for clauses that run outside of the kernel: plan/behind.c */
static bool is_captured(const struct pass *p, const struct expr *e)
{
	const struct builtin *b = e->kind == EXPR_CALL ? e->call.builtin : NULL;
	const struct map *kept = plan_kept(e);

	if (p->clause->in_user || !b)
		return false;
	if (kept)
		return kept->kept != 0;
	return b->func == FN_JOIN ? e->call.words != NULL : b->func == FN_BUF && e->behind;
}

/* By its type; an integer is taken for an address of the kernel. */
static bool reads_user(const struct expr *e)
{
	const struct expr *from = e->kind == EXPR_FIELD   ? e->field.base
	                          : e->kind == EXPR_INDEX ? e->index.base
	                          : e->kind == EXPR_UNARY ? e->unary.expr
	                                                  : e->call.args;

	return from->type->user;
}

/* What is left outside of slots and reads memory needs a program in the kernel. */
static bool need_expr(struct expr *e, void *arg)
{
	struct pass *p = arg;
	const struct builtin *b = e->kind == EXPR_CALL ? e->call.builtin : NULL;

	/* a time series captures the time; its value is looked at as any other */
	if (e->slot != EXPR_NO_SLOT && e->slot >= 0 && !(b && b->func == FN_TSERIES)) {
		const struct slot *s = &p->clause->slots[e->slot];

		if (s->root == ROOT_CURTASK && p->clause->in_user && (s->nsteps || s->deref))
			need(p, e->span, "reads through curtask, which no event records",
			     "pid, tid, comm, uid and cgroup are available without BPF");
		return false;
	}
	if (e->is_const)
		return false;
	if (is_captured(p, e))
		return true;
	if (reads_memory(e)) {
		need(p, e->span,
		     "follows a pointer that is not a constant path from this event's arguments",
		     "only chains of constant steps from args, argN or retval can be captured with "
		     "the event");
		p->clause->needs[p->clause->nneeds - 1].memory = !reads_user(e);
	}
	if (b && builtin_typed_arg(b))
		need(p, e->span, "asks the kernel about one of its objects", NULL);
	if (b && b->func == FN_PERCPU_KADDR)
		need(p, e->span, "reads the kernel's table of per-CPU areas", NULL);
	if (b && b->func == FN_LEN && e->call.args->kind != EXPR_MAP)
		need(p, e->span, "counts the frames of a stack while the probe runs", NULL);
	if (b && (b->func == FN_SIGNAL || b->func == FN_SIGNAL_THREAD || b->func == FN_OVERRIDE))
		need(p, e->span, "acts on the traced task while it runs", NULL);
	return true;
}

static bool pid_expr(struct expr *e, void *arg)
{
	struct pass *p = arg;

	if (e->type && (e->type->kind == TY_USTACK || e->type->kind == TY_USYM))
		plan_root_slot(p->plan, p->clause, ROOT_PID, 0, e->span);
	if (e->kind == EXPR_CALL && e->call.builtin && e->call.builtin->func == FN_TSERIES)
		e->slot = plan_root_slot(p->plan, p->clause, ROOT_NSECS, NSECS_REAL, e->span);
	if (e->kind == EXPR_CALL && e->call.builtin && e->call.builtin->func == FN_NSECS)
		e->slot = plan_root_slot(p->plan, p->clause, ROOT_NSECS,
		                         e->call.args ? e->call.builtin->arg : 0, e->span);
	return true;
}

int plan_slots(struct plan *p, struct plan_clause *c)
{
	struct pass pass = {p, c, 0};
	struct clause *cl = c->variant->clause;

	ast_walk_expr(cl->filter, slot_expr, &pass);
	ast_walk_stmts(cl->body, slot_expr, &pass);
	ast_walk_expr(cl->filter, pid_expr, &pass);
	ast_walk_stmts(cl->body, pid_expr, &pass);
	plan_behind_clause(p, c);
	plan_unread(c);
	ast_walk_expr(cl->filter, need_expr, &pass);
	ast_walk_stmts(cl->body, need_expr, &pass);
	return 0;
}
