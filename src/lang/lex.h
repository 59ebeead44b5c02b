/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source text to tokens, one at a time. The text between a clause's end and its body (attach
 * points, the preamble's C) is not made of these tokens: the parser reads it byte by byte with
 * lex_at() and lex_skip_space() and moves pos itself.
 */
#ifndef SONDE_LEX_H
#define SONDE_LEX_H

#include "util/arena.h"
#include "util/diag.h"

enum tok {
	T_EOF,
	T_IDENT, /* text; keywords too */
	T_INT,   /* value */
	T_STR,   /* text, len: escapes resolved */
	T_VAR,   /* text without '$' */
	T_MAP,   /* text without '@' */
	T_PARAM, /* value: $1 */
	T_NPARAMS,
	T_LPAREN,
	T_RPAREN,
	T_LBRACKET,
	T_RBRACKET,
	T_LBRACE,
	T_RBRACE,
	T_SEMI,
	T_COMMA,
	T_COLON,
	T_QUESTION,
	T_DOT,
	T_RANGE,
	T_ARROW,
	T_INC,
	T_DEC,
	T_PLUS,
	T_MINUS,
	T_STAR,
	T_SLASH,
	T_PERCENT,
	T_AMP,
	T_PIPE,
	T_CARET,
	T_SHL,
	T_SHR,
	T_TILDE,
	T_BANG,
	T_ANDAND,
	T_OROR,
	T_EQ,
	T_NE,
	T_LT,
	T_LE,
	T_GT,
	T_GE,
	T_ASSIGN,
	T_ADD_ASSIGN,
	T_SUB_ASSIGN,
	T_MUL_ASSIGN,
	T_DIV_ASSIGN,
	T_MOD_ASSIGN,
	T_AND_ASSIGN,
	T_OR_ASSIGN,
	T_XOR_ASSIGN,
	T_SHL_ASSIGN,
	T_SHR_ASSIGN,
	T_COUNT,
};

struct token {
	enum tok kind;
	struct span span;
	const char *text;
	u32 len;
	u64 value;
	bool is_unsigned, is_long, is_char;
	bool bad; /* its error has been reported: say nothing more about it */
};

struct lexer {
	const struct source *src;
	struct arena *arena;
	struct diag *diag; /* NULL: look ahead without reporting */
	u32 pos;           /* of the next byte to read */
	u32 last_end;      /* of the last token */
	bool unterminated; /* there was an unterminated string or comment */
	bool cut;          /* after a broken string: the next token makes no sense */
	bool skipped;      /* a byte that begins no token, before this one */
};

void lex_init(struct lexer *lx, struct arena *a, const struct source *src, struct diag *diag);
/* The next token; T_EOF for ever at the end. Errors are reported, and a usable token returned. */
struct token lex_next(struct lexer *lx);
/* The byte at pos + ahead, NUL past the end. */
char lex_at(const struct lexer *lx, u32 ahead);
bool lex_eof(const struct lexer *lx);
/* Skip white space and comments. */
void lex_skip_space(struct lexer *lx);
struct span lex_span(const struct lexer *lx, u32 begin, u32 end);
/* A string literal at pos, which is at its opening quote. */
struct token lex_string(struct lexer *lx);
/* What a message calls the token: "identifier", "end of file", "==". */
const char *lex_describe(const struct token *t);
bool is_keyword(const char *word);

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_ident_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_ident_char(char c)
{
	return is_ident_start(c) || is_digit(c);
}

static inline bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* lex_number.c: an integer literal at pos, which is at its first digit. */
struct token lex_number(struct lexer *lx);

#endif
