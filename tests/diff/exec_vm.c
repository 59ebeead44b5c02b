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

/* Addresses are of this process. */
static u64 load(u64 address, u32 size)
{
	u64 v = 0;
	u8 *to = (u8 *)&v;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	to += 8 - size;
#endif
	memcpy(to, (const void *)(uintptr_t)address, size);
	return v;
}

static u64 slot_int(const struct slot *s, u64 address)
{
	u32 bits = s->size * 8u, low = 0;
	u64 v = load(address, s->size);

	if (s->bit_size) {
		low = s->bit_offset;
		bits = s->bit_size;
	}
	v = v << (64 - low - bits) >> (64 - bits);
	return s->is_signed && v >> (bits - 1) ? v | ~((1ULL << (bits - 1)) - 1) : v;
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
	for (u32 i = 0; i < s->nsteps; i++)
		v = load(v + (u64)(s64)s->steps[i].off, 8);
	v += (u64)(s64)s->off;
	if (s->form == FORM_INT) {
		if (value)
			*value = s->deref ? slot_int(s, v) : v;
		return;
	}
	n = s->len < size ? s->len : size;
	if (bytes && n && s->form == FORM_STR)
		strncpy(bytes, (const char *)(uintptr_t)v, n - 1);
	else if (bytes)
		memcpy(bytes, (const void *)(uintptr_t)v, n);
}

static struct vm_map *new_map(const struct map *m)
{
	u32 type = BPF_MAP_TYPE_HASH, n = m->max_entries;

	if (m->percpu_array) {
		type = BPF_MAP_TYPE_PERCPU_ARRAY;
		n = type_has_buckets(m->value) ? plan_hist_buckets(m->value) : 1;
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
