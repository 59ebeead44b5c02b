/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the code generator. One pass over the typed tree, no intermediate form: values under
 * construction are described (struct val) and put into registers as late as possible.
 *
 * Registers: r6 context, r7 scratch (clauses that use it), r8 a map value while an aggregate is
 * updated, r9 spare; r0–r5 temporaries that no call keeps. A value that must survive a call lives
 * in an 8-byte stack slot. What takes more than 64 bytes lives in the scratch area.
 */
#ifndef SONDE_GEN_H
#define SONDE_GEN_H

#include "code/code.h"

#define STACK_MAX 512
#define SMALL     64 /* bytes that may go to the stack */

enum { R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 };

/* Memory: base register and offset. */
struct mem {
	u8 reg;
	s32 off;
};

enum val_kind {
	VAL_IMM,
	VAL_R0,
	VAL_LOAD, /* in memory: not loaded yet; reading it has no side effect */
};

struct val {
	enum val_kind kind;
	s64 imm;
	struct mem mem;
	u8 size;
	bool is_signed;
};

struct fixup {
	u32 insn, label;
	bool func; /* the distance is the instruction's value: a function's address */
};

/* Instructions of a loop's body that is a function: each.c */
struct body {
	u32 begin, end;
};

struct loop {
	struct loop *outer;
	u32 next, end; /* labels */
};

struct gen {
	const struct plan *plan;
	const struct plan_clause *clause;
	const struct code_opts *opts;
	const struct sema *sema;
	struct diag *diag;
	struct arena *arena;
	struct code *code;
	s32 *labels; /* instruction each label stands at; -1: not placed */
	u32 nlabels;
	struct fixup *fixups;
	u32 nfixups;
	u32 stack, stack_high; /* bytes in use, and the most that ever was */
	u32 scratch, scratch_high;
	bool has_scratch; /* the prologue fetched r7 */
	u32 end;          /* label of the epilogue */
	u32 result;       /* label behind the epilogue, with r0 set: tests */
	struct loop *loop;
	u32 leave;      /* label behind the body of the function that we are in */
	struct span at; /* of what is being compiled, for code->spans */
	struct body *bodies;
	u32 nbodies;
	bool in_body; /* of a loop over a map, in a function of its own */
	bool quiet;   /* -k: what fails now is meant to */
	s32 probe_id; /* stack offset of the attach point's id, 0: not kept */
	int err;
};

static inline bool in_kernel(const struct gen *g)
{
	return g->opts->exec == EXEC_KERNEL;
}

static inline struct mem mem_at(struct mem m, s32 off)
{
	m.off += off;
	return m;
}

static inline struct val val_imm(s64 imm)
{
	return (struct val){.kind = VAL_IMM, .imm = imm};
}

static inline struct val val_r0(void)
{
	return (struct val){.kind = VAL_R0};
}

static inline struct val val_load(struct mem m, u8 size, bool is_signed)
{
	return (struct val){.kind = VAL_LOAD, .mem = m, .size = size, .is_signed = is_signed};
}

/* emit.c: instructions, labels, relocations */
void emit(struct gen *g, u8 op, u8 dst, u8 src, s16 off, s32 imm);
u32 label_new(struct gen *g);
void label_here(struct gen *g, u32 label);
void mov_imm(struct gen *g, u8 dst, s64 imm);
void mov_reg(struct gen *g, u8 dst, u8 src);         /* nothing if they are the same */
void alu_imm(struct gen *g, u8 op, u8 dst, s64 imm); /* BPF_ADD …; wide immediates through r5 */
void alu_reg(struct gen *g, u8 op, u8 dst, u8 src);
void load(struct gen *g, u8 dst, struct mem src, u8 size, bool is_signed);
void store(struct gen *g, struct mem dst, u8 size, u8 src);
void store_imm(struct gen *g, struct mem dst, u8 size, s32 imm);
void jump(struct gen *g, u32 label);
void jump_imm(struct gen *g, u8 op, u8 reg, s64 imm, u32 label); /* BPF_JEQ …; may clobber r5 */
void jump_reg(struct gen *g, u8 op, u8 a, u8 b, u32 label);
void call(struct gen *g, u32 helper);
void load_map(struct gen *g, u8 dst, u32 index);
void load_symbol(struct gen *g, u8 dst, const char *name); /* a kernel symbol's address */
void load_kfunc_allowed(struct gen *g, u8 dst, const char *name);
void load_reloc(struct gen *g, u8 dst, enum reloc_kind kind, u32 index);
void load_func(struct gen *g, u8 dst, u32 label);  /* of a function of this program */
void address(struct gen *g, u8 dst, struct mem m); /* dst = m.reg + m.off */
void resolve_labels(struct gen *g);
int gen_error(struct gen *g, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* mem.c: stack and scratch, copying, zeroing */
struct mem stack_alloc(struct gen *g, u32 size);
struct mem mem_alloc(struct gen *g, u32 size); /* stack if small, else scratch */
struct mem scratch_alloc(struct gen *g, u32 size);
void mem_zero(struct gen *g, struct mem m, u32 size);
/* Large ones by a helper: keeps r6 to r9 only. */
void mem_copy(struct gen *g, struct mem dst, struct mem src, u32 size);
void mem_bytes(struct gen *g, struct mem dst, const void *data, u32 len, u32 size);
/* Save and restore what was allocated meanwhile. */
struct marks {
	u32 stack, scratch;
};
struct marks marks(const struct gen *g);
void release(struct gen *g, struct marks m);
struct val spill(struct gen *g, struct val v); /* a value that calls do not destroy */
void to_reg(struct gen *g, u8 reg, struct val v);

/* fetch.c: capture slots */
struct val fetch_int(struct gen *g, s32 slot);
/* A typed pointer in r0, not NULL: else jumps to none. */
void fetch_typed(struct gen *g, const struct expr *e, u32 none);
void fetch_bytes(struct gen *g, s32 slot, struct mem dst, u32 size, bool zero);
bool kernel_only(struct gen *g); /* or an error is noted */
struct val fetch_stack(struct gen *g, const struct slot *s);
struct val gen_stack_len(struct gen *g, struct expr *e); /* frames of kstack or ustack */
struct val fetch_usdt(struct gen *g, u32 n);             /* fetch_usdt.c: argN of a USDT probe */
s32 find_root(const struct gen *g, enum root root);      /* slot of a bare root, or -1 */
/* *(size bytes at the address in r0) → memory; size 0: r9 has it. A kernel program only */
void read_memory(struct gen *g, struct mem dst, u32 size, bool user, bool any_space);
/* The same, through a pointer in r0 that may be into the program's own memory: what & gave. */
void read_pointed(struct gen *g, struct mem dst, u32 size, bool user, bool own);
void read_string(struct gen *g, struct mem dst, u32 size, bool user, bool any_space);
/* A string behind the address in r0; of max bytes at most, its NUL included. */
struct string_source {
	u32 max;
	bool user, any_space;
};

/* If the slot is a string in memory: its address in r0, *out narrowed. Else false. */
bool fetch_string_address(struct gen *g, s32 slot, struct string_source *out);
/* Bytes of a field that is used as a pointer: one, a long, or an element of an array of them. */
u8 pointer_size(const struct slot *s);
u32 string_helper(struct gen *g, const struct string_source *s); /* that reads it */
/* The C string at src to dst, with its NUL at most size bytes; zero: all size bytes are written. */
void string_copy(struct gen *g, struct mem dst, struct mem src, u32 size, bool zero);
bool use_slot(const struct gen *g, const struct expr *e);
void load_probe_id(struct gen *g, u8 dst);

/* object.c: path(), socket_cookie() */
void gen_path(struct gen *g, struct expr *e, struct mem dst, u32 size);
struct val gen_skboutput(struct gen *g, struct expr *e);
struct val gen_socket_cookie(struct gen *g, struct expr *e);

/* warn.c, behind a call: -k wants to know if r0 is an error; -kk if r0 is no element. r0 is kept */
void warn_helper(struct gen *g, u32 helper);
void warn_lookup(struct gen *g);

/* expr.c, logic.c, string.c, value.c */
struct val gen_val(struct gen *g, struct expr *e); /* scalars */
void gen_to_mem(struct gen *g, struct expr *e, struct mem dst, const struct type *t, bool zero);
void gen_branch(struct gen *g, struct expr *e, bool when, u32 label); /* jump if e is (not) true */
struct val gen_bool(struct gen *g, struct expr *e);
void gen_divide(struct gen *g, bool is_signed); /* r0 /= r1 */
/* Narrow r0 to the type and extend it again: what storing and loading it would do. */
void wrap(struct gen *g, const struct type *t);
void gen_string_compare(struct gen *g, struct expr *l, struct expr *r, u32 max, bool equal,
                        u32 label);
void gen_memory_compare(struct gen *g, struct expr *l, struct expr *r, bool equal, u32 label);
struct val gen_call_val(struct gen *g, struct expr *e);
void gen_call_mem(struct gen *g, struct expr *e, struct mem dst, const struct type *t, bool zero);
bool is_leaf(const struct gen *g, const struct expr *e);
u8 size_code(u8 size);

/* map.c, agg.c */
struct mem gen_key(struct gen *g, const struct map *m, struct expr *key, u32 extra);
void map_lookup(struct gen *g, const struct map *m, struct mem key); /* r0: value or NULL */
void map_update(struct gen *g, u32 index, struct mem key, struct mem value, u32 flags);
void map_find(struct gen *g, const struct map *m, struct expr *key); /* r0: not 0 if it is there */
void map_remove(struct gen *g, const struct map *m, struct expr *key);
struct val gen_map_read(struct gen *g, struct expr *e);
void gen_map_read_mem(struct gen *g, struct expr *e, struct mem dst, const struct type *t);
/* str(@m[k]) where our VM keeps the string behind the pointer: plan_kept() */
void gen_map_kept(struct gen *g, const struct map *m, struct expr *key, struct mem dst, u32 size);
void gen_map_assign(struct gen *g, struct expr *target, enum op op, struct expr *value);
struct val gen_map_incdec(struct gen *g, struct expr *e, bool value_used);
void gen_aggregate(struct gen *g, struct expr *target, struct expr *call);
/* agg_read.c: an aggregate as an integer, all CPUs' shares merged */
struct val gen_agg_read(struct gen *g, struct expr *e, struct mem key);
void count_lost(struct gen *g, enum lost which);

/* each.c: loops over maps; their bodies go behind the program, before labels are resolved */
void gen_each(struct gen *g, struct stmt *s);
struct val gen_map_len(struct gen *g, struct expr *e); /* len(@map) in the kernel */
void move_bodies(struct gen *g);

/* stmt.c, action.c */
void gen_stmts(struct gen *g, struct stmt *s);
void gen_call_stmt(struct gen *g, struct expr *e);
void gen_action(struct gen *g, struct expr *e);

#endif
