// SPDX-License-Identifier: GPL-2.0-or-later
/* Statements. */
#include "code/gen.h"
#include "code/var.h"

/* No kernel takes more in one program: unroll in unroll grows fast. */
#define MAX_UNROLLED 1000000

struct use {
	const struct sym *sym;
	bool found;
};

static bool find_use(struct expr *e, void *arg)
{
	struct use *u = arg;

	u->found = u->found || (e->kind == EXPR_VAR && e->var.sym == u->sym);
	return !u->found;
}

static void assign_var(struct gen *g, struct sym *s, enum op op, struct expr *value,
                       struct expr *target)
{
	struct mem m = var_mem(g, s);
	struct use use = {.sym = s};

	if (op != OP_NONE) {
		struct expr *both = arena_memdup(g->arena, target, sizeof(*target));

		both->kind = EXPR_BINARY;
		both->is_const = false;
		both->slot = EXPR_NO_SLOT;
		both->type = s->type;
		both->binary.op = op;
		both->binary.left = target;
		both->binary.right = value;
		value = both;
	}
	if (s->type && type_is_scalar(s->type)) {
		struct val v = gen_val(g, value);

		if (v.kind == VAL_IMM && v.imm == (s32)v.imm && s->type->kind != TY_BOOL) {
			store_imm(g, m, 8, (s32)v.imm);
			return;
		}
		to_reg(g, R0, v);
		if (s->fixed)
			wrap(g, s->type);
		store(g, m, 8, R0);
		return;
	}
	ast_walk_expr(value, find_use, &use);
	if (use.found) {
		/* $p = ($p.1, $p.0): nothing is written before all is read */
		struct mem tmp = mem_alloc(g, ALIGN_UP(s->type->size, 8));

		gen_to_mem(g, value, tmp, s->type, true);
		mem_copy(g, m, tmp, s->type->size);
		return;
	}
	gen_to_mem(g, value, m, s->type, !is_long_string(s->type));
}

static void gen_assign(struct gen *g, struct stmt *s)
{
	struct expr *target = s->assign.target, *value = s->assign.value;

	if (target->kind == EXPR_VAR) {
		assign_var(g, target->var.sym, s->assign.op, value, target);
		return;
	}
	if (value->kind == EXPR_CALL && value->call.builtin &&
	    value->call.builtin->kind == BUILTIN_AGG)
		gen_aggregate(g, target, value);
	else
		gen_map_assign(g, target, s->assign.op, value);
}

static void gen_if(struct gen *g, struct stmt *s)
{
	u32 other = label_new(g), done = label_new(g);

	gen_branch(g, s->if_.cond, false, other);
	gen_stmts(g, s->if_.then);
	if (s->if_.other)
		jump(g, done);
	label_here(g, other);
	if (s->if_.other)
		gen_stmts(g, s->if_.other);
	label_here(g, done);
}

static bool check_loops(struct gen *g, struct span at)
{
	if (!in_kernel(g) || g->opts->caps->bounded_loops)
		return true;
	gen_error(g, at, "this kernel's BPF has no loops (they came with 5.3); use unroll");
	return false;
}

static void gen_while(struct gen *g, struct stmt *s)
{
	struct loop loop = {g->loop, label_new(g), label_new(g)};

	if (!check_loops(g, s->span))
		return;
	g->loop = &loop;
	label_here(g, loop.next);
	gen_branch(g, s->while_.cond, false, loop.end);
	gen_stmts(g, s->while_.body);
	jump(g, loop.next);
	label_here(g, loop.end);
	g->loop = loop.outer;
}

static void gen_range(struct gen *g, struct stmt *s)
{
	struct loop loop = {g->loop, label_new(g), label_new(g)};
	struct mem var = var_mem(g, s->range.var->var.sym), i, to;
	u32 top = label_new(g);

	if (!check_loops(g, s->span))
		return;
	/* the counter is ours: what the body does to the variable does not count */
	i = stack_alloc(g, 8);
	to_reg(g, R0, gen_val(g, s->range.from));
	store(g, i, 8, R0);
	to = i;
	if (!s->range.to->is_const) {
		to = stack_alloc(g, 8);
		to_reg(g, R0, gen_val(g, s->range.to));
		store(g, to, 8, R0);
	}
	g->loop = &loop;
	label_here(g, top);
	load(g, R0, i, 8, false);
	if (s->range.to->is_const) {
		jump_imm(g, BPF_JSGE, R0, s->range.to->const_value, loop.end);
	} else {
		load(g, R1, to, 8, false);
		jump_reg(g, BPF_JSGE, R0, R1, loop.end);
	}
	store(g, var, 8, R0);
	gen_stmts(g, s->range.body);
	label_here(g, loop.next);
	load(g, R0, i, 8, false);
	alu_imm(g, BPF_ADD, R0, 1);
	store(g, i, 8, R0);
	jump(g, top);
	label_here(g, loop.end);
	g->loop = loop.outer;
}

static void gen_unroll(struct gen *g, struct stmt *s)
{
	u64 n = s->unroll.count->is_const ? s->unroll.count->const_value : 0;
	struct loop loop = {g->loop, 0, label_new(g)};

	for (u64 i = 0; i < n && !g->err; i++) {
		loop.next = label_new(g);
		g->loop = &loop;
		gen_stmts(g, s->unroll.body);
		label_here(g, loop.next);
		if (g->code->ninsns > MAX_UNROLLED && !g->err)
			gen_error(g, s->unroll.count->span,
			          "unrolled, this takes more than %u instructions; use a loop",
			          MAX_UNROLLED);
	}
	label_here(g, loop.end);
	g->loop = loop.outer;
}

static void gen_expr_stmt(struct gen *g, struct expr *e);

static void gen_ternary_stmt(struct gen *g, struct expr *e)
{
	u32 no = label_new(g), done = label_new(g);

	gen_branch(g, e->ternary.cond, false, no);
	gen_expr_stmt(g, e->ternary.then);
	jump(g, done);
	label_here(g, no);
	gen_expr_stmt(g, e->ternary.other);
	label_here(g, done);
}

static void gen_expr_stmt(struct gen *g, struct expr *e)
{
	if (e->kind == EXPR_CALL) {
		gen_call_stmt(g, e);
	} else if (e->kind == EXPR_TERNARY) {
		gen_ternary_stmt(g, e);
	} else if (e->kind == EXPR_INCDEC && e->incdec.expr->kind == EXPR_MAP) {
		gen_map_incdec(g, e, false);
	} else if (e->kind == EXPR_BLOCK) {
		gen_stmts(g, e->block.stmts);
		if (e->block.value)
			gen_expr_stmt(g, e->block.value);
	} else if (e->type && type_is_scalar(e->type)) {
		gen_val(g, e);
	} else if (e->type && e->type->size) {
		gen_to_mem(g, e, mem_alloc(g, ALIGN_UP(e->type->size, 8)), e->type, true);
	}
}

static void gen_let(struct gen *g, struct stmt *s)
{
	struct sym *sym = s->let.var->var.sym;

	if (s->let.value)
		assign_var(g, sym, OP_NONE, s->let.value, s->let.var);
	else /* the clause starts with it zero, but may come here again */
		var_clear(g, sym);
}

/* A test's result is what it returns; of other probes nobody asks. */
static void gen_return(struct gen *g, struct stmt *s)
{
	bool test = g->clause->variant->probes[0]->provider == PROVIDER_TEST;

	if (!test || !s->ret.value) {
		jump(g, g->end);
		return;
	}
	to_reg(g, R0, gen_val(g, s->ret.value));
	if (g->has_scratch && in_kernel(g))
		store_imm(g, (struct mem){R7, 0}, 8, 0);
	jump(g, g->result);
}

/* A function's body: break and continue do not see the loop around its call. */
static void gen_frame(struct gen *g, struct stmt *s)
{
	struct loop *loop = g->loop;
	u32 leave = g->leave;

	g->loop = NULL;
	g->leave = label_new(g);
	gen_stmts(g, s->body);
	label_here(g, g->leave);
	g->leave = leave;
	g->loop = loop;
}

static void gen_stmt(struct gen *g, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EXPR:
		gen_expr_stmt(g, s->expr);
		break;
	case STMT_ASSIGN:
		gen_assign(g, s);
		break;
	case STMT_LET:
		gen_let(g, s);
		break;
	case STMT_IF:
		gen_if(g, s);
		break;
	case STMT_WHILE:
		gen_while(g, s);
		break;
	case STMT_UNROLL:
		gen_unroll(g, s);
		break;
	case STMT_FOR_RANGE:
		gen_range(g, s);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
		if (g->loop)
			jump(g, s->kind == STMT_BREAK ? g->loop->end : g->loop->next);
		break;
	case STMT_RETURN:
		gen_return(g, s);
		break;
	case STMT_BLOCK:
		gen_stmts(g, s->body);
		break;
	case STMT_FRAME:
		gen_frame(g, s);
		break;
	case STMT_LEAVE:
		jump(g, g->leave);
		break;
	case STMT_FOR_MAP:
		gen_each(g, s);
		break;
	}
}

void gen_stmts(struct gen *g, struct stmt *s)
{
	for (; s && !g->err; s = s->next) {
		struct marks m = marks(g);

		g->at = s->span;
		gen_stmt(g, s);
		release(g, m);
	}
}
