// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fentry:bpf:NAME, fentry:bpf:ID:NAME: functions of BPF programs that are loaded. Those that came
 * with type information name their functions.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"

#define MAX_FUNCS 1024

/* The type id of the program's function; 0: it has none of that name. */
static u32 function_of(int prog, const char *name)
{
	struct bpf_func_info *funcs = calloc(MAX_FUNCS, sizeof(*funcs));
	struct bpf_prog_info info = {.nr_func_info = MAX_FUNCS,
	                             .func_info_rec_size = sizeof(*funcs),
	                             .func_info = (u64)(uintptr_t)funcs};
	struct btf *btf = NULL;
	u32 len = sizeof(info), id = 0;

	if (!funcs || bpf_obj_get_info_by_fd(prog, &info, &len) || !info.btf_id)
		goto out;
	btf = btf__load_from_kernel_by_id(info.btf_id);
	for (u32 i = 0; btf && i < info.nr_func_info && i < MAX_FUNCS && !id; i++) {
		const struct btf_type *t = btf__type_by_id(btf, funcs[i].type_id);
		const char *is = t ? btf__name_by_offset(btf, t->name_off) : NULL;

		if (is && !strcmp(is, name))
			id = funcs[i].type_id;
	}
out:
	btf__free(btf);
	free(funcs);
	return id;
}

bool is_of_program(const struct probe *p)
{
	return (p->provider == PROVIDER_FENTRY || p->provider == PROVIDER_FEXIT) && p->target &&
	       !strcmp(p->target, "bpf");
}

int program_target(const struct probe *p, int *prog, u32 *func)
{
	u32 id = 0, found;

	*prog = -1;
	while (!bpf_prog_get_next_id(id, &id)) {
		int fd = p->address && p->address != id ? -1 : bpf_prog_get_fd_by_id(id);

		if (fd < 0)
			continue;
		found = function_of(fd, p->func);
		if (!found) {
			close(fd);
		} else if (*prog >= 0) {
			close(fd);
			close(*prog);
			return -EEXIST;
		} else {
			*prog = fd;
			*func = found;
		}
	}
	return *prog >= 0 ? 0 : -ENOENT;
}

const char *program_hint(const struct probe *p, int err)
{
	if (!is_of_program(p))
		return NULL;
	if (err == -EEXIST)
		return "several loaded programs have such a function: fentry:bpf:ID:NAME says "
		       "which (bpftool prog lists their IDs)";
	if (err == -ENOENT)
		return "a loaded BPF program must have a function of this name, and type "
		       "information (BTF)";
	return NULL;
}
