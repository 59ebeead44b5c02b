/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * USDT probes: the .note.stapsdt notes of a program or library, and where the arguments are
 * when one is reached.
 */
#ifndef SONDE_PROBE_USDT_H
#define SONDE_PROBE_USDT_H

#include "probe/arch.h"
#include "util/arena.h"

#define USDT_ARGS 12

enum usdt_where {
	USDT_CONSTANT,
	USDT_REGISTER,
	USDT_MEMORY, /* at base + index * scale + value */
	USDT_UNKNOWN /* what the compiler wrote is not understood */
};

struct usdt_arg {
	enum usdt_where where;
	u8 size; /* bytes: 1, 2, 4, 8 */
	bool is_signed;
	u8 shift;                            /* USDT_REGISTER: its lowest bit: 8 for %ah */
	u8 scale;                            /* 1, 2, 4, 8 */
	const struct arch_reg *base, *index; /* index may be NULL */
	s64 value;                           /* the constant, or the displacement */
};

/* One place in the code. The same probe may be in several. */
struct usdt_site {
	const char *ns, *name;
	const char *text; /* the arguments as in the note: sites with the same text read alike */
	u64 offset;       /* in the file: where a uprobe goes */
	u64 semaphore;    /* offset in the file of the u16 that enables the probe; 0: none */
	struct usdt_arg args[USDT_ARGS];
	u32 nargs;
};

/*
 * All sites of a file, sorted by namespace, name and offset, in the arena; *n of them. NULL and
 * *err = 0 if there are none, or negative errno: -ENOEXEC, it is no ELF file.
 */
const struct usdt_site *usdt_sites(struct arena *a, const char *path, u32 *n, int *err);

/*
 * The next argument of a note's text, such as "-4@%edi", "8@8(%rsp)", "4@$5", "8@[sp, 16]".
 * *symbol receives the name (n bytes) of a symbol whose address is to be added, or NULL. Returns
 * the rest of the text, NULL when there is no argument left.
 */
const char *usdt_parse_arg(const struct arch *a, const char *text, struct usdt_arg *arg,
                           const char **symbol, size_t *n);

#endif
