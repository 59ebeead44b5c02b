// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps as a whole: print(@x), and all of them when the session ends. */
#include <stdlib.h>
#include <string.h>

#include "run/run.h"

void print_map(struct session *s, const struct map *m, u64 top, u64 div)
{
	struct map_data data = {0};
	struct rows rows;
	int err = s->backend->map_read(s->run, m, &data);

	if (err) {
		diag_error(&s->diag, m->span, "cannot read @%s: %s", m->name, strerror(-err));
		return;
	}
	rows = (struct rows){data.n, data.key_size, data.value_size, data.keys, data.values};
	output_map(&s->output, m, &rows, top, div);
	map_data_free(&data);
}

static int by_name(const void *a, const void *b)
{
	const struct map *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* In order of their names, as bpftrace does. */
void print_maps_at_exit(struct session *s)
{
	u32 n = s->sema.nmaps;
	const struct map **sorted = arena_array(s->arena, const struct map *, n + 1);

	for (u32 i = 0; i < n; i++)
		sorted[i] = s->sema.maps[i];
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (u32 i = 0; i < n; i++)
		if (sorted[i]->print_at_exit)
			print_map(s, sorted[i], 0, 0);
}

void map_data_free(struct map_data *d)
{
	free(d->keys);
	free(d->values);
	memset(d, 0, sizeof(*d));
}
