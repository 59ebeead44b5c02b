// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * $variables. `let` declares in the block it stands in, and a loop its variable. Without it, a
 * variable belongs to the block that first assigns it, as in bpftrace since 0.21; older scripts use
 * it after that block has ended all the same, so these variables of an ended block stay reachable
 * where no other has the name. Code sets
 * every variable to zero when the clause starts.
 */
#include <string.h>

#include "sema/check.h"

void scope_enter(struct check *c, struct scope *sc)
{
	*sc = (struct scope){.outer = c->scope};
	c->scope = sc;
}

void scope_leave(struct check *c)
{
	struct scope *sc = c->scope;

	for (u32 i = 0; i < sc->nsyms; i++)
		if (!sc->syms[i]->declared)
			*ARENA_PUSH(c->s->arena, c->left, c->nleft) = sc->syms[i];
	c->scope = sc->outer;
}

static bool names(const struct expr *var, const struct sym *sym)
{
	return var->var.copy == sym->copy && !strcmp(var->var.name, sym->name);
}

static struct sym *in_scope(const struct scope *sc, const struct expr *var)
{
	for (u32 i = 0; i < sc->nsyms; i++)
		if (names(var, sc->syms[i]))
			return sc->syms[i];
	return NULL;
}

static struct sym *find(const struct check *c, const struct expr *var)
{
	for (const struct scope *sc = c->scope; sc; sc = sc->outer) {
		struct sym *sym = in_scope(sc, var);

		if (sym)
			return sym;
	}
	return NULL;
}

/* The latest of the ended blocks. */
static struct sym *find_left(const struct check *c, const struct expr *var)
{
	for (u32 i = c->nleft; i-- > 0;)
		if (names(var, c->left[i]))
			return c->left[i];
	return NULL;
}

static bool owns(const struct check *c, const struct sym *sym)
{
	for (u32 i = 0; i < c->v->nsyms; i++)
		if (c->v->syms[i] == sym)
			return true;
	return false;
}

/* The node's own symbol of an earlier pass, or a new one. */
static struct sym *declare(struct check *c, struct expr *var)
{
	struct sym *sym = var->var.sym;

	if (!sym || !owns(c, sym)) {
		sym = arena_new_of(c->s->arena, struct sym);
		sym->name = var->var.name;
		sym->copy = var->var.copy;
		sym->span = var->span;
		sym->index = c->v->nsyms;
		*ARENA_PUSH(c->s->arena, c->v->syms, c->v->nsyms) = sym;
		c->an->changed = true;
	}
	sym->assignments = 0;
	sym->literal = sym->literals;
	sym->literals = 0;
	sym->only = NULL;
	*ARENA_PUSH(c->s->arena, c->scope->syms, c->scope->nsyms) = sym;
	return sym;
}

static void undefined(struct check *c, const struct expr *e)
{
	struct nearest near;

	check_error(c, e->span, "undefined or undeclared variable: $%s", e->var.name);
	nearest_init(&near, e->var.name);
	for (const struct scope *sc = c->scope; sc; sc = sc->outer)
		for (u32 i = 0; i < sc->nsyms; i++)
			if (sc->syms[i]->copy == e->var.copy)
				nearest_feed(&near, sc->syms[i]->name);
	if (near.best[0] && strcmp(near.best, e->var.name))
		check_hint(c, "did you mean $%s?", near.best);
}

const struct type *check_var(struct check *c, struct expr *e)
{
	struct sym *sym = find(c, e);

	if (!sym) {
		sym = find_left(c, e);
		if (sym) /* its block may not have been run */
			sym->only = NULL;
	}
	e->var.sym = sym;
	if (!sym) {
		undefined(c, e);
		return e->type = NULL;
	}
	e->type = sym->type;
	if (!e->type && c->an->final && !c->s->diag->errors)
		check_error(c, e->span, "the type of $%s is not known here: it has no value yet",
		            e->var.name);
	return e->type;
}

/* Which symbol an assignment without let means. */
static struct sym *target(struct check *c, struct expr *var, const struct type *t, bool weak)
{
	struct sym *sym = find(c, var);

	if (sym)
		return sym;
	sym = find_left(c, var);
	if (sym && sym == var->var.sym)
		return sym;
	if (sym && sym->type && t) {
		bool w = weak;

		if (type_merge(c, sym->type, &w, t, weak))
			return sym;
	}
	return declare(c, var);
}

static bool storable(struct check *c, const struct expr *var, const struct type *t, struct span at)
{
	if (t->kind != TY_NONE && is_copyable(t))
		return true;
	check_error(c, at, "a value of type '%s' cannot be stored in $%s", type_text(c, t),
	            var->var.name);
	hint_not_copyable(c, t);
	return false;
}

static void count_literal(struct check *c, struct sym *sym, const struct expr *value)
{
	u32 size = value && expr_is_literal(value) ? literal_size(value) : 0;

	if (sym->assignments && !sym->literals)
		return;
	sym->literals = !size ? 0 : size > sym->literals ? size : sym->literals;
}

/* Where it has no other assignment, what can see the variable comes behind this one. */
static bool is_before_all_uses(const struct check *c, const struct sym *sym)
{
	for (u32 i = 0; i < c->scope->nsyms; i++)
		if (c->scope->syms[i] == sym)
			return true;
	return !c->branches;
}

static void count_assignment(struct check *c, struct sym *sym, struct expr *value)
{
	count_literal(c, sym, value);
	sym->assignments++;
	sym->only = sym->assignments == 1 && !c->loops && is_before_all_uses(c, sym) ? value : NULL;
}

static const struct type *fits(const struct type *to, const struct type *t, bool weak);

static bool elements_fit(const struct type *to, const struct type *t)
{
	if (t->kind != TY_TUPLE || t->nfields != to->nfields)
		return false;
	for (u32 i = 0; i < to->nfields; i++) {
		u32 k = type_element(t, to, i);

		if (k >= t->nfields || !fits(to->fields[i].type, t->fields[k].type, false))
			return false;
	}
	return true;
}

/* A variable with a declared type keeps it. */
static const struct type *fits(const struct type *to, const struct type *t, bool weak)
{
	if (type_is_integer(to) && type_is_integer(t))
		return to;
	if (to->kind == TY_STR && t->kind == TY_STR)
		return t->size <= to->size ? to : NULL;
	if (to->kind == TY_PTR && t->kind == TY_PTR && t->own && type_equal(to->elem, t->elem))
		return t; /* &$x: who reads it must know */
	if (to->kind == TY_PTR && (t->kind == TY_PTR || (weak && type_is_integer(t))))
		return t->kind != TY_PTR || to->elem->kind == TY_NONE || type_equal(to, t) ? to
		                                                                           : NULL;
	if (to->kind == TY_TUPLE && elements_fit(to, t))
		return to;
	return type_equal(to, t) ? to : NULL;
}

/* A constant must fit; what is computed is cut to the type when it is stored. */
static bool constant_fits(struct check *c, const struct sym *sym, const struct expr *value,
                          struct span at)
{
	if (!value || !value->is_const || !type_is_integer(sym->type) || sym->type->size >= 8 ||
	    sym->type->kind == TY_BOOL ||
	    fold_cast(sym->type, value->const_value) == value->const_value)
		return true;
	check_error(c, at, "%lld does not fit in $%s, which is '%s'", (long long)value->const_value,
	            sym->name, type_text(c, sym->type));
	return false;
}

static void store_mismatch(struct check *c, const struct sym *sym, const struct type *t,
                           struct span at)
{
	const char *type = type_text(c, sym->type);

	if (strchr(sym->name, '(')) {
		check_error(c, at, "%s returns '%s', not '%s'", sym->name, type, type_text(c, t));
		return;
	}
	check_error(c, at,
	            "type mismatch for $%s: trying to assign a value of type '%s' when the "
	            "variable contains a value of type '%s'",
	            sym->name, type_text(c, t), type);
	check_note(c, sym->span, "$%s is '%s' from here", sym->name, type);
	if (t->kind == TY_PTR && sym->type->kind == TY_PTR && t->own != sym->type->own)
		check_hint(c, "one is an address in the program's own memory: use two variables");
}

/*
 * Without a declared type a variable has the type of what is assigned to it, the widest where these
 * are integers of several sizes: bswap($x) and sizeof($x) depend on it, and ++ wraps there.
 */
static const struct type *merge(struct check *c, struct sym *sym, const struct type *t, bool weak,
                                const struct expr *value)
{
	const struct type *old = sym->type, *merged = type_merge(c, old, &sym->weak, t, weak);
	u32 size;

	if (!merged || merged->kind != TY_INT || old->kind != TY_INT || t->kind != TY_INT)
		return merged;
	size = old->size > t->size ? old->size : t->size;
	if (value && value->is_const && fold_cast(old, value->const_value) == value->const_value)
		size = old->size;
	else if (old->is_signed != t->is_signed)
		size = 8;
	return type_int(size, merged->is_signed);
}

static bool store(struct check *c, struct expr *var, struct sym *sym, const struct type *t,
                  bool weak, struct expr *value)
{
	struct span at = value ? value->span : var->span;
	const struct type *merged;

	var->type = sym->type;
	if (!t || !storable(c, var, t, at))
		return false;
	if (!sym->type) {
		sym->type = t;
		sym->weak = weak;
		c->an->changed = true;
	}
	merged = sym->fixed ? fits(sym->type, t, weak) : merge(c, sym, t, weak, value);
	if (!merged) {
		store_mismatch(c, sym, t, at);
		return false;
	}
	if (sym->fixed && !constant_fits(c, sym, value, at))
		return false;
	if (!type_equal(merged, sym->type)) {
		sym->type = merged;
		c->an->changed = true;
	}
	var->type = sym->type;
	return true;
}

bool var_store(struct check *c, struct expr *var, const struct type *t, bool weak,
               struct expr *value)
{
	struct sym *sym = target(c, var, t, weak);

	var->var.sym = sym;
	count_assignment(c, sym, value);
	return store(c, var, sym, t, weak, value);
}

bool var_let(struct check *c, struct expr *var, const struct type *declared, const struct type *t,
             bool weak, struct expr *value)
{
	struct sym *sym = find(c, var);

	if (sym) {
		check_error(c, var->span, "variable $%s was already declared", var->var.name);
		check_note(c, sym->span, "this is the first declaration");
		return false;
	}
	sym = var->var.sym = declare(c, var);
	sym->declared = true;
	if (declared) {
		sym->type = declared;
		sym->fixed = true;
	}
	count_assignment(c, sym, value);
	var->type = sym->type;
	return t ? store(c, var, sym, t, weak, value) : true;
}

bool var_changed(struct check *c, struct expr *var)
{
	if (!check_var(c, var))
		return false;
	count_assignment(c, var->var.sym, NULL);
	return true;
}

void var_widen(struct check *c, struct expr *var)
{
	struct sym *sym = var->var.sym;

	if (!sym || sym->fixed || !sym->type || sym->type->size == 8 ||
	    (sym->type->kind != TY_INT && sym->type->kind != TY_BOOL))
		return;
	sym->type = var->type = type_int(8, sym->type->is_signed || sym->type->kind == TY_BOOL);
	c->an->changed = true;
}
