/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A --btf file of any bytes gives an error or types, never a crash:
 *   clang -fsanitize=fuzzer,address,undefined -std=gnu11 -D_GNU_SOURCE -Isrc -I. \
 *         tests/fuzz/fuzz_btf.c src/types/[a-z]*.c src/util/[a-z]*.c -o fuzz_btf && ./fuzz_btf
 * CORPUS
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "types/btf.h"
#include "types/types.h"
#include "types/universe.h"

static void walk_members(struct types *t, const struct type *rec, struct buf *out)
{
	struct member m;
	const char *name;

	for (u32 i = 0; i < 64; i++) {
		int err = types_member_at(t, rec, i, &name, &m);

		if (err == -ENOENT)
			break;
		if (!err)
			type_print(out, m.type);
		if (!err && m.bit_size && m.bit_offset + m.bit_size > m.type->size * 8)
			abort();
	}
	types_nearest_member(t, rec, "count");
}

static void walk_all(struct types *t, struct buf *out)
{
	const struct unit *u = types_unit(t, 0);
	struct func_sig sig;
	s64 value;
	const struct type *type;

	for (u32 i = 0; i < u->btf->n && i < 256; i++) {
		struct ref r = {u, u->btf->first_id + i};
		const struct btf_entry *e = types_entry(r);
		const char *name = btf_file_string(u->btf, e->name);

		type = types_from_ref(t, r);
		buf_clear(out);
		type_print(out, type);
		if (type->kind == TY_RECORD)
			walk_members(t, type, out);
		if (type->kind == TY_ENUM)
			types_enum_name(t, type, 1);
		types_find(t, name);
		types_function(t, NULL, name, &sig);
		types_enumerator(t, name, &value, &type);
	}
	types_find(t, "struct task_struct");
	types_raw_tracepoint(t, "a", &sig);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static int fd = -1;
	char path[64];
	struct types_opts opts = {path};
	struct arena *a = arena_new();
	struct buf out = BUF_INIT;
	struct types *t;

	if (fd < 0)
		fd = memfd_create("btf", 0);
	if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	t = types_new(a, &opts);
	if (types_have_btf(t) == 0)
		walk_all(t, &out);
	types_free(t);
	arena_free(a);
	buf_free(&out);
	return 0;
}
