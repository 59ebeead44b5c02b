/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions, tracepoint prototypes and enumerators. */
#include "types/cdecl.h"
#include "types/universe.h"

#include <string.h>

/* Parameters from the first-th on, and the result. */
static int signature(struct types *t, struct ref proto, u32 first, struct func_sig *out)
{
	const struct btf_entry *e = types_entry(proto);
	const struct btf_param *params;

	*out = (struct func_sig){0};
	if (!e || btf_kind_of(e) != BK_FUNC_PROTO)
		return -ENOENT;
	params = (const void *)(e + 1);
	for (u32 i = first; i < btf_count(e) && out->nargs < ARRAY_LEN(out->names); i++) {
		if (i + 1 == btf_count(e) && !params[i].type) /* "..." */
			break;
		out->names[out->nargs] =
		        arena_strdup(t->a, btf_file_string(proto.unit->btf, params[i].name));
		out->types[out->nargs] =
		        types_from_ref(t, types_ref_in(t, proto.unit, params[i].type));
		out->nargs++;
	}
	out->ret = types_from_ref(t, types_ref_in(t, proto.unit, e->type));
	return 0;
}

static struct ref target(struct types *t, struct ref r)
{
	const struct btf_entry *e = types_entry(r);

	return e ? types_ref_in(t, r.unit, e->type) : r;
}

static struct ref find_function(struct types *t, const char *module, const char *name)
{
	const u32 func = BK_BIT(BK_FUNC);
	struct ref r = {NULL, 0};

	if (!module || !*module) {
		r = types_lookup(t, name, func);
	} else {
		r.unit = strcmp(module, "vmlinux") ? types_module(t, module) : types_unit(t, 0);
		if (r.unit)
			r.id = btf_file_find(r.unit->btf, btf_file_find_string(r.unit->btf, name),
			                     func);
		if (!r.id)
			r.unit = NULL;
	}
	return r;
}

int types_function(struct types *t, const char *module, const char *name, struct func_sig *out)
{
	struct ref r = find_function(t, module, name);

	if (r.unit)
		return signature(t, target(t, r), 0, out);
	return types_kernel_function(t, name, out);
}

/* Since 6.8 each has a declaration tag; before, all that is known is that names begin with "bpf_".
 */
bool types_is_kfunc(struct types *t, const char *name)
{
	struct ref f = find_function(t, NULL, name), r = f;
	const struct btf_file *b = f.unit ? f.unit->btf : NULL;
	u32 tag = b ? btf_file_find_string(b, "bpf_kfunc") : 0;

	if (!tag)
		return f.unit && !strncmp(name, "bpf_", 4);
	for (r.id = b->first_id; r.id < b->first_id + b->n; r.id++) {
		const struct btf_entry *e = types_entry(r);

		if (e && btf_kind_of(e) == BK_DECL_TAG && e->name == tag && e->type == f.id)
			return true;
	}
	return false;
}

int types_function_btf(struct types *t, const char *module, const char *name, u32 *id,
                       const char **in)
{
	struct ref r = find_function(t, module, name);

	if (!r.unit)
		return -ENOENT;
	*id = r.id;
	*in = r.unit->module;
	return 0;
}

/* The function that calls the probes has the arguments' names; the typedef only their types. */
int types_raw_tracepoint(struct types *t, const char *name, struct func_sig *out)
{
	struct ref r =
	        types_lookup(t, arena_printf(t->a, "btf_trace_%s", name), BK_BIT(BK_TYPEDEF));
	struct ref f;
	struct ref proto;
	u32 id;

	if (!r.unit)
		return -ENOENT;
	proto = target(t, target(t, r));
	id = btf_file_find(
	        r.unit->btf,
	        btf_file_find_string(r.unit->btf, arena_printf(t->a, "__traceiter_%s", name)),
	        BK_BIT(BK_FUNC));
	f = (struct ref){r.unit, id};
	if (id && signature(t, target(t, f), 1, out) == 0)
		return 0;
	return signature(t, proto, 1, out);
}

static s64 enum_value(const struct btf_entry *e, u32 nth, bool is_signed)
{
	const struct btf_enumerator64 *wide = (const void *)(e + 1);
	const struct btf_enumerator *narrow = (const void *)(e + 1);

	if (btf_kind_of(e) == BK_ENUM64)
		return (u64)wide[nth].high << 32 | wide[nth].low;
	return is_signed ? narrow[nth].value : (s64)(u32)narrow[nth].value;
}

static u32 enum_name(const struct btf_entry *e, u32 nth)
{
	return btf_kind_of(e) == BK_ENUM64 ? ((const struct btf_enumerator64 *)(e + 1))[nth].name
	                                   : ((const struct btf_enumerator *)(e + 1))[nth].name;
}

static bool is_enum(const struct btf_entry *e)
{
	return e && (btf_kind_of(e) == BK_ENUM || btf_kind_of(e) == BK_ENUM64);
}

static const struct added *added_enumerator(const struct types *t, const char *name, s64 *value)
{
	for (u32 i = t->nadded; i-- > 0;)
		for (u32 j = 0; j < t->added[i]->nvalues; j++)
			if (strcmp(t->added[i]->values[j].name, name) == 0) {
				*value = t->added[i]->values[j].value;
				return t->added[i];
			}
	return NULL;
}

int types_enumerator(struct types *t, const char *name, s64 *value, const struct type **type)
{
	const struct added *mine = added_enumerator(t, name, value);
	u32 nth;

	if (mine) {
		*type = mine->type;
		return 0;
	}
	if (!types_constant(name, value)) {
		*type = &type_s64;
		return 0;
	}
	for (u32 i = 0; !types_have_btf(t) && i < t->nunits; i++) {
		const struct btf_file *btf = t->units[i]->btf;
		struct ref r = {t->units[i], 0};

		r.id = btf_file_find_enumerator(btf, btf_file_find_string(btf, name), &nth);
		if (!r.id)
			continue;
		*type = types_from_ref(t, r);
		*value = enum_value(types_entry(r), nth, (*type)->is_signed);
		return 0;
	}
	*type = types_kernel_enumerator(t, name, value);
	if (*type)
		return 0;
	return types_more(t) ? types_enumerator(t, name, value, type) : -ENOENT;
}

const char *types_enum_name(struct types *t, const struct type *enum_type, s64 value)
{
	const struct added *mine = types_added(t, enum_type->record_id);
	struct ref r = types_ref(t, enum_type->record_id);
	const struct btf_entry *e = types_entry(r);

	for (u32 i = 0; mine && i < mine->nvalues; i++)
		if (mine->values[i].value == value)
			return mine->values[i].name;
	if (mine || !is_enum(e))
		return NULL;
	for (u32 i = 0; i < btf_count(e); i++)
		if (enum_value(e, i, enum_type->is_signed) == value)
			return btf_file_string(r.unit->btf, enum_name(e, i));
	return NULL;
}
