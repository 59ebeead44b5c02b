// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace/stack.h"

#include <string.h>

#include "sym/sym.h"

#define LOOK_AHEAD    256 /* records */
#define LOOK_FOR      10000
#define CONTEXT_FLAGS 0x58 /* of common_flags: hard interrupt, soft interrupt, NMI */

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

void trace_stacks_find(struct trace_stacks *s, struct arena *a, const struct trace_file *f)
{
	*s = (struct trace_stacks){0};
	for (u32 i = 0; i < f->nformats; i++) {
		const struct trace_field *caller, *size;
		struct event_format e;

		if (strcmp(f->formats[i].system, "ftrace") ||
		    trace_event_parse(&e, a, &f->formats[i]) ||
		    !(caller = trace_event_field(&e, "caller")))
			continue;
		size = trace_event_field(&e, "size");
		if (!strcmp(e.name, "kernel_stack")) {
			s->kernel_id = e.id;
			s->kernel_caller = caller->offset;
			s->kernel_size = size ? size->offset : 0;
		} else if (!strcmp(e.name, "user_stack")) {
			s->user_id = e.id;
			s->user_caller = caller->offset;
		}
	}
}

/* A file has the formats of stacks in any case. */
bool trace_stacks_recorded(struct trace_file *f, u32 id)
{
	struct trace_reader *reader = id ? trace_reader_new(f, NULL) : NULL;
	struct trace_record rec;
	bool found = false;

	for (u32 i = 0; reader && i < LOOK_FOR && !found && trace_next(reader, &rec); i++)
		found = rec.size >= 8 && get_u16(rec.data, f->big_endian) == id;
	trace_reader_free(reader);
	return found;
}

/* Other flags are taken anew for the stack's record by older kernels, and change. */
bool stack_same_context(const u8 *event, const u8 *stack)
{
	return !memcmp(event + 4, stack + 4, 4) && !((event[2] ^ stack[2]) & CONTEXT_FLAGS);
}

static bool find(struct trace_reader *r, const struct trace_file *f, const struct trace_stacks *s,
                 const struct trace_record *e, u32 id, struct trace_record *out)
{
	struct trace_ahead ahead;

	if (!id || e->size < 8)
		return false;
	trace_ahead_begin(r, &ahead);
	for (u32 i = 0; i < LOOK_AHEAD && trace_ahead_next(r, &ahead, out); i++) {
		u32 type;

		if (out->size < 8 || !stack_same_context(e->data, out->data))
			continue;
		type = get_u16(out->data, f->big_endian);
		if (type == id)
			return true;
		/* the other kind of stack may be first; an event ends it */
		if (type != s->kernel_id && type != s->user_id)
			return false;
	}
	return false;
}

u32 trace_stack_frames(struct trace_reader *r, const struct trace_file *f,
                       const struct trace_stacks *s, const struct trace_record *e, bool user,
                       struct sym_cache *syms, u64 *out, u32 n, u32 max)
{
	struct stack_record record = {.caller = user ? s->user_caller : s->kernel_caller,
	                              .size_field = user ? 0 : s->kernel_size};
	struct trace_record found;

	if (!find(r, f, s, e, user ? s->user_id : s->kernel_id, &found))
		return n;
	record.data = found.data;
	record.size = found.size;
	record.format = &f->buffers[e->buffer].format.page;
	return frames_add(out, n, max, &record, syms);
}
