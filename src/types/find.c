/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types by their C names. */
#include "types/universe.h"

#include <ctype.h>
#include <string.h>

#define LONG sizeof(long)

/* Names that mean the same in every kernel, so that they cost no BTF. size 0: void. */
static const struct basic {
	const char *name;
	u8 size, is_signed;
} basics[] = {
        {"void", 0, 0},
        {"int8", 1, 1},
        {"int16", 2, 1},
        {"int32", 4, 1},
        {"int64", 8, 1},
        {"uint8", 1, 0},
        {"uint16", 2, 0},
        {"uint32", 4, 0},
        {"uint64", 8, 0},
        {"int8_t", 1, 1},
        {"int16_t", 2, 1},
        {"int32_t", 4, 1},
        {"int64_t", 8, 1},
        {"uint8_t", 1, 0},
        {"uint16_t", 2, 0},
        {"uint32_t", 4, 0},
        {"uint64_t", 8, 0},
        {"s8", 1, 1},
        {"s16", 2, 1},
        {"s32", 4, 1},
        {"s64", 8, 1},
        {"u8", 1, 0},
        {"u16", 2, 0},
        {"u32", 4, 0},
        {"u64", 8, 0},
        {"__s8", 1, 1},
        {"__s16", 2, 1},
        {"__s32", 4, 1},
        {"__s64", 8, 1},
        {"__u8", 1, 0},
        {"__u16", 2, 0},
        {"__u32", 4, 0},
        {"__u64", 8, 0},
        {"__le16", 2, 0},
        {"__le32", 4, 0},
        {"__le64", 8, 0},
        {"__be16", 2, 0},
        {"__be32", 4, 0},
        {"__be64", 8, 0},
        {"size_t", LONG, 0},
        {"ssize_t", LONG, 1},
        {"intptr_t", LONG, 1},
        {"uintptr_t", LONG, 0},
        {"ptrdiff_t", LONG, 1},
        {"ulong", LONG, 0},
        {"uint", 4, 0},
        {"ushort", 2, 0},
        {"pid_t", 4, 1},
        {"tid_t", 4, 1},
        {"uid_t", 4, 0},
        {"gid_t", 4, 0},
        {"qid_t", 4, 0},
        {"dev_t", 4, 0},
        {"umode_t", 2, 0},
        {"loff_t", 8, 1},
        {"off_t", LONG, 1},
        {"ino_t", LONG, 0},
        {"time_t", LONG, 1},
        {"time64_t", 8, 1},
        {"clockid_t", 4, 1},
        {"timer_t", 4, 1},
        {"mqd_t", 4, 1},
        {"key_t", 4, 1},
        {"key_serial_t", 4, 1},
        {"aio_context_t", LONG, 0},
        {"rwf_t", 4, 1},
        {"gfp_t", 4, 0},
        {"sector_t", 8, 0},
        {"ktime_t", 8, 1},
};

/* The words of a C type, in any order: what was seen of each. */
struct words {
	u32 n_long, n_short, n_int, n_char, n_signed, n_unsigned, n_bool;
	const char *tag;  /* "struct", "union", "enum" */
	const char *name; /* any other word */
	u32 stars;
	char tag_buf[8], name_buf[256];
	u32 ints; /* words of integers among them */
	bool user;
	bool bad;
};

static void word(struct words *w, const char *s, size_t n)
{
	const struct {
		const char *word;
		u32 *count;
	} known[] = {
	        {"long", &w->n_long}, {"short", &w->n_short},   {"int", &w->n_int},
	        {"char", &w->n_char}, {"signed", &w->n_signed}, {"unsigned", &w->n_unsigned},
	        {"bool", &w->n_bool}, {"_Bool", &w->n_bool},    {"const", NULL},
	        {"volatile", NULL},   {"restrict", NULL},       {"__user", NULL},
	        {"__rcu", NULL},      {"__percpu", NULL},       {"__iomem", NULL},
	        {"__seg_gs", NULL},   {"__seg_fs", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strlen(known[i].word) != n || strncmp(known[i].word, s, n) != 0)
			continue;
		if (known[i].count) {
			++*known[i].count;
			w->ints++;
		}
		w->user |= strcmp(known[i].word, "__user") == 0;
		return;
	}
	if (!w->tag && !w->name &&
	    ((n == 6 && !strncmp(s, "struct", n)) || (n == 5 && !strncmp(s, "union", n)) ||
	     (n == 4 && !strncmp(s, "enum", n)))) {
		memcpy(w->tag_buf, s, n);
		w->tag = w->tag_buf;
		return;
	}
	if (w->name || n >= sizeof(w->name_buf))
		w->bad = true;
	memcpy(w->name_buf, s, n < sizeof(w->name_buf) ? n : 0);
	w->name = w->name_buf;
}

static void split_words(struct words *w, const char *s)
{
	size_t n;

	*w = (struct words){0};
	while (*s && !w->bad) {
		for (n = 0; isalnum((u8)s[n]) || s[n] == '_'; n++)
			;
		if (n)
			word(w, s, n);
		else if (*s == '*')
			w->stars++;
		else if (!isspace((u8)*s))
			w->bad = true;
		s += n ? n : 1;
	}
}

/* "long unsigned int" and its like */
static const struct type *int_of_words(const struct words *w)
{
	u32 kinds = !!w->n_long + !!w->n_short + !!w->n_char + !!w->n_bool;
	static const struct type longs[] = {
	        {.kind = TY_INT, .size = LONG, .align = LONG, .name = "unsigned long"},
	        {.kind = TY_INT, .size = LONG, .align = LONG, .name = "long", .is_signed = 1},
	};

	if (!w->ints || kinds > 1 || w->n_long > 2 || w->n_int > 1 ||
	    w->n_signed + w->n_unsigned > 1)
		return NULL;
	if (w->n_bool)
		return w->n_int + w->n_signed + w->n_unsigned ? NULL : &type_bool;
	if (w->n_char && w->n_int)
		return NULL;
	if (w->n_char)
		return w->n_unsigned ? &type_u8 : w->n_signed ? &type_s8 : &type_char;
	if (w->n_short)
		return type_int(2, !w->n_unsigned);
	if (w->n_long == 1)
		return &longs[!w->n_unsigned];
	return type_int(w->n_long ? 8 : 4, !w->n_unsigned);
}

const struct type *types_basic(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(basics); i++)
		if (strcmp(basics[i].name, name) == 0)
			return basics[i].size ? type_int(basics[i].size, basics[i].is_signed)
			                      : &type_none;
	return NULL;
}

const struct type *types_pointers(struct types *t, const struct type *elem, u32 n, bool user)
{
	while (n--)
		elem = type_ptr(t->a, elem, user);
	return elem;
}

static u32 tag_kind(const char *tag)
{
	return *tag == 's'   ? BK_BIT(BK_STRUCT)
	       : *tag == 'u' ? BK_BIT(BK_UNION)
	                     : BK_BIT(BK_ENUM) | BK_BIT(BK_ENUM64);
}

static const struct type *find_tagged(struct types *t, const char *tag, const char *name)
{
	const struct type *n = hash_gets(&t->names, arena_printf(t->a, "%s %s", tag, name));
	struct ref r;

	if (n)
		return n;
	r = types_lookup(t, name, tag_kind(tag));
	if (r.unit)
		return types_from_ref(t, r);
	n = types_of_kernel(t, name, tag_kind(tag));
	return n ? n : types_of_programs(t, name, tag_kind(tag));
}

/* A word alone: a name of the script, a basic type, a typedef, or a tag without its keyword. */
static const struct type *find_bare(struct types *t, const char *name)
{
	static const char *const tags[] = {"struct", "union", "enum"};
	const u32 simple = BK_BIT(BK_TYPEDEF) | BK_BIT(BK_INT);
	const u32 tagged =
	        BK_BIT(BK_STRUCT) | BK_BIT(BK_UNION) | BK_BIT(BK_ENUM) | BK_BIT(BK_ENUM64);
	const struct type *n = hash_gets(&t->names, name);
	struct ref r;

	for (size_t i = 0; !n && i < ARRAY_LEN(tags); i++)
		n = hash_gets(&t->names, arena_printf(t->a, "%s %s", tags[i], name));
	if (n)
		return n;
	n = types_basic(name);
	if (n)
		return n->kind == TY_INT ? types_copy_named(t, n, name) : n;
	r = types_lookup(t, name, simple);
	if (!r.unit)
		r = types_lookup(t, name, tagged);
	if (r.unit)
		return types_from_ref(t, r);
	n = types_of_kernel(t, name, simple | tagged);
	return n ? n : types_of_programs(t, name, simple | tagged);
}

const struct type *types_find(struct types *t, const char *name)
{
	const struct type *n = hash_gets(&t->found, name);
	struct words w;

	if (n)
		return n;
	split_words(&w, name);
	if (w.bad || (w.tag && !w.name))
		return NULL;
	if (!w.name)
		n = int_of_words(&w);
	else if (w.ints)
		n = NULL;
	else
		n = w.tag ? find_tagged(t, w.tag, w.name) : find_bare(t, w.name);
	if (!n)
		return types_more(t) ? types_find(t, name) : NULL;
	n = types_pointers(t, n, w.stars, w.user);
	hash_puts(&t->found, name, (void *)n);
	return n;
}
