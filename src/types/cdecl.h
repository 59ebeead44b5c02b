/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * C declarations, of a script or of headers, into the universe: struct, union, enum and typedef,
 * laid out as the C compiler does. Anything else in headers (functions, variables, what cannot be
 * understood) is passed over.
 */
#ifndef SONDE_CDECL_H
#define SONDE_CDECL_H

#include "types/types.h"
#include "util/ctoken.h"

struct cdecl_opts {
	struct arena *arena;
	struct types *types;
	struct diag *diag;
	/* Reports a type that nothing defines. */
	void (*no_type)(void *arg, struct span at, const char *name);
	void *arg;
};

/* Tokens marked CT_HEADER are of headers: nothing about them is reported, and what is defined
 * already stays. 0, or -EINVAL after diagnostics. */
int cdecl_parse(const struct cdecl_opts *opts, struct ctokens tokens);

/* A constant that no BTF has, since it is a macro in the headers of C or the kernel: 0 or -ENOENT.
 */
int types_constant(const char *name, s64 *value);

#endif
