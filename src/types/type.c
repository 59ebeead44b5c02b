/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types/type.h"

#include <string.h>

/* What a kind's values are, for the kinds whose layout the kind alone fixes. */
struct kind_row {
	const char *name;          /* as printed */
	const char *unsigned_name; /* if the sign shows in the name */
	u32 size, align;
	bool scalar; /* one machine word that programs may compare and copy */
};

static const struct kind_row kinds[] = {
        [TY_NONE] = {"void", NULL, 0, 1, false},
        [TY_INT] = {NULL, NULL, 8, 8, true},
        [TY_BOOL] = {"bool", NULL, 1, 1, true},
        [TY_ENUM] = {NULL, NULL, 4, 4, true},
        [TY_PTR] = {NULL, NULL, sizeof(void *), sizeof(void *), true},
        [TY_KSTACK] = {"kstack", NULL, 8, 8, true},
        [TY_USTACK] = {"ustack", NULL, 16, 8, false},
        [TY_KSYM] = {"ksym_t", NULL, 8, 8, true},
        [TY_USYM] = {"usym_t", NULL, 16, 8, false},
        [TY_INET] = {"inet", NULL, 20, 4, false},
        [TY_MAC] = {"mac_address", NULL, 6, 1, false},
        [TY_USERNAME] = {"username", NULL, 8, 8, true},
        [TY_TIMESTAMP] = {"timestamp", NULL, 16, 8, false},
        [TY_PROBE] = {"probe", NULL, 8, 8, true},
        [TY_CGROUP_PATH] = {"cgroup_path", NULL, 16, 8, false},
        [TY_STRERROR] = {"strerror", NULL, 8, 8, true},
        [TY_ERRNAME] = {"errname", NULL, 8, 8, true},
        [TY_TASKNAME] = {"comm", NULL, 8, 8, true},
        [TY_SYSCALL] = {"syscall_name", NULL, 8, 8, true},
        [TY_COUNT] = {"count_t", NULL, 8, 8, false},
        [TY_SUM] = {"sum_t", "usum_t", 16, 8, false},
        [TY_MIN] = {"min_t", "umin_t", 16, 8, false},
        [TY_MAX] = {"max_t", "umax_t", 16, 8, false},
        [TY_AVG] = {"avg_t", "uavg_t", 16, 8, false},
        [TY_STATS] = {"stats_t", "ustats_t", 16, 8, false},
        [TY_HIST] = {"hist_t", NULL, 8, 8, false},
        [TY_LHIST] = {"lhist_t", NULL, 8, 8, false},
        [TY_TSERIES] = {"tseries_t", NULL, 24, 8, false},
};

#define INT_TYPE(bytes, sign)                                                          \
	{                                                                              \
		.kind = TY_INT, .is_signed = (sign), .size = (bytes), .align = (bytes) \
	}

const struct type type_none = {.kind = TY_NONE, .align = 1};
const struct type type_bool = {.kind = TY_BOOL, .size = 1, .align = 1};
const struct type type_u8 = INT_TYPE(1, 0), type_u16 = INT_TYPE(2, 0);
const struct type type_u32 = INT_TYPE(4, 0), type_u64 = INT_TYPE(8, 0);
const struct type type_s8 = INT_TYPE(1, 1), type_s16 = INT_TYPE(2, 1);
const struct type type_s32 = INT_TYPE(4, 1), type_s64 = INT_TYPE(8, 1);
const struct type type_char = {
        .kind = TY_INT, .is_signed = 1, .size = 1, .align = 1, .name = "char"};

const struct type *type_int(u32 size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? &type_s8 : &type_u8;
	case 2:
		return is_signed ? &type_s16 : &type_u16;
	case 4:
		return is_signed ? &type_s32 : &type_u32;
	default:
		return is_signed ? &type_s64 : &type_u64;
	}
}

static struct type *new_type(struct arena *a, enum type_kind kind, u32 size, u32 align)
{
	struct type *t = arena_new_of(a, struct type);

	t->kind = kind;
	t->size = size;
	t->align = align;
	return t;
}

const struct type *type_ptr(struct arena *a, const struct type *elem, bool user)
{
	struct type *t = new_type(a, TY_PTR, sizeof(void *), sizeof(void *));

	t->elem = elem;
	t->user = user;
	return t;
}

const struct type *type_str(struct arena *a, u32 size)
{
	return new_type(a, TY_STR, size, 1);
}

const struct type *type_str_cut(struct arena *a, u32 size)
{
	struct type *t = new_type(a, TY_STR, size, 1);

	t->cut = 1;
	return t;
}

const struct type *type_buf(struct arena *a, u32 len)
{
	return new_type(a, TY_BUF, len + sizeof(u32), sizeof(u32));
}

const struct type *type_array(struct arena *a, const struct type *elem, u32 count)
{
	struct type *t = new_type(a, TY_ARRAY, elem->size * count, elem->align);

	t->elem = elem;
	t->count = count;
	return t;
}

const struct type *type_tuple(struct arena *a, const struct type *const *elems, u32 n,
                              const char *const *names)
{
	struct type *t = new_type(a, TY_TUPLE, 0, 1);
	struct type_field *fields = arena_array(a, struct type_field, n ? n : 1);

	for (u32 i = 0; i < n; i++) {
		u32 align = elems[i]->align ? elems[i]->align : 1;

		t->size = ALIGN_UP(t->size, align);
		fields[i] = (struct type_field){names ? names[i] : NULL, t->size, elems[i]};
		t->size += elems[i]->size;
		if (align > t->align)
			t->align = align;
	}
	t->size = ALIGN_UP(t->size, t->align);
	t->fields = fields;
	t->nfields = n;
	return t;
}

const struct type *type_simple(struct arena *a, enum type_kind kind, bool is_signed)
{
	struct type *t = new_type(a, kind, kinds[kind].size, kinds[kind].align);

	t->is_signed = is_signed;
	return t;
}

/* A record is known by its id; one that nothing defines has only its name. */
static bool same_record(const struct type *a, const struct type *b)
{
	if (a->record_id || b->record_id)
		return a->record_id == b->record_id;
	return a->is_union == b->is_union && a->name && b->name && strcmp(a->name, b->name) == 0;
}

static bool same_fields(const struct type *a, const struct type *b)
{
	if (a->nfields != b->nfields)
		return false;
	for (u32 i = 0; i < a->nfields; i++) {
		const char *x = a->fields[i].name, *y = b->fields[i].name;

		if (!type_equal(a->fields[i].type, b->fields[i].type))
			return false;
		if (!x != !y || (x && strcmp(x, y) != 0))
			return false;
	}
	return true;
}

bool type_equal(const struct type *a, const struct type *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind)
		return false;
	switch (a->kind) {
	case TY_INT:
		return a->size == b->size && a->is_signed == b->is_signed;
	case TY_ENUM:
	case TY_RECORD:
		return same_record(a, b);
	case TY_PTR:
		return a->own == b->own && type_equal(a->elem, b->elem);
	case TY_STR:
	case TY_BUF:
		return a->size == b->size;
	case TY_ARRAY:
		return a->count == b->count && type_equal(a->elem, b->elem);
	case TY_TUPLE:
		return same_fields(a, b);
	case TY_KSTACK:
	case TY_USTACK:
		return a->stack_mode == b->stack_mode && a->stack_depth == b->stack_depth;
	case TY_SUM:
	case TY_MIN:
	case TY_MAX:
	case TY_AVG:
	case TY_STATS:
		return a->is_signed == b->is_signed;
	case TY_HIST:
		return a->count == b->count;
	case TY_LHIST:
		return a->lhist_min == b->lhist_min && a->lhist_max == b->lhist_max &&
		       a->lhist_step == b->lhist_step;
	case TY_TSERIES:
		return a->count == b->count && a->lhist_step == b->lhist_step &&
		       a->series == b->series && a->is_signed == b->is_signed;
	default:
		return true;
	}
}

static const struct type *wider_tuple(struct arena *a, const struct type *l, const struct type *r)
{
	const struct type **elems = arena_array(a, const struct type *, l->nfields + 1);
	const char **names = arena_array(a, const char *, l->nfields + 1);

	if (l->nfields != r->nfields)
		return NULL;
	for (u32 i = 0; i < l->nfields; i++) {
		u32 k = type_element(r, l, i);

		elems[i] =
		        k < r->nfields ? type_wider(a, l->fields[i].type, r->fields[k].type) : NULL;
		names[i] = l->fields[i].name;
		if (!elems[i])
			return NULL;
	}
	return type_tuple(a, elems, l->nfields, l->nfields && names[0] ? names : NULL);
}

const struct type *type_wider(struct arena *a, const struct type *l, const struct type *r)
{
	if (type_equal(l, r))
		return l;
	if (type_is_integer(l) && type_is_integer(r))
		return type_int(8, l->is_signed && r->is_signed);
	if (l->kind == TY_PTR && (r->kind == TY_PTR || type_is_integer(r)))
		return l;
	if (r->kind == TY_PTR && type_is_integer(l))
		return r;
	if (l->kind != r->kind)
		return NULL;
	if (l->kind == TY_STR)
		return l->size > r->size ? l : r;
	if (l->kind == TY_ARRAY && l->count == r->count && l->elem->size == r->elem->size)
		return l;
	return l->kind == TY_TUPLE ? wider_tuple(a, l, r) : NULL;
}

bool type_is_scalar(const struct type *t)
{
	return t->kind < ARRAY_LEN(kinds) && kinds[t->kind].scalar;
}

bool type_is_integer(const struct type *t)
{
	return t->kind == TY_INT || t->kind == TY_BOOL || t->kind == TY_ENUM;
}

bool type_is_named(const struct type *t)
{
	return t->kind == TY_TUPLE && t->nfields && t->fields[0].name;
}

u32 type_element(const struct type *to, const struct type *from, u32 i)
{
	if (to->nfields != from->nfields || type_is_named(to) != type_is_named(from))
		return UINT32_MAX;
	if (!type_is_named(to) || strcmp(to->fields[i].name, from->fields[i].name) == 0)
		return i;
	for (u32 k = 0; k < to->nfields; k++)
		if (strcmp(to->fields[k].name, from->fields[i].name) == 0)
			return k;
	return UINT32_MAX;
}

bool type_is_aggregate(const struct type *t)
{
	return t->kind >= TY_COUNT;
}

bool type_has_buckets(const struct type *t)
{
	return t->kind == TY_HIST || t->kind == TY_LHIST || t->kind == TY_TSERIES;
}

static void print_tuple(struct buf *out, const struct type *t)
{
	buf_addc(out, '(');
	for (u32 i = 0; i < t->nfields; i++) {
		if (i)
			buf_addc(out, ',');
		if (t->fields[i].name)
			buf_addf(out, "%s=", t->fields[i].name);
		type_print(out, t->fields[i].type);
	}
	buf_addc(out, ')');
}

void type_print(struct buf *out, const struct type *t)
{
	const struct kind_row *row = &kinds[t->kind];

	switch (t->kind) {
	case TY_INT:
		buf_addf(out, "%sint%u", t->is_signed ? "" : "u", t->size * 8);
		break;
	case TY_ENUM:
		buf_addf(out, "enum %s", t->name ? t->name : "(anonymous)");
		break;
	case TY_RECORD:
		buf_addf(out, "%s %s", t->is_union ? "union" : "struct",
		         t->name ? t->name : "(anonymous)");
		break;
	case TY_PTR:
		type_print(out, t->elem);
		buf_adds(out, t->elem->kind == TY_PTR ? "*" : " *");
		break;
	case TY_STR:
		buf_addf(out, "string[%u]", t->size);
		break;
	case TY_BUF:
		buf_addf(out, "buffer[%u]", t->size - (u32)sizeof(u32));
		break;
	case TY_ARRAY:
		type_print(out, t->elem);
		buf_addf(out, "[%u]", t->count);
		break;
	case TY_TUPLE:
		print_tuple(out, t);
		break;
	default:
		buf_adds(out, row->unsigned_name && !t->is_signed ? row->unsigned_name : row->name);
	}
}
