/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to src/lang and whoever starts the parser: import "NAME"; the files that it means. The
 * parser reads them where the import stands, so that what they declare is known behind it.
 */
#ifndef SONDE_IMPORT_H
#define SONDE_IMPORT_H

#include "lang/ast.h"

/* The caller sets the first part; everything else is of the arena. */
struct importer {
	struct arena *arena;
	struct diag *diag;
	const char *script_dir;  /* NULL: the working directory */
	const char *const *dirs; /* -I */
	u32 ndirs;
	const char **seen; /* real paths of the files read */
	u32 nseen;
	u32 depth; /* of files within files */
};

struct import_file {
	const char *path;
	bool header; /* of C */
};

struct import_files {
	struct import_file *files;
	u32 n;
};

/*
 * The files of an import that have not been read yet: a .bt or .h file, or those of a directory;
 * none for the library of the language. from_dir: of the file it stands in. 0, or -EINVAL after a
 * diagnostic.
 */
int import_find(struct importer *im, const struct import *i, const char *from_dir,
                struct import_files *out);

#endif
