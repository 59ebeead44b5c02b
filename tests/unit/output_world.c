/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/output_world.h"

#include <stdlib.h>
#include <string.h>

#include "sym/sym.h"
#include "tests/unit/tmpdir.h"

static int find_stack(void *arg, const struct type *t, s64 id, u64 *ips, u32 max)
{
	static const u64 deep[] = {WORLD_KERNEL + 1, WORLD_KERNEL + 0x102, WORLD_MODULE + 3};
	static const u64 flat[] = {WORLD_KERNEL + 0x110};
	u32 n = id == 1 ? ARRAY_LEN(deep) : ARRAY_LEN(flat);

	if (id != 1 && id != 2)
		return -ENOENT;
	n = n < max ? n : max;
	memcpy(ips, id == 1 ? deep : flat, n * sizeof(*ips));
	return (int)n;
}

void world_open(struct world *w)
{
	struct sym_opts syms = {0};
	struct types_opts types = {.btf_path = "/nonexistent"};

	tmpdir_make();
	tmpdir_puts("kallsyms", "ffffffff81000000 T alpha\n"
	                        "ffffffff81000100 t beta\n"
	                        "ffffffffc0200000 t gamma\t[ext4]\n");
	memset(w, 0, sizeof(*w));
	w->arena = arena_new();
	w->sema.arena = w->plan.arena = w->arena;
	w->sema.types = types_new(w->arena, &types);
	w->plan.sema = &w->sema;
	w->o.plan = &w->plan;
	w->o.out = open_memstream(&w->text, &w->size);
	syms.kallsyms = tmpdir_file("kallsyms");
	w->o.syms = sym_cache_new(&syms);
	w->o.stack = find_stack;
}

void world_close(struct world *w)
{
	fclose(w->o.out);
	free(w->text);
	sym_cache_free(w->o.syms);
	types_free(w->sema.types);
	arena_free(w->arena);
	tmpdir_remove();
}

const char *world_text(struct world *w)
{
	fflush(w->o.out);
	w->text[w->size] = 0;
	rewind(w->o.out);
	return w->text;
}
