// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole maps, as text and as JSON. */
#include <string.h>

#include "output/impl.h"

void key_text(struct buf *out, const struct output *o, const struct map *m, const void *key)
{
	const struct type *t = m->key;

	bool parts = t && t->kind == TY_TUPLE && !type_is_named(t);

	if (!t)
		return;
	buf_addc(out, '[');
	for (u32 i = 0; parts && i < t->nfields; i++) {
		if (i)
			buf_adds(out, ", ");
		value_text(out, o, t->fields[i].type, (const u8 *)key + t->fields[i].offset,
		           VALUE_KEY);
	}
	if (!parts)
		value_text(out, o, t, key, VALUE_KEY | VALUE_WIDE);
	buf_addc(out, ']');
}

const char *map_json_type(const struct type *value)
{
	switch (value->kind) {
	case TY_HIST:
	case TY_LHIST:
		return "hist";
	case TY_AVG:
	case TY_STATS:
		return "stats";
	case TY_TSERIES:
		return "tseries";
	default:
		return "map";
	}
}

/* What print(@m, top, div) asks for. */
struct printing {
	const struct output *o;
	const struct map *m;
	u64 top, div;
	u64 last; /* epoch of a time series: the latest of all keys */
	struct group *rows;
	u32 n;
};

/* Values that print() divides are printed as one number, of this type. */
static const struct type *divided(const struct printing *p, const struct group *g, u64 *v)
{
	const struct type *t = p->m->value;
	bool is_signed = t->is_signed || t->kind == TY_COUNT;
	s64 n;

	if (p->div == 1 || t->kind == TY_STATS || !(type_is_integer(t) || type_is_aggregate(t)))
		return NULL;
	n = type_is_aggregate(t) ? agg_number(t, g->value) : (s64)read_int(g->value, 8, false);
	*v = is_signed ? (u64)(n / (s64)p->div) : (u64)n / p->div;
	return is_signed ? &type_s64 : &type_u64;
}

static void row_text(struct buf *out, const struct printing *p, const struct group *g)
{
	const struct type *t;
	u64 v;

	buf_addf(out, "@%s", p->m->name);
	key_text(out, p->o, p->m, g->key);
	if (g->series) {
		buf_adds(out, ":\n");
		series_text(out, p->m->value, g->series, p->last, p->div);
		buf_addc(out, '\n');
		return;
	}
	buf_adds(out, ": ");
	if (g->counts) {
		buf_addc(out, '\n');
		hist_text(out, p->m->value, g->counts, p->div);
	} else if ((t = divided(p, g, &v))) {
		value_text(out, p->o, t, &v, VALUE_WIDE);
	} else {
		value_text(out, p->o, p->m->value, g->value, VALUE_WIDE);
	}
	buf_addc(out, '\n');
}

/* A map that is empty leaves its line empty; avg() and stats() are followed by an empty line. */
static void map_text(struct buf *out, const struct printing *p)
{
	for (u32 i = 0; i < p->n; i++)
		row_text(out, p, &p->rows[i]);
	if (!p->n)
		buf_addc(out, '\n');
	if (!strcmp(map_json_type(p->m->value), "stats"))
		buf_addc(out, '\n');
}

static void row_json(struct json *j, const struct printing *p, const struct group *g)
{
	const struct type *t;
	u64 v;

	if (g->series)
		series_json(j, p->m->value, g->series, p->last, p->div);
	else if (g->counts)
		hist_json(j, p->m->value, g->counts, p->div);
	else if ((t = divided(p, g, &v)))
		value_json(j, p->o, t, &v, VALUE_WIDE);
	else
		value_json(j, p->o, p->m->value, g->value, VALUE_WIDE);
}

/* {"type": "map", "data": {"@x": {"key": value, …}}} */
static void map_json(struct buf *out, const struct printing *p)
{
	struct buf name = BUF_INIT;
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "type");
	json_str(&j, map_json_type(p->m->value));
	json_key(&j, "data");
	json_open(&j, '{');
	buf_addf(&name, "@%s", p->m->name);
	json_key(&j, name.data);
	if (p->m->key)
		json_open(&j, '{');
	for (u32 i = 0; i < p->n; i++) {
		if (p->m->key) {
			buf_clear(&name);
			key_json_text(&name, p->o, p->m, p->rows[i].key);
			json_key(&j, buf_str(&name));
		}
		row_json(&j, p, &p->rows[i]);
	}
	if (p->m->key)
		json_close(&j, '}');
	json_close(&j, '}');
	json_close(&j, '}');
	buf_addc(out, '\n');
	buf_free(&name);
}

void output_map(const struct output *o, const struct map *m, const struct rows *rows, u64 top,
                u64 div)
{
	/* a count that was never counted up is 0, not absent */
	static const struct agg_count none;
	const struct rows zero = {1, 0, sizeof(none), (const u8 *)&none, (const u8 *)&none};
	bool is_zero = !rows->n && !m->key && m->value->kind == TY_COUNT;
	struct printing p = {.o = o, .m = m, .div = div ? div : 1};
	struct buf out = BUF_INIT;
	struct group *all;
	u32 n = sort_rows(m, is_zero ? &zero : rows, &all);

	if (m->value->kind == TY_STATS)
		top = 0;
	p.n = top && top < n ? (u32)top : n;
	p.rows = all + (n - p.n);
	p.last = n ? all[n - 1].total : 0; /* series are in the order of their last interval */
	if (o->format == OUTPUT_TEXT)
		map_text(&out, &p);
	else if (n)
		map_json(&out, &p);
	fwrite(buf_str(&out), 1, out.len, o->out);
	if (o->line_buffered)
		fflush(o->out);
	buf_free(&out);
	free_groups(all, n);
}
