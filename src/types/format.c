/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tracefs format text → record:
 *   <tab>field:unsigned char common_flags;<tab>offset:2;<tab>size:1;<tab>signed:0;
 * The declaration is C as the kernel's macros spelled it, so it may hold constants that only the
 * kernel knows ("x[NR_FOO]"): sizes come from the line, not from it.
 */
#include "types/universe.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RECORD (1u << 24)

/* A declaration taken apart. */
struct decl {
	struct buf text; /* the type's words and stars */
	char name[128];
	bool array, data_loc, rel_loc;
	u32 count;
};

static bool is_word(char c)
{
	return isalnum((u8)c) || c == '_';
}

/* s is behind '[': the count if it is a plain number. Returns what follows ']'. */
static const char *brackets(struct decl *d, const char *s, const char *end)
{
	const char *close = memchr(s, ']', end - s);
	char *after;
	unsigned long n = strtoul(s, &after, 10);

	d->count = !d->array && after != s && *after == ']' && n <= MAX_RECORD ? n : 0;
	d->array = true;
	return close ? close + 1 : end;
}

/* The last word is the name; all before it are the type. */
static int flush_name(struct decl *d, const char *word, size_t n)
{
	if (d->name[0])
		buf_addf(&d->text, "%s ", d->name);
	if (n >= sizeof(d->name))
		return -EINVAL;
	memcpy(d->name, word, n);
	d->name[n] = '\0';
	return 0;
}

static int parse_decl(struct decl *d, const char *s, const char *end)
{
	while (s < end) {
		const char *word = s;

		while (s < end && is_word(*s))
			s++;
		if (s > word) {
			size_t n = s - word;

			if (n == 10 && strncmp(word, "__data_loc", n) == 0)
				d->data_loc = true;
			else if (n == 9 && strncmp(word, "__rel_loc", n) == 0)
				d->rel_loc = true;
			else if (flush_name(d, word, n))
				return -EINVAL;
		} else if (*s == '[') {
			s = brackets(d, s + 1, end);
		} else if (*s == '(' && end - s > 1 && s[1] == '*') {
			/* void (*name)(args): the name follows, the rest is of no interest */
			buf_clear(&d->text);
			buf_adds(&d->text, "void *");
			d->name[0] = '\0';
			for (s += 2, word = s; s < end && is_word(*s);)
				s++;
			return s > word ? flush_name(d, word, s - word) : -EINVAL;
		} else if (*s++ == '*') {
			flush_name(d, "", 0);
			buf_addc(&d->text, '*');
		}
	}
	return d->name[0] ? 0 : -EINVAL;
}

/* The number behind "offset:", "size:" or "signed:" on this line. */
static int number(const char *s, const char *end, const char *key, u32 *out)
{
	const char *p = memmem(s, end - s, key, strlen(key));
	unsigned long n;
	char *after;

	if (!p)
		return -ENOENT;
	p += strlen(key);
	if (!isdigit((u8)*p))
		return -EINVAL;
	n = strtoul(p, &after, 10);
	if (n > MAX_RECORD || *after != ';')
		return -EINVAL;
	*out = n;
	return 0;
}

/* One line behind "field:". */
static int parse_field(struct types *t, struct added *rec, const char *s, const char *end,
                       bool user)
{
	const char *semicolon = memchr(s, ';', end - s);
	struct decl d = {.text = BUF_INIT};
	struct field f = {.user = user};
	u32 is_signed = 0;
	int err = -EINVAL;

	if (!semicolon)
		return -EINVAL;
	if (parse_decl(&d, s, semicolon) || number(semicolon, end, "offset:", &f.m.offset) ||
	    number(semicolon, end, "size:", &f.size))
		goto out;
	number(semicolon, end, "signed:", &is_signed); /* absent before 2.6.38 */
	f.name = arena_strdup(t->a, d.name);
	f.text = arena_strdup(t->a, buf_str(&d.text));
	f.m.data_loc = d.data_loc;
	f.m.rel_loc = d.rel_loc;
	f.array = d.array;
	f.count = d.count;
	f.is_signed = is_signed;
	if (f.m.offset + f.size > rec->type->size)
		rec->type->size = f.m.offset + f.size;
	*ARENA_PUSH(t->a, rec->fields, rec->nfields) = f;
	err = 0;
out:
	buf_free(&d.text);
	return err;
}

const struct type *types_tracepoint(struct types *t, const char *system, const char *name,
                                    const char *format_text, u32 *id)
{
	char *tag = arena_printf(t->a, "_tracepoint_%s_%s", system, name);
	struct added *rec = types_add(t, tag, TY_RECORD);
	bool user = strcmp(system, "syscalls") == 0;
	const char *line = format_text, *end;
	bool have_id = false;

	rec->type->context = 1;
	rec->type->align = 8;
	rec->complete = true;
	for (; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		line += strspn(line, " \t");
		if (strncmp(line, "print fmt:", 10) == 0)
			break;
		if (strncmp(line, "ID:", 3) == 0) {
			*id = strtoul(line + 3, NULL, 10);
			have_id = true;
		} else if (strncmp(line, "field", 5) == 0) {
			const char *colon = memchr(line, ':', end - line);

			if (!colon || parse_field(t, rec, colon + 1, end, user))
				return NULL;
		}
	}
	return have_id && rec->nfields ? rec->type : NULL;
}

static bool is_char_words(const char *text)
{
	const char *words[] = {"const", "char"};
	bool seen = false;

	while (*(text += strspn(text, " "))) {
		size_t n = strcspn(text, " ");

		if (strncmp(text, words[1], n) == 0 && n == 4)
			seen = true;
		else if (strncmp(text, words[0], n) != 0 || n != 5)
			return false;
		text += n;
	}
	return seen;
}

static bool is_pointer_size(u32 size)
{
	return size == 4 || size == 8;
}

/* The pointer as wide as in the record: that may be of another machine. */
static const struct type *sized(struct types *t, const struct type *pointer, u32 size)
{
	struct type *n;

	if (!is_pointer_size(size) || pointer->size == size)
		return pointer;
	n = arena_memdup(t->a, pointer, sizeof(*n));
	n->size = n->align = size;
	return n;
}

static const struct type *pointer(struct types *t, const struct field *f, const char *star)
{
	char *elem = arena_strndup(t->a, f->text, star - f->text);
	const struct type *to = types_find(t, elem);
	u32 n = 0;

	for (; *star; star++)
		n += *star == '*';
	if (!to) { /* a record that only its name is known of, or anything else */
		const char *p = elem + strspn(elem, " ");

		if (strncmp(p, "const ", 6) == 0)
			p += 6;
		to = &type_none;
		if (strncmp(p, "struct ", 7) == 0 || strncmp(p, "union ", 6) == 0) {
			struct type *rec = arena_new_of(t->a, struct type);

			rec->kind = TY_RECORD;
			rec->align = 1;
			rec->is_union = *p == 'u';
			p = strchr(p, ' ') + 1;
			rec->name = arena_strndup(t->a, p, strcspn(p, " "));
			to = rec;
		}
	}
	return types_pointers(t, to, n, f->user);
}

/* What a record's machine has another size of than this one may. */
static bool is_long(const char *name)
{
	return !strcmp(name, "long") || !strcmp(name, "unsigned long");
}

static const struct type *array(struct types *t, const struct field *f)
{
	u32 size = f->m.data_loc || f->m.rel_loc ? 0 : f->size;
	const struct type *elem = types_find(t, f->text);

	if (is_char_words(f->text))
		return size || f->m.data_loc || f->m.rel_loc ? type_str(t->a, size)
		                                             : type_array(t->a, &type_char, 0);
	if (elem && elem->name && is_long(elem->name) && f->count && size % f->count == 0)
		elem = type_int(size / f->count, elem->is_signed);
	if (elem && elem->size && size % elem->size == 0)
		return type_array(t->a, elem, size / elem->size);
	if (f->count && size % f->count == 0 && size / f->count <= 8 &&
	    !(size / f->count & (size / f->count - 1)))
		return type_array(t->a, type_int(size / f->count, f->is_signed), f->count);
	return type_array(t->a, &type_u8, size);
}

/* A context's record lies in the context: a type of its own. */
static const struct type *by_value(struct types *t, const struct type *type)
{
	struct type *n;

	if (type->kind != TY_RECORD)
		return type;
	n = arena_memdup(t->a, type, sizeof(*n));
	n->context = 1;
	return n;
}

/*
 * System calls keep int arguments in slots of a long: those are read whole, as bpftrace does; of
 * narrower and other types only what the type says.
 */
static const struct type *scalar(struct types *t, const struct field *f)
{
	const struct type *type = types_find(t, f->text);
	bool word = f->size == 1 || f->size == 2 || f->size == 4 || f->size == 8;
	bool plain = type && type->kind == TY_INT && (!type->name || is_long(type->name));

	if (type && type->kind == TY_NONE)
		type = NULL;
	if (type && (type->size == f->size || (!plain && type->size && type->size < f->size)))
		return by_value(t, type);
	if (word)
		return type_int(f->size, type ? type->is_signed : f->is_signed);
	return type_array(t->a, &type_u8, f->size);
}

static const struct type *pointers(struct types *t, const struct field *f, const char *star)
{
	u32 n = f->count && f->size % f->count == 0 ? f->count : f->size / sizeof(void *);
	const struct type *one = sized(t, pointer(t, f, star), n ? f->size / n : 0);

	return type_array(t->a, one, n);
}

void types_resolve_field(struct types *t, struct field *f)
{
	const char *star = strchr(f->text, '*');

	if (f->m.data_loc || f->m.rel_loc || f->array || f->size == 0) {
		f->m.type = array(t, f);
		/* "char *[4]" and the like */
		if (star && f->size && !f->m.data_loc && !f->m.rel_loc)
			f->m.type = pointers(t, f, star);
	} else {
		f->m.type = star && is_pointer_size(f->size)
		                    ? sized(t, pointer(t, f, star), f->size)
		                    : scalar(t, f);
	}
}
