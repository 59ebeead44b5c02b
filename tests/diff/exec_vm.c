/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/diff/exec.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "vm/vm.h"

static u64 root_value(const struct exec_input *in, const struct slot *s)
{
	switch (s->root) {
	case ROOT_ARG:
		return in->args[s->arg];
	case ROOT_PID:
		return (u64)getpid();
	case ROOT_TID:
		return (u64)syscall(SYS_gettid);
	case ROOT_UID:
		return getuid();
	case ROOT_GID:
		return getgid();
	default:
		return 0;
	}
}

void exec_fetch(const struct exec_input *in, const struct slot *s, u64 *value, void *bytes,
                u32 size)
{
	char comm[16] = "";
	u64 v;
	u32 n;

	if (s->root == ROOT_COMM) {
		prctl(PR_GET_NAME, comm);
		if (bytes)
			memcpy(bytes, comm, size < 16 ? size : 16);
		return;
	}
	v = root_value(in, s);
	if (s->form == FORM_STR) {
		/* an address in this process */
		n = s->len < size ? s->len : size;
		if (bytes && n)
			strncpy(bytes, (const char *)(uintptr_t)(v + (u64)s->off), n - 1);
		return;
	}
	if (value)
		*value = v + (u64)s->off;
}

static struct vm_map *new_map(const struct map *m)
{
	u32 type = BPF_MAP_TYPE_HASH, n = m->max_entries;

	if (m->percpu_array) {
		type = BPF_MAP_TYPE_PERCPU_ARRAY;
		n = m->value->kind == TY_HIST || m->value->kind == TY_LHIST
		            ? plan_hist_buckets(m->value)
		            : 1;
	}
	return vm_map_new(m, type, plan_map_key_size(m), plan_map_value_size(m), n);
}

static void make_maps(const struct code *code, struct vm_map **maps)
{
	const struct sema *s = code->plan->sema;

	for (u32 i = 0; i < s->nmaps; i++)
		maps[i] = new_map(s->maps[i]);
	maps[s->nmaps + SPECIAL_SCRATCH] =
	        vm_map_new(NULL, BPF_MAP_TYPE_PERCPU_ARRAY, 4,
	                   sizeof(struct scratch_header) + code->scratch, 1);
	maps[s->nmaps + SPECIAL_LOST] =
	        vm_map_new(NULL, BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, LOST_COUNT);
}

static struct vm_event *make_event(struct arena *a, const struct plan_clause *c,
                                   const struct exec_input *in)
{
	struct vm_event *ev = arena_alloc(a, VM_SLOT_OFFSET(c->nslots));

	for (u32 i = 0; i < c->nslots; i++) {
		const struct slot *s = &c->slots[i];
		struct vm_slot *to = &ev->slots[i];

		if (s->form == FORM_INT) {
			exec_fetch(in, s, &to->value, NULL, 0);
		} else {
			to->data = arena_alloc(a, s->len + 1);
			to->len = s->len;
			exec_fetch(in, s, NULL, (void *)to->data, s->len);
		}
	}
	return ev;
}

static bool all_zero(const u8 *p, u32 n)
{
	while (n && !*p) {
		p++;
		n--;
	}
	return !n;
}

static void gather(struct arena *a, const struct vm_map *m, struct eval_map *to)
{
	const void *key;
	void *value;
	u32 i = 0;

	while (vm_map_at(m, &i, &key, &value)) {
		if (to->map->percpu_array && all_zero(value, to->value_size))
			continue;
		hash_put(&to->elems, key, to->key_size, arena_memdup(a, value, to->value_size));
		to->count++;
	}
}

int exec_vm(struct arena *a, const struct code *code, const struct exec_input *in, u32 nin,
            struct exec_result *out)
{
	u32 n = code->plan->sema->nmaps;
	struct vm_map **maps = arena_array(a, struct vm_map *, n + SPECIAL_COUNT);
	struct vm_opts opts = {.plan = code->plan, .maps = maps};
	struct vm_prog *prog;
	struct vm *vm;
	int err = 0;

	make_maps(code, maps);
	vm = vm_new(&opts);
	prog = vm_load(vm, code, 0, &err);
	for (u32 i = 0; prog && !err && i < nin; i++)
		vm_run(vm, prog, make_event(a, code->clause, &in[i]), &err);
	vm_prog_free(prog);
	vm_free(vm);
	out->maps = eval_maps(a, code->plan);
	for (u32 i = 0; i < n; i++)
		gather(a, maps[i], &out->maps[i]);
	for (u32 i = 0; i < n + SPECIAL_COUNT; i++)
		vm_map_free(maps[i]);
	return err;
}
