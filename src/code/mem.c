// SPDX-License-Identifier: GPL-2.0-or-later
/* Where values live while a clause runs: stack slots and the scratch area. */
#include <string.h>

#include "code/gen.h"
#include "probe/arch.h"

/* Stack that is kept for 8-byte temporaries when larger things ask. */
#define STACK_RESERVE 128
/* More bytes than this a helper copies in fewer instructions. */
#define COPY_INLINE 256
#define ZERO_INLINE 256

static u32 stack_max(const struct gen *g)
{
	if (!in_kernel(g) || (!g->clause->loops_over_maps && !g->clause->counts_maps))
		return STACK_MAX;
	/* a loop's body has a stack of its own; that which only counts has the least there is */
	return g->clause->loops_over_maps ? STACK_MAX / 2 : STACK_MAX - 32;
}

static struct mem stack_take(struct gen *g, u32 size)
{
	g->stack += ALIGN_UP(size, 8);
	if (g->stack > g->stack_high)
		g->stack_high = g->stack;
	return (struct mem){R10, -(s32)g->stack};
}

struct mem stack_alloc(struct gen *g, u32 size)
{
	if (g->stack + size > stack_max(g)) {
		gen_error(g, g->at,
		          "this clause needs more than the %d bytes of stack that BPF has",
		          (int)stack_max(g));
		return (struct mem){R10, -8};
	}
	return stack_take(g, size);
}

struct mem scratch_alloc(struct gen *g, u32 size)
{
	u32 at = g->scratch;

	g->scratch += ALIGN_UP(size, 8);
	if (g->scratch > g->scratch_high)
		g->scratch_high = g->scratch;
	if (g->scratch > 28 * 1024)
		gen_error(g, g->at, "the values of this clause take more than 28 KiB");
	return (struct mem){R7, (s32)(sizeof(struct scratch_header) + at)};
}

struct mem mem_alloc(struct gen *g, u32 size)
{
	if (size <= SMALL && g->stack + size + STACK_RESERVE <= stack_max(g))
		return stack_take(g, size);
	return scratch_alloc(g, size);
}

/* Strings in tuples may be anywhere, and old verifiers insist: the widest access that is aligned.
 */
static u32 access_size(s32 off, s32 other, u32 left)
{
	u32 size = 8;

	while (size > left || off % (s32)size || other % (s32)size)
		size /= 2;
	return size;
}

void mem_zero(struct gen *g, struct mem m, u32 size)
{
	if (in_kernel(g) && size > ZERO_INLINE) {
		/* a read that fails leaves zeros. Nothing is ever mapped in the last page; newer
		 * helpers refuse address 0 without a fault. */
		mov_imm(g, R0, g->opts->caps->probe_read_kernel ? 0 : -4096);
		g->quiet = true;
		read_memory(g, m, size, false, false);
		g->quiet = false;
		return;
	}
	for (u32 i = 0, n; i < size; i += n) {
		n = access_size(m.off + (s32)i, 0, size - i);
		store_imm(g, mem_at(m, i), (u8)n, 0);
	}
}

void mem_copy(struct gen *g, struct mem dst, struct mem src, u32 size)
{
	if (in_kernel(g) && size > COPY_INLINE) {
		address(g, R0, src);
		read_memory(g, dst, size, false, false);
		return;
	}
	for (u32 i = 0, n; i < size; i += n) {
		n = access_size(dst.off + (s32)i, src.off + (s32)i, size - i);
		load(g, R0, mem_at(src, i), (u8)n, false);
		store(g, mem_at(dst, i), (u8)n, R0);
	}
}

/* n bytes (1, 2, 4, 8) as the word that stores them. */
static u64 word_of(const u8 *p, u32 len, u32 n)
{
	u64 word = 0;

	for (u32 k = 0; k < n; k++) {
		u64 byte = k < len ? p[k] : 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		word |= byte << (k * 8);
#else
		word |= byte << ((n - 1 - k) * 8);
#endif
	}
	return word;
}

void mem_bytes(struct gen *g, struct mem dst, const void *data, u32 len, u32 size)
{
	const u8 *p = data;

	for (u32 i = 0, n; i < size; i += n) {
		u64 word;

		n = access_size(dst.off + (s32)i, 0, size - i);
		word = i < len ? word_of(p + i, len - i, n) : 0;
		if (n < 8 || (s64)word == (s32)word) {
			store_imm(g, mem_at(dst, i), (u8)n, (s32)word);
		} else {
			mov_imm(g, R0, word);
			store(g, mem_at(dst, i), 8, R0);
		}
	}
}

struct marks marks(const struct gen *g)
{
	return (struct marks){g->stack, g->scratch};
}

void release(struct gen *g, struct marks m)
{
	g->stack = m.stack;
	g->scratch = m.scratch;
}

struct val spill(struct gen *g, struct val v)
{
	struct mem m;

	if (v.kind != VAL_R0)
		return v;
	m = stack_alloc(g, 8);
	store(g, m, 8, R0);
	return val_load(m, 8, false);
}

void to_reg(struct gen *g, u8 reg, struct val v)
{
	if (v.kind == VAL_IMM)
		mov_imm(g, reg, v.imm);
	else if (v.kind == VAL_R0)
		mov_reg(g, reg, R0);
	else
		load(g, reg, v.mem, v.size, v.is_signed);
}

u8 pointer_size(const struct slot *s)
{
	const struct type *t = s->field.type;

	while (t && t->kind == TY_ARRAY)
		t = t->elem;
	return t && (t->size == 4 || t->size == 8) ? (u8)t->size : arch_host()->word;
}
