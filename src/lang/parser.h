/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the parser share. It is a recursive-descent parser with one token of
 * look-ahead. A function that fails has reported why and returns NULL or false; statements and the
 * top level recover. Nobody recurses without parser_enter(), and no tree gets higher than
 * MAX_HEIGHT, so that neither this parser nor a later walk of the tree overflows the stack.
 */
#ifndef SONDE_PARSER_H
#define SONDE_PARSER_H

#include "lang/lex.h"
#include "lang/parse.h"

#define MAX_NESTING 400 /* of calls; a parenthesis takes two */
#define MAX_HEIGHT  1000

/* A list under construction. */
struct stmt_list {
	struct stmt *first, *last;
};

/* { stmts } or, where a value is wanted, { stmts; value } */
struct block {
	struct stmt_list stmts;
	struct expr *value; /* NULL */
	struct span span;
	u32 height;
};

/*
 * Kernels with and without BTF, as a mask: which of them the preamble's text is for, as #ifdef
 * BPFTRACE_HAVE_BTF has it.
 */
struct condition {
	u8 outer, seen, now; /* around the #if; in its branches so far; in this branch */
	bool has_else;
	struct span span;
};

struct parser {
	struct lexer lx;
	struct token tok; /* the next one, not consumed yet */
	u32 prev_end;     /* where the last consumed token ended */
	struct arena *arena;
	struct diag *diag;
	u32 nesting;
	u32 height;     /* of the highest tree in the block being parsed */
	bool in_filter; /* a '/' may end the expression */
	bool unclosed;  /* a block without its '}' has been noted */
	const char **typedefs;
	u32 ntypedefs;
	struct condition *conditions; /* the #if we are in, outermost first */
	u32 nconditions;
	struct c_def *c_defs;      /* so far */
	struct cpp *cpp;           /* NULL: none */
	struct importer *importer; /* NULL: imports are only noted */
	struct program *program;
	u32 ntokens; /* of cpp: those whose typedefs are noted */
};

/* parser.c */
void parser_init(struct parser *p, struct arena *a, const struct source *src, struct diag *diag);
void advance(struct parser *p);
bool parse_accept(struct parser *p, enum tok kind);
bool expect(struct parser *p, enum tok kind);
bool at_word(const struct parser *p, const char *word);
bool accept_word(struct parser *p, const char *word);
/* "syntax error, unexpected TOKEN, expected WHAT" at the next token; always false. */
bool unexpected(struct parser *p, const char *what);
/* The token after the next one. */
struct token peek(const struct parser *p);
/* From begin to the end of the last consumed token. */
struct span span_from(const struct parser *p, u32 begin);
bool parser_enter(struct parser *p);
void parser_leave(struct parser *p);
/* The tree being built is this high: false, and an error, if that is too much. */
bool height_ok(struct parser *p, u32 height, struct span at);
void stmt_append(struct stmt_list *l, struct stmt *s);

/* parse_type.c */
enum type_guess { NOT_TYPE, MAYBE_TYPE, SURE_TYPE };
/*
 * Does a type name begin at lx? after gets the token behind it. MAYBE_TYPE is an identifier that
 * could be either. A type that begins with a keyword is SURE_TYPE whatever follows.
 */
enum type_guess guess_type(const struct parser *p, struct lexer lx, struct token *after);
struct type_name *parse_type(struct parser *p);
/* A type or an expression, as sizeof takes it; ends at the token kind end (parse_primary.c). */
bool parse_type_or_expr(struct parser *p, enum tok end, struct type_name **type, struct expr **e);

/* parse_expr.c, parse_primary.c */
struct expr *new_expr(struct parser *p, enum expr_kind kind, u32 begin);
/* child is a child of e: keep e->height true. Returns false if that is too high. */
bool adopt(struct parser *p, struct expr *e, const struct expr *child);
struct expr *parse_expression(struct parser *p);
struct expr *parse_unary(struct parser *p);
struct expr *parse_primary(struct parser *p);
/* The next '/' of a filter ends it: a '{' (or nothing) follows. */
bool at_filter_end(const struct parser *p);

/* parse_stmt.c */
struct stmt *new_stmt(struct parser *p, enum stmt_kind kind, u32 begin);
/* The block being parsed holds a tree of this height. */
void note_height(struct parser *p, u32 height);
/*
 * Where want_value is set, an expression, if or block that ends the block around it is its value.
 * For the latter two that is *value, with NULL returned. NULL without a value is an error.
 */
struct stmt *parse_stmt(struct parser *p, bool want_value, struct expr **value);
/* An expression that a block follows, with or without parentheses. */
struct expr *parse_condition(struct parser *p);

/* parse_if.c */
/* At "if" or "comptime if"; as parse_stmt(). */
struct stmt *parse_if(struct parser *p, bool want_value, struct expr **value);
/* At "if", used as a value. */
struct expr *parse_if_expr(struct parser *p);

/* parse_block.c */
/*
 * At '{'. Stops at the '}' without consuming it, since what follows the last one of a clause is
 * not made of tokens.
 */
bool parse_block(struct parser *p, struct block *b, bool want_value);
/* The block's value becomes its last statement. */
void block_drop_value(struct parser *p, struct block *b);
struct expr *block_to_expr(struct parser *p, struct block *b);

/* parse_probe.c: at the first byte of a clause. Byte mode before and after. */
struct clause *parse_clause(struct parser *p);

/* parse_c.c, parse_directive.c: the preamble's C, in byte mode. */
/* At struct, union, enum or typedef. */
struct c_def *parse_c_decl(struct parser *p);
/* The types that headers declare, since the last time. Only with cpp. */
void note_header_typedefs(struct parser *p);
/* At '#'. Returns false after an error; *def is NULL for a directive that defines nothing. */
bool parse_directive(struct parser *p, struct c_def **def);
/* A mask of C_WITH_BTF and C_WITHOUT_BTF; 0: the text here is for nobody. */
u8 current_condition(const struct parser *p);
void check_conditions_closed(struct parser *p);

#endif
