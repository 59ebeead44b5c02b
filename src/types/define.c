/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types that the script defines, laid out as the C compiler would. */
#include "types/universe.h"

#include <string.h>

struct record_builder {
	struct types *t;
	struct added *rec;
	const char *key; /* "struct x"; NULL: no tag */
	u64 bit;         /* the next free one; in unions always 0 */
	u64 end;         /* bytes */
	u32 pack, align; /* of the record: 0, nothing is said */
	bool field_packed;
	u32 field_align;
};

void types_record_attrs(struct record_builder *b, u32 pack, u32 align)
{
	b->pack = pack;
	b->align = align;
}

void types_field_attrs(struct record_builder *b, bool packed, u32 align)
{
	b->field_packed = packed;
	b->field_align = align;
}

static u32 field_align(const struct record_builder *b, const struct type *type)
{
	u32 align = type->align ? type->align : 1;

	if (b->pack && align > b->pack)
		align = b->pack;
	if (b->field_packed)
		align = 1;
	return b->field_align > align ? b->field_align : align;
}

struct record_builder *types_begin_record(struct types *t, const char *tag, bool is_union)
{
	struct record_builder *b = arena_new_of(t->a, struct record_builder);
	const char *key =
	        tag ? arena_printf(t->a, "%s %s", is_union ? "union" : "struct", tag) : NULL;
	struct type *known = key ? hash_gets(&t->names, key) : NULL;

	b->t = t;
	b->key = key;
	b->rec = known ? types_added(t, known->record_id) : types_add(t, tag, TY_RECORD);
	if (b->rec->complete || b->rec->nfields)
		return NULL;
	b->rec->type->is_union = is_union;
	if (key && !known) {
		hash_puts(&t->names, key, b->rec->type);
		hash_free(&t->found);
	}
	return b;
}

static int check_field(const struct record_builder *b, const char *name, const struct type *type,
                       int bits)
{
	const struct added *nested = types_added(b->t, type->record_id);
	struct member m;

	if (name && types_member(b->t, b->rec->type, name, &m) != -ENOENT)
		return -EEXIST;
	if (type->kind == TY_NONE || (type->kind == TY_RECORD && nested && !nested->complete))
		return -EINVAL;
	if (type->kind == TY_RECORD && !nested && !type->size)
		return -EINVAL;
	if (!name && bits < 0 && type->kind != TY_RECORD)
		return -EINVAL;
	if (bits < 0)
		return 0;
	return type_is_integer(type) && (u32)bits <= type->size * 8 && (bits || !name) ? 0
	                                                                               : -EINVAL;
}

static void place_bitfield(struct record_builder *b, struct member *m, const struct type *type,
                           u32 bits)
{
	u32 unit = type->size * 8;

	bool packed = field_align(b, type) < type->align;

	if (bits == 0 || (!packed && b->bit / unit != (b->bit + bits - 1) / unit))
		b->bit = ALIGN_UP(b->bit, unit);
	if (bits)
		types_place_bits(m, type, b->bit, bits, UINT32_MAX);
}

int types_add_field(struct record_builder *b, const char *name, const struct type *type, int bits)
{
	struct added *rec = b->rec;
	struct field f = {.name = name ? arena_strdup(b->t->a, name) : NULL};
	int err = check_field(b, name, type, bits);
	u32 align = field_align(b, type);
	u64 end;

	if (err)
		return err;
	f.m.type = type;
	if (bits >= 0) {
		place_bitfield(b, &f.m, type, bits);
		end = b->bit + bits;
	} else {
		f.m.offset = ALIGN_UP((b->bit + 7) / 8, align);
		end = (f.m.offset + (u64)type->size) * 8;
	}
	if (end / 8 >= UINT32_MAX / 2)
		return -E2BIG;
	if ((end + 7) / 8 > b->end)
		b->end = (end + 7) / 8;
	b->bit = rec->type->is_union ? 0 : end;
	if (!name && bits >= 0) /* padding */
		return 0;
	if (align > rec->type->align)
		rec->type->align = align;
	*ARENA_PUSH(b->t->a, rec->fields, rec->nfields) = f;
	return 0;
}

const struct type *types_end_record(struct record_builder *b)
{
	struct type *type = b->rec->type;

	if (b->align > type->align)
		type->align = b->align;
	type->size = ALIGN_UP(b->end, type->align);
	b->rec->complete = true;
	return type;
}

void types_drop_record(struct record_builder *b)
{
	if (b->key)
		hash_del(&b->t->names, b->key, strlen(b->key));
	hash_free(&b->t->found);
}

const struct type *types_declare_record(struct types *t, const char *tag, bool is_union)
{
	struct record_builder *b = types_begin_record(t, tag, is_union);

	return b ? b->rec->type
	         : hash_gets(&t->names,
	                     arena_printf(t->a, "%s %s", is_union ? "union" : "struct", tag));
}

int types_add_typedef(struct types *t, const char *name, const struct type *type)
{
	bool named = type->kind == TY_INT ||
	             ((type->kind == TY_RECORD || type->kind == TY_ENUM) && !type->name);

	if (hash_gets(&t->names, name))
		return -EEXIST;
	if (named)
		type = types_copy_named(t, type, name);
	hash_puts(&t->names, name, (void *)type);
	hash_free(&t->found);
	return 0;
}

void types_pack_enum(struct types *t, const struct type *type)
{
	struct added *e = types_added(t, type->record_id);
	u32 size = 1;

	for (u32 i = 0; e && i < e->nvalues; i++) {
		s64 v = e->values[i].value;

		while (size < 8 &&
		       (type->is_signed ? v < -(1ll << (size * 8 - 1)) || v >= 1ll << (size * 8 - 1)
		                        : (u64)v >> (size * 8)))
			size *= 2;
	}
	if (e)
		e->type->size = e->type->align = size;
}

const struct type *types_add_enum(struct types *t, const char *tag, const struct enum_value *values,
                                  u32 n)
{
	const char *key = tag ? arena_printf(t->a, "enum %s", tag) : NULL;
	struct enum_value *copy = arena_array(t->a, struct enum_value, n ? n : 1);
	bool is_signed = false, wide = false;
	struct added *e;

	if (key && hash_gets(&t->names, key))
		return NULL;
	e = types_add(t, tag, TY_ENUM);
	for (u32 i = 0; i < n; i++) {
		copy[i] = (struct enum_value){arena_strdup(t->a, values[i].name), values[i].value};
		is_signed |= values[i].value < 0;
	}
	for (u32 i = 0; i < n; i++)
		wide |= is_signed ? copy[i].value != (s32)copy[i].value
		                  : copy[i].value != (u32)copy[i].value;
	e->values = copy;
	e->nvalues = n;
	e->complete = true;
	e->type->size = e->type->align = wide ? 8 : 4;
	e->type->is_signed = is_signed;
	if (key) {
		hash_puts(&t->names, key, e->type);
		hash_free(&t->found);
	}
	return e->type;
}
