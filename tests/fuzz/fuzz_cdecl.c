/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A preamble of any bytes, as the script's (first byte even) or as a header's, gives types or
 * errors; so do its macros where they are used. Build as fuzz_btf.c says, with src/lang/[a-z]*.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/cpp.h"
#include "types/cdecl.h"

static void no_type(void *arg, struct span at, const char *name)
{
	diag_error(arg, at, "unknown type: '%s'", name);
}

/* What was declared is whole. */
static void walk(struct types *t, const struct ctoken *tag)
{
	char name[200];
	const struct type *rec;
	struct buf out = BUF_INIT;
	struct member m;
	const char *member;

	snprintf(name, sizeof(name), "%.*s", (int)tag->len, tag->text);
	rec = types_find(t, name);
	for (u32 i = 0; rec && rec->kind == TY_RECORD && i < 64; i++) {
		int err = types_member_at(t, rec, i, &member, &m);

		if (err == -ENOENT)
			break;
		if (err)
			continue;
		type_print(&out, m.type);
		if (m.bit_size && m.bit_offset + m.bit_size > m.type->size * 8)
			abort();
		if (!m.bit_size && (u64)m.offset + m.type->size > rec->size)
			abort();
	}
	buf_free(&out);
}

static void expand(struct cpp *cpp, const struct source *src)
{
	struct clexer lx = {.src = src};
	struct buf out = BUF_INIT;
	struct ctoken t;

	for (u32 i = 0; i < 20 && (t = ctoken_next(&lx)).kind != CT_END; i++) {
		buf_clear(&out);
		if (t.kind == CT_IDENT)
			cpp_expand(cpp, t.text, src->len - t.span.begin, &out);
	}
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct arena *a = arena_new();
	struct types *t = types_new(a, &(struct types_opts){"/dev/null"});
	char *quiet = NULL;
	size_t len;
	FILE *f = open_memstream(&quiet, &len);
	struct diag d;
	struct cpp_opts cpp_opts = {
	        .arena = a, .diag = &d, .root = "/nonexistent", .script_dir = "/nonexistent"};
	struct cdecl_opts opts = {a, t, &d, no_type, &d};
	bool header = size && (*data & 1), value;
	struct source src = {
	        .name = "t", .text = arena_strndup(a, (const char *)data, size), .len = 0};
	struct ctokens tokens;
	struct cpp *cpp;

	src.len = strlen(src.text);
	diag_init(&d, f);
	d.max_errors = 10;
	cpp = cpp_new(&cpp_opts);
	cpp_feed(cpp, (struct span){&src, size > 0, (u32)src.len});
	tokens = cpp_tokens(cpp);
	for (u32 i = 0; header && i < tokens.n; i++)
		tokens.v[i].flags |= CT_HEADER;
	cdecl_parse(&opts, tokens);
	for (u32 i = 0; i < tokens.n && i < 1000; i++)
		if (tokens.v[i].kind == CT_IDENT)
			walk(t, &tokens.v[i]);
	cpp_condition(cpp, (struct span){&src, 0, (u32)src.len}, &value);
	expand(cpp, &src);
	cpp_free(cpp);
	fclose(f);
	free(quiet);
	types_free(t);
	arena_free(a);
	return 0;
}
