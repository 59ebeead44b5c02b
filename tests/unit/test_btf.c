/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BTF built by hand: what this kernel's own does not have, and what is no BTF. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "types/btf.h"
#include "types/types.h"
#include "util/buf.h"

struct maker {
	struct buf types, strings;
	u32 first_string, next_id;
};

/* Each string once, as producers of BTF have it. */
static u32 add_name(struct maker *m, const char *name)
{
	size_t at = 0;

	if (!name)
		return 0;
	while (at < m->strings.len && strcmp(m->strings.data + at, name) != 0)
		at += strlen(m->strings.data + at) + 1;
	if (at == m->strings.len)
		buf_add(&m->strings, name, strlen(name) + 1);
	return m->first_string + at;
}

static void add_words(struct maker *m, const u32 *words, u32 n)
{
	buf_add(&m->types, words, n * sizeof(*words));
}

#define WORDS(m, ...) \
	add_words((m), (const u32[]){__VA_ARGS__}, sizeof((u32[]){__VA_ARGS__}) / sizeof(u32))

/* The header of a type; what follows it is the caller's. Returns its id. */
static u32 add_type(struct maker *m, enum btf_kind kind, bool flag, u32 count, const char *name,
                    u32 size_or_type)
{
	u32 at = add_name(m, name);

	WORDS(m, at, (u32)flag << 31 | kind << 24 | count, size_or_type);
	return m->next_id++;
}

static u32 add_int(struct maker *m, const char *name, u32 size, u32 encoding, u32 bits)
{
	u32 id = add_type(m, BK_INT, false, 0, name, size);

	WORDS(m, encoding << 24 | bits);
	return id;
}

static void add_member(struct maker *m, const char *name, u32 type, u32 offset)
{
	u32 at = add_name(m, name);

	WORDS(m, at, type, offset);
}

static void start(struct maker *m, const struct btf_file *base)
{
	*m = (struct maker){.next_id = 1};
	if (base) {
		m->next_id = base->first_id + base->n;
		m->first_string = base->first_string + base->strings_len;
	} else {
		buf_addc(&m->strings, '\0');
	}
}

/* The file's bytes; the maker's memory is freed. */
static struct buf finish(struct maker *m)
{
	const u32 header[] = {0x0001eb9f, 24, 0, m->types.len, m->types.len, m->strings.len};
	struct buf out = BUF_INIT;

	buf_add(&out, header, sizeof(header));
	buf_add(&out, m->types.data, m->types.len);
	buf_add(&out, m->strings.data, m->strings.len);
	buf_free(&m->types);
	buf_free(&m->strings);
	return out;
}

/* A universe over these bytes, and its arena. */
static struct types *open_bytes(const struct buf *bytes, struct arena **arena)
{
	int fd = memfd_create("btf", 0);
	struct types_opts opts;
	struct types *t;

	*arena = arena_new();
	opts.btf_path = arena_printf(*arena, "/proc/self/fd/%d", fd);
	if (write(fd, bytes->data, bytes->len) != (ssize_t)bytes->len)
		CU_FAIL("cannot write");
	t = types_new(*arena, &opts);
	types_have_btf(t);
	close(fd);
	return t;
}

/* struct s with both forms of bitfields, and what is around it */
static struct buf sample(bool flag)
{
	struct maker m;
	u32 word, bit3, big, en, ptr, tag, fwd, td, s;

	start(&m, NULL);
	word = add_int(&m, "unsigned int", 4, 0, 32);
	bit3 = add_int(&m, "unsigned int", 4, 0, 3);
	big = add_type(&m, BK_ENUM64, true, 1, "big", 8);
	WORDS(&m, add_name(&m, "HUGE_ONE"), 0x89abcdef, 0x7);
	en = add_type(&m, BK_ENUM, false, 2, "old", 4);
	WORDS(&m, add_name(&m, "MINUS"), (u32)-2, add_name(&m, "PLUS"), 5);
	tag = add_type(&m, BK_TYPE_TAG, false, 0, "user", word);
	ptr = add_type(&m, BK_PTR, false, 0, NULL, tag);
	fwd = add_type(&m, BK_FWD, false, 0, "s", 0);
	td = add_type(&m, BK_TYPEDEF, false, 0, "mode_t", bit3 - 1);
	s = add_type(&m, BK_STRUCT, flag, 6, "s", 40);
	add_member(&m, "low", flag ? word : bit3, flag ? 3 << 24 | 2 : 2);
	add_member(&m, "over", flag ? td : bit3, flag ? 3 << 24 | 37 : 37);
	add_member(&m, "at", ptr, 64);
	add_member(&m, "e", en, 128);
	add_member(&m, "b", big, 192);
	add_member(&m, "next", m.next_id, 256);
	add_type(&m, BK_PTR, false, 0, NULL, fwd);
	add_type(&m, BK_TYPEDEF, false, 0, "s_t", s);
	return finish(&m);
}

static void check_sample(bool flag)
{
	struct buf bytes = sample(flag);
	const struct type *rec, *type;
	struct arena *arena;
	struct types *t = open_bytes(&bytes, &arena);
	struct member m;
	s64 value;

	CU_ASSERT_FATAL(types_have_btf(t) == 0);
	rec = types_find(t, "s_t");
	CU_ASSERT_FATAL(rec && rec->kind == TY_RECORD);
	UNIT_STR_EQUAL(rec->name, "s");
	UNIT_INT_EQUAL(types_member(t, rec, "low", &m), 0);
	UNIT_INT_EQUAL(m.offset * 100 + m.bit_offset * 10 + m.bit_size, 23);
	UNIT_INT_EQUAL(types_member(t, rec, "over", &m), 0);
	UNIT_INT_EQUAL(m.offset * 100 + m.bit_offset * 10 + m.bit_size, 453);
	UNIT_INT_EQUAL(types_member(t, rec, "at", &m), 0);
	CU_ASSERT(m.type->kind == TY_PTR && m.type->user && m.type->elem->kind == TY_INT);
	UNIT_INT_EQUAL(types_member(t, rec, "next", &m), 0);
	CU_ASSERT(m.type->kind == TY_PTR && !m.type->user && type_equal(m.type->elem, rec));
	UNIT_INT_EQUAL(types_enumerator(t, "HUGE_ONE", &value, &type), 0);
	UNIT_INT_EQUAL(value, 0x789abcdef);
	UNIT_STR_EQUAL(types_enum_name(t, type, value), "HUGE_ONE");
	UNIT_INT_EQUAL(types_enumerator(t, "MINUS", &value, &type), 0);
	UNIT_INT_EQUAL(value, -2);
	UNIT_INT_EQUAL(type->size, 4);
	types_free(t);
	arena_free(arena);
	buf_free(&bytes);
}

static void bitfields_with_flag(void)
{
	check_sample(true);
}

static void bitfields_without_flag(void)
{
	check_sample(false);
}

static void packed_bitfields(void)
{
	struct arena *arena;
	struct maker m;
	struct member at;
	struct buf bytes;
	struct types *t;
	u32 word;

	start(&m, NULL);
	word = add_int(&m, "unsigned int", 4, 0, 32);
	add_type(&m, BK_STRUCT, true, 2, "packed", 6);
	add_member(&m, "a", word, 20u << 24 | 4);  /* fits no aligned unit with its neighbour */
	add_member(&m, "b", word, 24u << 24 | 24); /* 24 … 47: crosses the second word's start */
	bytes = finish(&m);
	t = open_bytes(&bytes, &arena);
	UNIT_INT_EQUAL(types_member(t, types_find(t, "packed"), "a", &at), 0);
	UNIT_INT_EQUAL(at.offset * 1000 + at.bit_offset * 100 + at.type->size, 404);
	UNIT_INT_EQUAL(types_member(t, types_find(t, "packed"), "b", &at), 0);
	CU_ASSERT(at.offset + at.type->size <= 6);
	UNIT_INT_EQUAL(at.offset * 8 + at.bit_offset, 24);
	UNIT_INT_EQUAL(at.bit_size, 24);
	types_free(t);
	arena_free(arena);
	buf_free(&bytes);
}

static void split_continues_base(void)
{
	struct buf first = sample(true), second;
	struct btf_file *base, *split;
	struct maker m;
	u32 id;

	CU_ASSERT_FATAL(btf_file_parse(first.data, first.len, NULL, &base) == 0);
	start(&m, base);
	id = add_type(&m, BK_PTR, false, 0, NULL, 1);
	add_type(&m, BK_TYPEDEF, false, 0, "mine", id);
	second = finish(&m);
	CU_ASSERT_FATAL(btf_file_parse(second.data, second.len, base, &split) == 0);
	UNIT_INT_EQUAL(split->first_id, base->n + 1);
	UNIT_INT_EQUAL(
	        btf_file_find(split, btf_file_find_string(split, "mine"), BK_BIT(BK_TYPEDEF)),
	        id + 1);
	UNIT_INT_EQUAL(btf_file_entry(split, id + 1)->type, id);
	UNIT_STR_EQUAL(btf_file_string(split, btf_file_entry(split, 1)->name), "unsigned int");
	CU_ASSERT_PTR_NULL(btf_file_entry(split, id + 2));
	CU_ASSERT_PTR_NULL(btf_file_entry(base, id));
	UNIT_INT_EQUAL(btf_file_find_string(split, "min"), 0);
	UNIT_INT_EQUAL(btf_file_find_string(split, "HUGE_ONE"),
	               btf_file_find_string(base, "HUGE_ONE"));
	btf_file_close(split);
	btf_file_close(base);
	buf_free(&first);
	buf_free(&second);
}

/* Cut anywhere, it is an error: the header says how long it must be. */
static void truncated_files(void)
{
	struct buf whole = sample(true);
	struct btf_file *b;
	u32 accepted = 0;

	for (size_t n = 0; n < whole.len; n++) {
		void *copy = malloc(n ? n : 1); /* of this size, so that ASan sees what is read */

		memcpy(copy, whole.data, n);
		if (btf_file_parse(copy, n, NULL, &b) == 0) {
			accepted++;
			btf_file_close(b);
		}
		free(copy);
	}
	UNIT_INT_EQUAL(accepted, 0);
	buf_free(&whole);
}

/* Types that contain themselves end somewhere, in time. */
static void hostile_cycles(void)
{
	struct arena *arena;
	struct maker m;
	struct buf bytes;
	struct types *t;
	struct member at;

	start(&m, NULL);
	add_type(&m, BK_TYPEDEF, false, 0, "loop", 2);
	add_type(&m, BK_PTR, false, 0, NULL, 1);
	add_type(&m, BK_CONST, false, 0, NULL, 3);
	add_type(&m, BK_ARRAY, false, 0, NULL, 0);
	WORDS(&m, 4, 1, 0xffffffff);
	add_type(&m, BK_STRUCT, false, 200, "nest", 8);
	for (u32 i = 0; i < 200; i++)
		add_member(&m, NULL, 5, i);
	add_type(&m, BK_TYPEDEF, false, 0, "array", 4);
	add_type(&m, BK_TYPEDEF, false, 0, "konst", 3);
	add_type(&m, BK_TYPEDEF, false, 0, "gone", 4000000);
	bytes = finish(&m);
	t = open_bytes(&bytes, &arena);
	CU_ASSERT_FATAL(types_have_btf(t) == 0);
	CU_ASSERT_PTR_NOT_NULL(types_find(t, "loop"));
	CU_ASSERT_PTR_NOT_NULL(types_find(t, "array"));
	UNIT_INT_EQUAL(types_find(t, "konst")->kind, TY_NONE);
	UNIT_INT_EQUAL(types_find(t, "gone")->kind, TY_NONE);
	UNIT_INT_EQUAL(types_member(t, types_find(t, "nest"), "x", &at), -ENOENT);
	types_free(t);
	arena_free(arena);
	buf_free(&bytes);
}

void suite_btf(void)
{
	unit_suite("btf");
	unit_test("bitfields with flag", bitfields_with_flag);
	unit_test("bitfields without flag", bitfields_without_flag);
	unit_test("packed bitfields", packed_bitfields);
	unit_test("split continues base", split_continues_base);
	unit_test("truncated files", truncated_files);
	unit_test("hostile cycles", hostile_cycles);
}
