// SPDX-License-Identifier: GPL-2.0-or-later
/* Values as JSON: numbers stay numbers, everything that has a text is a string. */
#include <string.h>

#include "output/impl.h"

static void elements_json(struct json *j, const struct output *o, const struct type *t,
                          const u8 *value)
{
	json_open(j, '[');
	if (t->kind == TY_TUPLE) {
		for (u32 i = 0; i < t->nfields; i++)
			value_json(j, o, t->fields[i].type, value + t->fields[i].offset, false);
	} else {
		for (u32 i = 0; i < t->count; i++)
			value_json(j, o, t->elem, value + (size_t)i * t->elem->size, false);
	}
	json_close(j, ']');
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
			json_uint(j,
			          read_int(value + m.offset, m.type->size, false) >> m.bit_offset &
			                  ((1ULL << m.bit_size) - 1));
		else
			value_json(j, o, m.type, value + m.offset, false);
	}
	json_close(j, '}');
}

static void agg_json(struct json *j, const struct type *t, const void *value)
{
	const u64 *v = value;

	if (t->kind != TY_STATS) {
		if (t->is_signed || t->kind == TY_COUNT)
			json_int(j, agg_number(t, value));
		else
			json_uint(j, (u64)agg_number(t, value));
		return;
	}
	json_open(j, '{');
	json_key(j, "count");
	json_uint(j, v[1]);
	json_key(j, "average");
	json_int(j, agg_number(t, value));
	json_key(j, "total");
	json_int(j, (s64)v[0]);
	json_close(j, '}');
}

void value_json(struct json *j, const struct output *o, const struct type *t, const void *value,
                bool wide)
{
	struct buf text = BUF_INIT;
	u64 v;

	if (type_is_aggregate(t)) {
		agg_json(j, t, value);
		return;
	}
	switch (t->kind) {
	case TY_INT:
		v = read_int(value, wide ? 8 : t->size, t->is_signed);
		if (t->is_signed)
			json_int(j, (s64)v);
		else
			json_uint(j, v);
		break;
	case TY_BOOL:
		json_bool(j, read_int(value, wide ? 8 : 1, false) != 0);
		break;
	case TY_PTR:
		json_uint(j, read_int(value, 8, false));
		break;
	case TY_TUPLE:
	case TY_ARRAY:
		elements_json(j, o, t, value);
		break;
	case TY_RECORD:
		record_json(j, o, t, value);
		break;
	default:
		value_text(&text, o, t, value, wide);
		json_strn(j, buf_str(&text), text.len);
		buf_free(&text);
	}
}

/* A map's key as a JSON name: parts joined by ','. */
void key_json_text(struct buf *out, const struct output *o, const struct map *m, const void *key)
{
	const struct type *t = m->key;

	if (!t)
		return;
	if (t->kind != TY_TUPLE) {
		value_text(out, o, t, key, true);
		return;
	}
	for (u32 i = 0; i < t->nfields; i++) {
		if (i)
			buf_addc(out, ',');
		value_text(out, o, t->fields[i].type, (const u8 *)key + t->fields[i].offset, false);
	}
}
