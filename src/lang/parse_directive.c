/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that begin with '#': definitions, includes, and conditions around them. */
#include "lang/cpp.h"
#include "lang/parser.h"

#include <string.h>

/* One directive: a lexer that ends where its line does. */
struct line {
	struct lexer lx;
	struct token tok;
	struct span span;
	u8 when;
};

u8 current_condition(const struct parser *p)
{
	return p->nconditions ? p->conditions[p->nconditions - 1].now : C_ALWAYS;
}

static void line_advance(struct line *l)
{
	l->tok = lex_next(&l->lx);
}

/* The kernels for which the macro is defined. */
static u8 defined_for(const struct parser *p, const char *name)
{
	u8 mask = 0;

	if (p->cpp)
		return cpp_defined(p->cpp, name) ? C_ALWAYS : 0;
	if (strcmp(name, "BPFTRACE_HAVE_BTF") == 0)
		return C_WITH_BTF;
	for (const struct c_def *d = p->c_defs; d; d = d->next) {
		if ((d->kind != C_DEFINE && d->kind != C_UNDEF) || strcmp(d->name, name) != 0)
			continue;
		mask = d->kind == C_DEFINE ? mask | d->when : mask & ~d->when;
	}
	return mask;
}

static bool eval_or(struct parser *p, struct line *l, u8 *mask, u32 depth);

static bool eval_defined(struct parser *p, struct line *l, u8 *mask)
{
	bool paren;

	line_advance(l);
	paren = l->tok.kind == T_LPAREN;
	if (paren)
		line_advance(l);
	if (l->tok.kind != T_IDENT)
		return false;
	*mask = defined_for(p, l->tok.text);
	line_advance(l);
	if (paren && l->tok.kind != T_RPAREN)
		return false;
	if (paren)
		line_advance(l);
	return true;
}

/* 0, 1, defined(X), !c, (c) */
static bool eval_unary(struct parser *p, struct line *l, u8 *mask, u32 depth)
{
	if (depth > 64)
		return false;
	switch (l->tok.kind) {
	case T_BANG:
		line_advance(l);
		if (!eval_unary(p, l, mask, depth + 1))
			return false;
		*mask ^= C_ALWAYS;
		return true;
	case T_LPAREN:
		line_advance(l);
		if (!eval_or(p, l, mask, depth + 1) || l->tok.kind != T_RPAREN)
			return false;
		line_advance(l);
		return true;
	case T_INT:
		*mask = l->tok.value ? C_ALWAYS : 0;
		line_advance(l);
		return true;
	case T_IDENT:
		return strcmp(l->tok.text, "defined") == 0 && eval_defined(p, l, mask);
	default:
		return false;
	}
}

static bool eval_and(struct parser *p, struct line *l, u8 *mask, u32 depth)
{
	u8 right;

	if (!eval_unary(p, l, mask, depth))
		return false;
	while (l->tok.kind == T_ANDAND) {
		line_advance(l);
		if (!eval_unary(p, l, &right, depth))
			return false;
		*mask &= right;
	}
	return true;
}

static bool eval_or(struct parser *p, struct line *l, u8 *mask, u32 depth)
{
	u8 right;

	if (!eval_and(p, l, mask, depth))
		return false;
	while (l->tok.kind == T_OROR) {
		line_advance(l);
		if (!eval_and(p, l, &right, depth))
			return false;
		*mask |= right;
	}
	return true;
}

static bool condition_of(struct parser *p, struct line *l, u8 *mask)
{
	struct span expr = {l->span.src, l->tok.span.begin, l->span.end};
	bool value;

	if (p->cpp && cpp_condition(p->cpp, expr, &value)) {
		*mask = value ? C_ALWAYS : 0;
		return true;
	}
	if (!p->cpp && eval_or(p, l, mask, 0) && l->tok.kind == T_EOF)
		return true;
	diag_error(p->diag, l->span, "the condition cannot be evaluated");
	if (!p->cpp)
		diag_hint(p->diag, "known are 0, 1, defined(NAME), !, && and ||");
	return false;
}

static bool name_of(struct parser *p, struct line *l, const char **name)
{
	if (l->tok.kind != T_IDENT) {
		diag_error(p->diag, l->tok.span, "syntax error, unexpected %s, expected a name",
		           lex_describe(&l->tok));
		return false;
	}
	*name = l->tok.text;
	return true;
}

static void push_condition(struct parser *p, const struct line *l, u8 mask)
{
	struct condition c = {.outer = current_condition(p), .seen = mask, .span = l->span};

	c.now = c.outer & mask;
	*ARENA_PUSH(p->arena, p->conditions, p->nconditions) = c;
}

static bool do_if(struct parser *p, struct line *l, struct c_def **def)
{
	u8 mask = C_ALWAYS;
	bool ok = !current_condition(p) || condition_of(p, l, &mask);

	push_condition(p, l, mask);
	return ok;
}

static bool do_ifdef(struct parser *p, struct line *l, struct c_def **def)
{
	const char *name = "";
	bool ok = name_of(p, l, &name);

	push_condition(p, l, defined_for(p, name));
	return ok;
}

static bool do_ifndef(struct parser *p, struct line *l, struct c_def **def)
{
	const char *name = "";
	bool ok = name_of(p, l, &name);

	push_condition(p, l, defined_for(p, name) ^ C_ALWAYS);
	return ok;
}

static struct condition *inner_condition(struct parser *p, const struct line *l)
{
	if (p->nconditions)
		return &p->conditions[p->nconditions - 1];
	diag_error(p->diag, l->span, "there is no #if that this belongs to");
	return NULL;
}

static struct condition *next_branch(struct parser *p, const struct line *l)
{
	struct condition *c = inner_condition(p, l);

	if (c && c->has_else) {
		diag_error(p->diag, l->span, "this #if has had its #else");
		return NULL;
	}
	return c;
}

static bool do_elif(struct parser *p, struct line *l, struct c_def **def)
{
	struct condition *c = next_branch(p, l);
	u8 mask = 0;

	if (!c || !condition_of(p, l, &mask))
		return false;
	c->now = c->outer & mask & ~c->seen;
	c->seen |= mask;
	return true;
}

static bool do_else(struct parser *p, struct line *l, struct c_def **def)
{
	struct condition *c = next_branch(p, l);

	if (!c)
		return false;
	c->now = c->outer & ~c->seen;
	c->has_else = true;
	return true;
}

static bool do_endif(struct parser *p, struct line *l, struct c_def **def)
{
	if (!inner_condition(p, l))
		return false;
	p->nconditions--;
	return true;
}

void check_conditions_closed(struct parser *p)
{
	if (p->nconditions)
		diag_error(p->diag, p->conditions[p->nconditions - 1].span,
		           "the condition that begins here has no #endif");
}

/* The rest of the line, with comments and line ends blanked and the ends trimmed. */
static const char *rest_of(struct parser *p, const struct line *l, u32 begin)
{
	u32 end = (u32)l->lx.src->len, n = 0;
	char *text = arena_alloc(p->arena, end - begin + 1), quote = '\0';
	const char *s = l->lx.src->text;

	for (u32 i = begin; i < end; i++) {
		bool comment = !quote && s[i] == '/' && i + 1 < end;

		if (comment && s[i + 1] == '/')
			break;
		if (comment && s[i + 1] == '*') {
			for (i += 2; i + 1 < end && !(s[i] == '*' && s[i + 1] == '/'); i++)
				;
			i++;
			text[n++] = ' ';
			continue;
		}
		if (s[i] == '\\' && i + 1 < end && s[i + 1] == '\n') {
			text[n++] = ' ';
			i++;
			continue;
		}
		if (quote && s[i] == '\\' && i + 1 < end)
			text[n++] = s[i++];
		else if (s[i] == '"' || s[i] == '\'')
			quote = quote == s[i] ? '\0' : quote ? quote : s[i];
		text[n++] = s[i];
	}
	while (n && is_space(text[n - 1]))
		n--;
	text[n] = '\0';
	while (is_space(*text))
		text++;
	return text;
}

static bool do_define(struct parser *p, struct line *l, struct c_def **def)
{
	const char *name, *value;
	u32 end = l->tok.span.end;

	if (!name_of(p, l, &name))
		return false;
	value = rest_of(p, l, end);
	*def = arena_new_of(p->arena, struct c_def);
	(*def)->kind = C_DEFINE;
	(*def)->name = name;
	(*def)->text = *value ? arena_printf(p->arena, "%s%s%s", name,
	                                     l->lx.src->text[end] == '(' ? "" : " ", value)
	                      : name;
	return true;
}

static bool do_include(struct parser *p, struct line *l, struct c_def **def)
{
	const char *text = rest_of(p, l, l->tok.span.begin);
	char open = *text, close = open == '<' ? '>' : '"';
	const char *end = *text ? strchr(text + 1, close) : NULL;

	if ((open != '<' && open != '"') || !end || end == text + 1 || end[1]) {
		diag_error(p->diag, l->span, "malformed #include");
		diag_hint(p->diag, "#include <FILE> or #include \"FILE\"");
		return false;
	}
	*def = arena_new_of(p->arena, struct c_def);
	(*def)->kind = C_INCLUDE;
	(*def)->text = arena_strndup(p->arena, text + 1, (size_t)(end - text - 1));
	(*def)->angle = open == '<';
	return true;
}

static bool do_undef(struct parser *p, struct line *l, struct c_def **def)
{
	const char *name;

	if (!name_of(p, l, &name))
		return false;
	*def = arena_new_of(p->arena, struct c_def);
	(*def)->kind = C_UNDEF;
	(*def)->name = (*def)->text = name;
	return true;
}

static bool do_error(struct parser *p, struct line *l, struct c_def **def)
{
	diag_error(p->diag, l->span, "#error %s", rest_of(p, l, l->tok.span.begin));
	return false;
}

static bool do_nothing(struct parser *p, struct line *l, struct c_def **def)
{
	return true;
}

static const struct directive {
	const char *name;
	bool (*run)(struct parser *p, struct line *l, struct c_def **def);
	bool always; /* also in text that is for nobody */
} directives[] = {
        {"define", do_define, false}, {"include", do_include, false},
        {"if", do_if, true},          {"ifdef", do_ifdef, true},
        {"ifndef", do_ifndef, true},  {"elif", do_elif, true},
        {"else", do_else, true},      {"endif", do_endif, true},
        {"undef", do_undef, false},   {"pragma", do_nothing, false},
        {"error", do_error, false},   {"warning", do_nothing, false},
        {"line", do_nothing, false},
};

/* Cut the line (and its continuations) at pos out of the source; pos moves behind it. */
static void take_line(struct parser *p, struct line *l)
{
	struct source *src = arena_memdup(p->arena, p->lx.src, sizeof(*src));
	u32 begin = p->lx.pos;
	char last = '\0';

	for (; !lex_eof(&p->lx); last = lex_at(&p->lx, 0), p->lx.pos++)
		if (lex_at(&p->lx, 0) == '\n' && last != '\\')
			break;
	src->len = p->lx.pos;
	l->span = lex_span(&p->lx, begin, p->lx.pos);
	l->lx = p->lx;
	l->lx.src = src;
	l->lx.diag = NULL;
	l->lx.pos = l->lx.last_end = begin + 1;
}

bool parse_directive(struct parser *p, struct c_def **def)
{
	u8 when = current_condition(p);
	struct line l = {0};

	*def = NULL;
	take_line(p, &l);
	line_advance(&l);
	for (size_t i = 0; l.tok.kind == T_IDENT && i < ARRAY_LEN(directives); i++) {
		if (strcmp(directives[i].name, l.tok.text) != 0)
			continue;
		if (!when && !directives[i].always)
			return true;
		line_advance(&l);
		if (!directives[i].run(p, &l, def))
			return false;
		if (*def) {
			(*def)->span = l.span;
			(*def)->when = when;
			if (p->cpp) {
				cpp_feed(p->cpp, l.span);
				note_header_typedefs(p);
			}
		}
		return true;
	}
	if (!when || l.tok.kind == T_EOF)
		return true;
	diag_error(p->diag, l.span, "unknown directive");
	return false;
}
