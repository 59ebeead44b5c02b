/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text to instructions: what code_disasm() prints, relocations excepted. '#' begins a comment. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code/code.h"
#include "code/helpers.h"
#include "util/hash.h"

#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80
#endif

struct fixup {
	u32 insn, line;
	const char *label;
	u32 len;
};

struct asm_state {
	struct arena *arena;
	const char *p; /* in the current line */
	u32 line;
	struct bpf_insn *insns;
	u32 n;
	struct fixup *fixups;
	u32 nfixups;
	struct hash labels; /* name → instruction + 1 */
	char *err;
};

struct mem {
	u8 size; /* BPF_B … */
	u8 reg;
	s16 off;
	bool is_signed;
};

struct reg {
	u8 index;
	bool wide;
};

static int fail(struct asm_state *s, const char *what)
{
	if (!s->err[0])
		snprintf(s->err, 128, "line %u: %s at '%.40s'", s->line, what, s->p);
	return -EINVAL;
}

static void skip_space(struct asm_state *s)
{
	while (*s->p == ' ' || *s->p == '\t')
		s->p++;
}

/* Take text if it is next; a word must end where text does. */
static bool take(struct asm_state *s, const char *text)
{
	size_t n = strlen(text);

	skip_space(s);
	if (strncmp(s->p, text, n) != 0)
		return false;
	if (isalnum((u8)text[n - 1]) && (isalnum((u8)s->p[n]) || s->p[n] == '_'))
		return false;
	s->p += n;
	return true;
}

static bool take_prefix(struct asm_state *s, const char *text)
{
	size_t n = strlen(text);

	skip_space(s);
	if (strncmp(s->p, text, n) != 0)
		return false;
	s->p += n;
	return true;
}

static bool take_int(struct asm_state *s, s64 *value)
{
	char *end;

	skip_space(s);
	errno = 0;
	*value = *s->p == '-' ? strtoll(s->p, &end, 0) : (s64)strtoull(s->p, &end, 0);
	if (end == s->p || errno || isalpha((u8)*end))
		return false;
	s->p = end;
	return true;
}

static bool take_reg(struct asm_state *s, struct reg *r)
{
	const char *start = s->p;
	s64 index;

	skip_space(s);
	if (*s->p != 'r' && *s->p != 'w')
		return false;
	r->wide = *s->p == 'r';
	s->p++;
	if (!isdigit((u8)*s->p) || !take_int(s, &index) || index > 10) {
		s->p = start;
		return false;
	}
	r->index = (u8)index;
	return true;
}

/* (u64 *)(r1 + 8) */
static bool take_mem(struct asm_state *s, struct mem *m)
{
	static const char *const sizes[] = {"32", "16", "8", "64"};
	struct reg r;
	s64 off;
	bool minus;
	u32 i = 0;

	if (!take(s, "("))
		return false;
	m->is_signed = take_prefix(s, "s");
	if (!m->is_signed && !take_prefix(s, "u"))
		return false;
	while (i < ARRAY_LEN(sizes) && !take(s, sizes[i]))
		i++;
	if (i == ARRAY_LEN(sizes) || !take(s, "*)(") || !take_reg(s, &r) || !r.wide)
		return false;
	m->size = (u8)(i << 3);
	m->reg = r.index;
	minus = take(s, "-");
	if (!minus && !take(s, "+"))
		return false;
	if (!take_int(s, &off) || !take(s, ")"))
		return false;
	m->off = (s16)(minus ? -off : off);
	return off >= 0 && off <= 32768 - !minus;
}

static void emit(struct asm_state *s, u8 code, u8 dst, u8 src, s16 off, s32 imm)
{
	*ARENA_PUSH(s->arena, s->insns, s->n) = (struct bpf_insn){
	        .code = code, .dst_reg = dst & 15, .src_reg = src & 15, .off = off, .imm = imm};
}

/* A register or an immediate behind an operator; gives BPF_X or BPF_K. */
static int take_operand(struct asm_state *s, bool wide, u8 *src, s32 *imm)
{
	struct reg r;
	s64 value;

	*src = 0;
	*imm = 0;
	if (take_reg(s, &r)) {
		*src = r.index;
		return r.wide == wide ? BPF_X : fail(s, "registers of two widths");
	}
	if (!take_int(s, &value))
		return fail(s, "register or number expected");
	if (value < INT32_MIN || value > UINT32_MAX)
		return fail(s, "number of more than 32 bits");
	*imm = (s32)value;
	return BPF_K;
}

static int parse_target(struct asm_state *s, s64 *off)
{
	struct fixup *f;

	skip_space(s);
	*off = 0;
	if (*s->p == '+' || *s->p == '-')
		return take_int(s, off) ? 0 : fail(s, "number expected");
	if (!isalpha((u8)*s->p))
		return fail(s, "label expected");
	f = ARENA_PUSH(s->arena, s->fixups, s->nfixups);
	f->insn = s->n;
	f->line = s->line;
	f->label = s->p;
	while (isalnum((u8)*s->p) || *s->p == '_')
		s->p++;
	f->len = (u32)(s->p - f->label);
	return 0;
}

static int parse_if(struct asm_state *s)
{
	/* The longest operators first. */
	static const struct {
		const char *text;
		u8 op;
	} ops[] = {{"s>=", BPF_JSGE}, {"s<=", BPF_JSLE}, {"s>", BPF_JSGT}, {"s<", BPF_JSLT},
	           {">=", BPF_JGE},   {"<=", BPF_JLE},   {"==", BPF_JEQ},  {"!=", BPF_JNE},
	           {">", BPF_JGT},    {"<", BPF_JLT},    {"&", BPF_JSET}};
	struct reg dst;
	u32 i = 0;
	int kind, err;
	u8 src;
	s32 imm;
	s64 off;

	if (!take_reg(s, &dst))
		return fail(s, "register expected");
	while (i < ARRAY_LEN(ops) && !take_prefix(s, ops[i].text))
		i++;
	if (i == ARRAY_LEN(ops))
		return fail(s, "comparison expected");
	kind = take_operand(s, dst.wide, &src, &imm);
	if (kind < 0)
		return kind;
	if (!take(s, "goto"))
		return fail(s, "goto expected");
	err = parse_target(s, &off);
	emit(s, (u8)(ops[i].op | kind | (dst.wide ? BPF_JMP : BPF_JMP32)), dst.index, src, (s16)off,
	     imm);
	return err;
}

static int parse_call(struct asm_state *s)
{
	const char *start;
	s64 id;

	skip_space(s);
	if (!take_int(s, &id)) {
		start = s->p;
		while (isalnum((u8)*s->p) || *s->p == '_')
			s->p++;
		id = code_helper_id(start, (size_t)(s->p - start));
		if (id < 0)
			return fail(s, "unknown helper before");
	}
	emit(s, BPF_JMP | BPF_CALL, 0, 0, 0, (s32)id);
	return 0;
}

static int parse_lock(struct asm_state *s)
{
	static const struct {
		const char *text;
		s32 op;
	} ops[] = {{"+=", BPF_ADD}, {"|=", BPF_OR}, {"&=", BPF_AND}, {"^=", BPF_XOR}};
	struct mem m;
	struct reg r;
	u32 i = 0;

	if (!take(s, "*") || !take_mem(s, &m))
		return fail(s, "memory operand expected");
	while (i < ARRAY_LEN(ops) && !take_prefix(s, ops[i].text))
		i++;
	if (i == ARRAY_LEN(ops) || !take_reg(s, &r) || !r.wide)
		return fail(s, "operation and register expected");
	emit(s, BPF_STX | BPF_ATOMIC | m.size, m.reg, r.index, m.off, ops[i].op);
	return 0;
}

static int parse_store(struct asm_state *s)
{
	struct mem m;
	s32 imm;
	u8 src;
	int kind;

	if (!take_mem(s, &m) || m.is_signed || !take(s, "="))
		return fail(s, "memory operand expected");
	kind = take_operand(s, true, &src, &imm);
	if (kind < 0)
		return kind;
	emit(s, (u8)((kind == BPF_X ? BPF_STX : BPF_ST) | BPF_MEM | m.size), m.reg, src, m.off,
	     imm);
	return 0;
}

/* r1 = atomic_fetch_add((u64 *)(r0 + 0), r1) */
static int parse_fetch(struct asm_state *s, struct reg dst)
{
	static const struct {
		const char *name;
		s32 op;
	} ops[] = {{"fetch_add", BPF_ADD | BPF_FETCH},
	           {"fetch_or", BPF_OR | BPF_FETCH},
	           {"fetch_and", BPF_AND | BPF_FETCH},
	           {"fetch_xor", BPF_XOR | BPF_FETCH},
	           {"xchg", BPF_XCHG},
	           {"cmpxchg", BPF_CMPXCHG}};
	struct reg r;
	struct mem m;
	u32 i = 0;

	while (i < ARRAY_LEN(ops) && !take(s, ops[i].name))
		i++;
	if (i == ARRAY_LEN(ops) || !take(s, "(") || !take_mem(s, &m) || !take(s, ","))
		return fail(s, "atomic operation expected");
	if (ops[i].op == BPF_CMPXCHG && (dst.index != 0 || !take(s, "r0") || !take(s, ",")))
		return fail(s, "r0 expected");
	if (!take_reg(s, &r) || !r.wide || !take(s, ")"))
		return fail(s, "register expected");
	if (ops[i].op != BPF_CMPXCHG && r.index != dst.index)
		return fail(s, "the result goes to the operand's register");
	emit(s, BPF_STX | BPF_ATOMIC | m.size, m.reg, r.index, m.off, ops[i].op);
	return 0;
}

static bool parse_end(struct asm_state *s, struct reg dst)
{
	static const struct {
		const char *name;
		u8 code;
	} ops[] = {{"be", BPF_ALU | BPF_END | BPF_TO_BE},
	           {"le", BPF_ALU | BPF_END | BPF_TO_LE},
	           {"bswap", BPF_ALU64 | BPF_END | BPF_TO_LE}};
	struct reg r;
	s64 bits;

	for (u32 i = 0; i < ARRAY_LEN(ops); i++) {
		if (!take_prefix(s, ops[i].name))
			continue;
		if (!take_int(s, &bits) || !take_reg(s, &r) || r.index != dst.index)
			return false;
		emit(s, ops[i].code, dst.index, 0, 0, (s32)bits);
		return true;
	}
	return false;
}

static int parse_sign_extension(struct asm_state *s, struct reg dst)
{
	struct reg r;
	s64 bits;

	if (!take_int(s, &bits) || !take(s, ")") || !take_reg(s, &r) || r.wide != dst.wide)
		return fail(s, "(sN) and a register expected");
	emit(s, BPF_MOV | BPF_X | (dst.wide ? BPF_ALU64 : BPF_ALU), dst.index, r.index, (s16)bits,
	     0);
	return 0;
}

static int parse_imm64(struct asm_state *s, struct reg dst, u64 value, u8 src)
{
	emit(s, BPF_LD | BPF_IMM | BPF_DW, dst.index, src, 0, (s32)value);
	emit(s, 0, 0, 0, 0, (s32)(value >> 32));
	return 0;
}

static int parse_load(struct asm_state *s, struct reg dst)
{
	struct mem m;

	if (!take_mem(s, &m) || !dst.wide)
		return fail(s, "memory operand expected");
	emit(s, (u8)(BPF_LDX | (m.is_signed ? BPF_MEMSX : BPF_MEM) | m.size), dst.index, m.reg,
	     m.off, 0);
	return 0;
}

/* What follows "rN =". */
static int parse_set(struct asm_state *s, struct reg dst)
{
	u8 class = dst.wide ? BPF_ALU64 : BPF_ALU, src;
	const char *start;
	struct reg r;
	s64 value;
	s32 imm;
	int kind;

	if (take(s, "*"))
		return parse_load(s, dst);
	if (take_prefix(s, "(s"))
		return parse_sign_extension(s, dst);
	if (take_prefix(s, "atomic_"))
		return parse_fetch(s, dst);
	if (take(s, "map_fd"))
		return take_int(s, &value) ? parse_imm64(s, dst, (u32)value, BPF_PSEUDO_MAP_FD)
		                           : fail(s, "number expected");
	if (parse_end(s, dst))
		return 0;
	start = s->p;
	if (take(s, "-") && take_reg(s, &r)) {
		if (r.index != dst.index || r.wide != dst.wide)
			return fail(s, "the same register expected");
		emit(s, class | BPF_NEG, dst.index, 0, 0, 0);
		return 0;
	}
	s->p = start;
	if (take_int(s, &value) && take(s, "ll"))
		return dst.wide ? parse_imm64(s, dst, (u64)value, 0) : fail(s, "rN expected");
	s->p = start;
	kind = take_operand(s, dst.wide, &src, &imm);
	if (kind < 0)
		return kind;
	emit(s, (u8)(class | BPF_MOV | kind), dst.index, src, 0, imm);
	return 0;
}

static int parse_alu(struct asm_state *s, struct reg dst)
{
	static const struct {
		const char *text;
		u8 op, off;
	} ops[] = {{"s>>=", BPF_ARSH, 0}, {"s/=", BPF_DIV, 1}, {"s%=", BPF_MOD, 1},
	           {"<<=", BPF_LSH, 0},   {">>=", BPF_RSH, 0}, {"+=", BPF_ADD, 0},
	           {"-=", BPF_SUB, 0},    {"*=", BPF_MUL, 0},  {"/=", BPF_DIV, 0},
	           {"%=", BPF_MOD, 0},    {"|=", BPF_OR, 0},   {"&=", BPF_AND, 0},
	           {"^=", BPF_XOR, 0}};
	u32 i = 0;
	int kind;
	s32 imm;
	u8 src;

	if (take(s, "="))
		return parse_set(s, dst);
	while (i < ARRAY_LEN(ops) && !take(s, ops[i].text))
		i++;
	if (i == ARRAY_LEN(ops))
		return fail(s, "operator expected");
	kind = take_operand(s, dst.wide, &src, &imm);
	if (kind < 0)
		return kind;
	emit(s, (u8)((dst.wide ? BPF_ALU64 : BPF_ALU) | ops[i].op | kind), dst.index, src,
	     ops[i].off, imm);
	return 0;
}

static int parse_insn(struct asm_state *s)
{
	struct reg dst;
	s64 off;
	int err;

	if (take(s, "exit")) {
		emit(s, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
		return 0;
	}
	if (take(s, "goto")) {
		err = parse_target(s, &off);
		emit(s, BPF_JMP | BPF_JA, 0, 0, (s16)off, 0);
		return err;
	}
	if (take(s, "if"))
		return parse_if(s);
	if (take(s, "call"))
		return parse_call(s);
	if (take(s, "lock"))
		return parse_lock(s);
	if (take(s, "*"))
		return parse_store(s);
	if (take_reg(s, &dst))
		return parse_alu(s, dst);
	return fail(s, "instruction expected");
}

/* "L1:" at the line's start. */
static int parse_label(struct asm_state *s)
{
	const char *start, *end;

	skip_space(s);
	start = end = s->p;
	while (isalnum((u8)*end) || *end == '_')
		end++;
	if (end == start || *end != ':')
		return 0;
	s->p = end + 1;
	if (hash_put(&s->labels, start, (size_t)(end - start), (void *)(uintptr_t)(s->n + 1)))
		return fail(s, "label defined twice before");
	return 0;
}

static bool at_end(struct asm_state *s)
{
	skip_space(s);
	return *s->p == '\0' || *s->p == '#' || *s->p == ';';
}

static int parse_line(struct asm_state *s)
{
	int err = parse_label(s);

	if (err || at_end(s))
		return err;
	err = parse_insn(s);
	if (err)
		return err;
	return at_end(s) ? 0 : fail(s, "end of line expected");
}

static int fix_jumps(struct asm_state *s)
{
	for (u32 i = 0; i < s->nfixups; i++) {
		struct fixup *f = &s->fixups[i];
		uintptr_t to = (uintptr_t)hash_get(&s->labels, f->label, f->len);
		s64 off = (s64)to - 1 - (s64)f->insn - 1;

		if (!to || off != (s16)off) {
			s->line = f->line;
			s->p = f->label;
			return fail(s, to ? "jump too far" : "no such label");
		}
		s->insns[f->insn].off = (s16)off;
	}
	return 0;
}

int code_asm(struct arena *a, const char *text, struct bpf_insn **insns, u32 *n, char err[128])
{
	struct asm_state s = {.arena = a, .err = err, .labels = HASH_INIT};
	int ret = 0;

	err[0] = '\0';
	while (!ret && *text) {
		size_t len = strcspn(text, "\n");

		s.line++;
		s.p = arena_strndup(a, text, len);
		ret = parse_line(&s);
		text += len + (text[len] == '\n');
	}
	if (!ret)
		ret = fix_jumps(&s);
	hash_free(&s.labels);
	*insns = s.insns;
	*n = s.n;
	return ret;
}
