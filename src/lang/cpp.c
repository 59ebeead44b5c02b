// SPDX-License-Identifier: GPL-2.0-or-later
/* Files and pieces of the script: their directives, and the tokens of what they declare. */
#include "lang/cpp_impl.h"

#include <string.h>

#define MAX_CONDITIONS 200

/* The #ifs that a file is in. */
struct cond {
	bool on, taken, outer;
};

struct reader {
	struct cpp *cpp;
	const struct cpp_file *file;
	struct clexer lx;
	struct cond conds[MAX_CONDITIONS];
	u32 nconds, lost;  /* lost: deeper ones */
	const char *guard; /* NULL: there is something outside of the first #ifndef */
	int err;
};

struct cpp *cpp_new(const struct cpp_opts *opts)
{
	struct cpp *cpp = arena_new_of(opts->arena, struct cpp);

	cpp->opts = *opts;
	cpp->btf = -1;
	cpp_predefine(cpp);
	return cpp;
}

void cpp_free(struct cpp *cpp)
{
	if (!cpp)
		return;
	hash_free(&cpp->macros);
	hash_free(&cpp->once);
	hash_free(&cpp->guards);
}

bool cpp_have_btf(struct cpp *cpp)
{
	if (cpp->btf < 0)
		cpp->btf = cpp->opts.have_btf && cpp->opts.have_btf(cpp->opts.arg);
	return cpp->btf;
}

struct macro *cpp_find(struct cpp *cpp, const char *name, size_t len)
{
	return hash_get(&cpp->macros, name, len);
}

static bool is_defined(struct cpp *cpp, const char *name, size_t len)
{
	static const char btf[] = "BPFTRACE_HAVE_BTF";

	if (len == sizeof(btf) - 1 && !memcmp(name, btf, len))
		return cpp_have_btf(cpp);
	return cpp_find(cpp, name, len);
}

bool cpp_defined(struct cpp *cpp, const char *name)
{
	return is_defined(cpp, name, strlen(name)) ||
	       (cpp_read_pending(cpp) && is_defined(cpp, name, strlen(name)));
}

/* Names that are no macros are 0. */
static bool name_is_zero(struct cexpr *e, s64 *value)
{
	*value = 0;
	e->at++;
	if (e->at < e->end && ctoken_is(e->at, "(")) { /* __has_include(<x.h>) */
		u32 parens = 0;

		do {
			parens += ctoken_is(e->at, "(");
			parens -= ctoken_is(e->at, ")");
			e->at++;
		} while (parens && e->at < e->end);
	}
	return true;
}

static struct ctoken number(const struct ctoken *at, bool value)
{
	struct ctoken t = *at;

	t.kind = CT_NUMBER;
	t.text = value ? "1" : "0";
	t.len = 1;
	return t;
}

/* The line at lx, each "defined X" replaced by its value. */
static struct ctokens condition_tokens(struct cpp *cpp, struct clexer *lx)
{
	struct ctokens v = {0};
	struct ctoken t, name;

	while (ctoken_next_in_line(lx, &t)) {
		if (ctoken_is(&t, "defined") && ctoken_next_in_line(lx, &name)) {
			bool paren = ctoken_is(&name, "(");

			if (paren && !ctoken_next_in_line(lx, &name))
				break;
			t = number(&t, is_defined(cpp, name.text, name.len));
			if (paren && !ctoken_next_in_line(lx, &name))
				break;
		}
		if (ctoken_is(&t, "BPFTRACE_HAVE_BTF"))
			t = number(&t, cpp_have_btf(cpp));
		*ARENA_PUSH(cpp->opts.arena, v.v, v.n) = t;
	}
	return v;
}

static bool evaluate(struct cpp *cpp, struct clexer *lx, bool *value)
{
	struct ctokens written = condition_tokens(cpp, lx), v = {0};
	struct cexpr e = {.name = name_is_zero};
	s64 result = 0;
	bool ok;

	if (cpp_expand_tokens(cpp, written.v, written.n, &v))
		return false;
	e.at = v.v;
	e.end = v.v + v.n;
	ok = v.n && cexpr_eval(&e, &result) && e.at == e.end;
	*value = result;
	return ok;
}

bool cpp_condition(struct cpp *cpp, struct span expr, bool *value)
{
	struct source src = {.name = expr.src->name, .text = expr.src->text, .len = expr.end};
	struct clexer lx = {.src = &src, .pos = expr.begin};
	bool unknown = false;
	struct ctoken t;

	while (cpp->npending && ctoken_next_in_line(&lx, &t))
		unknown |= t.kind == CT_IDENT && !ctoken_is(&t, "defined") &&
		           !is_defined(cpp, t.text, t.len);
	if (unknown)
		cpp_read_pending(cpp);
	lx.pos = expr.begin;
	return evaluate(cpp, &lx, value);
}

static void put(struct cpp *cpp, struct ctoken t)
{
	*ARENA_PUSH(cpp->opts.arena, cpp->out, cpp->nout) = t;
}

static bool active(const struct reader *r)
{
	return !r->lost && (!r->nconds || r->conds[r->nconds - 1].on);
}

static void push_cond(struct reader *r, bool on)
{
	bool outer = active(r);

	if (r->nconds == MAX_CONDITIONS)
		r->lost++;
	else
		r->conds[r->nconds++] = (struct cond){outer && on, on, outer};
}

static bool ifdef_value(struct reader *r)
{
	struct ctoken t;

	return ctoken_next_in_line(&r->lx, &t) && is_defined(r->cpp, t.text, t.len);
}

static bool if_value(struct reader *r)
{
	bool value = false;

	return active(r) && evaluate(r->cpp, &r->lx, &value) && value;
}

/* #if and its like. Is it one of these? */
static bool conditional(struct reader *r, const struct ctoken *word)
{
	struct cond *c = r->nconds ? &r->conds[r->nconds - 1] : NULL;

	if (ctoken_is(word, "ifdef")) {
		push_cond(r, ifdef_value(r));
	} else if (ctoken_is(word, "ifndef")) {
		push_cond(r, !ifdef_value(r));
	} else if (ctoken_is(word, "if")) {
		push_cond(r, if_value(r));
	} else if (ctoken_is(word, "endif")) {
		if (r->lost)
			r->lost--;
		else if (r->nconds)
			r->nconds--;
	} else if (ctoken_is(word, "else") || ctoken_is(word, "elif")) {
		bool value = false;

		if (r->lost || !c)
			return true;
		if (r->nconds == 1)
			r->guard = NULL;
		if (ctoken_is(word, "else"))
			value = true;
		else if (c->outer && !c->taken)
			value = evaluate(r->cpp, &r->lx, &value) && value;
		c->on = c->outer && !c->taken && value;
		c->taken |= value;
	} else {
		return false;
	}
	return true;
}

/* #pragma once, and pack: as a token among the declarations. */
static void pragma(struct reader *r)
{
	struct ctoken t, pack = {.kind = CT_PUNCT, .text = "0", .len = 1, .flags = CT_PACK};
	bool pop = false;

	if (!ctoken_next_in_line(&r->lx, &t))
		return;
	if (ctoken_is(&t, "once"))
		hash_puts(&r->cpp->once, r->file->src->name, r->cpp);
	if (!ctoken_is(&t, "pack"))
		return;
	pack.span = t.span;
	while (ctoken_next_in_line(&r->lx, &t)) {
		pop |= ctoken_is(&t, "pop");
		if (t.kind == CT_NUMBER) {
			pack.text = t.text;
			pack.len = t.len;
		}
	}
	if (pop)
		pack.text = "0", pack.len = 1;
	pack.flags |= r->file->flags;
	put(r->cpp, pack);
}

static void undef(struct reader *r)
{
	struct macro *m;
	struct ctoken t;

	if (!ctoken_next_in_line(&r->lx, &t))
		return;
	m = cpp_find(r->cpp, t.text, t.len);
	if (m && !(m->fixed && (r->file->flags & CT_HEADER)))
		hash_del(&r->cpp->macros, t.text, t.len);
}

/* The line behind '#'. */
static void directive(struct reader *r)
{
	struct span line = {r->file->src, r->lx.pos, r->lx.pos};
	struct ctoken word;

	if (!ctoken_next_in_line(&r->lx, &word) || conditional(r, &word) || !active(r))
		return;
	if (ctoken_is(&word, "define"))
		r->err = cpp_define(r->cpp, &r->lx, r->file) ?: r->err;
	else if (ctoken_is(&word, "undef"))
		undef(r);
	else if (ctoken_is(&word, "pragma"))
		pragma(r);
	else if (ctoken_is(&word, "include") || ctoken_is(&word, "include_next"))
		r->err = cpp_include_line(r->cpp, &r->lx, r->file, line,
		                          ctoken_is(&word, "include_next"))
		                 ?: r->err;
}

static void skip_line(struct reader *r)
{
	struct ctoken t;

	while (ctoken_next_in_line(&r->lx, &t))
		;
}

/* Up to the next line that is a directive. */
static void skip_text(struct reader *r)
{
	struct clexer ahead;
	struct ctoken t;

	do {
		ahead = r->lx;
		t = ctoken_next(&ahead);
		if ((t.flags & CT_LINE) && ctoken_is(&t, "#"))
			return;
		r->lx = ahead;
	} while (t.kind != CT_END);
}

/* A directive, and what it leaves out. */
static void directive_in_args(void *arg)
{
	struct reader *r = arg;
	struct ctoken t;

	do {
		t = ctoken_next(&r->lx);
		if (t.kind == CT_END)
			return;
		directive(r);
		skip_line(r);
		if (!active(r))
			skip_text(r);
	} while (!active(r));
}

/* Tokens up to the next line that is a directive. */
static void text(struct reader *r)
{
	struct stream s = {.cpp = r->cpp,
	                   .lx = &r->lx,
	                   .directive = directive_in_args,
	                   .arg = r,
	                   .flags = r->file->flags};
	struct ctoken t;

	if (r->file->macros_only || !active(r)) {
		skip_text(r);
		return;
	}
	while ((t = stream_next(&s)).kind != CT_END)
		put(r->cpp, t);
}

/* The NAME of "#ifndef NAME", if the file begins so. */
static const char *guard_of(struct cpp *cpp, struct clexer lx)
{
	struct ctoken hash = ctoken_next(&lx), word, name;

	if (!ctoken_is(&hash, "#") || !ctoken_next_in_line(&lx, &word) ||
	    !ctoken_is(&word, "ifndef") || !ctoken_next_in_line(&lx, &name))
		return NULL;
	return arena_strndup(cpp->opts.arena, name.text, name.len);
}

int cpp_run(struct cpp *cpp, const struct cpp_file *file, u32 begin)
{
	struct reader r = {.cpp = cpp, .file = file};
	bool first = true;

	r.lx = (struct clexer){.src = file->src, .pos = begin, .line = true};
	if (file->flags & CT_HEADER)
		r.guard = guard_of(cpp, r.lx);
	for (;; first = false) {
		struct clexer ahead = r.lx;
		struct ctoken t = ctoken_next(&ahead);

		if (t.kind == CT_END || cpp->work > MAX_WORK)
			break;
		if (!first && !r.nconds)
			r.guard = NULL;
		if ((t.flags & CT_LINE) && ctoken_is(&t, "#")) {
			r.lx = ahead;
			directive(&r);
			skip_line(&r);
		} else {
			text(&r);
		}
	}
	if (r.guard && !r.nconds)
		hash_puts(&cpp->guards, file->src->name, (char *)r.guard);
	return r.err;
}

int cpp_feed(struct cpp *cpp, struct span text)
{
	struct source *src = arena_new_of(cpp->opts.arena, struct source);
	struct cpp_file file = {.src = src};
	u32 from = cpp->nout;
	int err;

	*src = (struct source){.name = text.src->name, .text = text.src->text, .len = text.end};
	err = cpp_run(cpp, &file, text.begin);
	if (cpp->nout > from && !ctoken_is(&cpp->out[cpp->nout - 1], ";")) {
		u32 end = cpp->out[cpp->nout - 1].span.end;

		put(cpp, (struct ctoken){
		                 .kind = CT_PUNCT, .text = ";", .len = 1, .span = {src, end, end}});
	}
	for (; from < cpp->nout; from++)
		if (cpp->out[from].span.src == src)
			cpp->out[from].span.src = text.src;
	if (cpp->work > MAX_WORK) {
		cpp->work = 0;
		return diag_error(cpp->opts.diag, text, "macros make this too long");
	}
	return err;
}

struct ctokens cpp_tokens(const struct cpp *cpp)
{
	return (struct ctokens){cpp->out, cpp->nout};
}

enum cpp_macro cpp_macro(struct cpp *cpp, const char *name)
{
	const struct macro *m = cpp_find(cpp, name, strlen(name));

	if (!m && cpp_read_pending(cpp))
		m = cpp_find(cpp, name, strlen(name));
	return !m ? CPP_NONE : m->function ? CPP_FUNCTION : CPP_OBJECT;
}

u32 cpp_arity(struct cpp *cpp, const char *name, bool *more)
{
	const struct macro *m = cpp_find(cpp, name, strlen(name));

	*more = m && m->variadic;
	return m ? m->nparams - m->variadic : 0;
}

static bool touches(const struct ctoken *a, const struct ctoken *b)
{
	return a->kind == CT_PUNCT ? b->kind == CT_PUNCT : b->kind != CT_PUNCT;
}

int cpp_expand(struct cpp *cpp, const char *text, size_t len, struct buf *out)
{
	struct source src = {.name = "", .text = text, .len = len};
	struct clexer lx = {.src = &src};
	struct ctokens in = {0}, v = {0};
	struct ctoken t;
	int err;

	while ((t = ctoken_next(&lx)).kind != CT_END)
		*ARENA_PUSH(cpp->opts.arena, in.v, in.n) = t;
	err = cpp_expand_tokens(cpp, in.v, in.n, &v);
	cpp->work = 0;
	for (u32 i = 0; i < v.n && !err; i++) {
		const struct ctoken *x = &v.v[i];
		bool strings = i && x->kind == CT_STRING && x[-1].kind == CT_STRING;

		if (strings) /* "a" "b" is one */
			out->len--;
		else if (i && ((x->flags & CT_SPACE) || touches(x - 1, x)))
			buf_addc(out, ' ');
		buf_add(out, x->text + strings, x->len - strings);
	}
	return err;
}
