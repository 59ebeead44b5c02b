/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs and libraries that lend their types: opened when a name is asked for, not before. */
#include <string.h>

#include "types/dwarf.h"

static struct program *find_program(struct types *t, const char *path)
{
	struct program *p;

	for (u32 i = 0; i < t->nprograms; i++)
		if (!strcmp(t->programs[i].path, path))
			return &t->programs[i];
	p = ARENA_PUSH(t->a, t->programs, t->nprograms);
	*p = (struct program){.path = arena_strdup(t->a, path), .err = 1};
	return p;
}

static struct dwarf_file *open_program(struct types *t, struct program *p)
{
	if (p->err > 0)
		p->file = dwarf_file_open(t, p->path, true, &p->err);
	return p->file;
}

void types_add_program(struct types *t, const char *path)
{
	find_program(t, path);
}

int types_program_function(struct types *t, const char *path, const char *name,
                           struct func_sig *out)
{
	struct program *p = find_program(t, path);
	struct dwarf_file *f = open_program(t, p);

	return f ? dwarf_file_function(f, name, out) : p->err;
}

const struct type *types_of_programs(struct types *t, const char *name, u32 kinds)
{
	const struct type *type = NULL;

	for (u32 i = 0; i < t->nprograms && !type; i++) {
		struct dwarf_file *f = open_program(t, &t->programs[i]);

		if (f)
			type = dwarf_file_find(f, name, kinds);
	}
	return type;
}

void types_close_programs(struct types *t)
{
	while (t->nprograms)
		dwarf_file_close(t->programs[--t->nprograms].file);
}
