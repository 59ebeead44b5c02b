/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types/dwarf.h"

#ifdef HAVE_LIBDW
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "types/die_cache.h"
#include "util/debuginfo.h"
#include "util/mem.h"

struct dwarf_file {
	struct types *t;
	struct debuginfo *info;
	Dwarf *dwarf;
	bool user;
	struct hash made; /* address of a DIE → struct type */
	struct hash
	        named; /* of the kernel: "struct x" → struct type, as every unit has its own copy */
	struct die_cache *cache; /* … and where names are, from one run to the next; or NULL */
};

/* A record whose fields are still in the file. */
struct unread {
	struct dwarf_file *f;
	Dwarf_Die die;
};

static const struct type *from_die(struct dwarf_file *f, Dwarf_Die *die, int depth);

static bool attr_unsigned(Dwarf_Die *die, unsigned int name, u64 *value)
{
	Dwarf_Attribute attr;
	Dwarf_Word word;

	if (!dwarf_attr_integrate(die, name, &attr) || dwarf_formudata(&attr, &word))
		return false;
	*value = word;
	return true;
}

static u32 byte_size(Dwarf_Die *die)
{
	int n = dwarf_bytesize(die);

	return n > 0 ? (u32)n : 0;
}

/* What the DIE's DW_AT_type names; void if it has none. */
static const struct type *type_of(struct dwarf_file *f, Dwarf_Die *die, int depth)
{
	Dwarf_Attribute attr;
	Dwarf_Die to;

	if (!dwarf_attr_integrate(die, DW_AT_type, &attr) || !dwarf_formref_die(&attr, &to))
		return &type_none;
	return from_die(f, &to, depth + 1);
}

static const struct type *bytes(struct dwarf_file *f, u32 n)
{
	return type_array(f->t->a, &type_u8, n);
}

static const struct type *base_type(struct dwarf_file *f, Dwarf_Die *die)
{
	u64 encoding = 0;
	u32 size = byte_size(die);
	const char *name = dwarf_diename(die);

	attr_unsigned(die, DW_AT_encoding, &encoding);
	if (encoding == DW_ATE_boolean && size == 1)
		return &type_bool;
	if (encoding == DW_ATE_float || (size != 1 && size != 2 && size != 4 && size != 8))
		return bytes(f, size);
	return types_copy_named(
	        f->t, type_int(size, encoding == DW_ATE_signed || encoding == DW_ATE_signed_char),
	        name ? name : "int");
}

static const struct type *array_type(struct dwarf_file *f, Dwarf_Die *die, int depth)
{
	const struct type *elem = type_of(f, die, depth);
	u32 counts[8], n = 0;
	Dwarf_Die child;
	int more = dwarf_child(die, &child);

	for (; !more && n < ARRAY_LEN(counts); more = dwarf_siblingof(&child, &child)) {
		u64 count;

		if (dwarf_tag(&child) != DW_TAG_subrange_type)
			continue;
		if (!attr_unsigned(&child, DW_AT_count, &count))
			count = attr_unsigned(&child, DW_AT_upper_bound, &count) ? count + 1 : 0;
		counts[n++] = count < UINT32_MAX / 2 ? (u32)count : 0;
	}
	if (n && counts[n - 1] && elem->kind == TY_INT && elem->size == 1 && elem->name &&
	    !strcmp(elem->name, "char"))
		elem = type_str(f->t->a, counts[--n]);
	while (n) {
		u32 count = counts[--n];

		if ((u64)elem->size * count > UINT32_MAX / 2)
			count = 0;
		elem = type_array(f->t->a, elem, count);
	}
	return elem;
}

static const struct type *enum_type(struct dwarf_file *f, Dwarf_Die *die)
{
	struct enum_value values[512];
	u32 n = 0, size = byte_size(die);
	const char *name = dwarf_diename(die);
	const struct type *made;
	struct type *type;
	Dwarf_Die child;
	int more = dwarf_child(die, &child);

	for (; !more && n < ARRAY_LEN(values); more = dwarf_siblingof(&child, &child)) {
		Dwarf_Attribute attr;
		Dwarf_Sword value;

		if (dwarf_tag(&child) != DW_TAG_enumerator ||
		    !dwarf_attr(&child, DW_AT_const_value, &attr) || dwarf_formsdata(&attr, &value))
			continue;
		values[n++] = (struct enum_value){dwarf_diename(&child), value};
	}
	made = types_add_enum(f->t, NULL, values, n);
	type = types_added(f->t, made->record_id)->type;
	type->name = name ? arena_strdup(f->t->a, name) : NULL;
	if (size == 1 || size == 2 || size == 4 || size == 8)
		type->size = type->align = size;
	return type;
}

/* Where the member's bits begin, counted from the record's start. False: it is no bitfield. */
static bool bits_of(Dwarf_Die *member, u64 offset, const struct type *declared, u64 *at, u64 *n)
{
	u64 from_top, unit;

	if (!attr_unsigned(member, DW_AT_bit_size, n))
		return false;
	if (attr_unsigned(member, DW_AT_data_bit_offset, at))
		return true;
	*at = offset * 8;
	if (!attr_unsigned(member, DW_AT_bit_offset, &from_top)) /* DWARF 2 and 3 */
		return true;
	if (!attr_unsigned(member, DW_AT_byte_size, &unit))
		unit = declared->size;
	*at += __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? from_top : unit * 8 - from_top - *n;
	return true;
}

static void add_member(struct dwarf_file *f, struct added *rec, Dwarf_Die *die)
{
	const char *name = dwarf_tag(die) == DW_TAG_member ? dwarf_diename(die) : NULL;
	struct field field = {.name = name ? arena_strdup(f->t->a, name) : NULL};
	u64 offset = 0, at, bits, is_static;

	if (attr_unsigned(die, DW_AT_external, &is_static))
		return;
	attr_unsigned(die, DW_AT_data_member_location, &offset);
	field.m.type = type_of(f, die, 0);
	field.m.offset = (u32)offset;
	if (!name && field.m.type->kind != TY_RECORD)
		return;
	if (bits_of(die, offset, field.m.type, &at, &bits) &&
	    types_place_bits(&field.m, field.m.type, at, (u32)bits, rec->type->size))
		return;
	*ARENA_PUSH(f->t->a, rec->fields, rec->nfields) = field;
}

static void read_fields(struct added *rec, void *arg)
{
	struct unread *u = arg;
	Dwarf_Die child;
	int more = dwarf_child(&u->die, &child);

	for (; !more; more = dwarf_siblingof(&child, &child))
		if (dwarf_tag(&child) == DW_TAG_member || dwarf_tag(&child) == DW_TAG_inheritance)
			add_member(u->f, rec, &child);
}

static const char *record_key(struct dwarf_file *f, const char *name, bool is_union)
{
	return arena_printf(f->t->a, "%s %s", is_union ? "union" : "struct", name);
}

/* A record of the kernel that another unit has described already. */
static struct added *same_record(struct dwarf_file *f, const char *name, bool is_union, u32 size)
{
	const struct type *type =
	        f->user || !name ? NULL : hash_gets(&f->named, record_key(f, name, is_union));

	return type && type->size == size ? types_added(f->t, type->record_id) : NULL;
}

static void name_record(struct dwarf_file *f, struct added *rec)
{
	if (!f->user && rec->type->name && rec->complete)
		hash_puts(&f->named, record_key(f, rec->type->name, rec->type->is_union),
		          rec->type);
}

static const struct type *record_type(struct dwarf_file *f, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	bool is_union = dwarf_tag(die) == DW_TAG_union_type;
	struct unread *u;
	struct added *rec;
	u32 align = 8;

	if (dwarf_hasattr(die, DW_AT_declaration)) {
		const struct type *whole =
		        name ? dwarf_file_find(f, name, BK_BIT(is_union ? BK_UNION : BK_STRUCT))
		             : NULL;

		if (whole)
			return whole;
	}
	rec = same_record(f, name, is_union, byte_size(die));
	if (rec)
		return rec->type;
	rec = types_add(f->t, name, TY_RECORD);
	u = arena_new_of(f->t->a, struct unread);
	*u = (struct unread){f, *die};
	rec->type->is_union = is_union;
	rec->type->size = byte_size(die);
	while (rec->type->size % align)
		align /= 2;
	rec->type->align = align;
	rec->complete = !dwarf_hasattr(die, DW_AT_declaration);
	rec->read = read_fields;
	rec->read_arg = u;
	name_record(f, rec);
	return rec->type;
}

/* An integer keeps its outermost name, a record its tag if it has one: as those of BTF. */
static const struct type *typedef_type(struct dwarf_file *f, Dwarf_Die *die, int depth)
{
	const struct type *to = type_of(f, die, depth);
	bool anonymous = (to->kind == TY_RECORD || to->kind == TY_ENUM) && !to->name;

	return to->kind == TY_INT || anonymous ? types_copy_named(f->t, to, dwarf_diename(die))
	                                       : to;
}

static const struct type *convert(struct dwarf_file *f, Dwarf_Die *die, int depth)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		return base_type(f, die);
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		return type_ptr(f->t->a, type_of(f, die, depth), f->user);
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		return record_type(f, die);
	case DW_TAG_enumeration_type:
		return enum_type(f, die);
	case DW_TAG_array_type:
		return array_type(f, die, depth);
	case DW_TAG_typedef:
		return typedef_type(f, die, depth);
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
		return type_of(f, die, depth);
	default: /* functions and what has no values */
		return &type_none;
	}
}

static const struct type *from_die(struct dwarf_file *f, Dwarf_Die *die, int depth)
{
	const struct type *type = hash_get(&f->made, &die->addr, sizeof(die->addr));

	if (type || depth > MAX_DEPTH)
		return type ? type : &type_none;
	type = convert(f, die, depth);
	hash_put(&f->made, &die->addr, sizeof(die->addr), (void *)type);
	return type;
}

/* Each compilation unit's DIE, until fn returns a true value, which is returned. */
static int each_unit(struct dwarf_file *f, int (*fn)(Dwarf_Die *unit, void *arg), void *arg)
{
	Dwarf_Off at = 0, next;
	size_t header;
	Dwarf_Die unit;
	int ret = 0;

	for (; !ret && !dwarf_nextcu(f->dwarf, at, &next, &header, NULL, NULL, NULL); at = next)
		if (dwarf_offdie(f->dwarf, at + header, &unit))
			ret = fn(&unit, arg);
	return ret;
}

struct search {
	const char *name;
	u32 kinds;
	Dwarf_Die found;
	s64 value; /* of an enumerator */
};

static u32 kind_of(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		return BK_BIT(BK_STRUCT);
	case DW_TAG_union_type:
		return BK_BIT(BK_UNION);
	case DW_TAG_enumeration_type:
		return BK_BIT(BK_ENUM);
	case DW_TAG_typedef:
		return BK_BIT(BK_TYPEDEF);
	default:
		return 0;
	}
}

static int search_type(Dwarf_Die *unit, void *arg)
{
	struct search *s = arg;
	Dwarf_Die child;
	int more = dwarf_child(unit, &child);

	for (; !more; more = dwarf_siblingof(&child, &child)) {
		const char *name;

		if (!(kind_of(&child) & s->kinds) || dwarf_hasattr(&child, DW_AT_declaration))
			continue;
		name = dwarf_diename(&child);
		if (name && !strcmp(name, s->name)) {
			s->found = child;
			return 1;
		}
	}
	return 0;
}

static bool has_enumerator(Dwarf_Die *die, const char *name, s64 *value);
static int match_function(Dwarf_Die *die, void *arg);

/* Is what stands there what was looked for? A file can change without looking so. */
static bool fits(struct search *s)
{
	const char *name = dwarf_diename(&s->found);

	if (s->kinds == DIE_ENUMERATOR)
		return dwarf_tag(&s->found) == DW_TAG_enumeration_type &&
		       has_enumerator(&s->found, s->name, &s->value);
	if (s->kinds == DIE_FUNCTION)
		return dwarf_tag(&s->found) == DW_TAG_subprogram &&
		       match_function(&s->found, s) == DWARF_CB_ABORT;
	return (kind_of(&s->found) & s->kinds) && name && !strcmp(name, s->name);
}

/* Search all units, or ask the cache. */
static bool look_up(struct dwarf_file *f, struct search *s, int (*fn)(Dwarf_Die *unit, void *arg))
{
	u64 at = 0;
	bool found;
	int known = f->cache ? die_cache_get(f->cache, s->kinds, s->name, &at) : -ENOENT;

	if (!known && !at)
		return false;
	if (!known && dwarf_offdie(f->dwarf, at, &s->found) && fits(s))
		return true;
	found = each_unit(f, fn, s) > 0;
	if (f->cache)
		die_cache_put(f->cache, s->kinds, s->name, found ? dwarf_dieoffset(&s->found) : 0);
	return found;
}

const struct type *dwarf_file_find(struct dwarf_file *f, const char *name, u32 kinds)
{
	struct search s = {.name = name, .kinds = kinds};

	return look_up(f, &s, search_type) ? from_die(f, &s.found, 0) : NULL;
}

static bool has_enumerator(Dwarf_Die *die, const char *name, s64 *value)
{
	Dwarf_Die child;
	int more = dwarf_child(die, &child);

	for (; !more; more = dwarf_siblingof(&child, &child)) {
		const char *n = dwarf_diename(&child);
		Dwarf_Attribute attr;
		Dwarf_Sword v;

		if (!n || strcmp(n, name) || !dwarf_attr(&child, DW_AT_const_value, &attr) ||
		    dwarf_formsdata(&attr, &v))
			continue;
		*value = v;
		return true;
	}
	return false;
}

static int search_enumerator(Dwarf_Die *unit, void *arg)
{
	struct search *s = arg;
	Dwarf_Die child;
	int more = dwarf_child(unit, &child);

	for (; !more; more = dwarf_siblingof(&child, &child)) {
		if (dwarf_tag(&child) != DW_TAG_enumeration_type ||
		    !has_enumerator(&child, s->name, &s->value))
			continue;
		s->found = child;
		return 1;
	}
	return 0;
}

const struct type *dwarf_file_enumerator(struct dwarf_file *f, const char *name, s64 *value)
{
	struct search s = {.name = name, .kinds = DIE_ENUMERATOR};

	if (!look_up(f, &s, search_enumerator) || !has_enumerator(&s.found, name, value))
		return NULL;
	return from_die(f, &s.found, 0);
}

static int match_function(Dwarf_Die *die, void *arg)
{
	struct search *s = arg;
	const char *name = dwarf_diename(die), *linkage = NULL;
	Dwarf_Attribute attr;

	if (dwarf_attr_integrate(die, DW_AT_linkage_name, &attr))
		linkage = dwarf_formstring(&attr);
	if ((!name || strcmp(name, s->name)) && (!linkage || strcmp(linkage, s->name)))
		return DWARF_CB_OK;
	s->found = *die;
	return DWARF_CB_ABORT;
}

static int search_function(Dwarf_Die *unit, void *arg)
{
	return dwarf_getfuncs(unit, match_function, arg, 0) > 0;
}

int dwarf_file_function(struct dwarf_file *f, const char *name, struct func_sig *out)
{
	struct search s = {.name = name, .kinds = DIE_FUNCTION};
	Dwarf_Die child;
	int more;

	*out = (struct func_sig){0};
	if (!look_up(f, &s, search_function))
		return -ENOENT;
	more = dwarf_child(&s.found, &child);
	for (; !more && out->nargs < ARRAY_LEN(out->names);
	     more = dwarf_siblingof(&child, &child)) {
		if (dwarf_tag(&child) != DW_TAG_formal_parameter)
			continue;
		name = dwarf_diename(&child);
		out->names[out->nargs] = name ? arena_strdup(f->t->a, name) : "";
		out->types[out->nargs++] = type_of(f, &child, 0);
	}
	out->ret = type_of(f, &s.found, 0);
	return 0;
}

struct dwarf_file *dwarf_file_open(struct types *t, const char *path, bool user, int *err)
{
	struct debuginfo *info = debuginfo_open(path, err);
	struct dwarf_file *f;

	if (!info)
		return NULL;
	f = mem_alloc(1, sizeof(*f));
	*f = (struct dwarf_file){.t = t,
	                         .info = info,
	                         .dwarf = debuginfo_dwarf(info),
	                         .user = user,
	                         .made = HASH_INIT,
	                         .named = HASH_INIT};
	if (!user)
		f->cache = die_cache_open(t->a, path);
	return f;
}

void dwarf_file_close(struct dwarf_file *f)
{
	if (!f)
		return;
	hash_free(&f->made);
	hash_free(&f->named);
	die_cache_close(f->cache);
	debuginfo_close(f->info);
	free(f);
}

#else

struct dwarf_file *dwarf_file_open(struct types *t, const char *path, bool user, int *err)
{
	(void)t, (void)path, (void)user;
	*err = -EOPNOTSUPP;
	return NULL;
}

void dwarf_file_close(struct dwarf_file *f)
{
	(void)f;
}

int dwarf_file_function(struct dwarf_file *f, const char *name, struct func_sig *out)
{
	(void)f, (void)name, (void)out;
	return -ENOENT;
}

const struct type *dwarf_file_find(struct dwarf_file *f, const char *name, u32 kinds)
{
	(void)f, (void)name, (void)kinds;
	return NULL;
}

const struct type *dwarf_file_enumerator(struct dwarf_file *f, const char *name, s64 *value)
{
	(void)f, (void)name, (void)value;
	return NULL;
}
#endif
