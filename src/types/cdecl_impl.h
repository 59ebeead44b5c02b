/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the declaration parser share. */
#ifndef SONDE_CDECL_IMPL_H
#define SONDE_CDECL_IMPL_H

#include "types/cdecl.h"

#define MAX_NESTING 32
#define MAX_DIMS    8

struct cdecl {
	const struct cdecl_opts *o;
	const struct ctoken *at, *end;
	bool quiet; /* in a header */
	u32 depth, pack;
	const struct enum_value *values; /* of the enum being read */
	u32 nvalues;
};

/* What attributes say. */
struct attrs {
	bool packed;
	u32 align; /* 0: nothing */
};

/* What one declarator says: "*name[3]", "(*name)(int)", "name : 3". */
struct declarator {
	const char *name; /* NULL: none */
	const struct type *type;
	int bits; /* -1: no bit field */
	struct attrs attrs;
	struct span span;
};

/* cdecl.c */
bool c_is(const struct cdecl *d, const char *text);
bool c_accept(struct cdecl *d, const char *text);
bool c_is_name(const struct cdecl *d);
const char *c_take_name(struct cdecl *d);
struct span c_here(const struct cdecl *d);
/* Always -EINVAL; says nothing in headers. */
int c_error(struct cdecl *d, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
int c_unexpected(struct cdecl *d, const char *wanted);
int c_expect(struct cdecl *d, const char *text);
/* At '(' or '[' or '{': behind what closes it. */
void c_skip_group(struct cdecl *d);
/* Qualifiers and attributes, as many as there are. */
void c_attrs(struct cdecl *d, struct attrs *out);
/* Is the next token the beginning of a type? */
bool c_at_type(struct cdecl *d);

/* cdecl_type.c: what stands before declarators; NULL after an error. */
const struct type *c_specifier(struct cdecl *d, struct attrs *attrs);

/* cdecl_declarator.c */
int c_declarator(struct cdecl *d, const struct type *base, struct declarator *out);
/* "struct x *[3]": no name. NULL after an error. */
const struct type *c_type_name(struct cdecl *d);

/* cdecl_constant.c: an expression that ends before one of the tokens (one byte each) in stop. */
int c_constant(struct cdecl *d, const char *stop, s64 *value);

#endif
