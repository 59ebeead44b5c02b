/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of a tree in the language's own syntax. */
#ifndef SONDE_UNPARSE_H
#define SONDE_UNPARSE_H

#include "lang/ast.h"
#include "util/buf.h"

void unparse_type(struct buf *out, const struct type_name *t);
/* In quotes, with escapes. */
void unparse_string(struct buf *out, const char *s, u32 len);
/* C text on one line. */
void unparse_c(struct buf *out, const char *text);

#endif
