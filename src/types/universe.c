/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types/dwarf.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_BTF_DIR "/sys/kernel/btf"
#define KERNEL_BTF     KERNEL_BTF_DIR "/vmlinux"

struct types *types_new(struct arena *a, const struct types_opts *opts)
{
	struct types *t = arena_new_of(a, struct types);

	t->a = a;
	if (opts && opts->btf_path)
		t->btf_path = arena_strdup(a, opts->btf_path);
	t->btf_state = 1;
	return t;
}

void types_free(struct types *t)
{
	if (!t)
		return;
	types_close_programs(t);
	dwarf_file_close(t->kernel);
	while (t->nunits)
		btf_file_close(t->units[--t->nunits]->btf);
	hash_free(&t->by_id);
	hash_free(&t->found);
	hash_free(&t->names);
}

static struct unit *add_unit(struct types *t, struct btf_file *btf, const char *module)
{
	struct unit *u = arena_new_of(t->a, struct unit);

	u->btf = btf;
	u->module = arena_strdup(t->a, module);
	u->first = t->nunits ? t->next_id : btf->first_id;
	t->next_id = u->first + btf->n;
	*ARENA_PUSH(t->a, t->units, t->nunits) = u;
	return u;
}

int types_have_btf(struct types *t)
{
	struct btf_file *btf;

	if (t->btf_state > 0) {
		t->btf_state = btf_file_open(t->btf_path ? t->btf_path : KERNEL_BTF, NULL, &btf);
		if (!t->btf_state)
			add_unit(t, btf, "");
	}
	return t->btf_state;
}

const struct unit *types_module(struct types *t, const char *module)
{
	struct btf_file *btf;
	char *path;

	if (types_have_btf(t))
		return NULL;
	for (u32 i = 1; i < t->nunits; i++)
		if (strcmp(t->units[i]->module, module) == 0)
			return t->units[i];
	if (t->btf_path || t->all_modules || strchr(module, '/') || !strcmp(module, "vmlinux"))
		return NULL;
	path = arena_printf(t->a, "%s/%s", KERNEL_BTF_DIR, module);
	if (btf_file_open(path, t->units[0]->btf, &btf))
		return NULL;
	if (t->next_id + btf->n >= ADDED) {
		btf_file_close(btf);
		return NULL;
	}
	return add_unit(t, btf, module);
}

static void load_modules(struct types *t)
{
	DIR *dir = t->btf_path ? NULL : opendir(KERNEL_BTF_DIR);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			types_module(t, e->d_name);
	if (dir)
		closedir(dir);
	t->all_modules = true;
}

void types_on_miss(struct types *t, bool (*more)(void *arg), void *arg)
{
	t->more = more;
	t->more_arg = arg;
}

bool types_more(struct types *t)
{
	bool (*more)(void *) = t->more;

	t->more = NULL;
	return more && more(t->more_arg);
}

const struct unit *types_unit(struct types *t, u32 n)
{
	if (types_have_btf(t))
		return NULL;
	if (n > 0 && !t->all_modules)
		load_modules(t);
	return n < t->nunits ? t->units[n] : NULL;
}

struct ref types_ref(const struct types *t, u32 id)
{
	for (u32 i = 0; id && i < t->nunits; i++) {
		const struct unit *u = t->units[i];

		if (id >= u->first && id - u->first < u->btf->n)
			return (struct ref){u, id - u->first + u->btf->first_id};
	}
	return (struct ref){NULL, 0};
}

struct ref types_ref_in(const struct types *t, const struct unit *unit, u32 file_id)
{
	if (file_id < unit->btf->first_id)
		return types_ref(t, file_id);
	if (file_id - unit->btf->first_id >= unit->btf->n)
		return (struct ref){NULL, 0};
	return (struct ref){unit, file_id};
}

u32 types_ref_id(struct ref r)
{
	return r.unit ? r.unit->first + (r.id - r.unit->btf->first_id) : 0;
}

const struct btf_entry *types_entry(struct ref r)
{
	return r.unit ? btf_file_entry(r.unit->btf, r.id) : NULL;
}

struct ref types_lookup(struct types *t, const char *name, u32 kinds)
{
	const struct unit *u;

	for (u32 i = 0; (u = types_unit(t, i)); i++) {
		u32 id = btf_file_find(u->btf, btf_file_find_string(u->btf, name), kinds);

		if (id)
			return (struct ref){u, id};
	}
	return (struct ref){NULL, 0};
}

struct added *types_added(const struct types *t, u32 id)
{
	return id & ADDED && (id & ~ADDED) < t->nadded ? t->added[id & ~ADDED] : NULL;
}

struct added *types_add(struct types *t, const char *tag, enum type_kind kind)
{
	struct added *n = arena_new_of(t->a, struct added);

	n->type = arena_new_of(t->a, struct type);
	n->type->kind = kind;
	n->type->align = 1;
	n->type->name = tag ? arena_strdup(t->a, tag) : NULL;
	n->type->record_id = ADDED | t->nadded;
	*ARENA_PUSH(t->a, t->added, t->nadded) = n;
	return n;
}
