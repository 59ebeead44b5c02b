/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tokens of C, as the preprocessor sees them, and the value of a constant expression. */
#ifndef SONDE_CTOKEN_H
#define SONDE_CTOKEN_H

#include "util/arena.h"
#include "util/diag.h"

enum ctoken_kind { CT_END, CT_IDENT, CT_NUMBER, CT_STRING, CT_CHAR, CT_PUNCT };

enum {
	CT_SPACE = 1,      /* white space before it */
	CT_LINE = 2,       /* first of its line */
	CT_FIXED = 4,      /* the name of a macro that is not to be expanded again */
	CT_HEADER = 8,     /* from a header, not from the script */
	CT_KERNEL = 16,    /* from a header of the kernel */
	CT_PACK = 32,      /* #pragma pack: text is the number of bytes, "0" none */
	CT_PARAMETER = 64, /* inside of macros: text is the parameter's name */
};

/* text is not NUL-terminated; it lives as long as its source, or in an arena. */
struct ctoken {
	const char *text;
	u32 len;
	u8 kind, flags;
	struct span span; /* what a diagnostic points at: where a macro was used */
};

struct ctokens {
	struct ctoken *v;
	u32 n;
};

/* Reads src from pos on. */
struct clexer {
	const struct source *src;
	u32 pos;
	bool line; /* nothing was read of this line yet */
};

/* CT_END at the end. Comments and continued lines are white space. $x and @x are names. Any other
 * byte is a CT_PUNCT. */
struct ctoken ctoken_next(struct clexer *lx);
/* The rest of the line: false at its end. */
bool ctoken_next_in_line(struct clexer *lx, struct ctoken *t);
bool ctoken_is(const struct ctoken *t, const char *text);
/* Of a CT_NUMBER that is an integer, or of a CT_CHAR. */
bool ctoken_value(const struct ctoken *t, u64 *value, bool *is_unsigned);

/*
 * A constant expression of integers. name() gives the value of what is not an operator or number,
 * and moves *at behind it: identifiers, sizeof(), casts (which come to it as the '(' of a type, and
 * which it then applies by setting cast). It returns false if it knows nothing of that.
 */
struct cexpr {
	const struct ctoken *at, *end;
	bool (*name)(struct cexpr *e, s64 *value);
	/* At '(' of a cast: skip it, and set *size (bytes; 0: not a cast) and *is_signed. */
	bool (*cast)(struct cexpr *e, u32 *size, bool *is_signed);
	void *arg;
	u32 depth;
	bool is_unsigned; /* of the last value */
	bool unknown;     /* name() may set it: the value must not be one that is used */
};

/* Stops at the first token that cannot go on. False: e->at is where it cannot be understood. */
bool cexpr_eval(struct cexpr *e, s64 *value);

#endif
