/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A format text of any bytes gives a record or NULL. Build as fuzz_btf.c says. */
#include <string.h>

#include "types/types.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct arena *a = arena_new();
	struct types *t = types_new(a, &(struct types_opts){"/dev/null"});
	char *text = arena_strndup(a, (const char *)data, size);
	const struct type *rec;
	struct buf out = BUF_INIT;
	struct member m;
	const char *name;
	u32 id;

	rec = types_tracepoint(t, "syscalls", "x", text, &id);
	for (u32 i = 0; rec && types_member_at(t, rec, i, &name, &m) == 0; i++)
		type_print(&out, m.type);
	buf_free(&out);
	types_free(t);
	arena_free(a);
	return 0;
}
