// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * for ($kv : @map). The variable is a (key, value) tuple, copied out of the map for each round. In
 * our VM that is a loop. The kernel has none for maps: a helper (since 5.13) calls the loop's body,
 * a function of its own behind the program. It has its own stack, so that variables of such
 * programs are in scratch; context and scratch reach it through the caller's stack.
 */
#include <string.h>

#include "code/gen.h"
#include "code/var.h"

#define FOR_EACH_MAP_ELEM 164

/* What the body is handed, on the caller's stack. */
enum { ENV_CONTEXT = 0, ENV_SCRATCH = 8, ENV_PROBE = 16, ENV_SIZE = 24 };

struct row {
	const struct map *map;
	struct mem key, value;
	u32 key_size, value_size;
};

static struct row row_of(const struct gen *g, const struct stmt *s)
{
	const struct sym *sym = s->each.var->var.sym;
	const struct map *m = s->each.map->map.map;
	struct mem var = var_mem(g, sym);

	return (struct row){.map = m,
	                    .key = mem_at(var, (s32)sym->type->fields[0].offset),
	                    .value = mem_at(var, (s32)sym->type->fields[1].offset),
	                    .key_size = type_is_scalar(m->key) ? 8 : m->key->size,
	                    .value_size = type_is_scalar(m->value) ? 8 : m->value->size};
}

static void each_in_vm(struct gen *g, struct stmt *s)
{
	struct loop loop = {g->loop, label_new(g), label_new(g)};
	struct row row = row_of(g, s);
	struct mem cursor = stack_alloc(g, 8);

	store_imm(g, cursor, 8, 0);
	g->loop = &loop;
	label_here(g, loop.next);
	mov_reg(g, R1, R6);
	load_map(g, R2, row.map->id);
	address(g, R3, cursor);
	address(g, R4, row.key);
	address(g, R5, row.value);
	call(g, VM_MAP_NEXT);
	jump_imm(g, BPF_JEQ, R0, 0, loop.end);
	gen_stmts(g, s->each.body);
	jump(g, loop.next);
	label_here(g, loop.end);
	g->loop = loop.outer;
}

/* r2: key, r3: value, r4: what the caller hands over → r6, r7, and the variable. */
static void enter_body(struct gen *g, struct stmt *s)
{
	struct row row = row_of(g, s);

	mov_reg(g, R8, R2);
	mov_reg(g, R9, R3);
	load(g, R6, (struct mem){R4, ENV_CONTEXT}, 8, false);
	load(g, R7, (struct mem){R4, ENV_SCRATCH}, 8, false);
	if (g->probe_id) {
		struct mem id = stack_alloc(g, 8);

		load(g, R0, (struct mem){R4, ENV_PROBE}, 8, false);
		store(g, id, 8, R0);
		g->probe_id = id.off;
	}
	mem_copy(g, row.key, (struct mem){R8, 0}, row.key_size);
	if (type_is_aggregate(row.map->value)) {
		to_reg(g, R0, gen_agg_read(g, s->each.map, (struct mem){R8, 0}));
		store(g, row.value, 8, R0);
	} else {
		mem_copy(g, row.value, (struct mem){R9, 0}, row.value_size);
	}
}

static void leave_body(struct gen *g, s32 result)
{
	mov_imm(g, R0, result);
	emit(g, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* The function. left: a word of scratch that says that the whole program ends. */
static void gen_body(struct gen *g, struct stmt *s, u32 func, struct mem left)
{
	struct loop loop = {NULL, label_new(g), label_new(g)};
	struct gen saved = *g;
	u32 begin = g->code->ninsns, leave = label_new(g);

	label_here(g, func);
	g->stack = 0;
	g->in_body = true;
	g->end = g->result = leave;
	enter_body(g, s);
	g->loop = &loop;
	gen_stmts(g, s->each.body);
	label_here(g, loop.next);
	leave_body(g, 0);
	label_here(g, leave);
	store_imm(g, left, 8, 1);
	label_here(g, loop.end);
	leave_body(g, 1);
	*ARENA_PUSH(g->arena, g->bodies, g->nbodies) = (struct body){begin, g->code->ninsns};
	g->stack = saved.stack;
	g->in_body = false;
	g->end = saved.end;
	g->result = saved.result;
	g->probe_id = saved.probe_id;
	g->loop = saved.loop;
}

static bool can_loop(struct gen *g, const struct stmt *s)
{
	const struct map *m = s->each.map->map.map;

	if (g->in_body)
		return !gen_error(g, s->span,
		                  "a loop over a map inside of another runs in BEGIN, END and "
		                  "interval probes, not in a kernel program");
	if (!g->opts->caps->for_each)
		return !gen_error(g, s->span,
		                  "this kernel's BPF has no loops over maps (they came with 5.13); "
		                  "they run in BEGIN, END and interval probes");
	if (type_is_aggregate(m->value) && !g->opts->caps->lookup_percpu)
		return !gen_error(
		        g, s->span,
		        "the values of @%s, kept for each CPU, cannot be read in a program "
		        "of this kernel (since 5.19)",
		        m->name);
	return true;
}

static void each_in_kernel(struct gen *g, struct stmt *s)
{
	struct mem env, left;
	u32 func = label_new(g);

	if (!can_loop(g, s))
		return;
	env = stack_alloc(g, ENV_SIZE);
	left = scratch_alloc(g, 8);
	store(g, mem_at(env, ENV_CONTEXT), 8, R6);
	store(g, mem_at(env, ENV_SCRATCH), 8, R7);
	store_imm(g, mem_at(env, ENV_PROBE), 8, 0);
	if (g->probe_id) {
		load(g, R0, (struct mem){R10, g->probe_id}, 4, false);
		store(g, mem_at(env, ENV_PROBE), 8, R0);
	}
	store_imm(g, left, 8, 0);
	load_map(g, R1, s->each.map->map.map->id);
	load_func(g, R2, func);
	address(g, R3, env);
	mov_imm(g, R4, 0);
	call(g, FOR_EACH_MAP_ELEM);
	load(g, R0, left, 8, false);
	jump_imm(g, BPF_JNE, R0, 0, g->end);
	gen_body(g, s, func, left);
}

/* The helper calls a function that does nothing, and says how often. */
struct val gen_map_len(struct gen *g, struct expr *e)
{
	const struct map *m = e->call.args->map.map;
	u32 func = label_new(g), behind = label_new(g), begin;

	if (g->in_body || !g->opts->caps->for_each) {
		gen_error(g, e->span,
		          g->in_body
		                  ? "len(@%s) inside of a loop over a map: count it before the "
		                    "loop"
		                  : "this kernel's BPF cannot count the keys of @%s (since 5.13); "
		                    "len() works in BEGIN, END and interval probes",
		          m->name);
		return val_imm(0);
	}
	load_map(g, R1, m->id);
	load_func(g, R2, func);
	mov_imm(g, R3, 0);
	mov_imm(g, R4, 0);
	call(g, FOR_EACH_MAP_ELEM);
	jump(g, behind);
	begin = g->code->ninsns;
	label_here(g, func);
	leave_body(g, 0);
	*ARENA_PUSH(g->arena, g->bodies, g->nbodies) = (struct body){begin, g->code->ninsns};
	label_here(g, behind);
	return val_r0();
}

void gen_each(struct gen *g, struct stmt *s)
{
	if (in_kernel(g))
		each_in_kernel(g, s);
	else
		each_in_vm(g, s);
}

/* Where instruction i goes when the bodies are put behind the program. */
static u32 *new_places(const struct gen *g)
{
	u32 n = g->code->ninsns, *place = arena_array(g->arena, u32, n + 1), at = 0, i = 0;

	for (u32 b = 0; b <= g->nbodies; b++) {
		u32 stop = b < g->nbodies ? g->bodies[b].begin : n;

		while (i < stop)
			place[i++] = at++;
		i = b < g->nbodies ? g->bodies[b].end : n;
	}
	for (u32 b = 0; b < g->nbodies; b++)
		for (i = g->bodies[b].begin; i < g->bodies[b].end; i++)
			place[i] = at++;
	place[n] = n;
	return place;
}

void move_bodies(struct gen *g)
{
	struct code *c = g->code;
	u32 n = c->ninsns, *place;
	struct bpf_insn *insns;
	struct span *spans;

	if (!g->nbodies)
		return;
	place = new_places(g);
	insns = arena_memdup(g->arena, c->insns, n * sizeof(*insns));
	spans = arena_memdup(g->arena, c->spans, n * sizeof(*spans));
	for (u32 i = 0; i < n; i++) {
		c->insns[place[i]] = insns[i];
		c->spans[place[i]] = spans[i];
	}
	for (u32 i = 0; i < g->nlabels; i++)
		if (g->labels[i] >= 0)
			g->labels[i] = (s32)place[g->labels[i]];
	for (u32 i = 0; i < g->nfixups; i++)
		g->fixups[i].insn = place[g->fixups[i].insn];
	for (u32 i = 0; i < c->nrelocs; i++)
		c->relocs[i].insn = place[c->relocs[i].insn];
}
