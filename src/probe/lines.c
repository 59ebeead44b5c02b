/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/debuginfo.h"

#ifdef HAVE_LIBDW

struct wanted {
	const char *file;
	u32 line, max, n, nearest;
	u64 *addresses;
};

static bool names_file(const char *path, const char *file)
{
	size_t a = strlen(path), b = strlen(file);

	return a >= b && !strcmp(path + a - b, file) && (a == b || path[a - b - 1] == '/');
}

/* Rows are in order of address; code of a line is in one piece or in several. */
static void search_rows(Dwarf_Lines *lines, size_t n, struct wanted *w)
{
	int before = 0;

	for (size_t i = 0; i < n; i++) {
		Dwarf_Line *row = dwarf_onesrcline(lines, i);
		const char *path = dwarf_linesrc(row, NULL, NULL);
		Dwarf_Addr address;
		bool begins, ends;
		int line;

		if (!path || !names_file(path, w->file) || dwarf_lineno(row, &line) ||
		    dwarf_lineaddr(row, &address) || dwarf_linebeginstatement(row, &begins) ||
		    dwarf_lineendsequence(row, &ends)) {
			before = 0;
			continue;
		}
		if (!ends && begins && address && line > (int)w->line &&
		    (!w->nearest || line < (int)w->nearest))
			w->nearest = (u32)line;
		if (!ends && begins && address && line == (int)w->line && line != before &&
		    w->n < w->max)
			w->addresses[w->n++] = address;
		before = ends ? 0 : line;
	}
}

/* Of one function's pieces only the first is where the line begins; copies of it count anew. */
static void keep_first_of_functions(Dwarf_Die *unit, struct wanted *w, u32 from)
{
	Dwarf_Die *scopes;
	void *seen[64];
	u32 kept = from, nseen = 0;

	for (u32 i = from; i < w->n; i++) {
		int n = dwarf_getscopes(unit, w->addresses[i], &scopes);
		void *innermost = n > 0 ? scopes[0].addr : NULL;
		u32 k = 0;

		while (k < nseen && seen[k] != innermost)
			k++;
		if (k == nseen) {
			w->addresses[kept++] = w->addresses[i];
			if (nseen < ARRAY_LEN(seen))
				seen[nseen++] = innermost;
		}
		if (n > 0)
			free(scopes);
	}
	w->n = kept;
}

int lines_find(const char *binary, const char *file, u32 line, u64 *addresses, u32 max,
               u32 *nearest)
{
	struct wanted w = {.file = file, .line = line, .max = max, .addresses = addresses};
	int err;
	struct debuginfo *info = debuginfo_open(binary, &err);
	Dwarf_Off at = 0, next;
	size_t header, n;

	*nearest = 0;
	if (!info)
		return err;
	for (; !dwarf_nextcu(debuginfo_dwarf(info), at, &next, &header, NULL, NULL, NULL);
	     at = next) {
		Dwarf_Lines *lines;
		Dwarf_Die unit;
		u32 from = w.n;

		if (!dwarf_offdie(debuginfo_dwarf(info), at + header, &unit) ||
		    dwarf_getsrclines(&unit, &lines, &n))
			continue;
		search_rows(lines, n, &w);
		keep_first_of_functions(&unit, &w, from);
	}
	debuginfo_close(info);
	*nearest = w.nearest;
	return w.n ? (int)w.n : -ENOENT;
}

#else

int lines_find(const char *binary, const char *file, u32 line, u64 *addresses, u32 max,
               u32 *nearest)
{
	(void)binary, (void)file, (void)line, (void)addresses, (void)max;
	*nearest = 0;
	return -EOPNOTSUPP;
}
#endif
