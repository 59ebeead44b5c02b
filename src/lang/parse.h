/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source text to syntax tree, and back. */
#ifndef SONDE_PARSE_H
#define SONDE_PARSE_H

#include "lang/ast.h"
#include "util/buf.h"

/*
 * Parse src into a program in the arena. Every syntax error is reported to diag, with recovery at
 * the next ';' or '}' so that one run shows several. NULL if there was an error.
 * src must live as long as the tree.
 */
struct program *parse_program(struct arena *a, const struct source *src, struct diag *diag);
/* The same with a preprocessor, which is fed the preamble and decides its conditions; it becomes
 * the program's. Without one, conditions can only depend on BTF and on the script's own #defines,
 * and no header is read. importer (lang/import.h): reads what the program imports, which becomes
 * part of it; NULL: imports are listed and that is all. */
struct cpp;
struct importer;
struct program *parse_program_cpp(struct arena *a, const struct source *src, struct diag *diag,
                                  struct cpp *cpp, struct importer *importer);

/* Parse one expression (tests and the three-way evaluator). NULL on error. */
struct expr *parse_expr(struct arena *a, const struct source *src, struct diag *diag);

/* --dump=ast before sema: one node a line, indented. Stable. */
void ast_print(struct buf *out, const struct program *p);
/* The expression in the language's own syntax, fully parenthesised where it matters. */
void ast_unparse_expr(struct buf *out, const struct expr *e);

#endif
