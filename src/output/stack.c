// SPDX-License-Identifier: GPL-2.0-or-later
/* Stacks: frames innermost first, one a line. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"
#include "sym/sym.h"

static void frame_text(struct buf *out, const struct output *o, const struct type *t, u64 ip,
                       u32 pid)
{
	bool user = t->kind == TY_USTACK;
	u32 flags = SYM_OFFSET;

	if (t->stack_mode == STACK_RAW) {
		buf_addf(out, "%" PRIx64, ip);
		return;
	}
	if (t->stack_mode == STACK_PERF) {
		buf_addf(out, "%" PRIx64 " ", ip);
		flags |= SYM_MODULE;
	}
	if (user)
		usym_format(out, o->syms, pid, ip, flags);
	else
		ksym_format(out, o->syms, ip, flags);
}

void stack_text(struct buf *out, const struct output *o, const struct type *t, const void *value)
{
	u64 ips[127];
	s64 id;
	u32 pid = 0, max = t->stack_depth < 127 ? t->stack_depth : 127;
	int n;

	memcpy(&id, value, 8);
	if (t->kind == TY_USTACK)
		memcpy(&pid, (const u8 *)value + 8, 4);
	buf_addc(out, '\n');
	n = o->stack ? o->stack(o->arg, t, id, ips, max) : -ENOENT;
	for (int i = 0; i < n; i++) {
		buf_adds(out, t->stack_mode == STACK_PERF ? "\t" : "    ");
		frame_text(out, o, t, ips[i], pid);
		buf_addc(out, '\n');
	}
}
