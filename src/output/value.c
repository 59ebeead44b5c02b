// SPDX-License-Identifier: GPL-2.0-or-later
/* One value as text. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <time.h>

#include "output/impl.h"
#include "plan/plan_impl.h"
#include "sym/sym.h"

u64 read_int(const void *p, u32 size, bool is_signed)
{
	u64 v = 0;
	u32 shift;

	switch (size) {
	case 1:
		v = *(const u8 *)p;
		break;
	case 2: {
		u16 x;

		memcpy(&x, p, 2);
		v = x;
		break;
	}
	case 4: {
		u32 x;

		memcpy(&x, p, 4);
		v = x;
		break;
	}
	default:
		memcpy(&v, p, 8);
	}
	shift = size < 8 ? 64 - size * 8 : 0;
	return is_signed ? (u64)((s64)(v << shift) >> shift) : v;
}

bool is_wide(const struct type *t)
{
	return type_is_scalar(t);
}

static void int_text(struct buf *out, const struct type *t, const void *value, bool wide)
{
	u64 v = read_int(value, wide ? 8 : t->size, t->is_signed);

	if (t->is_signed)
		buf_addf(out, "%" PRId64, (s64)v);
	else
		buf_addf(out, "%" PRIu64, v);
}

static void inet_text(struct buf *out, const u8 *value)
{
	char text[INET6_ADDRSTRLEN] = "";
	u32 family;

	memcpy(&family, value, 4);
	if (!inet_ntop(family == AF_INET6 ? AF_INET6 : AF_INET, value + 4, text, sizeof(text)))
		text[0] = 0;
	buf_adds(out, text);
}

static void time_text(struct buf *out, const struct output *o, const u8 *value)
{
	char text[256];
	struct tm tm;
	u64 ns;
	u32 fmt;
	time_t t;

	memcpy(&ns, value, 8);
	memcpy(&fmt, value + 8, 4);
	ns += o->boot_to_real;
	t = (time_t)(ns / 1000000000ULL);
	localtime_r(&t, &tm);
	if (fmt < o->plan->nstrings && strftime(text, sizeof(text), o->plan->strings[fmt], &tm) > 0)
		buf_adds(out, text);
}

static void username_text(struct buf *out, u64 uid)
{
	struct passwd *pw = getpwuid((uid_t)uid);

	buf_adds(out, pw ? pw->pw_name : "unknown");
}

static void buf_value_text(struct buf *out, const struct type *t, const u8 *value)
{
	u32 len;

	memcpy(&len, value, 4);
	if (len > t->size - 4)
		len = t->size - 4;
	for (u32 i = 0; i < len; i++) {
		u8 c = value[4 + i];

		if (c >= 32 && c < 127)
			buf_addc(out, (char)c);
		else
			buf_addf(out, "\\x%02x", c);
	}
}

static void tuple_text(struct buf *out, const struct output *o, const struct type *t,
                       const u8 *value)
{
	buf_addc(out, '(');
	for (u32 i = 0; i < t->nfields; i++) {
		if (i)
			buf_adds(out, ", ");
		value_text(out, o, t->fields[i].type, value + t->fields[i].offset, false);
	}
	buf_addc(out, ')');
}

static void record_text(struct buf *out, const struct output *o, const struct type *t,
                        const u8 *value)
{
	struct types *types = o->plan->sema->types;
	struct member m;
	const char *name;

	buf_adds(out, "{ ");
	for (u32 i = 0; !types_member_at(types, t, i, &name, &m); i++) {
		if (i)
			buf_adds(out, ", ");
		buf_addf(out, ".%s = ", name);
		if (m.bit_size) {
			u64 v = read_int(value + m.offset, m.type->size, false);

			buf_addf(out, "%" PRIu64,
			         (u64)(v >> m.bit_offset & ((1ULL << m.bit_size) - 1)));
		} else {
			value_text(out, o, m.type, value + m.offset, false);
		}
	}
	buf_adds(out, " }");
}

static void array_text(struct buf *out, const struct output *o, const struct type *t,
                       const u8 *value)
{
	buf_addc(out, '[');
	for (u32 i = 0; i < t->count; i++) {
		if (i)
			buf_addc(out, ',');
		value_text(out, o, t->elem, value + (size_t)i * t->elem->size, false);
	}
	buf_addc(out, ']');
}

s64 agg_number(const struct type *t, const void *value)
{
	const u64 *v = value;

	if (t->kind != TY_AVG && t->kind != TY_STATS)
		return (s64)v[0];
	if (!v[1])
		return 0;
	return t->is_signed ? (s64)v[0] / (s64)v[1] : (s64)(v[0] / v[1]);
}

static void number_text(struct buf *out, const struct type *t, s64 v)
{
	if (t->is_signed || t->kind == TY_COUNT)
		buf_addf(out, "%" PRId64, v);
	else
		buf_addf(out, "%" PRIu64, (u64)v);
}

static void agg_text(struct buf *out, const struct type *t, const void *value)
{
	const u64 *v = value;

	if (t->kind != TY_STATS) {
		number_text(out, t, agg_number(t, value));
		return;
	}
	buf_addf(out, "count %" PRIu64 ", average ", v[1]);
	number_text(out, t, agg_number(t, value));
	buf_adds(out, ", total ");
	number_text(out, t, (s64)v[0]);
}

static void opaque_text(struct buf *out, const struct output *o, const struct type *t, const u8 *p)
{
	u64 v = read_int(p, 8, false);
	u32 pid;

	switch (t->kind) {
	case TY_KSYM:
		ksym_format(out, o->syms, v, SYM_NAME);
		break;
	case TY_USYM:
		memcpy(&pid, p + 8, 4);
		usym_format(out, o->syms, pid, v, SYM_NAME);
		break;
	case TY_USERNAME:
		username_text(out, v);
		break;
	case TY_PROBE:
		buf_adds(out, v < o->plan->sema->nprobes ? o->plan->sema->probes[v]->name : "?");
		break;
	case TY_MAC:
		buf_addf(out, "%02X:%02X:%02X:%02X:%02X:%02X", p[0], p[1], p[2], p[3], p[4], p[5]);
		break;
	case TY_STRERROR:
		buf_adds(out, strerror((int)(s64)v < 0 ? -(int)(s64)v : (int)v));
		break;
	default:
		buf_addf(out, "%" PRIu64, v);
	}
}

static void enum_text(struct buf *out, const struct output *o, const struct type *t,
                      const void *value, bool wide)
{
	s64 v = (s64)read_int(value, wide ? 8 : t->size, t->is_signed);
	const char *name = types_enum_name(o->plan->sema->types, t, v);

	if (name)
		buf_adds(out, name);
	else
		buf_addf(out, "%" PRId64, v);
}

void value_text(struct buf *out, const struct output *o, const struct type *t, const void *value,
                bool wide)
{
	const char *s = value;

	if (type_is_aggregate(t)) {
		agg_text(out, t, value);
		return;
	}
	switch (t->kind) {
	case TY_INT:
		int_text(out, t, value, wide);
		break;
	case TY_BOOL:
		buf_adds(out, read_int(value, wide ? 8 : 1, false) ? "true" : "false");
		break;
	case TY_ENUM:
		enum_text(out, o, t, value, wide);
		break;
	case TY_PTR:
		buf_addf(out, "0x%" PRIx64, read_int(value, 8, false));
		break;
	case TY_STR:
		buf_add(out, s, strnlen(s, t->size));
		break;
	case TY_BUF:
		buf_value_text(out, t, value);
		break;
	case TY_TUPLE:
		tuple_text(out, o, t, value);
		break;
	case TY_RECORD:
		record_text(out, o, t, value);
		break;
	case TY_ARRAY:
		array_text(out, o, t, value);
		break;
	case TY_KSTACK:
	case TY_USTACK:
		stack_text(out, o, t, value);
		break;
	case TY_INET:
		inet_text(out, value);
		break;
	case TY_TIMESTAMP:
		time_text(out, o, value);
		break;
	default:
		opaque_text(out, o, t, value);
	}
}

void output_value_text(struct buf *out, const struct output *o, const struct type *t,
                       const void *value)
{
	value_text(out, o, t, value, true);
}
