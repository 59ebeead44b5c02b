/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls: what each helper takes and gives. */
#include "code/helpers.h"
#include "code/lint.h"

enum arg {
	A_NONE,
	A_ANY, /* anything that is initialised */
	A_CTX,
	A_MAP,
	A_KEY,   /* memory of the key's size */
	A_VALUE, /* memory of the value's size */
	A_READ,  /* memory, its size is in the next argument */
	A_WRITE, /* the same; it need not be initialised */
	A_SIZE,
};

enum ret { RET_SCALAR, RET_VALUE_OR_NULL };

struct helper {
	s32 id;
	enum ret ret;
	u8 args[5];
	size_t cap; /* offset of a bool in struct code_caps that it needs, or 0 */
};

#define CAP(x)  (offsetof(struct code_caps, x) + 1)
#define VM_ONLY ((size_t)-1)
#define NUMBER(id)                            \
	{                                     \
		(id), RET_SCALAR, {A_NONE}, 0 \
	}
#define PROBE_READ(id, cap)                                       \
	{                                                         \
		(id), RET_SCALAR, {A_WRITE, A_SIZE, A_ANY}, (cap) \
	}

static const struct helper helpers[] = {
        {BPF_FUNC_map_lookup_elem, RET_VALUE_OR_NULL, {A_MAP, A_KEY}, 0},
        {BPF_FUNC_map_update_elem, RET_SCALAR, {A_MAP, A_KEY, A_VALUE, A_ANY}, 0},
        {BPF_FUNC_map_delete_elem, RET_SCALAR, {A_MAP, A_KEY}, 0},
        {195 /* map_lookup_percpu_elem */,
         RET_VALUE_OR_NULL,
         {A_MAP, A_KEY, A_ANY},
         CAP(lookup_percpu)},
        NUMBER(BPF_FUNC_ktime_get_ns),
        {BPF_FUNC_ktime_get_boot_ns, RET_SCALAR, {A_NONE}, CAP(ktime_boot)},
        NUMBER(208 /* ktime_get_tai_ns */),
        NUMBER(BPF_FUNC_jiffies64),
        NUMBER(BPF_FUNC_send_signal_thread),
        NUMBER(BPF_FUNC_get_prandom_u32),
        NUMBER(BPF_FUNC_get_smp_processor_id),
        NUMBER(BPF_FUNC_get_numa_node_id),
        NUMBER(BPF_FUNC_get_current_pid_tgid),
        NUMBER(BPF_FUNC_get_current_uid_gid),
        NUMBER(BPF_FUNC_get_current_task),
        {BPF_FUNC_get_current_cgroup_id, RET_SCALAR, {A_NONE}, CAP(cgroup_id)},
        {BPF_FUNC_get_current_comm, RET_SCALAR, {A_WRITE, A_SIZE}, 0},
        PROBE_READ(BPF_FUNC_probe_read, 0),
        PROBE_READ(BPF_FUNC_probe_read_str, CAP(probe_read_str)),
        PROBE_READ(112 /* probe_read_user */, CAP(probe_read_kernel)),
        PROBE_READ(113 /* probe_read_kernel */, CAP(probe_read_kernel)),
        PROBE_READ(114 /* probe_read_user_str */, CAP(probe_read_kernel)),
        PROBE_READ(115 /* probe_read_kernel_str */, CAP(probe_read_kernel)),
        {BPF_FUNC_perf_event_output, RET_SCALAR, {A_CTX, A_MAP, A_ANY, A_READ, A_SIZE}, 0},
        {BPF_FUNC_ringbuf_output, RET_SCALAR, {A_MAP, A_READ, A_SIZE, A_ANY}, CAP(ringbuf)},
        {BPF_FUNC_get_stackid, RET_SCALAR, {A_CTX, A_MAP, A_ANY}, 0},
        {BPF_FUNC_get_stack, RET_SCALAR, {A_CTX, A_WRITE, A_SIZE, A_ANY}, 0},
        {173 /* get_func_ip */, RET_SCALAR, {A_CTX}, CAP(func_ip)},
        {174 /* get_attach_cookie */, RET_SCALAR, {A_CTX}, CAP(attach_cookie)},
        {BPF_FUNC_override_return, RET_SCALAR, {A_CTX, A_ANY}, 0},
        {BPF_FUNC_send_signal, RET_SCALAR, {A_ANY}, 0},
        {BPF_FUNC_perf_prog_read_value, RET_SCALAR, {A_CTX, A_WRITE, A_SIZE}, 0},
        {182 /* strncmp */, RET_SCALAR, {A_READ, A_SIZE, A_ANY}, VM_ONLY},
        {VM_FETCH_BYTES, RET_SCALAR, {A_CTX, A_ANY, A_WRITE, A_SIZE}, VM_ONLY},
        {VM_AGG_READ, RET_SCALAR, {A_CTX, A_MAP, A_KEY}, VM_ONLY},
        {VM_READ_OWN, RET_SCALAR, {A_CTX, A_WRITE, A_SIZE, A_ANY}, VM_ONLY},
        {VM_MAP_LEN, RET_SCALAR, {A_CTX, A_MAP}, VM_ONLY},
        {VM_READ_KERNEL, RET_SCALAR, {A_CTX, A_WRITE, A_SIZE, A_ANY, A_ANY}, VM_ONLY},
        {BPF_FUNC_trace_printk, RET_SCALAR, {A_READ, A_SIZE}, 0},
        {BPF_FUNC_seq_printf, RET_SCALAR, {A_ANY, A_READ, A_SIZE, A_READ, A_SIZE}, 0},
        {VM_MAP_NEXT, RET_SCALAR, {A_CTX, A_MAP, A_ANY, A_ANY, A_ANY}, VM_ONLY},
};

static const struct helper *find_helper(s32 id)
{
	for (u32 i = 0; i < ARRAY_LEN(helpers); i++)
		if (helpers[i].id == id)
			return &helpers[i];
	return NULL;
}

static bool has_cap(const struct code_caps *caps, size_t cap)
{
	return !caps || !cap || (cap != VM_ONLY && *((const bool *)caps + cap - 1));
}

/* A key or value, of the map that an argument before it named. */
static int check_element(struct lint *l, struct lint_state *s, u8 reg, const struct lint_reg *map,
                         bool key)
{
	u32 size = key ? lint_map_key_size(l, map->map) : lint_map_value_size(l, map->map);

	return lint_memory(l, s, reg, size ? size : 1, false);
}

static int check_arg(struct lint *l, struct lint_state *s, const struct helper *h, u32 i)
{
	u8 reg = (u8)(i + 1);
	const struct lint_reg *r = &s->r[reg], *size = &s->r[reg + 1];

	if (lint_read_reg(l, s, reg))
		return -EINVAL;
	switch ((enum arg)h->args[i]) {
	case A_CTX:
		return r->kind == K_CTX && !r->off ? 0
		                                   : lint_fail(l, "r%u is not the context", reg);
	case A_MAP:
		return r->kind == K_MAP ? 0 : lint_fail(l, "r%u is not a map", reg);
	case A_KEY:
		return check_element(l, s, reg, r - 1, true);
	case A_VALUE:
		return check_element(l, s, reg, r - 2, false);
	case A_READ:
	case A_WRITE:
		if (lint_read_reg(l, s, reg + 1))
			return -EINVAL;
		if (size->kind != K_SCALAR || size->max > INT32_MAX)
			return lint_fail(l, "r%u, a size, was not bounded", reg + 1);
		return lint_memory(l, s, reg, size->max, h->args[i] == A_WRITE);
	default:
		return 0;
	}
}

int lint_call(struct lint *l, struct lint_state *s, s32 id)
{
	const struct helper *h = find_helper(id);
	u32 map = s->r[1].map;

	if (!h || (l->caps && id >= VM_HELPER_FIRST))
		return lint_fail(l, "unknown helper %d", id);
	if (!has_cap(l->caps, h->cap))
		return lint_fail(l, "this kernel has no %s()", code_helper_name(id));
	for (u32 i = 0; i < ARRAY_LEN(h->args) && h->args[i] != A_NONE; i++)
		if (check_arg(l, s, h, i))
			return -EINVAL;
	for (u32 i = 1; i <= 5; i++)
		s->r[i] = (struct lint_reg){.kind = K_UNINIT};
	if (h->ret == RET_VALUE_OR_NULL) {
		lint_forget_id(s, l->at + 1);
		s->r[0] = (struct lint_reg){.kind = K_VALUE_OR_NULL, .map = map, .id = l->at + 1};
	} else {
		s->r[0] = lint_any();
	}
	return 0;
}
