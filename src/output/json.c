// SPDX-License-Identifier: GPL-2.0-or-later
/* Values as JSON: numbers stay numbers, everything else that has a text is a string. */
#include <string.h>

#include "output/impl.h"

/* Elements of arrays and tuples are not set apart by a space. */
static void element_json(struct json *j, const struct output *o, const struct type *t,
                         const u8 *value, bool first)
{
	if (!first)
		buf_addc(j->out, ',');
	j->need_comma = false;
	value_json(j, o, t, value, 0);
}

static void elements_json(struct json *j, const struct output *o, const struct type *t,
                          const u8 *value)
{
	json_open(j, '[');
	for (u32 i = 0; t->kind == TY_TUPLE && i < t->nfields; i++)
		element_json(j, o, t->fields[i].type, value + t->fields[i].offset, !i);
	for (u32 i = 0; t->kind == TY_ARRAY && i < t->count; i++)
		element_json(j, o, t->elem, value + (size_t)i * t->elem->size, !i);
	json_close(j, ']');
}

static void number_json(struct json *j, u64 v, bool is_signed)
{
	if (is_signed)
		json_int(j, (s64)v);
	else
		json_uint(j, v);
}

static void named_json(struct json *j, const struct output *o, const struct type *t,
                       const u8 *value)
{
	json_open(j, '{');
	for (u32 i = 0; i < t->nfields; i++) {
		json_key(j, t->fields[i].name);
		value_json(j, o, t->fields[i].type, value + t->fields[i].offset, 0);
	}
	json_close(j, '}');
}

static void record_json(struct json *j, const struct output *o, const struct type *t,
                        const u8 *value)
{
	struct types *types = o->plan->sema->types;
	struct member m;
	const char *name;

	json_open(j, '{');
	for (u32 i = 0; !types_member_at(types, t, i, &name, &m); i++) {
		json_key(j, name);
		if (m.bit_size)
			number_json(j, read_bits(value, &m), m.type->is_signed);
		else
			value_json(j, o, m.type, value + m.offset, 0);
	}
	json_close(j, '}');
}

static void agg_json(struct json *j, const struct type *t, const void *value)
{
	bool is_signed = t->is_signed || t->kind == TY_COUNT;
	u64 v[2];

	if (t->kind != TY_STATS) {
		number_json(j, (u64)agg_number(t, value), is_signed);
		return;
	}
	memcpy(v, value, sizeof(v));
	json_open(j, '{');
	json_key(j, "count");
	json_uint(j, v[1]);
	json_key(j, "average");
	number_json(j, (u64)agg_number(t, value), is_signed);
	json_key(j, "total");
	number_json(j, v[0], is_signed);
	json_close(j, '}');
}

static void text_json(struct json *j, const struct output *o, const struct type *t,
                      const void *value, u32 flags)
{
	struct buf text = BUF_INIT;

	value_text(&text, o, t, value, flags);
	json_strn(j, buf_str(&text), text.len);
	buf_free(&text);
}

void value_json(struct json *j, const struct output *o, const struct type *t, const void *value,
                u32 flags)
{
	u32 size = flags & VALUE_WIDE ? 8 : t->size;

	switch (t->kind) {
	case TY_NONE:
		json_null(j);
		break;
	case TY_INT:
	case TY_ENUM:
	case TY_PTR:
		number_json(j, read_int(value, size, t->is_signed), t->is_signed);
		break;
	case TY_BOOL:
		json_bool(j, read_int(value, size, false) != 0);
		break;
	case TY_TUPLE:
	case TY_ARRAY:
		if (type_is_named(t))
			named_json(j, o, t, value);
		else
			elements_json(j, o, t, value);
		break;
	case TY_RECORD:
		record_json(j, o, t, value);
		break;
	default:
		if (type_is_aggregate(t))
			agg_json(j, t, value);
		else
			text_json(j, o, t, value, flags);
	}
}

/* A map's key as a JSON name: parts joined by ','. */
void key_json_text(struct buf *out, const struct output *o, const struct map *m, const void *key)
{
	const struct type *t = m->key;

	bool parts = t && t->kind == TY_TUPLE && !type_is_named(t);

	for (u32 i = 0; parts && i < t->nfields; i++) {
		if (i)
			buf_addc(out, ',');
		value_text(out, o, t->fields[i].type, (const u8 *)key + t->fields[i].offset,
		           VALUE_KEY);
	}
	if (t && !parts)
		value_text(out, o, t, key, VALUE_KEY | VALUE_WIDE);
}
