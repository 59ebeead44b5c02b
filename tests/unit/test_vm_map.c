/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's own maps. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/unit.h"
#include "vm/vm.h"

static int put(struct vm_map *m, u32 key, u64 value, u64 flags)
{
	return m->ops->update(m, &key, &value, flags);
}

static s64 get(struct vm_map *m, u32 key)
{
	u64 *value = m->ops->lookup(m, &key);

	return value ? (s64)*value : -1;
}

static void map_flags(void)
{
	struct vm_map *m = vm_map_new(NULL, BPF_MAP_TYPE_HASH, 4, 8, 2);
	u32 key = 1;

	UNIT_INT_EQUAL(put(m, 1, 10, BPF_EXIST), -ENOENT);
	UNIT_INT_EQUAL(put(m, 1, 10, BPF_NOEXIST), 0);
	UNIT_INT_EQUAL(put(m, 1, 11, BPF_NOEXIST), -EEXIST);
	UNIT_INT_EQUAL(put(m, 1, 12, BPF_EXIST), 0);
	UNIT_INT_EQUAL(get(m, 1), 12);
	UNIT_INT_EQUAL(put(m, 2, 20, BPF_ANY), 0);
	UNIT_INT_EQUAL(put(m, 3, 30, BPF_ANY), -E2BIG);
	UNIT_INT_EQUAL(put(m, 2, 21, BPF_ANY), 0);
	UNIT_INT_EQUAL(m->ops->del(m, &key), 0);
	UNIT_INT_EQUAL(m->ops->del(m, &key), -ENOENT);
	UNIT_INT_EQUAL(put(m, 3, 30, BPF_ANY), 0);
	UNIT_INT_EQUAL(get(m, 1), -1);
	UNIT_INT_EQUAL(get(m, 3), 30);
	vm_map_free(m);
}

/* Keys in the order that vm_map_at() gives them. */
static const char *keys_of(const struct vm_map *m, char *text, size_t size)
{
	const void *key;
	void *value;
	u32 i = 0, n = 0;

	text[0] = '\0';
	while (vm_map_at(m, &i, &key, &value))
		n += (u32)snprintf(text + n, size - n, "%u ", *(const u32 *)key);
	return text;
}

static void map_keeps_insertion_order(void)
{
	struct vm_map *m = vm_map_new(NULL, BPF_MAP_TYPE_HASH, 4, 8, 100);
	char text[128];
	u32 key = 5;

	put(m, 9, 0, 0);
	put(m, 5, 0, 0);
	put(m, 7, 0, 0);
	put(m, 9, 1, 0);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "9 5 7 ");
	m->ops->del(m, &key);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "9 7 ");
	put(m, 5, 0, 0);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "9 7 5 ");
	vm_map_clear(m);
	UNIT_INT_EQUAL(vm_map_count(m), 0);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "");
	put(m, 5, 0, 0);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "5 ");
	vm_map_free(m);
}

static void lru_map_evicts_the_oldest(void)
{
	struct vm_map *m = vm_map_new(NULL, BPF_MAP_TYPE_LRU_HASH, 4, 8, 3);
	char text[128];

	put(m, 1, 0, 0);
	put(m, 2, 0, 0);
	put(m, 3, 0, 0);
	UNIT_INT_EQUAL(get(m, 1), 0);
	UNIT_INT_EQUAL(put(m, 4, 0, 0), 0);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "3 1 4 ");
	for (u32 i = 0; i < 1000; i++) {
		get(m, 1);
		put(m, 10 + i, i, 0);
	}
	UNIT_INT_EQUAL(vm_map_count(m), 3);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "1008 1 1009 ");
	vm_map_free(m);
}

static void array_maps(void)
{
	struct vm_map *m = vm_map_new(NULL, BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 3);
	char text[128];
	u32 key = 1;

	UNIT_INT_EQUAL(get(m, 2), 0);
	UNIT_INT_EQUAL(get(m, 3), -1);
	UNIT_INT_EQUAL(put(m, 2, 5, BPF_ANY), 0);
	UNIT_INT_EQUAL(put(m, 3, 5, BPF_ANY), -E2BIG);
	UNIT_INT_EQUAL(put(m, 1, 5, BPF_NOEXIST), -EEXIST);
	UNIT_INT_EQUAL(get(m, 2), 5);
	UNIT_INT_EQUAL(m->ops->del(m, &key), -EINVAL);
	UNIT_INT_EQUAL(vm_map_count(m), 3);
	UNIT_STR_EQUAL(keys_of(m, text, sizeof(text)), "0 1 2 ");
	vm_map_clear(m);
	UNIT_INT_EQUAL(get(m, 2), 0);
	vm_map_free(m);
}

/* Random operations on the map and on a plain array give the same. */
static void map_against_an_array(void)
{
	enum { KEYS = 3000, STEPS = 200000 };
	struct vm_map *m = vm_map_new(NULL, BPF_MAP_TYPE_HASH, 4, 8, 2000);
	s64 *model = malloc(KEYS * sizeof(*model));
	u32 wrong = 0, count = 0, seed = 1;
	s64 *held = NULL;
	s64 kept = 12345;

	for (u32 i = 0; i < KEYS; i++)
		model[i] = -1;
	for (u32 i = 0; i < STEPS; i++) {
		u32 key;

		seed = seed * 1664525 + 1013904223;
		key = (seed >> 8) % (KEYS - 1) + 1;
		if (seed >> 30 == 0) {
			wrong += m->ops->del(m, &key) != (model[key] < 0 ? -ENOENT : 0);
			count -= model[key] >= 0;
			model[key] = -1;
		} else if (model[key] < 0 && count == 2000) {
			wrong += put(m, key, i, 0) != -E2BIG;
		} else {
			wrong += put(m, key, i, 0) != 0;
			count += model[key] < 0;
			model[key] = i;
		}
		if (i == 5) {
			put(m, 0, (u64)kept, 0);
			count++;
			key = 0;
			held = m->ops->lookup(m, &key);
		}
	}
	for (u32 i = 1; i < KEYS; i++)
		wrong += get(m, i) != model[i];
	UNIT_INT_EQUAL(wrong, 0);
	UNIT_INT_EQUAL(vm_map_count(m), count);
	UNIT_INT_EQUAL(*held, kept);
	free(model);
	vm_map_free(m);
}

void suite_vm_map(void)
{
	unit_suite("vm_map");
	unit_test("flags", map_flags);
	unit_test("keeps_insertion_order", map_keeps_insertion_order);
	unit_test("lru_evicts_the_oldest", lru_map_evicts_the_oldest);
	unit_test("array_maps", array_maps);
	unit_test("against_an_array", map_against_an_array);
}
