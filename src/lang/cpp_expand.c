// SPDX-License-Identifier: GPL-2.0-or-later
/* Macros and what they become. */
#include "lang/cpp_impl.h"

#include <string.h>

#define MAX_DEPTH 200 /* arguments in arguments */

struct args {
	struct ctokens *v; /* as written */
	u32 n;
};

static void push_token(struct cpp *cpp, struct ctokens *to, struct ctoken t)
{
	*ARENA_PUSH(cpp->opts.arena, to->v, to->n) = t;
}

static bool spent(struct cpp *cpp, u32 n)
{
	cpp->work += n;
	return cpp->work > MAX_WORK;
}

static void push_frame(struct stream *s, struct ctokens tokens, struct macro *m)
{
	struct frame *f = arena_new_of(s->cpp->opts.arena, struct frame);

	*f = (struct frame){tokens.v, tokens.v + tokens.n, m, s->top};
	if (m)
		m->busy = true;
	s->top = f;
}

static void pop_ended(struct stream *s)
{
	while (s->top && s->top->at == s->top->end) {
		if (s->top->macro)
			s->top->macro->busy = false;
		s->top = s->top->next;
	}
}

static void pop_all(struct stream *s)
{
	for (; s->top; s->top = s->top->next)
		if (s->top->macro)
			s->top->macro->busy = false;
}

/* Without expansion. */
static struct ctoken raw(struct stream *s, bool peek)
{
	struct clexer lx;
	struct ctoken t = {.kind = CT_END, .text = ""};

	pop_ended(s);
	if (s->cpp->work > MAX_WORK)
		return t;
	if (s->top) {
		t = *s->top->at;
		s->top->at += !peek;
		t.span = s->use;
		return t;
	}
	if (!s->lx)
		return t;
	lx = *s->lx;
	t = ctoken_next(&lx);
	if ((t.flags & CT_LINE) && ctoken_is(&t, "#")) {
		t.kind = CT_END;
		return t;
	}
	if (!peek)
		*s->lx = lx;
	t.flags |= s->flags;
	return t;
}

/* The arguments behind a macro's name, whose '(' is next. False: there is no ')'. */
static bool read_args(struct stream *s, const struct macro *m, struct args *out)
{
	struct arena *a = s->cpp->opts.arena;
	struct ctokens arg = {0};
	u32 parens = 0;

	raw(s, false);
	for (;;) {
		bool last = m->variadic && out->n + 1 >= m->nparams;
		struct ctoken t = raw(s, false);

		if (t.kind == CT_END && *t.text == '#' && s->directive) {
			s->directive(s->arg);
			continue;
		}

		if (t.kind == CT_END || spent(s->cpp, 1))
			return false;
		if (!parens && (ctoken_is(&t, ")") || (ctoken_is(&t, ",") && !last))) {
			if (arg.n || out->n || m->nparams || t.text[0] == ',')
				*ARENA_PUSH(a, out->v, out->n) = arg;
			arg = (struct ctokens){0};
			if (t.text[0] == ')')
				return true;
			continue;
		}
		if (t.kind == CT_PUNCT && t.len == 1) {
			parens += t.text[0] == '(';
			parens -= t.text[0] == ')';
		}
		t.flags &= (u8)~CT_LINE;
		push_token(s->cpp, &arg, t);
	}
}

/* #x */
static struct ctoken stringify(struct cpp *cpp, const struct ctokens *arg)
{
	struct buf text = BUF_INIT;
	struct ctoken t = {.kind = CT_STRING, .flags = CT_SPACE};

	buf_addc(&text, '"');
	for (u32 i = 0; i < arg->n; i++) {
		const struct ctoken *x = &arg->v[i];

		if (i && (x->flags & CT_SPACE))
			buf_addc(&text, ' ');
		for (u32 j = 0; j < x->len; j++) {
			bool quoted = x->kind == CT_STRING || x->kind == CT_CHAR;

			if (quoted && strchr("\"\\", x->text[j]))
				buf_addc(&text, '\\');
			buf_addc(&text, x->text[j]);
		}
	}
	buf_addc(&text, '"');
	t.text = arena_strndup(cpp->opts.arena, text.data, text.len);
	t.len = (u32)text.len;
	buf_free(&text);
	return t;
}

/* a ## b: the token that both make, or both. */
static void paste(struct cpp *cpp, struct ctokens *to, const struct ctoken *right)
{
	struct ctoken *left = &to->v[to->n - 1];
	struct source *src = arena_new_of(cpp->opts.arena, struct source);
	struct clexer lx = {.src = src};
	struct ctoken t;

	src->name = "";
	src->text = arena_printf(cpp->opts.arena, "%.*s%.*s", (int)left->len, left->text,
	                         (int)right->len, right->text);
	src->len = left->len + right->len;
	t = ctoken_next(&lx);
	if (t.len == src->len) {
		t.flags = left->flags;
		t.span = left->span;
		*left = t;
	} else {
		push_token(cpp, to, *right);
	}
}

static const struct ctokens *arg_of(const struct args *args, const struct ctoken *t)
{
	static const struct ctokens none;

	return t->len < args->n ? &args->v[t->len] : &none;
}

static bool is_param(const struct ctoken *t)
{
	return t->flags & CT_PARAMETER;
}

/* The body with the arguments in place. */
static struct ctokens substitute(struct cpp *cpp, const struct macro *m, const struct args *args)
{
	struct ctokens out = {0};
	bool pasting = false, left = false; /* did the operand before leave a token? */

	for (u32 i = 0; i < m->n && !spent(cpp, 1); i++) {
		const struct ctoken *t = &m->body[i];
		bool pasted = i + 1 < m->n && ctoken_is(&m->body[i + 1], "##");
		struct ctokens full = {0}, *put = &full;

		if (ctoken_is(t, "##") && i && !is_param(t)) {
			pasting = left && out.n;
			/* , ## __VA_ARGS__ without any */
			if (pasting && m->variadic && i + 1 < m->n && is_param(&m->body[i + 1]) &&
			    m->body[i + 1].len == m->nparams - 1 &&
			    ctoken_is(&out.v[out.n - 1], ",")) {
				if (!arg_of(args, &m->body[i + 1])->n)
					out.n--;
				pasting = false;
			}
			continue;
		}
		if (m->function && ctoken_is(t, "#") && i + 1 < m->n && is_param(t + 1)) {
			push_token(cpp, &full, stringify(cpp, arg_of(args, t + 1)));
			i++;
		} else if (!is_param(t)) {
			push_token(cpp, &full, *t);
		} else if (pasting || pasted) {
			*put = *arg_of(args, t);
		} else {
			cpp_expand_tokens(cpp, arg_of(args, t)->v, arg_of(args, t)->n, &full);
		}
		for (u32 j = 0; j < put->n && !spent(cpp, 1); j++) {
			struct ctoken x = put->v[j];

			if (!j)
				x.flags = (x.flags & ~CT_SPACE) | (t->flags & CT_SPACE);
			if (!j && pasting)
				paste(cpp, &out, &x);
			else
				push_token(cpp, &out, x);
		}
		left = put->n || pasting;
		pasting = false;
	}
	return out;
}

/* A macro's name was read: put what it stands for in front. False: it is no use of the macro. */
static bool expand(struct stream *s, struct macro *m, const struct ctoken *name)
{
	struct args args = {0};
	bool outermost = !s->top;
	struct ctokens body;

	if (m->function) {
		struct ctoken open;

		pop_ended(s);
		open = raw(s, true);
		if (!ctoken_is(&open, "("))
			return false;
		if (!read_args(s, m, &args))
			return true;
	}
	if (outermost)
		s->use = name->span;
	body = substitute(s->cpp, m, &args);
	if (body.n && (name->flags & CT_SPACE))
		body.v[0].flags |= CT_SPACE;
	push_frame(s, body, m);
	return true;
}

struct ctoken stream_next(struct stream *s)
{
	for (;;) {
		struct ctoken t;
		struct macro *m;

		pop_ended(s);
		t = raw(s, false);
		if (t.kind != CT_IDENT || (t.flags & CT_FIXED))
			return t;
		m = cpp_find(s->cpp, t.text, t.len);
		if (!m)
			return t;
		if (m->busy) {
			t.flags |= CT_FIXED;
			return t;
		}
		if (!expand(s, m, &t))
			return t;
	}
}

int cpp_expand_tokens(struct cpp *cpp, const struct ctoken *v, u32 n, struct ctokens *out)
{
	struct stream s = {.cpp = cpp};
	struct ctoken t;

	if (!n)
		return 0;
	if (cpp->depth >= MAX_DEPTH) {
		cpp->work = MAX_WORK + 1;
		return -E2BIG;
	}
	cpp->depth++;
	s.use = v[0].span;
	push_frame(&s, (struct ctokens){(struct ctoken *)v, n}, NULL);
	while ((t = stream_next(&s)).kind != CT_END)
		push_token(cpp, out, t);
	pop_all(&s);
	cpp->depth--;
	return cpp->work > MAX_WORK ? -E2BIG : 0;
}
