/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of the preprocessor. */
#ifndef SONDE_CPP_IMPL_H
#define SONDE_CPP_IMPL_H

#include "lang/cpp.h"
#include "util/hash.h"

#define MAX_INCLUDES 100 /* one in another */
#define MAX_HEADERS  10000
#define MAX_WORK     2000000 /* tokens that macros may become */

struct macro {
	const char *name;
	struct ctoken *body; /* parameters are marked CT_PARAMETER, with their index in len */
	u32 n;
	const char **params;
	u32 nparams;
	bool function, variadic;
	bool busy;  /* being expanded */
	bool fixed; /* not for headers to change */
};

/* A header, or text of the script. */
struct cpp_file {
	const struct source *src;
	const char *dir; /* where it was found; NULL: the script */
	u32 place;       /* the directory's place in the search order */
	u8 flags;        /* of its tokens: CT_HEADER, CT_KERNEL */
	bool macros_only;
};

struct cpp {
	struct cpp_opts opts;
	struct hash macros; /* in the arena's life: freed with cpp_free */
	struct hash once;   /* paths of headers that are not read again */
	struct hash
	        guards; /* paths of headers to the name that, if defined, leaves all of them out */
	struct ctoken *out;
	u32 nout;
	u32 includes; /* how deep */
	u32 headers;  /* read so far */
	u32 depth;    /* of expansions */
	u32 work;
	int btf; /* -1: not asked */
	char release[65];
	/* Headers of the running kernel's build tree: read if a name is not known. */
	const char **pending;
	u32 npending;
	bool configured; /* linux/kconfig.h has been read */
};

/* cpp.c */
bool cpp_have_btf(struct cpp *cpp);
struct macro *cpp_find(struct cpp *cpp, const char *name, size_t len);
/* Reads a file or a piece of the script. */
int cpp_run(struct cpp *cpp, const struct cpp_file *file, u32 begin);
/* Where to read from, and what expansions have put in front of that. */
struct frame {
	const struct ctoken *at, *end;
	struct macro *macro;
	struct frame *next;
};
struct stream {
	struct cpp *cpp;
	struct clexer *lx; /* NULL: frames only */
	struct frame *top;
	/* Lines that begin with '#' among a macro's arguments: runs them. */
	void (*directive)(void *arg);
	void *arg;
	struct span use; /* of the outermost macro that is being expanded */
	u8 flags;
};

/* cpp_expand.c: the next token, macros expanded. CT_END at the end, and at a line that begins with
 * '#', of which the '#' has not been read. */
struct ctoken stream_next(struct stream *s);
/* A stream over tokens. Append what comes out of it to *out. */
int cpp_expand_tokens(struct cpp *cpp, const struct ctoken *v, u32 n, struct ctokens *out);

/* cpp_define.c: the rest of the line at lx. */
int cpp_define(struct cpp *cpp, struct clexer *lx, const struct cpp_file *file);
void cpp_predefine(struct cpp *cpp);
/* More of it, in the preprocessor's language. */
void cpp_define_text(struct cpp *cpp, const char *text);

/* cpp_include.c */
int cpp_include_line(struct cpp *cpp, struct clexer *lx, const struct cpp_file *from,
                     struct span line, bool next);
/* Read the headers that were put off. Were there any? */
bool cpp_read_pending(struct cpp *cpp);

#endif
