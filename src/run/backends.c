// SPDX-License-Identifier: GPL-2.0-or-later
/* The only list of backends, best first. */
#include <string.h>

#include "run/session.h"

const struct backend *const backends[] = {
#ifdef HAVE_LIBBPF
        &backend_bpf,
#endif
        &backend_hist, &backend_perf, &backend_tracefs, NULL};

u32 backend_count(void)
{
	return ARRAY_LEN(backends) - 1;
}

const struct backend *backend_find(const char *name)
{
	for (u32 i = 0; backends[i]; i++)
		if (!strcmp(backends[i]->name, name))
			return backends[i];
	return NULL;
}
