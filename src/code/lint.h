/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of code_lint(): what is known before each instruction, over all paths to it. Where paths
 * meet, what they disagree on is forgotten. So it knows less than a verifier that walks every path:
 * a program that passes here needs no luck there. States are kept where paths meet or part only.
 */
#ifndef SONDE_CODE_LINT_H
#define SONDE_CODE_LINT_H

#include "code/code.h"

#define LINT_REGS  11
#define LINT_STACK 512
#define LINT_SLOTS (LINT_STACK / 8)
#define UNBOUNDED  UINT64_MAX

enum lint_kind {
	K_UNINIT,
	K_SCALAR,
	K_MIXED, /* initialised, of different kinds on different paths: a number at best */
	K_CTX,
	K_STACK,
	K_MAP,
	K_VALUE,
	K_VALUE_OR_NULL,
};

struct lint_reg {
	enum lint_kind kind;
	u32 map; /* MAP, VALUE*: index */
	u32 id;  /* VALUE_OR_NULL: the look-up that it came from, 0: forgotten */
	s32 off; /* pointers: constant part of the offset (STACK: from r10, negative) */
	/* SCALAR: its unsigned range. Pointers: that of the offset's variable part. */
	u64 min, max;
};

struct lint_state {
	bool reached;
	u32 merges;
	struct lint_reg r[LINT_REGS];
	u64 init[LINT_STACK / 64];         /* bit i: byte r10 - 512 + i is initialised */
	struct lint_reg spill[LINT_SLOTS]; /* aligned words that hold a whole register */
};

struct lint {
	const struct code *code;
	const struct code_caps *caps; /* NULL: for our VM */
	const struct reloc **relocs;  /* by instruction */
	struct lint_state **states;   /* before each instruction that starts a block; else NULL */
	u32 at;                       /* instruction that is looked at */
	char *err;
	bool wrong;
};

/* The first complaint is kept. Always returns -EINVAL. */
int lint_fail(struct lint *l, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* lint_state.c */
struct lint_reg lint_scalar(u64 min, u64 max);
struct lint_reg lint_any(void);
void lint_start(struct lint_state *s); /* at the program's first instruction */
/* Merge from into to. True if to changed. */
bool lint_merge(struct lint_state *to, const struct lint_state *from);
bool lint_stack_is_init(const struct lint_state *s, s32 off, u32 size);
void lint_stack_set_init(struct lint_state *s, s32 off, u32 size);
/* Every copy of the value looked up by id becomes a value, or 0. */
void lint_null_check(struct lint_state *s, u32 id, bool null);
void lint_forget_id(struct lint_state *s, u32 id);

/* lint_access.c: 0 or -EINVAL */
int lint_read_reg(struct lint *l, const struct lint_state *s, u8 reg);
int lint_load(struct lint *l, struct lint_state *s, const struct bpf_insn *in);
int lint_store(struct lint *l, struct lint_state *s, const struct bpf_insn *in);
int lint_atomic(struct lint *l, struct lint_state *s, const struct bpf_insn *in);
/* Memory that a helper reads (must be initialised) or writes through reg. */
int lint_memory(struct lint *l, struct lint_state *s, u8 reg, u64 size, bool write);
u32 lint_map_key_size(const struct lint *l, u32 map);   /* 0: unknown */
u32 lint_map_value_size(const struct lint *l, u32 map); /* 0: unknown */

/* lint_call.c */
int lint_call(struct lint *l, struct lint_state *s, s32 helper);

/* lint_flow.c: jumps in range, no unreachable code, back edges, end of the program. */
int lint_flow(struct lint *l);
/* Successors of an instruction (at most 2): how many. next[0] falls through, if it does. */
u32 lint_next(const struct code *c, u32 i, u32 next[2]);

#endif
