/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From BTF to struct type. */
#include "types/universe.h"

#include <string.h>

#define INT_SIGNED 1
#define INT_CHAR   2
#define INT_BOOL   4

#define TAGS       (BK_BIT(BK_STRUCT) | BK_BIT(BK_UNION))

static const struct type *convert(struct types *t, struct ref r, int depth);

static const char *name_of(const struct types *t, struct ref r, const struct btf_entry *e)
{
	const char *name = btf_file_string(r.unit->btf, e->name);

	return *name ? arena_strdup(t->a, name) : NULL;
}

static bool is_char(const struct type *t)
{
	return t->kind == TY_INT && t->size == 1 && t->name && strcmp(t->name, "char") == 0;
}

static const struct type *bytes(struct types *t, u32 n)
{
	return type_array(t->a, &type_u8, n);
}

static const struct type *convert_int(struct types *t, struct ref r, const struct btf_entry *e)
{
	u32 encoding = *(const u32 *)(e + 1) >> 24 & 15;
	struct type *n;

	if (e->size == 1 && encoding & INT_BOOL)
		return &type_bool;
	if (e->size != 1 && e->size != 2 && e->size != 4 && e->size != 8)
		return bytes(t, e->size);
	n = arena_memdup(t->a, type_int(e->size, encoding & INT_SIGNED), sizeof(*n));
	n->name = name_of(t, r, e);
	/* gcc has no encoding for plain char, whose sign is the ABI's. */
	if (is_char(n))
		n->is_signed = (char)-1 < 0;
	return n;
}

static const struct type *convert_array(struct types *t, struct ref r, const struct btf_entry *e,
                                        int depth)
{
	const struct btf_array *array = (const void *)(e + 1);
	const struct type *elem = convert(t, types_ref_in(t, r.unit, array->elem), depth);
	u32 count = array->count;

	if (count && is_char(elem))
		return type_str(t->a, count);
	if ((u64)elem->size * count > UINT32_MAX / 2)
		count = 0;
	return type_array(t->a, elem, count);
}

/* Follows const, volatile, restrict and tags; user is set if a tag on the way says so. */
static struct ref strip(struct types *t, struct ref r, bool *user)
{
	const u32 skip =
	        BK_BIT(BK_CONST) | BK_BIT(BK_VOLATILE) | BK_BIT(BK_RESTRICT) | BK_BIT(BK_TYPE_TAG);
	const struct btf_entry *e;

	for (int i = 0; i < MAX_DEPTH && (e = types_entry(r)); i++) {
		enum btf_kind kind = btf_kind_of(e);

		if (!(BK_BIT(kind) & skip))
			break;
		if (kind == BK_TYPE_TAG && !strcmp(btf_file_string(r.unit->btf, e->name), "user"))
			*user = true;
		r = types_ref_in(t, r.unit, e->type);
	}
	return r;
}

static const struct type *convert_ptr(struct types *t, struct ref r, const struct btf_entry *e,
                                      int depth)
{
	bool user = false;
	struct ref to = strip(t, types_ref_in(t, r.unit, e->type), &user);

	return type_ptr(t->a, convert(t, to, depth), user);
}

/* The widest alignment among the members, as the compiler had it unless it was told otherwise. */
static u32 alignment(struct types *t, struct ref r, int depth, u32 *budget)
{
	const struct btf_entry *e = types_entry(r);
	const struct btf_member *m;
	bool user;
	u32 align = 1;

	if (!e || depth > MAX_DEPTH)
		return 1;
	switch (btf_kind_of(e)) {
	case BK_INT:
	case BK_ENUM:
	case BK_ENUM64:
	case BK_FLOAT:
		return e->size == 2 || e->size == 4 || e->size == 8 ? e->size : e->size > 8 ? 8 : 1;
	case BK_PTR:
		return sizeof(void *);
	case BK_ARRAY:
		r = types_ref_in(t, r.unit, ((const struct btf_array *)(e + 1))->elem);
		return alignment(t, r, depth + 1, budget);
	case BK_STRUCT:
	case BK_UNION:
		m = (const void *)(e + 1);
		for (u32 i = 0; i < btf_count(e) && *budget; i++) {
			u32 n;

			--*budget;
			n = alignment(t, types_ref_in(t, r.unit, m[i].type), depth + 1, budget);
			align = n > align ? n : align;
		}
		return align;
	case BK_TYPEDEF:
		return alignment(t, types_ref_in(t, r.unit, e->type), depth + 1, budget);
	case BK_CONST:
	case BK_VOLATILE:
	case BK_RESTRICT:
	case BK_TYPE_TAG:
		return alignment(t, strip(t, r, &user), depth + 1, budget);
	default:
		return 1;
	}
}

static const struct type *convert_record(struct types *t, struct ref r, const struct btf_entry *e)
{
	struct type *n = arena_new_of(t->a, struct type);
	u32 budget = 10000;

	n->kind = TY_RECORD;
	n->is_union = btf_kind_of(e) == BK_FWD ? btf_flag(e) : btf_kind_of(e) == BK_UNION;
	n->name = name_of(t, r, e);
	n->record_id = types_ref_id(r);
	n->align = 1;
	if (btf_kind_of(e) == BK_FWD)
		return n;
	n->size = e->size;
	n->align = alignment(t, r, 0, &budget);
	while (n->size % n->align) /* packed */
		n->align /= 2;
	return n;
}

/* A declared struct is defined elsewhere: in the same file, the kernel or another module. */
static const struct type *convert_fwd(struct types *t, struct ref r, const struct btf_entry *e,
                                      int depth)
{
	u32 kinds = BK_BIT(btf_flag(e) ? BK_UNION : BK_STRUCT);
	u32 id = btf_file_find(r.unit->btf, e->name, kinds);
	struct ref to = {r.unit, id};

	if (!id)
		to = types_lookup(t, btf_file_string(r.unit->btf, e->name), kinds);
	return to.unit ? convert(t, to, depth) : convert_record(t, r, e);
}

static const struct type *convert_enum(struct types *t, struct ref r, const struct btf_entry *e)
{
	struct type *n = arena_new_of(t->a, struct type);
	bool has_sign = btf_kind_of(e) == BK_ENUM64 || r.unit->btf->signs_in_enums;
	bool size_ok = e->size == 1 || e->size == 2 || e->size == 4 || e->size == 8;

	n->kind = TY_ENUM;
	n->size = size_ok ? e->size : 4;
	n->align = n->size;
	n->is_signed = !has_sign || btf_flag(e);
	n->name = name_of(t, r, e);
	n->record_id = types_ref_id(r);
	return n;
}

const struct type *types_copy_named(struct types *t, const struct type *from, const char *name)
{
	struct type *n = arena_memdup(t->a, from, sizeof(*n));

	n->name = arena_strdup(t->a, name);
	return n;
}

/* An integer keeps its outermost name, a record its tag if it has one. */
static const struct type *convert_typedef(struct types *t, struct ref r, const struct btf_entry *e,
                                          int depth)
{
	const struct type *to = convert(t, types_ref_in(t, r.unit, e->type), depth);
	bool anonymous = (to->kind == TY_RECORD || to->kind == TY_ENUM) && !to->name;

	if (to->kind != TY_INT && !anonymous)
		return to;
	return types_copy_named(t, to, btf_file_string(r.unit->btf, e->name));
}

static const struct type *convert_new(struct types *t, struct ref r, const struct btf_entry *e,
                                      int depth)
{
	switch (btf_kind_of(e)) {
	case BK_INT:
		return convert_int(t, r, e);
	case BK_FLOAT:
		return bytes(t, e->size);
	case BK_PTR:
		return convert_ptr(t, r, e, depth);
	case BK_ARRAY:
		return convert_array(t, r, e, depth);
	case BK_STRUCT:
	case BK_UNION:
		return convert_record(t, r, e);
	case BK_FWD:
		return convert_fwd(t, r, e, depth);
	case BK_ENUM:
	case BK_ENUM64:
		return convert_enum(t, r, e);
	case BK_TYPEDEF:
		return convert_typedef(t, r, e, depth);
	case BK_CONST:
	case BK_VOLATILE:
	case BK_RESTRICT:
	case BK_TYPE_TAG:
	case BK_VAR:
		return convert(t, types_ref_in(t, r.unit, e->type), depth);
	default: /* functions and what has no values */
		return &type_none;
	}
}

static const struct type *convert(struct types *t, struct ref r, int depth)
{
	const struct btf_entry *e = types_entry(r);
	u32 id = types_ref_id(r);
	const struct type *n;

	if (!e || depth > MAX_DEPTH)
		return &type_none;
	n = hash_get(&t->by_id, &id, sizeof(id));
	if (n)
		return n;
	n = convert_new(t, r, e, depth + 1);
	hash_put(&t->by_id, &id, sizeof(id), (void *)n);
	return n;
}

const struct type *types_from_ref(struct types *t, struct ref r)
{
	return convert(t, r, 0);
}
