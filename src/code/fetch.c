// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FETCH: the one instruction whose lowering differs. In our VM a slot is a field of the event that
 * the backend has filled; in the kernel it is loads from the context, helpers and memory reads.
 */
#include <string.h>
#include <time.h>

#include "code/gen.h"

#include "probe/arch.h"

bool use_slot(const struct gen *g, const struct expr *e)
{
	if (e->slot < 0 || e->is_const)
		return false;
	return !(in_kernel(g) && g->clause->slots[e->slot].via_var);
}

s32 find_root(const struct gen *g, enum root root)
{
	for (u32 i = 0; i < g->clause->nslots; i++) {
		const struct slot *s = &g->clause->slots[i];

		if (s->root == root && !s->nsteps && !s->deref && s->form == FORM_INT && !s->off)
			return i;
	}
	return -1;
}

/* Which read helper: the old one reads any address where user and kernel do not overlap. */
static u32 read_helper(struct gen *g, bool string, bool user, bool any_space)
{
	if (string && !g->opts->caps->probe_read_kernel && !g->opts->caps->probe_read_str)
		gen_error(g, g->at, "this kernel's BPF cannot read strings: --backend perf can");
	if (any_space || !g->opts->caps->probe_read_kernel)
		return string ? BPF_FUNC_probe_read_str : BPF_FUNC_probe_read;
	if (string)
		return user ? BPF_FUNC_probe_read_user_str : BPF_FUNC_probe_read_kernel_str;
	return user ? BPF_FUNC_probe_read_user : BPF_FUNC_probe_read_kernel;
}

bool kernel_only(struct gen *g)
{
	if (in_kernel(g))
		return true;
	gen_error(g, g->at, "this reads memory, which only a BPF program in the kernel can do");
	return false;
}

/* size 0: it is in r9, clamped by the caller. */
static void read_by(struct gen *g, struct mem dst, u32 size, bool string, bool user, bool any_space)
{
	u32 helper;

	if (g->opts->reads_kernel) {
		mov_reg(g, R4, R0);
		if (size)
			mov_imm(g, R3, size);
		else
			mov_reg(g, R3, R9);
		address(g, R2, dst);
		mov_reg(g, R1, R6);
		mov_imm(g, R5, string);
		call(g, VM_READ_KERNEL);
		return;
	}
	if (!kernel_only(g))
		return;
	mov_reg(g, R3, R0);
	if (size)
		mov_imm(g, R2, size);
	else
		mov_reg(g, R2, R9);
	address(g, R1, dst);
	helper = read_helper(g, string, user, any_space);
	call(g, helper);
	warn_helper(g, helper);
}

void read_memory(struct gen *g, struct mem dst, u32 size, bool user, bool any_space)
{
	read_by(g, dst, size, false, user, any_space);
}

void read_pointed(struct gen *g, struct mem dst, u32 size, bool user, bool own)
{
	if (in_kernel(g) || !own) {
		read_memory(g, dst, size, user && !own, false);
		return;
	}
	mov_reg(g, R4, R0);
	mov_imm(g, R3, size);
	address(g, R2, dst);
	mov_reg(g, R1, R6);
	call(g, VM_READ_OWN);
}

u32 string_helper(struct gen *g, const struct string_source *s)
{
	return in_kernel(g) ? read_helper(g, true, s->user, s->any_space)
	                    : BPF_FUNC_probe_read_kernel_str;
}

void read_string(struct gen *g, struct mem dst, u32 size, bool user, bool any_space)
{
	read_by(g, dst, size, true, user, any_space);
}

void string_copy(struct gen *g, struct mem dst, struct mem src, u32 size, bool zero)
{
	if (zero)
		mem_zero(g, dst, size);
	address(g, R3, src);
	mov_imm(g, R2, size);
	address(g, R1, dst);
	call(g, in_kernel(g) ? read_helper(g, true, false, false) : BPF_FUNC_probe_read_kernel_str);
}

void load_probe_id(struct gen *g, u8 dst)
{
	if (g->probe_id)
		load(g, dst, (struct mem){R10, g->probe_id}, 4, false);
	else
		load_reloc(g, dst, RELOC_PROBE_ID, 0);
}

struct root_helper {
	enum root root;
	u32 helper;
	enum { WHOLE, LOW, HIGH } part;
};

static const struct root_helper root_helpers[] = {
        {ROOT_PID, BPF_FUNC_get_current_pid_tgid, HIGH},
        {ROOT_TID, BPF_FUNC_get_current_pid_tgid, LOW},
        {ROOT_UID, BPF_FUNC_get_current_uid_gid, LOW},
        {ROOT_GID, BPF_FUNC_get_current_uid_gid, HIGH},
        {ROOT_CPU, BPF_FUNC_get_smp_processor_id, WHOLE},
        {ROOT_RAND, BPF_FUNC_get_prandom_u32, WHOLE},
        {ROOT_CURTASK, BPF_FUNC_get_current_task, WHOLE},
        {ROOT_CGROUP, BPF_FUNC_get_current_cgroup_id, WHOLE},
        {ROOT_NUMAID, BPF_FUNC_get_numa_node_id, WHOLE},
        {ROOT_JIFFIES, BPF_FUNC_jiffies64, WHOLE},
};

static bool fetch_helper(struct gen *g, enum root root)
{
	for (u32 i = 0; i < ARRAY_LEN(root_helpers); i++) {
		const struct root_helper *h = &root_helpers[i];

		if (h->root != root)
			continue;
		if (root == ROOT_CGROUP && !g->opts->caps->cgroup_id) {
			gen_error(g, g->at, "this kernel's BPF cannot tell the cgroup's id");
			return true;
		}
		call(g, h->helper);
		if (h->part == LOW)
			emit(g, BPF_ALU | BPF_MOV | BPF_X, R0, R0, 0, 0);
		else if (h->part == HIGH)
			alu_imm(g, BPF_RSH, R0, 32);
		return true;
	}
	return false;
}

/* CLOCK_TAI and CLOCK_REALTIME are the monotonic clock and a constant, until somebody sets them. */
static s64 clock_offset(clockid_t clock)
{
	struct timespec before, set, after;
	s64 mono;

	clock_gettime(CLOCK_MONOTONIC, &before);
	clock_gettime(clock, &set);
	clock_gettime(CLOCK_MONOTONIC, &after);
	mono = (s64)(before.tv_sec + after.tv_sec) * 500000000 +
	       (before.tv_nsec + after.tv_nsec) / 2;
	return (s64)set.tv_sec * 1000000000 + set.tv_nsec - mono;
}

static void fetch_nsecs(struct gen *g, u32 clock)
{
	static const u32 helpers[] = {
	        [NSECS_MONO] = BPF_FUNC_ktime_get_ns,    [NSECS_BOOT] = BPF_FUNC_ktime_get_boot_ns,
	        [NSECS_TAI] = BPF_FUNC_ktime_get_tai_ns, [NSECS_SW_TAI] = BPF_FUNC_ktime_get_ns,
	        [NSECS_REAL] = BPF_FUNC_ktime_get_ns,
	};

	if (clock >= ARRAY_LEN(helpers) || (clock == NSECS_BOOT && !g->opts->caps->ktime_boot)) {
		gen_error(g, g->at, "this kernel's BPF does not have this clock");
		return;
	}
	call(g, helpers[clock]);
	if (clock == NSECS_SW_TAI || clock == NSECS_REAL)
		alu_imm(g, BPF_ADD, R0,
		        clock_offset(clock == NSECS_REAL ? CLOCK_REALTIME : CLOCK_TAI));
}

/* A 64-bit word at r0 + off of kernel memory → r0 */
static void chase(struct gen *g, s32 off, u8 size, bool user)
{
	struct marks m = marks(g);
	struct mem tmp = stack_alloc(g, 8);

	if (off)
		alu_imm(g, BPF_ADD, R0, off);
	read_memory(g, tmp, size, user, false);
	load(g, R0, tmp, size, false);
	release(g, m);
}

/* curtask->real_parent->tgid */
static void fetch_ppid(struct gen *g)
{
	const struct type *task = types_find(g->sema->types, "struct task_struct");
	struct member parent, tgid;

	if (!task || types_member(g->sema->types, task, "real_parent", &parent) ||
	    types_member(g->sema->types, task, "tgid", &tgid)) {
		gen_error(g, g->at, "ppid needs the kernel's type information (BTF)");
		return;
	}
	call(g, BPF_FUNC_get_current_task);
	chase(g, parent.offset, 8, false);
	chase(g, tgid.offset, 4, false);
}

/* The address of curtask->group_leader->comm → r0 */
static void pcomm_address(struct gen *g)
{
	const struct type *task = types_find(g->sema->types, "struct task_struct");
	struct member leader, comm;

	if (!task || types_member(g->sema->types, task, "group_leader", &leader) ||
	    types_member(g->sema->types, task, "comm", &comm)) {
		gen_error(g, g->at, "pcomm needs the kernel's type information (BTF)");
		return;
	}
	call(g, BPF_FUNC_get_current_task);
	chase(g, (s32)leader.offset, 8, false);
	alu_imm(g, BPF_ADD, R0, (s32)comm.offset);
}

/* The address of struct pt_regs → r0 */
static void regs_address(struct gen *g)
{
	if (g->opts->context == CTX_RAW_ARGS)
		load(g, R0, (struct mem){R6, 0}, 8,
		     false); /* sys_enter, sys_exit: first argument */
	else
		mov_reg(g, R0, R6);
}

static struct val fetch_reg(struct gen *g, const struct arch_reg *r, const char *what)
{
	if (!r) {
		gen_error(g, g->at, "%s is not in a register on this architecture", what);
		return val_imm(0);
	}
	if (g->opts->context == CTX_REGS || g->opts->context == CTX_PERF_EVENT)
		return val_load((struct mem){R6, r->offset}, arch_host()->word, false);
	regs_address(g);
	chase(g, r->offset, arch_host()->word, false);
	return val_r0();
}

static struct val fetch_reg_name(struct gen *g, const char *name, const char *what)
{
	return fetch_reg(g, name ? arch_reg(arch_host(), name) : NULL, what);
}

/* Functions return a long: negative errors stay negative where that has 32 bits. */
static struct val fetch_return(struct gen *g, const struct arch *a)
{
	struct val v = fetch_reg_name(g, a->ret, "the return value");

	if (a->word == 8)
		return v;
	to_reg(g, R0, v);
	alu_imm(g, BPF_LSH, R0, 32);
	alu_imm(g, BPF_ARSH, R0, 32);
	return val_r0();
}

static bool in_user_code(const struct gen *g)
{
	enum provider p = g->clause->variant->probes[0]->provider;

	return p == PROVIDER_UPROBE || p == PROVIDER_URETPROBE || p == PROVIDER_USDT;
}

/*
 * A word of the context. Of fentry and fexit programs the verifier knows that it is a pointer, and
 * allows only what may be done with one; twice negated it is a number like any other.
 */
static struct val fetch_word(struct gen *g, u32 n)
{
	enum provider p = g->clause->variant->probes[0]->provider;
	struct val v = val_load((struct mem){R6, (s32)n * 8}, 8, false);

	if (p != PROVIDER_FENTRY && p != PROVIDER_FEXIT)
		return v;
	to_reg(g, R0, v);
	emit(g, BPF_ALU64 | BPF_NEG, R0, 0, 0, 0);
	emit(g, BPF_ALU64 | BPF_NEG, R0, 0, 0, 0);
	return val_r0();
}

static struct val fetch_arg(struct gen *g, u32 n)
{
	if (g->clause->variant->probes[0]->provider == PROVIDER_USDT)
		return fetch_usdt(g, n);
	if (g->opts->context == CTX_RAW_ARGS)
		return fetch_word(g, n);
	return fetch_reg(g, arch_arg(arch_host(), n, in_user_code(g)), "this argument");
}

static struct val fetch_sarg(struct gen *g, u32 n)
{
	const struct arch *a = arch_host();

	to_reg(g, R0, fetch_reg_name(g, a->sp, "the stack pointer"));
	chase(g, arch_stack_arg(a, n), a->word, in_user_code(g));
	return val_r0();
}

/* At a uprobe the helper knows nothing before 6.6, and the instruction pointer has it. */
static bool has_func_ip(const struct gen *g)
{
	enum provider p = g->clause->variant->probes[0]->provider;

	return p == PROVIDER_FENTRY || p == PROVIDER_FEXIT ||
	       (g->opts->context == CTX_REGS && p != PROVIDER_UPROBE);
}

static struct val fetch_root(struct gen *g, const struct slot *s)
{
	const struct arch *a = arch_host();

	if (fetch_helper(g, s->root))
		return val_r0();
	switch (s->root) {
	case ROOT_NSECS:
		fetch_nsecs(g, s->arg);
		return val_r0();
	case ROOT_ELAPSED:
		call(g, BPF_FUNC_ktime_get_ns);
		load_reloc(g, R1, RELOC_START, 0);
		alu_reg(g, BPF_SUB, R0, R1);
		return val_r0();
	case ROOT_PPID:
		fetch_ppid(g);
		return val_r0();
	case ROOT_PROBE:
		load_probe_id(g, R0);
		return val_r0();
	case ROOT_CTX:
		mov_reg(g, R0, R6);
		return val_r0();
	case ROOT_ARG:
		return fetch_arg(g, s->arg);
	case ROOT_SARG:
		return fetch_sarg(g, s->arg);
	case ROOT_RETVAL:
		if (g->opts->context == CTX_RAW_ARGS)
			return fetch_word(
			        g, g->clause->variant->sig ? g->clause->variant->sig->nargs : 1);
		return fetch_return(g, a);
	case ROOT_REG:
		return fetch_reg_name(g, s->name, s->name);
	case ROOT_FUNC:
		if (g->opts->caps->func_ip && has_func_ip(g)) {
			mov_reg(g, R1, R6);
			call(g, BPF_FUNC_get_func_ip);
			return val_r0();
		}
		if (g->opts->context == CTX_RAW_ARGS) { /* each program has one function */
			load_reloc(g, R0, RELOC_FUNC, 0);
			return val_r0();
		}
		return fetch_reg_name(g, a->ip, "the instruction pointer");
	case ROOT_KSTACK:
	case ROOT_USTACK:
		return fetch_stack(g, s);
	case ROOT_PERF_PERIOD:
	case ROOT_PERF_ADDR:
		return val_load(
		        (struct mem){R6, a->context_size + (s->root == ROOT_PERF_ADDR ? 8 : 0)}, 8,
		        false);
	default:
		gen_error(g, s->span, "this value is not available here");
		return val_imm(0);
	}
}

/* A syscall's argument or number where sys_enter or sys_exit is a raw tracepoint. */
static struct val fetch_syscall_field(struct gen *g, const struct slot *s)
{
	const struct arch *a = arch_host();
	const char *name = s->name;
	bool is_number =
	        !strcmp(name, "id") || !strcmp(name, "__syscall_nr") || !strcmp(name, "nr");
	u32 n;

	if (is_number && !g->opts->syscall_exit)
		return val_load((struct mem){R6, 8}, 8, false);
	if (is_number)
		return fetch_reg_name(g, a->syscall_nr, "the system call's number");
	if (g->opts->syscall_exit)
		return val_load((struct mem){R6, 8}, 8, false);
	n = !strcmp(name, "args") ? (u32)(s->nsteps ? s->steps[0].off : s->off) / a->word
	                          : s->field_index - 1;
	return fetch_reg_name(g, n < 6 ? a->syscall_args[n] : NULL, name);
}

/* The record's field as a scalar, before any step. */
static struct val fetch_field(struct gen *g, const struct slot *s, s32 off, u8 size, bool sign)
{
	if (g->opts->context == CTX_RAW_ARGS) {
		struct val v = fetch_syscall_field(g, s);

		if (size == 8 || v.kind == VAL_IMM)
			return v;
		to_reg(g, R0, v);
		alu_imm(g, BPF_LSH, R0, 64 - size * 8);
		alu_imm(g, sign ? BPF_ARSH : BPF_RSH, R0, 64 - size * 8);
		return val_r0();
	}
	return val_load((struct mem){R6, (s32)s->field.offset + off}, size, sign);
}

/* Where a dynamic field's bytes are → r0 */
static void dynamic_field(struct gen *g, const struct slot *s)
{
	load(g, R0, (struct mem){R6, s->field.offset}, 4, false);
	alu_imm(g, BPF_AND, R0, 0xffff);
	if (s->field.rel_loc)
		alu_imm(g, BPF_ADD, R0, s->field.offset + 4);
	mov_reg(g, R1, R6);
	alu_reg(g, BPF_ADD, R1, R0);
	mov_reg(g, R0, R1);
}

/* Follow the steps; the address v (before the last offset) ends in r0. */
static void walk(struct gen *g, const struct slot *s)
{
	u32 first = 0;

	if (s->root == ROOT_FIELD && s->nsteps) {
		if (s->field.data_loc || s->field.rel_loc)
			dynamic_field(g, s);
		else
			to_reg(g, R0, fetch_field(g, s, s->steps[0].off, pointer_size(s), false));
		first = 1;
	} else if (s->root == ROOT_FIELD) {
		if (s->field.data_loc || s->field.rel_loc)
			dynamic_field(g, s);
		else
			address(g, R0, (struct mem){R6, s->field.offset});
	} else {
		to_reg(g, R0, fetch_root(g, s));
	}
	for (u32 i = first; i < s->nsteps; i++)
		chase(g, s->steps[i].off, arch_host()->word, s->steps[i].user);
}

static struct val bits(struct gen *g, const struct slot *s, struct val v)
{
	if (!s->bit_size)
		return v;
	to_reg(g, R0, v);
	alu_imm(g, BPF_LSH, R0, 64 - s->bit_offset - s->bit_size);
	alu_imm(g, s->is_signed ? BPF_ARSH : BPF_RSH, R0, 64 - s->bit_size);
	return val_r0();
}

static struct val kernel_int(struct gen *g, const struct slot *s)
{
	struct mem tmp;

	if (s->root == ROOT_FIELD && !s->nsteps && s->deref)
		return bits(g, s, fetch_field(g, s, s->off, s->size, s->is_signed && !s->bit_size));
	if (!s->nsteps && !s->deref && !s->off)
		return fetch_root(g, s);
	walk(g, s);
	if (s->off)
		alu_imm(g, BPF_ADD, R0, s->off);
	if (!s->deref)
		return val_r0();
	tmp = stack_alloc(g, 8);
	read_memory(g, tmp, s->size, s->user, false);
	return bits(g, s, val_load(tmp, s->size, s->is_signed && !s->bit_size));
}

struct val fetch_int(struct gen *g, s32 slot)
{
	const struct slot *s = &g->clause->slots[slot];

	if (!in_kernel(g)) {
		if (s->root == ROOT_RAND && !s->nsteps && !s->deref) {
			call(g, BPF_FUNC_get_prandom_u32);
			return val_r0();
		}
		return val_load((struct mem){R6, VM_SLOT_OFFSET(slot)}, 8, false);
	}
	return kernel_int(g, s);
}

static void kernel_bytes(struct gen *g, const struct slot *s, struct mem dst, u32 size, bool zero)
{
	u32 n = s->len && s->len < size ? s->len : size;
	bool in_context = s->root == ROOT_FIELD && !s->nsteps;

	if (s->root == ROOT_COMM) {
		if (zero) /* before 6.2 the helper leaves what follows the NUL as it was */
			mem_zero(g, dst, size);
		address(g, R1, dst);
		mov_imm(g, R2, n < 16 ? n : 16);
		call(g, BPF_FUNC_get_current_comm);
		return;
	}
	if (s->root == ROOT_PCOMM) {
		if (zero)
			mem_zero(g, dst, size);
		pcomm_address(g);
		read_string(g, dst, n < 16 ? n : 16, false, false);
		return;
	}
	if (in_context && g->opts->context == CTX_RAW_ARGS) {
		gen_error(g, s->span, "this field is not available in a raw tracepoint");
		return;
	}
	if (zero && (s->form == FORM_STR || n < size))
		mem_zero(g, dst, size);
	walk(g, s);
	if (s->off)
		alu_imm(g, BPF_ADD, R0, s->off);
	if (s->form == FORM_STR)
		read_string(g, dst, n, s->user && !in_context, s->any_space);
	else
		read_memory(g, dst, n, s->user && !in_context, s->any_space);
}

bool fetch_string_address(struct gen *g, s32 slot, struct string_source *out)
{
	const struct slot *s = &g->clause->slots[slot];
	bool in_context = s->root == ROOT_FIELD && !s->nsteps;

	if (!in_kernel(g) || s->form != FORM_STR || s->root == ROOT_COMM ||
	    (in_context && g->opts->context == CTX_RAW_ARGS))
		return false;
	walk(g, s);
	if (s->off)
		alu_imm(g, BPF_ADD, R0, s->off);
	out->user = s->user && !in_context;
	out->any_space = s->any_space;
	if (s->len && s->len < out->max)
		out->max = s->len;
	return true;
}

/* size bytes at dst; zero: what the captured bytes do not fill is cleared. */
void fetch_bytes(struct gen *g, s32 slot, struct mem dst, u32 size, bool zero)
{
	if (in_kernel(g)) {
		kernel_bytes(g, &g->clause->slots[slot], dst, size, zero);
		return;
	}
	mov_reg(g, R1, R6);
	mov_imm(g, R2, slot);
	address(g, R3, dst);
	mov_imm(g, R4, size);
	call(g, VM_FETCH_BYTES);
}
