// SPDX-License-Identifier: GPL-2.0-or-later
/* One value as text. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"

static u64 sign_extend(u64 v, u32 bits)
{
	u32 shift = 64 - bits;

	return (u64)((s64)(v << shift) >> shift);
}

u64 read_int(const void *p, u32 size, bool is_signed)
{
	u64 v = 0;
	u32 w;
	u16 h;

	switch (size) {
	case 1:
		v = *(const u8 *)p;
		break;
	case 2:
		memcpy(&h, p, sizeof(h));
		v = h;
		break;
	case 4:
		memcpy(&w, p, sizeof(w));
		v = w;
		break;
	case 8:
		memcpy(&v, p, sizeof(v));
		return v;
	default:
		return 0;
	}
	return is_signed ? sign_extend(v, size * 8) : v;
}

u64 read_bits(const u8 *value, const struct member *m)
{
	u64 v = read_int(value + m->offset, m->type->size, false) >> m->bit_offset;

	if (m->bit_size >= 64)
		return v;
	v &= (1ull << m->bit_size) - 1;
	return m->type->is_signed ? sign_extend(v, m->bit_size) : v;
}

void number_text(struct buf *out, u64 v, bool is_signed)
{
	if (is_signed)
		buf_addf(out, "%" PRId64, (s64)v);
	else
		buf_addf(out, "%" PRIu64, v);
}

static u32 stored_size(const struct type *t, u32 flags)
{
	return flags & VALUE_WIDE ? 8 : t->size;
}

static void string_text(struct buf *out, const struct output *o, const struct type *t,
                        const void *value)
{
	u32 n = (u32)strnlen(value, t->size);

	buf_add(out, value, n);
	if (t->cut && n + 1 >= t->size && o->plan->sema->config.str_trunc_trailer)
		buf_adds(out, o->plan->sema->config.str_trunc_trailer);
}

static void buffer_text(struct buf *out, const struct type *t, const u8 *value)
{
	u32 len;

	memcpy(&len, value, sizeof(len));
	if (len > t->size - sizeof(len))
		len = t->size - sizeof(len);
	value += sizeof(len);
	for (u32 i = 0; i < len; i++)
		if (value[i] >= 32 && value[i] < 127)
			buf_addc(out, (char)value[i]);
		else
			buf_addf(out, "\\x%02x", value[i]);
}

/* (a = 1, b = 2) is printed as a struct is. */
static void named_text(struct buf *out, const struct output *o, const struct type *t,
                       const u8 *value, u32 flags)
{
	buf_adds(out, "{ ");
	for (u32 i = 0; i < t->nfields; i++) {
		buf_addf(out, "%s.%s = ", i ? ", " : "", t->fields[i].name);
		value_text(out, o, t->fields[i].type, value + t->fields[i].offset, flags);
	}
	buf_adds(out, " }");
}

static void tuple_text(struct buf *out, const struct output *o, const struct type *t,
                       const u8 *value, u32 flags)
{
	if (type_is_named(t)) {
		named_text(out, o, t, value, flags);
		return;
	}
	buf_addc(out, '(');
	for (u32 i = 0; i < t->nfields; i++) {
		if (i)
			buf_adds(out, ", ");
		value_text(out, o, t->fields[i].type, value + t->fields[i].offset, flags);
	}
	buf_addc(out, ')');
}

static void record_text(struct buf *out, const struct output *o, const struct type *t,
                        const u8 *value, u32 flags)
{
	struct types *types = o->plan->sema->types;
	struct member m;
	const char *name;

	buf_adds(out, "{ ");
	for (u32 i = 0; !types_member_at(types, t, i, &name, &m); i++) {
		if (i)
			buf_adds(out, ", ");
		buf_addf(out, ".%s = ", name);
		if (m.bit_size)
			number_text(out, read_bits(value, &m), m.type->is_signed);
		else
			value_text(out, o, m.type, value + m.offset, flags);
	}
	buf_adds(out, " }");
}

static void array_text(struct buf *out, const struct output *o, const struct type *t,
                       const u8 *value, u32 flags)
{
	buf_addc(out, '[');
	for (u32 i = 0; i < t->count; i++) {
		if (i)
			buf_addc(out, ',');
		value_text(out, o, t->elem, value + (size_t)i * t->elem->size, flags);
	}
	buf_addc(out, ']');
}

s64 agg_number(const struct type *t, const void *value)
{
	u64 v[2];

	memcpy(v, value, t->kind == TY_COUNT ? sizeof(v[0]) : sizeof(v));
	if (t->kind != TY_AVG && t->kind != TY_STATS)
		return (s64)v[0];
	if (!v[1])
		return 0;
	return t->is_signed ? (s64)v[0] / (s64)v[1] : (s64)(v[0] / v[1]);
}

static void agg_text(struct buf *out, const struct type *t, const void *value)
{
	bool is_signed = t->is_signed || t->kind == TY_COUNT;
	u64 v[2];

	if (t->kind != TY_STATS) {
		number_text(out, (u64)agg_number(t, value), is_signed);
		return;
	}
	memcpy(v, value, sizeof(v));
	buf_addf(out, "count %" PRIu64 ", average ", v[1]);
	number_text(out, (u64)agg_number(t, value), is_signed);
	buf_adds(out, ", total ");
	number_text(out, v[0], is_signed);
}

static void enum_text(struct buf *out, const struct output *o, const struct type *t,
                      const void *value, u32 flags)
{
	s64 v = (s64)read_int(value, stored_size(t, flags), t->is_signed);
	const char *name = types_enum_name(o->plan->sema->types, t, v);

	if (name)
		buf_adds(out, name);
	else
		number_text(out, (u64)v, true);
}

void value_text(struct buf *out, const struct output *o, const struct type *t, const void *value,
                u32 flags)
{
	u32 inner = flags & ~(u32)VALUE_WIDE;

	switch (t->kind) {
	case TY_NONE:
		break;
	case TY_INT:
		number_text(out, read_int(value, stored_size(t, flags), t->is_signed),
		            t->is_signed);
		break;
	case TY_BOOL:
		buf_adds(out, read_int(value, stored_size(t, flags), false) ? "true" : "false");
		break;
	case TY_ENUM:
		enum_text(out, o, t, value, flags);
		break;
	case TY_PTR:
		buf_addf(out, "0x%" PRIx64, read_int(value, stored_size(t, flags), false));
		break;
	case TY_STR:
		string_text(out, o, t, value);
		break;
	case TY_BUF:
		buffer_text(out, t, value);
		break;
	case TY_TUPLE:
		tuple_text(out, o, t, value, inner);
		break;
	case TY_RECORD:
		record_text(out, o, t, value, inner);
		break;
	case TY_ARRAY:
		array_text(out, o, t, value, inner);
		break;
	case TY_KSTACK:
	case TY_USTACK:
		stack_text(out, o, t, value, flags);
		break;
	default:
		if (type_is_aggregate(t))
			agg_text(out, t, value);
		else
			opaque_text(out, o, t, value);
	}
}

void output_value_text(struct buf *out, const struct output *o, const struct type *t,
                       const void *value)
{
	value_text(out, o, t, value, VALUE_WIDE);
}
