/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's maps, in our own memory. */
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "util/buf.h"
#include "util/mem.h"

static struct vm_map *new_map(const struct map *m)
{
	u32 type = BPF_MAP_TYPE_HASH, max = m->max_entries;

	if (m->percpu_array) {
		bool hist = type_has_buckets(m->value);

		type = BPF_MAP_TYPE_ARRAY;
		max = hist ? plan_hist_buckets(m->value) : 1;
	} else if (m->decl_type && !strncmp(m->decl_type, "lru", 3)) {
		type = BPF_MAP_TYPE_LRU_HASH;
	}
	if (!m->key)
		max = max ? max : 1;
	return vm_map_new(m, type, m->key_size, plan_vm_value_size(m), max);
}

int maps_make(struct backend_run *r, u32 scratch)
{
	const struct sema *s = r->plan->sema;

	r->nmaps = s->nmaps + SPECIAL_COUNT;
	r->maps = mem_alloc(r->nmaps, sizeof(*r->maps));
	r->zeroed = mem_alloc(r->nmaps, sizeof(*r->zeroed));
	for (u32 i = 0; i < s->nmaps; i++)
		r->maps[i] = new_map(s->maps[i]);
	r->maps[s->nmaps + SPECIAL_LOST] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, LOST_COUNT);
	r->maps[s->nmaps + SPECIAL_RING] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	r->maps[s->nmaps + SPECIAL_SCRATCH] =
	        vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4,
	                   ALIGN_UP((u32)sizeof(struct scratch_header) + scratch, 8), 1);
	return 0;
}

void maps_free(struct backend_run *r)
{
	for (u32 i = 0; i < r->nmaps; i++)
		vm_map_free(r->maps[i]);
	free(r->maps);
	free(r->zeroed);
	r->maps = NULL;
	r->nmaps = 0;
}

/* Elements of arrays always exist: was anything counted? */
static bool is_counted(const u64 *value, u32 size)
{
	for (u32 i = 0; i < size / 8; i++)
		if (value[i])
			return true;
	return false;
}

int maps_read(struct backend_run *r, const struct map *m, struct map_data *out)
{
	const struct vm_map *v = r->maps[m->id];
	struct buf keys = BUF_INIT, values = BUF_INIT;
	const void *key;
	void *value;
	u32 at = 0, n = 0;

	while (vm_map_at(v, &at, &key, &value)) {
		if (m->percpu_array && !r->zeroed[m->id] && !is_counted(value, v->value_size))
			continue;
		buf_add(&keys, key, v->key_size);
		buf_add(&values, value, v->value_size);
		n++;
	}
	*out = (struct map_data){n, v->key_size, v->value_size, (u8 *)keys.data, (u8 *)values.data};
	return 0;
}

int maps_clear(struct backend_run *r, const struct map *m)
{
	vm_map_clear(r->maps[m->id]);
	r->zeroed[m->id] = false;
	return 0;
}

int maps_zero(struct backend_run *r, const struct map *m)
{
	struct vm_map *v = r->maps[m->id];
	const void *key;
	void *value;
	u32 at = 0;

	while (vm_map_at(v, &at, &key, &value))
		memset(value, 0, v->value_size);
	r->zeroed[m->id] = m->percpu_array;
	return 0;
}
