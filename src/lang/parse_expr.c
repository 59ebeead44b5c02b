/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operators: C's precedence, climbed from a table. */
#include "lang/parser.h"

#include <string.h>

static const struct binary_op {
	enum op op;
	u8 precedence; /* 1 binds least; 0: not a binary operator */
} binary_ops[T_COUNT] = {
        [T_OROR] = {OP_LOR, 1},  [T_ANDAND] = {OP_LAND, 2}, [T_PIPE] = {OP_OR, 3},
        [T_CARET] = {OP_XOR, 4}, [T_AMP] = {OP_AND, 5},     [T_EQ] = {OP_EQ, 6},
        [T_NE] = {OP_NE, 6},     [T_LT] = {OP_LT, 7},       [T_LE] = {OP_LE, 7},
        [T_GT] = {OP_GT, 7},     [T_GE] = {OP_GE, 7},       [T_SHL] = {OP_SHL, 8},
        [T_SHR] = {OP_SHR, 8},   [T_PLUS] = {OP_ADD, 9},    [T_MINUS] = {OP_SUB, 9},
        [T_STAR] = {OP_MUL, 10}, [T_SLASH] = {OP_DIV, 10},  [T_PERCENT] = {OP_MOD, 10},
};

static const enum op unary_ops[T_COUNT] = {
        [T_MINUS] = OP_NEG,  [T_BANG] = OP_NOT, [T_TILDE] = OP_BNOT,
        [T_STAR] = OP_DEREF, [T_AMP] = OP_ADDR,
};

struct expr *new_expr(struct parser *p, enum expr_kind kind, u32 begin)
{
	struct expr *e = arena_new_of(p->arena, struct expr);

	e->kind = kind;
	e->slot = EXPR_NO_SLOT;
	e->height = 1;
	e->span = span_from(p, begin);
	return e;
}

bool adopt(struct parser *p, struct expr *e, const struct expr *child)
{
	if (child && child->height >= e->height)
		e->height = child->height + 1;
	return height_ok(p, e->height, e->span);
}

bool at_filter_end(const struct parser *p)
{
	enum tok next;

	if (!p->in_filter || p->tok.kind != T_SLASH)
		return false;
	next = peek(p).kind;
	return next == T_LBRACE || next == T_EOF;
}

static struct expr *parse_binary(struct parser *p, u8 least)
{
	u32 begin = p->tok.span.begin;
	struct expr *left = parse_unary(p);

	while (left) {
		const struct binary_op *b = &binary_ops[p->tok.kind];
		struct span op_span = p->tok.span;
		struct expr *e, *right;

		if (!b->precedence || b->precedence < least || at_filter_end(p))
			return left;
		advance(p);
		right = parse_binary(p, b->precedence + 1);
		if (!right)
			return NULL;
		e = new_expr(p, EXPR_BINARY, begin);
		e->binary.op = b->op;
		e->binary.left = left;
		e->binary.right = right;
		e->binary.op_span = op_span;
		if (!adopt(p, e, left) || !adopt(p, e, right))
			return NULL;
		left = e;
	}
	return NULL;
}

static struct expr *parse_ternary(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct expr *e, *cond = parse_binary(p, 1), *then, *other;

	if (!cond || !parse_accept(p, T_QUESTION))
		return cond;
	then = parse_expression(p);
	if (!then || !expect(p, T_COLON))
		return NULL;
	other = parse_expression(p);
	if (!other)
		return NULL;
	e = new_expr(p, EXPR_TERNARY, begin);
	e->ternary.cond = cond;
	e->ternary.then = then;
	e->ternary.other = other;
	if (!adopt(p, e, cond) || !adopt(p, e, then) || !adopt(p, e, other))
		return NULL;
	return e;
}

struct expr *parse_expression(struct parser *p)
{
	struct expr *e;

	if (!parser_enter(p))
		return NULL;
	e = parse_ternary(p);
	parser_leave(p);
	return e;
}

static bool starts_operand(enum tok kind, bool sure)
{
	switch (kind) {
	case T_IDENT:
	case T_INT:
	case T_STR:
	case T_VAR:
	case T_MAP:
	case T_PARAM:
	case T_NPARAMS:
	case T_LPAREN:
	case T_BANG:
	case T_TILDE:
		return true;
	case T_MINUS:
	case T_PLUS:
	case T_STAR:
	case T_AMP:
	case T_INC:
	case T_DEC:
	case T_LBRACE:
		return sure;
	default:
		return false;
	}
}

/*
 * "(type) operand" or "(expression)"? After a known type anything that can begin an operand makes
 * it a cast. After another identifier, "(x) - 1" stays a subtraction.
 */
static bool at_cast(const struct parser *p)
{
	struct token first = peek(p), after;
	enum type_guess guess = guess_type(p, p->lx, &after);
	struct lexer lx = p->lx;

	if (guess == NOT_TYPE)
		return false;
	if (after.span.begin == first.span.begin)
		return true;
	if (after.kind != T_RPAREN)
		return false;
	lx.diag = NULL;
	lx.pos = after.span.end;
	return starts_operand(lex_next(&lx).kind, guess == SURE_TYPE);
}

static struct expr *parse_cast(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct type_name *to;
	struct expr *e, *operand;

	advance(p);
	to = parse_type(p);
	if (!to || !expect(p, T_RPAREN))
		return NULL;
	operand = parse_unary(p);
	if (!operand)
		return NULL;
	e = new_expr(p, EXPR_CAST, begin);
	e->cast.to = to;
	e->cast.expr = operand;
	return adopt(p, e, operand) ? e : NULL;
}

static struct expr *new_incdec(struct parser *p, enum op op, struct expr *operand, u32 begin,
                               bool prefix, struct span op_span)
{
	struct expr *e = new_expr(p, EXPR_INCDEC, begin);

	if (operand->kind != EXPR_VAR && operand->kind != EXPR_MAP) {
		diag_error(p->diag, op_span, "the %s operator must be applied to a map or variable",
		           op_text(op));
		return NULL;
	}
	e->incdec.op = op;
	e->incdec.prefix = prefix;
	e->incdec.expr = operand;
	return adopt(p, e, operand) ? e : NULL;
}

static struct expr *parse_field(struct parser *p, struct expr *base, u32 begin)
{
	bool arrow = p->tok.kind == T_ARROW;
	const char *name = NULL;
	u32 index = 0;
	struct span span;
	struct expr *e;

	advance(p);
	span = p->tok.span;
	if (p->tok.kind == T_IDENT) {
		name = p->tok.text;
	} else if (p->tok.kind == T_INT && base->kind == EXPR_INT) {
		diag_error(p->diag, span_join(base->span, span),
		           "floating-point numbers are not supported");
		return NULL;
	} else if (p->tok.kind == T_INT && !arrow && !p->tok.is_char) {
		if (p->tok.value > UINT16_MAX) {
			diag_error(p->diag, span, "tuple index is too large");
			return NULL;
		}
		index = (u32)p->tok.value;
	} else {
		unexpected(p, arrow ? "field name" : "field name or tuple index");
		return NULL;
	}
	advance(p);
	e = new_expr(p, name ? EXPR_FIELD : EXPR_TUPLE_FIELD, begin);
	e->field.base = base;
	e->field.name = name;
	e->field.index = index;
	e->field.arrow = arrow;
	e->field.name_span = span;
	return adopt(p, e, base) ? e : NULL;
}

static struct expr *parse_index(struct parser *p, struct expr *base, u32 begin)
{
	bool in_filter = p->in_filter;
	struct expr *e, *index;

	advance(p);
	p->in_filter = false;
	index = parse_expression(p);
	p->in_filter = in_filter;
	if (!index || !expect(p, T_RBRACKET))
		return NULL;
	e = new_expr(p, EXPR_INDEX, begin);
	e->index.base = base;
	e->index.index = index;
	return adopt(p, e, base) && adopt(p, e, index) ? e : NULL;
}

static struct expr *parse_postfix(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct expr *e = parse_primary(p);

	while (e) {
		struct span op_span = p->tok.span;
		enum op op;

		switch (p->tok.kind) {
		case T_DOT:
		case T_ARROW:
			e = parse_field(p, e, begin);
			break;
		case T_LBRACKET:
			e = parse_index(p, e, begin);
			break;
		case T_INC:
		case T_DEC:
			op = p->tok.kind == T_INC ? OP_INC : OP_DEC;
			advance(p);
			e = new_incdec(p, op, e, begin, false, op_span);
			break;
		default:
			return e;
		}
	}
	return NULL;
}

static struct expr *parse_prefixed(struct parser *p)
{
	struct token t = p->tok;
	struct expr *e, *operand;

	if (t.kind == T_LPAREN && at_cast(p))
		return parse_cast(p);
	if (!unary_ops[t.kind] && t.kind != T_PLUS && t.kind != T_INC && t.kind != T_DEC)
		return parse_postfix(p);
	advance(p);
	operand = parse_unary(p);
	if (!operand || t.kind == T_PLUS)
		return operand;
	if (t.kind == T_INC || t.kind == T_DEC)
		return new_incdec(p, t.kind == T_INC ? OP_INC : OP_DEC, operand, t.span.begin, true,
		                  t.span);
	e = new_expr(p, EXPR_UNARY, t.span.begin);
	e->unary.op = unary_ops[t.kind];
	e->unary.expr = operand;
	return adopt(p, e, operand) ? e : NULL;
}

struct expr *parse_unary(struct parser *p)
{
	struct expr *e;

	if (!parser_enter(p))
		return NULL;
	e = parse_prefixed(p);
	parser_leave(p);
	return e;
}
