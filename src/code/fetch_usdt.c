// SPDX-License-Identifier: GPL-2.0-or-later
/* Arguments of USDT probes: registers, constants and user memory, as the note says. */
#include "code/gen.h"
#include "probe/arch.h"
#include "probe/usdt.h"

/* base + index * scale + displacement → r0 */
static void usdt_address(struct gen *g, const struct usdt_arg *a)
{
	u8 word = arch_host()->word;

	if (a->index) {
		load(g, R1, (struct mem){R6, a->index->offset}, word, false);
		alu_imm(g, BPF_LSH, R1, __builtin_ctz(a->scale));
	}
	if (a->base)
		load(g, R0, (struct mem){R6, a->base->offset}, word, false);
	else
		mov_imm(g, R0, 0);
	if (a->index)
		alu_reg(g, BPF_ADD, R0, R1);
	if (a->value)
		alu_imm(g, BPF_ADD, R0, a->value);
}

/* r0's bits from shift on, size bytes of them */
static void usdt_narrow(struct gen *g, const struct usdt_arg *a)
{
	u32 left = 64 - a->size * 8 - a->shift;

	if (left)
		alu_imm(g, BPF_LSH, R0, left);
	if (left + a->shift)
		alu_imm(g, a->is_signed ? BPF_ARSH : BPF_RSH, R0, left + a->shift);
}

struct val fetch_usdt(struct gen *g, u32 n)
{
	const struct usdt_site *site = g->clause->variant->probes[0]->usdt;
	const struct usdt_arg *a = site ? &site->args[n] : NULL;
	struct mem tmp;

	if (!site || n >= site->nargs) {
		gen_error(g, g->at, "this USDT probe has %u arguments", site ? site->nargs : 0);
		return val_imm(0);
	}
	switch (a->where) {
	case USDT_CONSTANT:
		return val_imm(a->value);
	case USDT_REGISTER:
		load(g, R0, (struct mem){R6, a->base->offset}, arch_host()->word, false);
		usdt_narrow(g, a);
		return val_r0();
	case USDT_MEMORY:
		usdt_address(g, a);
		tmp = stack_alloc(g, 8);
		read_memory(g, tmp, a->size, true, false);
		return val_load(tmp, a->size, a->is_signed);
	case USDT_UNKNOWN:
		break;
	}
	gen_error(g, g->at, "where this argument is cannot be told from \"%s\"", site->text);
	return val_imm(0);
}
