// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions whose value is a scalar. */
#include <unistd.h>

#include "code/text.h"
#include "code/var.h"

/* Is the key there? Then the variable has its value; else it keeps its own. */
static struct val gen_find(struct gen *g, struct expr *e)
{
	const struct map *m = e->call.args->map.map;
	const struct sym *sym = e->call.args->next->var.sym;
	struct mem key = gen_key(g, m, e->call.args->map.key, 0), var = var_mem(g, sym);
	u32 done = label_new(g);

	map_lookup(g, m, key);
	jump_imm(g, BPF_JEQ, R0, 0, done);
	mov_reg(g, R8, R0);
	if (type_is_aggregate(m->value)) {
		to_reg(g, R0, gen_agg_read(g, e->call.args, key));
		store(g, var, 8, R0);
	} else if (type_is_scalar(sym->type)) {
		load(g, R0, (struct mem){R8, 0}, 8, false);
		store(g, var, 8, R0);
	} else if (m->value->kind == TY_TUPLE && !same_layout(m->value, sym->type)) {
		convert_tuple(g, var, sym->type, (struct mem){R8, 0}, m->value);
	} else {
		if (m->value->size < sym->type->size)
			mem_zero(g, var, sym->type->size);
		mem_copy(g, var, (struct mem){R8, 0}, m->value->size);
	}
	mov_imm(g, R0, 1);
	label_here(g, done);
	return val_r0();
}

/* The symbol's place in the copy of the CPU; NULL where there is no such CPU. */
static struct val gen_percpu_kaddr(struct gen *g, struct expr *e)
{
	struct expr *cpu = e->call.args->next;
	struct mem offset = stack_alloc(g, 8), number = stack_alloc(g, 8);
	u32 none = label_new(g), done = label_new(g);

	if (cpu)
		to_reg(g, R0, gen_val(g, cpu));
	else
		call(g, BPF_FUNC_get_smp_processor_id);
	jump_imm(g, BPF_JGE, R0, sysconf(_SC_NPROCESSORS_CONF), none);
	store(g, number, 8, R0);
	load_symbol(g, R0, "__per_cpu_offset");
	load(g, R1, number, 8, false);
	alu_imm(g, BPF_LSH, R1, 3);
	alu_reg(g, BPF_ADD, R0, R1);
	read_memory(g, offset, 8, false, false);
	load_symbol(g, R0, e->call.args->str.data);
	load(g, R1, offset, 8, false);
	alu_reg(g, BPF_ADD, R0, R1);
	jump(g, done);
	label_here(g, none);
	mov_imm(g, R0, 0);
	label_here(g, done);
	return val_r0();
}

/* Keys of a map, or frames of a stack. */
static struct val gen_len(struct gen *g, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (arg->kind != EXPR_MAP)
		return gen_stack_len(g, arg);
	if (in_kernel(g))
		return gen_map_len(g, e);
	mov_reg(g, R1, R6);
	load_map(g, R2, arg->map.map->id);
	call(g, VM_MAP_LEN);
	return val_r0();
}

static struct val gen_has_key(struct gen *g, struct expr *e)
{
	struct expr *m = e->call.args;
	u32 done = label_new(g);

	map_find(g, m->map.map, m->map.key ? m->map.key : m->next);
	jump_imm(g, BPF_JEQ, R0, 0, done);
	mov_imm(g, R0, 1);
	label_here(g, done);
	return val_r0();
}

/* Whether there was such a key: the helper's result is 0 or -ENOENT. */
static struct val gen_delete(struct gen *g, struct expr *e)
{
	u32 missing = label_new(g), done = label_new(g);

	gen_call_stmt(g, e);
	jump_imm(g, BPF_JSLT, R0, 0, missing);
	mov_imm(g, R0, 1);
	jump(g, done);
	label_here(g, missing);
	mov_imm(g, R0, 0);
	label_here(g, done);
	return val_r0();
}

static struct val gen_strncmp(struct gen *g, struct expr *e)
{
	struct expr *a = e->call.args, *b = a->next;
	u32 differ = label_new(g), done = label_new(g);
	u64 n = b->next && b->next->is_const ? b->next->const_value : UINT32_MAX;

	gen_string_compare(g, a, b, n > UINT32_MAX ? UINT32_MAX : (u32)n, false, differ);
	mov_imm(g, R0, 0);
	jump(g, done);
	label_here(g, differ);
	mov_imm(g, R0, 1);
	label_here(g, done);
	return val_r0();
}

struct val gen_call_val(struct gen *g, struct expr *e)
{
	const struct builtin *b = e->call.builtin;
	struct expr *arg = e->call.args;
	u32 done;

	switch (b ? b->func : FN_NONE) {
	case FN_KSYM:
	case FN_KPTR:
	case FN_UPTR:
	case FN_STRERROR:
	case FN_COMM:
	case FN_SYSCALL_NAME:
		return gen_val(g, arg);
	case FN_KADDR:
		load_symbol(g, R0, arg->str.data);
		return val_r0();
	case FN_PERCPU_KADDR:
		return gen_percpu_kaddr(g, e);
	case FN_FIND:
		return gen_find(g, e);
	case FN_LEN:
		return gen_len(g, e);
	case FN_KFUNC_ALLOWED:
		if (!in_kernel(g))
			return val_imm(0);
		load_kfunc_allowed(g, R0, arg->str.data);
		return val_r0();
	case FN_SKBOUTPUT:
		return gen_skboutput(g, e);
	case FN_SOCKET_COOKIE:
		return gen_socket_cookie(g, e);
	case FN_STRNCMP:
		return gen_strncmp(g, e);
	case FN_STRLEN:
		return gen_strlen(g, e);
	case FN_STRSTR:
		return gen_strstr(g, e);
	case FN_STRCONTAINS:
		return gen_strcontains(g, e);
	case FN_MEMCMP:
		return gen_memcmp(g, e);
	case FN_GLOBMATCH:
		return gen_globmatch(g, e);
	case FN_HAS_KEY:
		return gen_has_key(g, e);
	case FN_BSWAP:
		to_reg(g, R0, gen_val(g, arg));
		if (arg->type->size > 1)
			emit(g, BPF_ALU | BPF_END | BPF_TO_BE, R0, 0, 0, arg->type->size * 8);
		return val_r0();
	case FN_ABS:
		done = label_new(g);
		to_reg(g, R0, gen_val(g, arg));
		jump_imm(g, BPF_JSGE, R0, 0, done);
		emit(g, BPF_ALU64 | BPF_NEG, R0, 0, 0, 0);
		label_here(g, done);
		return val_r0();
	case FN_SIGNAL:
	case FN_SIGNAL_THREAD:
		to_reg(g, R1, gen_val(g, arg));
		call(g, b->func == FN_SIGNAL ? BPF_FUNC_send_signal : BPF_FUNC_send_signal_thread);
		return val_r0();
	case FN_DELETE:
		return gen_delete(g, e);
	case FN_EXIT:
		gen_call_stmt(g, e);
		return val_r0();
	default:
		if (e->slot >= 0)
			return fetch_int(g, e->slot);
		gen_error(g, e->span, "%s() is not supported here yet", e->call.name);
		return val_imm(0);
	}
}
