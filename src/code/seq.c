/* SPDX-License-Identifier: GPL-2.0-or-later */
/* printf() in a pinned iterator: the kernel writes to whoever reads the pinned file. */
#include <string.h>

#include "code/text.h"

/*
 * The context of an iterator begins with a pointer to struct bpf_iter_meta, and that with the
 * pointer to the struct seq_file: both are ABI. The verifier knows what is loaded so.
 */
static void load_seq_file(struct gen *g, u8 reg)
{
	load(g, reg, (struct mem){R6, 0}, 8, false);
	load(g, reg, (struct mem){reg, 0}, 8, false);
}

void gen_seq_printf(struct gen *g, struct expr *e)
{
	u32 size = (u32)strlen(e->call.kernel_format) + 1, n = e->call.nargs - 1, i = 0;
	struct mem text = scratch_alloc(g, size), values = scratch_alloc(g, n ? n * 8 : 8);

	for (struct expr *arg = e->call.args->next; arg; arg = arg->next, i++) {
		if (type_is_scalar(arg->type))
			to_reg(g, R0, gen_val(g, arg));
		else
			address(g, R0, text_in_scratch(g, arg, arg->type->size));
		store(g, mem_at(values, (s32)i * 8), 8, R0);
	}
	mem_bytes(g, text, e->call.kernel_format, size, ALIGN_UP(size, 8));
	load_seq_file(g, R1);
	address(g, R2, text);
	mov_imm(g, R3, size);
	address(g, R4, values);
	mov_imm(g, R5, n * 8);
	call(g, BPF_FUNC_seq_printf);
}
