// SPDX-License-Identifier: GPL-2.0-or-later
/* The records of ftrace:kernel_stack and ftrace:user_stack. */
#include <string.h>

#include "backends/stream/stream.h"
#include "sym/sym.h"

/* Functions of the tracer itself, which a stack begins with on many kernels. */
static const char *const tracers[] = {
        "trace_event_raw_event_", "__traceiter_",         "trace_event_buffer_",
        "ftrace_syscall_",        "trace_buffer_unlock",  "__ftrace_trace_stack",
        "ftrace_trace_stack",     "ftrace_raw_event_",    "trace_current_buffer_",
        "kprobe_trace_func",      "kretprobe_trace_func", "kprobe_dispatcher",
        "kretprobe_dispatcher",   "event_trigger_",       "__trace_stack",
};

static bool is_tracer(struct sym_cache *syms, u64 ip)
{
	struct ksym sym;

	if (ksym_lookup(syms, ip, &sym))
		return false;
	for (u32 i = 0; i < ARRAY_LEN(tracers); i++)
		if (!strncmp(sym.name, tracers[i], strlen(tracers[i])))
			return true;
	return false;
}

u32 frames_add(u64 *out, u32 n, u32 max, const struct stack_record *s, struct sym_cache *syms)
{
	u32 word = s->format->long_size, count;
	bool outermost = syms != NULL;
	u64 size;

	if (s->caller > s->size)
		return n;
	count = (s->size - s->caller) / word;
	if (s->size_field && s->size_field + 4 <= s->size) {
		size = trace_page_number(s->format, s->data + s->size_field, 4);
		count = size < count ? (u32)size : count;
	}
	for (u32 i = 0; i < count && n < max; i++) {
		u64 ip = trace_page_number(s->format, s->data + s->caller + i * word, word);

		if (!ip || ip == (word == 8 ? UINT64_MAX : UINT32_MAX))
			break;
		outermost = outermost && is_tracer(syms, ip);
		if (!outermost)
			out[n++] = ip;
	}
	return n;
}
