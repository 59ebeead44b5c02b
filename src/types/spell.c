// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's structs, unions and enums as C text, by libbpf's writer: for listings. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "types/types.h"
#include "util/glob.h"
#include "util/mem.h"

bool types_is_tagged(const char *pattern)
{
	return !strncmp(pattern, "struct ", 7) || !strncmp(pattern, "union ", 6) ||
	       !strncmp(pattern, "enum ", 5);
}

#ifdef HAVE_LIBBPF
#include <bpf/btf.h>
#include <bpf/libbpf.h>

struct spelling {
	const char *pattern;
	bool definitions;
	struct arena *a;
	const char **texts;
	u32 n;
};

static const char *tag_of(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_STRUCT:
		return "struct";
	case BTF_KIND_UNION:
		return "union";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum";
	default:
		return NULL;
	}
}

static bool matches(const struct spelling *s, const char *tag, const char *name, char text[300])
{
	snprintf(text, 300, "%s %s", tag, name);
	return glob_match(s->pattern, text);
}

/* The writer gives what a definition needs as well: only blocks whose head matches are kept. */
static void take_blocks(struct spelling *s, const char *text)
{
	const char *end;

	for (; *text; text = end + (*end == '\n')) {
		size_t head = strcspn(text, "\n");
		const char *close = head > 2 && text[head - 1] == '{' && text[0] != '\t'
		                            ? strstr(text + head, "\n}")
		                            : NULL;
		char *name;

		end = text + head;
		if (!close)
			continue;
		end = close + 1 + strcspn(close + 1, "\n");
		name = arena_strndup(s->a, text, head - 2);
		if (glob_match(s->pattern, name))
			*ARENA_PUSH(s->a, s->texts, s->n) =
			        arena_strndup(s->a, text, (size_t)(end - text));
	}
}

static void put(void *out, const char *fmt, va_list args)
{
	FILE *f = out;

	vfprintf(f, fmt, args);
}

/* Own types of btf: from on. */
static void take_from(struct spelling *s, const struct btf *btf, u32 from)
{
	char text[300], *all = NULL;
	size_t len = 0;
	FILE *f = s->definitions ? open_memstream(&all, &len) : NULL;
	struct btf_dump *d = f ? btf_dump__new(btf, put, f, NULL) : NULL;

	for (u32 id = from; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);
		const char *tag = tag_of(t), *name = btf__name_by_offset(btf, t->name_off);

		if (!tag || !name || !*name || !matches(s, tag, name, text))
			continue;
		if (d)
			btf_dump__dump_type(d, id);
		else if (!s->definitions)
			*ARENA_PUSH(s->a, s->texts, s->n) = arena_strdup(s->a, text);
	}
	btf_dump__free(d);
	if (!f)
		return;
	fclose(f);
	take_blocks(s, all);
	free(all);
}

static void take_modules(struct spelling *s, struct btf *base)
{
	DIR *dir = opendir("/sys/kernel/btf");
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[300];
		struct btf *btf;

		if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "vmlinux"))
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/btf/%s", entry->d_name);
		btf = btf__parse_split(path, base);
		if (!btf)
			continue;
		take_from(s, btf, btf__type_cnt(base));
		btf__free(btf);
	}
	if (dir)
		closedir(dir);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int types_spell(struct arena *a, const char *btf_path, const char *pattern, bool definitions,
                void (*each)(const char *text, void *arg), void *arg)
{
	struct spelling s = {.pattern = pattern, .definitions = definitions, .a = a};
	libbpf_print_fn_t old = libbpf_set_print(NULL); /* the caller says what is wrong */
	struct btf *btf;
	int err;

	errno = 0;
	btf = btf__parse(btf_path ? btf_path : "/sys/kernel/btf/vmlinux", NULL);
	err = btf ? 0 : errno > 0 && errno < 4000 ? -errno : -EINVAL; /* from 4000: libbpf's own */
	libbpf_set_print(old);
	if (err)
		return err;
	take_from(&s, btf, 1);
	if (!btf_path)
		take_modules(&s, btf);
	btf__free(btf);
	if (s.n)
		qsort(s.texts, s.n, sizeof(*s.texts), by_text);
	for (u32 i = 0; i < s.n; i++)
		if (!i || strcmp(s.texts[i], s.texts[i - 1]))
			each(s.texts[i], arg);
	return 0;
}

#else

int types_spell(struct arena *a, const char *btf_path, const char *pattern, bool definitions,
                void (*each)(const char *text, void *arg), void *arg)
{
	return -EOPNOTSUPP;
}

#endif
