/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of records, of BTF's and of added ones alike. */
#include "types/universe.h"

#include <string.h>

#include "util/diag.h"

#define MAX_ANONYMOUS 16
#define MAX_VISITS    200000

/* A named member on the way through a record: either of BTF or an added field. */
struct seen {
	const char *name;
	u64 bit; /* from the outermost record's start */
	u32 bits;
	struct ref type;
	struct field *field;
	u64 base; /* bits: where the added record that has the field starts */
};

struct walk {
	struct types *t;
	int (*visit)(struct walk *w, const struct seen *m); /* not 0: stop and return it */
	const char *name;
	u32 nth;
	struct nearest *nearest;
	struct seen found;
	u32 budget;
};

static int walk(struct walk *w, u32 id, u64 base, int depth);

/* Bits of a member, as both forms of BTF say it; moves *bit by an integer's own offset. */
static u32 bitfield(struct types *t, struct ref r, u32 offset, bool flag, u64 *bit)
{
	const struct btf_entry *e = types_entry(r);
	u32 data, bits;

	if (flag) {
		*bit += offset & 0xffffff;
		return offset >> 24;
	}
	*bit += offset;
	for (int i = 0; e && i < MAX_DEPTH; i++) {
		u32 through = BK_BIT(BK_TYPEDEF) | BK_BIT(BK_CONST) | BK_BIT(BK_VOLATILE);

		if (!(through & BK_BIT(btf_kind_of(e))))
			break;
		r = types_ref_in(t, r.unit, e->type);
		e = types_entry(r);
	}
	if (!e || btf_kind_of(e) != BK_INT)
		return 0;
	data = *(const u32 *)(e + 1);
	bits = data & 0xff;
	if (bits == 0 || bits == e->size * 8)
		return 0;
	*bit += data >> 16 & 0xff;
	return bits;
}

static int walk_btf(struct walk *w, struct ref r, u64 base, int depth)
{
	const struct btf_entry *e = types_entry(r);
	const struct btf_member *m;

	if (!e || !(BK_BIT(btf_kind_of(e)) & (BK_BIT(BK_STRUCT) | BK_BIT(BK_UNION))))
		return 0;
	m = (const void *)(e + 1);
	for (u32 i = 0; i < btf_count(e) && w->budget; i++) {
		struct seen s = {.name = btf_file_string(r.unit->btf, m[i].name), .bit = base};
		int ret;

		w->budget--;
		s.type = types_ref_in(w->t, r.unit, m[i].type);
		s.bits = bitfield(w->t, s.type, m[i].offset, btf_flag(e), &s.bit);
		ret = *s.name ? w->visit(w, &s) : walk(w, types_ref_id(s.type), s.bit, depth + 1);
		if (ret)
			return ret;
	}
	return 0;
}

static int walk(struct walk *w, u32 id, u64 base, int depth)
{
	struct added *added = types_added(w->t, id);

	if (depth > MAX_ANONYMOUS)
		return 0;
	if (!added)
		return walk_btf(w, types_ref(w->t, id), base, depth);
	if (added->read) {
		void (*read)(struct added *, void *) = added->read;

		added->read = NULL;
		read(added, added->read_arg);
	}
	for (u32 i = 0; i < added->nfields; i++) {
		struct field *f = &added->fields[i];
		struct seen s = {.name = f->name, .field = f, .base = base};
		int ret;

		if (f->name)
			ret = w->visit(w, &s);
		else
			ret = walk(w, f->m.type->record_id, base + f->m.offset * 8ull, depth + 1);
		if (ret)
			return ret;
	}
	return 0;
}

/* A record that was only declared where its type was made may be known by now. */
static u32 record_id(struct types *t, const struct type *rec)
{
	const struct type *known;

	if (rec->kind != TY_RECORD)
		return 0;
	if (rec->record_id || !rec->name)
		return rec->record_id;
	known = types_find(
	        t, arena_printf(t->a, "%s %s", rec->is_union ? "union" : "struct", rec->name));
	return known ? known->record_id : 0;
}

static int run(struct types *t, const struct type *rec, struct walk *w)
{
	w->t = t;
	w->budget = MAX_VISITS;
	return walk(w, record_id(t, rec), 0, 0);
}

static u32 unit_for(u32 bytes)
{
	return bytes <= 1 ? 1 : bytes <= 2 ? 2 : bytes <= 4 ? 4 : 8;
}

int types_place_bits(struct member *m, const struct type *declared, u64 at, u32 n, u32 size)
{
	u32 unit = declared->size;
	u64 start = at / 8;
	u32 shift;

	if (!type_is_integer(declared))
		return -ERANGE;
	/* The declared type's own place if it holds all bits, else the least load that does. */
	if (unit && unit <= 8 && at % (unit * 8) + n <= unit * 8 &&
	    at / (unit * 8) * unit + unit <= size)
		start = at / (unit * 8) * unit;
	else
		unit = unit_for((at % 8 + n + 7) / 8);
	shift = at - start * 8;
	if (shift + n > unit * 8 || start > UINT32_MAX)
		return -ERANGE;
	if (start + unit > size && size >= unit) {
		shift += (start + unit - size) * 8;
		start = size - unit;
		if (shift + n > unit * 8)
			return -ERANGE;
	}
	m->offset = start;
	m->bit_size = n;
	m->bit_offset = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? unit * 8 - shift - n : shift;
	m->type = declared->size == unit ? declared : type_int(unit, declared->is_signed);
	return 0;
}

static int deliver(struct types *t, const struct type *rec, const struct seen *s,
                   struct member *out)
{
	*out = (struct member){0};
	if (s->field) {
		if (!s->field->m.type)
			types_resolve_field(t, s->field);
		*out = s->field->m;
		out->offset += s->base / 8;
		return 0;
	}
	out->type = types_from_ref(t, s->type);
	if (s->bits)
		return types_place_bits(out, out->type, s->bit, s->bits,
		                        rec->size ? rec->size : UINT32_MAX);
	if (s->bit / 8 > UINT32_MAX)
		return -ERANGE;
	out->offset = s->bit / 8;
	return 0;
}

static int visit_named(struct walk *w, const struct seen *m)
{
	if (strcmp(m->name, w->name) != 0)
		return 0;
	w->found = *m;
	return 1;
}

int types_member(struct types *t, const struct type *rec, const char *name, struct member *out)
{
	struct walk w = {.visit = visit_named, .name = name};

	return run(t, rec, &w) ? deliver(t, rec, &w.found, out) : -ENOENT;
}

static int visit_nth(struct walk *w, const struct seen *m)
{
	if (w->nth--)
		return 0;
	w->found = *m;
	return 1;
}

int types_member_at(struct types *t, const struct type *rec, u32 i, const char **name,
                    struct member *out)
{
	struct walk w = {.visit = visit_nth, .nth = i};

	if (!run(t, rec, &w))
		return -ENOENT;
	*name = w.found.name;
	return deliver(t, rec, &w.found, out);
}

static int visit_nearest(struct walk *w, const struct seen *m)
{
	nearest_feed(w->nearest, m->name);
	return 0;
}

const char *types_nearest_member(struct types *t, const struct type *rec, const char *name)
{
	struct nearest n;
	struct walk w = {.visit = visit_nearest, .nearest = &n};

	nearest_init(&n, name);
	run(t, rec, &w);
	return n.best[0] ? arena_strdup(t->a, n.best) : NULL;
}
