/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The preprocessor of a script's preamble. The script's directives and declarations are fed to it
 * in order; it reads the headers that they include, keeps the macros, and gathers the tokens of all
 * declarations, macros expanded, for types/cdecl.h.
 *
 * Nothing in a header is an error: what is not understood there is left out. A header of the kernel
 * that this machine does not have is satisfied by the kernel's BTF; one of libc that it does not
 * have, by the table of constants (types/constants.h).
 */
#ifndef SONDE_CPP_H
#define SONDE_CPP_H

#include "util/buf.h"
#include "util/ctoken.h"

struct cpp;

struct cpp_opts {
	struct arena *arena;
	struct diag *diag;
	/* Is there kernel BTF? Asked once, when it matters. NULL: no. */
	bool (*have_btf)(void *arg);
	void *arg;
	const char *script_dir;          /* of #include "x.h"; NULL: the current one */
	const char *const *include_dirs; /* -I */
	u32 ninclude_dirs;
	const char *root; /* what /usr/include and /lib/modules are under; NULL: the root */
};

/* opts is copied, what it points at is not. What comes out lives in the arena. */
struct cpp *cpp_new(const struct cpp_opts *opts);
void cpp_free(struct cpp *cpp); /* NULL is fine */

/* Text of the script: a #define, #undef or #include line, or declarations. 0, or -EINVAL after a
 * diagnostic. */
int cpp_feed(struct cpp *cpp, struct span text);
/* --include FILE */
int cpp_include(struct cpp *cpp, const char *name);
/* What follows #if: false if it cannot be evaluated; nothing is reported. */
bool cpp_condition(struct cpp *cpp, struct span expr, bool *value);
bool cpp_defined(struct cpp *cpp, const char *name);

/* The declarations so far. */
struct ctokens cpp_tokens(const struct cpp *cpp);

enum cpp_macro { CPP_NONE, CPP_OBJECT, CPP_FUNCTION };
/* What the name stands for in the script's expressions. */
enum cpp_macro cpp_macro(struct cpp *cpp, const char *name);
/* How many arguments a function macro takes; *more: or any number beyond. */
u32 cpp_arity(struct cpp *cpp, const char *name, bool *more);
/* Text of the script with macros expanded, as source text: "NAME", "NAME(1, $x)". Appends. 0 or
 * -E2BIG. */
int cpp_expand(struct cpp *cpp, const char *text, size_t len, struct buf *out);

#endif
