// SPDX-License-Identifier: GPL-2.0-or-later
/* Stacks: frames innermost first, one a line. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"
#include "sym/sym.h"

#define MAX_FRAMES 127

static void frame_text(struct buf *out, const struct output *o, const struct type *t, u64 ip,
                       u32 pid)
{
	u32 flags = SYM_OFFSET;

	if (t->stack_mode == STACK_RAW) {
		buf_addf(out, "%" PRIx64, ip);
		return;
	}
	if (t->stack_mode == STACK_PERF) {
		buf_addf(out, "%" PRIx64 " ", ip);
		flags |= SYM_MODULE;
	}
	if (t->kind == TY_USTACK)
		usym_format(out, o->syms, pid, ip, flags);
	else
		ksym_format(out, o->syms, ip, flags);
}

static const char *indent(const struct type *t, u32 flags)
{
	if (t->stack_mode == STACK_PERF)
		return "\t";
	return flags & VALUE_KEY ? "    " : "        ";
}

void stack_text(struct buf *out, const struct output *o, const struct type *t, const void *value,
                u32 flags)
{
	u64 ips[MAX_FRAMES];
	s64 id = (s64)read_int(value, 8, true);
	u32 pid = 0, max = t->stack_depth < MAX_FRAMES ? t->stack_depth : MAX_FRAMES;
	int n = id >= 0 && o->stack ? o->stack(o->arg, t, id, ips, max) : -ENOENT;

	if (n <= 0)
		return;
	if (t->kind == TY_USTACK)
		pid = (u32)read_int((const u8 *)value + 8, 4, false);
	buf_addc(out, '\n');
	for (u32 i = 0; i < (u32)n && i < max; i++) {
		buf_adds(out, indent(t, flags));
		frame_text(out, o, t, ips[i], pid);
		buf_addc(out, '\n');
	}
}
