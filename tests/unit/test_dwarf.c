/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of a kernel without BTF, by DWARF: this program plays the vmlinux. */
#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/base.h"

#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "types/die_cache.h"
#include "types/universe.h"

enum dw_state { DW_STATE_OFF, DW_STATE_ON = 7, DW_STATE_BELOW = -3 };

struct dw_inner {
	const char *name;
	unsigned int low : 3, high : 9;
};

typedef unsigned int dw_count_t;

struct dw_outer {
	unsigned char byte;
	struct dw_inner *to;
	union {
		long whole;
		short half;
	};
	dw_count_t counts[3];
	enum dw_state state;
	char text[12];
	struct dw_outer *next;
};

long dw_function(struct dw_outer *first, unsigned short second);

__attribute__((noinline)) long dw_function(struct dw_outer *first, unsigned short second)
{
	__asm__ volatile("" : : "r"(first) : "memory");
	return first->to->low + first->to->high + second;
}

static struct arena *arena;
static struct types *types;

static bool open_self(void)
{
	arena = arena_new();
	types = types_new(arena, &(struct types_opts){.btf_path = "/proc/self/exe"});
	if (types_have_dwarf(types))
		return true;
	unit_skip("this program has no debug information, or sonde no libdw");
	types_free(types);
	arena_free(arena);
	return false;
}

static void close_self(void)
{
	types_free(types);
	arena_free(arena);
}

/* The cache goes to the test's own folder. */
static void begin(void)
{
	tmpdir_make();
	setenv("XDG_CACHE_HOME", tmpdir_path(), 1);
}

static void end(void)
{
	unsetenv("XDG_CACHE_HOME");
	tmpdir_remove();
}

static void member_is(const struct type *rec, const char *name, size_t offset, enum type_kind kind)
{
	struct member m = {0};

	UNIT_INT_EQUAL(types_member(types, rec, name, &m), 0);
	UNIT_INT_EQUAL(m.offset, offset);
	UNIT_INT_EQUAL(m.type ? m.type->kind : TY_NONE, kind);
}

static void check_types(void)
{
	const struct type *outer = types_find(types, "struct dw_outer"), *inner;
	struct member m = {0};

	UNIT_INT_EQUAL(types_have_btf(types), -ENODATA);
	CU_ASSERT_PTR_NOT_NULL_FATAL(outer);
	UNIT_INT_EQUAL(outer->size, sizeof(struct dw_outer));
	member_is(outer, "byte", 0, TY_INT);
	member_is(outer, "to", offsetof(struct dw_outer, to), TY_PTR);
	member_is(outer, "half", offsetof(struct dw_outer, half), TY_INT);
	member_is(outer, "counts", offsetof(struct dw_outer, counts), TY_ARRAY);
	member_is(outer, "state", offsetof(struct dw_outer, state), TY_ENUM);
	member_is(outer, "text", offsetof(struct dw_outer, text), TY_STR);
	UNIT_INT_EQUAL(types_member(types, outer, "none", &m), -ENOENT);

	/* pointers are the kernel's, and lead to the one type of that name */
	types_member(types, outer, "to", &m);
	CU_ASSERT(!m.type->user);
	inner = m.type->elem;
	CU_ASSERT(type_equal(inner, types_find(types, "struct dw_inner")));
	types_member(types, outer, "next", &m);
	CU_ASSERT(type_equal(m.type->elem, outer));
	UNIT_INT_EQUAL(types_member(types, inner, "high", &m), 0);
	UNIT_INT_EQUAL(m.bit_size, 9);
	UNIT_INT_EQUAL(m.offset * 8 + m.bit_offset, sizeof(char *) * 8 + 3);
	CU_ASSERT_PTR_NULL(types_find(types, "struct dw_nothing"));
}

static void check_names(void)
{
	const struct type *type = NULL;
	struct func_sig sig;
	s64 value = 0;

	UNIT_INT_EQUAL(types_enumerator(types, "DW_STATE_BELOW", &value, &type), 0);
	UNIT_INT_EQUAL(value, DW_STATE_BELOW);
	UNIT_STR_EQUAL(type ? type->name : NULL, "dw_state");
	UNIT_INT_EQUAL(types_enumerator(types, "DW_STATE_NONE", &value, &type), -ENOENT);
	UNIT_INT_EQUAL(types_function(types, NULL, "dw_function", &sig), 0);
	UNIT_INT_EQUAL(sig.nargs, 2);
	UNIT_STR_EQUAL(sig.names[0], "first");
	UNIT_INT_EQUAL(sig.types[1]->size, 2);
	UNIT_INT_EQUAL(sig.ret->size, sizeof(long));
	UNIT_INT_EQUAL(types_function(types, NULL, "dw_no_function", &sig), -ENOENT);
}

static void types_and_names(void)
{
	struct dw_inner in = {.low = 1, .high = 2};
	struct dw_outer out = {.to = &in, .state = DW_STATE_ON};

	UNIT_INT_EQUAL(dw_function(&out, 4), 7);
	begin();
	if (open_self()) {
		check_types();
		check_names();
		close_self();
	}
	end();
}

/* The file of the cache, in tmpdir. */
static const char *cache_file(void)
{
	DIR *dir = opendir(tmpdir_file("sonde"));
	static char name[300];
	struct dirent *e;

	*name = '\0';
	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			snprintf(name, sizeof(name), "sonde/%s", e->d_name);
	if (dir)
		closedir(dir);
	return name;
}

static u64 offset_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	while (at && at > text && at[-1] != '\n')
		at--;
	return at ? strtoull(at, NULL, 16) : 0;
}

/* What was found is found again without a search; a place that is wrong is not believed. */
static void cache(void)
{
	struct buf text = BUF_INIT, wrong = BUF_INIT;
	struct die_cache *c;
	struct arena *a;
	u64 at;

	begin();
	if (!open_self()) {
		end();
		return;
	}
	check_types();
	check_names();
	close_self();
	UNIT_INT_EQUAL(buf_read_file(&text, tmpdir_file(cache_file())), 0);
	CU_ASSERT(offset_of(buf_str(&text), "struct") == 0);
	CU_ASSERT(offset_of(buf_str(&text), " dw_outer") > 0);
	UNIT_INT_EQUAL(offset_of(buf_str(&text), " dw_nothing"), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(buf_str(&text), " dw_nothing"));

	a = arena_new();
	c = die_cache_open(a, "/proc/self/exe");
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	UNIT_INT_EQUAL(die_cache_get(c, BK_BIT(BK_STRUCT), "dw_outer", &at), 0);
	UNIT_INT_EQUAL(at, offset_of(buf_str(&text), " dw_outer"));
	UNIT_INT_EQUAL(die_cache_get(c, BK_BIT(BK_UNION), "dw_outer", &at), -ENOENT);
	die_cache_close(c);
	arena_free(a);

	/* another record's place under this one's name */
	buf_addf(&wrong, "sonde-dies 1\n%llx %x dw_outer\nffffffffff %x dw_function\nx y z\n",
	         (unsigned long long)offset_of(buf_str(&text), " dw_inner"), BK_BIT(BK_STRUCT),
	         0x80000000u);
	tmpdir_puts(cache_file(), buf_str(&wrong));
	UNIT_INT_EQUAL(tmpdir_run("chmod 600 %s", cache_file()), 0);
	if (open_self()) {
		check_types();
		check_names();
		close_self();
	}
	/* … and what others may write */
	UNIT_INT_EQUAL(tmpdir_run("chmod 666 %s", cache_file()), 0);
	a = arena_new();
	c = die_cache_open(a, "/proc/self/exe");
	UNIT_INT_EQUAL(c ? die_cache_get(c, BK_BIT(BK_STRUCT), "dw_outer", &at) : 0, -ENOENT);
	die_cache_close(c);
	arena_free(a);
	buf_free(&text);
	buf_free(&wrong);
	end();
}

static void places(void)
{
	struct arena *a = arena_new();

	UNIT_STR_EQUAL(types_vmlinux_path(a, "6.1.0-x", 0), "/usr/lib/debug/boot/vmlinux-6.1.0-x");
	UNIT_STR_EQUAL(types_vmlinux_path(a, "5.4", 1), "/usr/lib/debug/lib/modules/5.4/vmlinux");
	CU_ASSERT_PTR_NULL(types_vmlinux_path(a, "5.4", 6));
	arena_free(a);
}

void suite_dwarf(void)
{
	unit_suite("dwarf");
	unit_test("types and names", types_and_names);
	unit_test("cache", cache);
	unit_test("places", places);
}
