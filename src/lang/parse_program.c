/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The top level. Each construct is recognised by its first word in byte mode, and leaves the lexer
 * behind its last byte.
 */
#include "lang/cpp.h"
#include "lang/import.h"
#include "lang/parser.h"

#include <string.h>

#define MAX_IMPORT_DEPTH 30

/* The ends of the program's lists. */
struct tails {
	struct config_item **config;
	struct import **imports;
	struct c_def **c_defs;
	struct map_decl **map_decls;
	struct function **functions;
	struct clause **clauses;
};

#define APPEND(tail, node)              \
	do {                            \
		*(tail) = (node);       \
		(tail) = &(node)->next; \
	} while (0)

/* From byte mode to tokens: pos is at the first. */
static void begin_tokens(struct parser *p)
{
	p->prev_end = p->lx.pos;
	p->in_filter = false;
	p->tok = lex_next(&p->lx);
}

/* Back to byte mode, behind the next token, which must be of this kind. */
static bool end_tokens(struct parser *p, enum tok kind)
{
	struct token want = {.kind = kind, .text = ""};

	if (p->tok.kind != kind)
		return unexpected(p, lex_describe(&want));
	p->lx.pos = p->tok.span.end;
	p->prev_end = p->lx.pos;
	return true;
}

static void skip_semi(struct parser *p)
{
	struct lexer ahead = p->lx;

	ahead.diag = NULL;
	lex_skip_space(&ahead);
	if (lex_at(&ahead, 0) == ';')
		p->lx.pos = ahead.pos + 1;
}

static struct config_item *parse_config_item(struct parser *p)
{
	struct config_item *item = arena_new_of(p->arena, struct config_item);
	struct token value;
	u32 begin = p->tok.span.begin, from;

	if (p->tok.kind != T_IDENT) {
		unexpected(p, "the name of a config variable");
		return NULL;
	}
	item->name = p->tok.text;
	advance(p);
	if (!expect(p, T_ASSIGN))
		return NULL;
	from = p->tok.span.begin;
	parse_accept(p, T_MINUS);
	value = p->tok;
	if (value.kind != T_IDENT && value.kind != T_INT && value.kind != T_STR) {
		unexpected(p, "a value");
		return NULL;
	}
	item->is_string = value.kind == T_STR;
	item->value = item->is_string ? value.text
	                              : arena_strndup(p->arena, p->lx.src->text + from,
	                                              value.span.end - from);
	advance(p);
	item->span = span_from(p, begin);
	return item;
}

/* config = { name = value; ... } */
static bool parse_config(struct parser *p, struct tails *tails)
{
	begin_tokens(p);
	if (p->importer && p->importer->depth)
		diag_error(p->diag, p->tok.span, "an imported file cannot have a config block");
	advance(p);
	if (!expect(p, T_ASSIGN) || !expect(p, T_LBRACE))
		return false;
	while (p->tok.kind != T_RBRACE) {
		struct config_item *item = parse_config_item(p);

		if (!item)
			return false;
		APPEND(tails->config, item);
		if (!parse_accept(p, T_SEMI) && !parse_accept(p, T_COMMA) &&
		    p->tok.kind != T_RBRACE && p->tok.kind != T_IDENT)
			return unexpected(p, "; or }");
	}
	if (!end_tokens(p, T_RBRACE))
		return false;
	skip_semi(p);
	return true;
}

static void read_imports(struct parser *p, const struct import *i, struct tails *tails);

static bool parse_import(struct parser *p, struct tails *tails)
{
	struct import *import = arena_new_of(p->arena, struct import);
	u32 begin = p->lx.pos;

	begin_tokens(p);
	advance(p);
	import->name = p->tok.text;
	if (!end_tokens(p, T_STR))
		return false;
	import->span = span_from(p, begin);
	APPEND(tails->imports, import);
	skip_semi(p);
	if (p->importer)
		read_imports(p, import, tails);
	return true;
}

/* let @name = type(max_entries); */
static bool parse_map_decl(struct parser *p, struct tails *tails)
{
	struct map_decl *decl = arena_new_of(p->arena, struct map_decl);
	u32 begin = p->lx.pos;

	begin_tokens(p);
	advance(p);
	decl->name = p->tok.text;
	if (!expect(p, T_MAP) || !expect(p, T_ASSIGN))
		return false;
	decl->type = p->tok.text;
	if (!expect(p, T_IDENT) || !expect(p, T_LPAREN))
		return false;
	decl->max_entries = p->tok.value;
	if (!expect(p, T_INT) || !end_tokens(p, T_RPAREN))
		return false;
	decl->span = span_from(p, begin);
	APPEND(tails->map_decls, decl);
	skip_semi(p);
	return true;
}

static bool parse_param(struct parser *p, struct function *f, struct param ***tail)
{
	static const struct {
		enum tok kind;
		const char *sigil;
	} kinds[] = {{T_VAR, "$"}, {T_MAP, "@"}, {T_IDENT, ""}};
	struct param *param = arena_new_of(p->arena, struct param);
	u32 begin = p->tok.span.begin;

	for (size_t i = 0; i < (f->is_macro ? ARRAY_LEN(kinds) : 1); i++)
		if (p->tok.kind == kinds[i].kind)
			param->name = arena_printf(p->arena, "%s%s", kinds[i].sigil, p->tok.text);
	if (!param->name)
		return unexpected(p, f->is_macro ? "a parameter" : "variable");
	advance(p);
	if (!f->is_macro) {
		if (!expect(p, T_COLON))
			return false;
		param->type = parse_type(p);
		if (!param->type)
			return false;
	}
	param->span = span_from(p, begin);
	APPEND(*tail, param);
	f->nparams++;
	return true;
}

static bool parse_params(struct parser *p, struct function *f)
{
	struct param **tail = &f->params;

	if (!expect(p, T_LPAREN))
		return false;
	if (parse_accept(p, T_RPAREN))
		return true;
	do {
		if (!parse_param(p, f, &tail))
			return false;
	} while (parse_accept(p, T_COMMA));
	if (p->tok.kind != T_RPAREN)
		return unexpected(p, ", or )");
	advance(p);
	return true;
}

/* fn name(params) : type { } and macro name(params) { } */
static bool parse_function(struct parser *p, struct tails *tails)
{
	struct function *f = arena_new_of(p->arena, struct function);
	u32 begin = p->lx.pos;
	struct block body = {0};

	begin_tokens(p);
	f->is_macro = at_word(p, "macro");
	advance(p);
	f->name = p->tok.text;
	if (!expect(p, T_IDENT) || !parse_params(p, f))
		return false;
	if (!f->is_macro && parse_accept(p, T_COLON)) {
		f->returns = parse_type(p);
		if (!f->returns)
			return false;
	}
	p->height = 0;
	if (!parse_block(p, &body, f->is_macro) || !end_tokens(p, T_RBRACE))
		return false;
	f->body = body.stmts.first;
	f->value = body.value;
	f->span = span_from(p, begin);
	APPEND(tails->functions, f);
	return true;
}

static bool parse_c(struct parser *p, struct tails *tails)
{
	struct c_def *def = parse_c_decl(p);

	if (!def)
		return false;
	APPEND(tails->c_defs, def);
	if (p->cpp)
		cpp_feed(p->cpp, def->span);
	return true;
}

static bool parse_probe(struct parser *p, struct tails *tails)
{
	struct clause *c;

	/* An error in the points leaves the token of the last construct behind. */
	p->tok = (struct token){.span = lex_span(&p->lx, p->lx.pos, p->lx.pos)};
	c = parse_clause(p);
	if (c)
		APPEND(tails->clauses, c);
	return c != NULL;
}

static const struct construct {
	const char *word;
	bool (*parse)(struct parser *p, struct tails *tails);
	bool is_c;
} constructs[] = {
        {"config", parse_config, false},  {"import", parse_import, false},
        {"let", parse_map_decl, false},   {"fn", parse_function, false},
        {"macro", parse_function, false}, {"struct", parse_c, true},
        {"union", parse_c, true},         {"enum", parse_c, true},
        {"typedef", parse_c, true},
};

/* What begins at pos. A word with a ':' behind it is a provider. */
static const struct construct *construct_at(const struct parser *p)
{
	static const struct construct probe = {"", parse_probe, false};
	struct lexer lx = p->lx;
	struct token word, next;

	lx.diag = NULL;
	if (!is_ident_start(lex_at(&lx, 0)))
		return &probe;
	word = lex_next(&lx);
	next = lex_next(&lx);
	for (size_t i = 0; next.kind != T_COLON && i < ARRAY_LEN(constructs); i++)
		if (strcmp(constructs[i].word, word.text) == 0)
			return &constructs[i];
	return &probe;
}

/* After an error: behind the next block, or the next ';' outside of one. */
static void recover(struct parser *p)
{
	struct diag *diag = p->lx.diag;
	u32 depth = 0;
	struct token t;

	p->lx.diag = NULL;
	do {
		t = lex_next(&p->lx);
		depth += t.kind == T_LBRACE;
		if (t.kind == T_RBRACE && depth <= 1)
			break;
		depth -= t.kind == T_RBRACE;
	} while (t.kind != T_EOF && (t.kind != T_SEMI || depth));
	p->lx.diag = diag;
	p->lx.cut = false;
}

static void parse_construct(struct parser *p, struct tails *tails)
{
	const struct construct *construct = construct_at(p);
	u8 when = current_condition(p);
	u32 begin = p->lx.pos;

	if (!when) {
		while (!lex_eof(&p->lx) && lex_at(&p->lx, 0) != '\n')
			p->lx.pos++;
		return;
	}
	p->nesting = 0;
	if (construct->parse(p, tails)) {
		if (when != C_ALWAYS && !construct->is_c)
			diag_error(p->diag, lex_span(&p->lx, begin, p->lx.pos),
			           "only declarations can depend on BPFTRACE_HAVE_BTF");
		return;
	}
	if (construct->parse != parse_c && construct->parse != parse_probe)
		p->lx.pos = begin;
	recover(p);
}

/* The whole text, behind what the lists hold already. */
static void parse_source(struct parser *p, struct program *prog, struct tails *tails)
{
	if (p->cpp)
		note_header_typedefs(p);
	if (lex_at(&p->lx, 0) == '#' && lex_at(&p->lx, 1) == '!')
		while (!lex_eof(&p->lx) && lex_at(&p->lx, 0) != '\n')
			p->lx.pos++;
	for (lex_skip_space(&p->lx); !lex_eof(&p->lx); lex_skip_space(&p->lx)) {
		struct c_def *def;

		p->c_defs = prog->c_defs;
		if (lex_at(&p->lx, 0) != '#') {
			parse_construct(p, tails);
		} else if (parse_directive(p, &def) && def) {
			APPEND(tails->c_defs, def);
		}
	}
	check_conditions_closed(p);
}

static void import_script(struct parser *outer, const char *path, struct span at,
                          struct tails *tails)
{
	struct source *src = arena_new_of(outer->arena, struct source);
	struct buf text = BUF_INIT;
	int err = buf_read_file(&text, path);
	struct parser p;

	if (err) {
		diag_error(outer->diag, at, "cannot read %s: %s", path, strerror(-err));
		buf_free(&text);
		return;
	}
	src->name = path;
	src->text = arena_strndup(outer->arena, buf_str(&text), text.len);
	src->len = text.len;
	buf_free(&text);
	parser_init(&p, outer->arena, src, outer->diag);
	p.cpp = outer->cpp;
	p.importer = outer->importer;
	p.program = outer->program;
	parse_source(&p, p.program, tails);
	/* types of the import are types behind it */
	outer->typedefs = p.typedefs;
	outer->ntypedefs = p.ntypedefs;
	outer->ntokens = p.ntokens;
}

static void read_imports(struct parser *p, const struct import *i, struct tails *tails)
{
	const char *name = p->lx.src->name, *slash = strrchr(name, '/');
	const char *dir = slash ? arena_strndup(p->arena, name, (size_t)(slash - name)) : NULL;
	struct import_files files;

	if (p->importer->depth >= MAX_IMPORT_DEPTH) {
		diag_error(p->diag, i->span, "imports are nested too deeply");
		return;
	}
	if (import_find(p->importer, i, dir, &files))
		return;
	p->importer->depth++;
	for (u32 k = 0; k < files.n; k++) {
		if (!files.files[k].header) {
			import_script(p, files.files[k].path, i->span, tails);
		} else if (p->cpp && !cpp_include(p->cpp, files.files[k].path)) {
			note_header_typedefs(p);
		}
	}
	p->importer->depth--;
}

struct program *parse_program(struct arena *a, const struct source *src, struct diag *diag)
{
	return parse_program_cpp(a, src, diag, NULL, NULL);
}

struct program *parse_program_cpp(struct arena *a, const struct source *src, struct diag *diag,
                                  struct cpp *cpp, struct importer *importer)
{
	struct program *prog = arena_new_of(a, struct program);
	struct tails tails = {&prog->config,    &prog->imports,   &prog->c_defs,
	                      &prog->map_decls, &prog->functions, &prog->clauses};
	u32 errors = diag->errors;
	struct parser p;

	parser_init(&p, a, src, diag);
	prog->source = src;
	prog->cpp = p.cpp = cpp;
	p.importer = importer;
	p.program = prog;
	parse_source(&p, prog, &tails);
	return diag->errors == errors ? prog : NULL;
}

struct expr *parse_expr(struct arena *a, const struct source *src, struct diag *diag)
{
	u32 errors = diag->errors;
	struct parser p;
	struct expr *e;

	parser_init(&p, a, src, diag);
	begin_tokens(&p);
	e = parse_expression(&p);
	if (e && p.tok.kind != T_EOF)
		unexpected(&p, "an operator");
	return diag->errors == errors ? e : NULL;
}
