/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks in ftrace's buffers: with the options stacktrace and userstacktrace the kernel puts a
 * record with the stack behind every event. Interrupts may put theirs in between; a stack is of the
 * same task and context as its event.
 */
#ifndef SONDE_TRACE_STACK_H
#define SONDE_TRACE_STACK_H

#include "trace/event.h"

struct sym_cache;

#define MAX_STACK_FRAMES 127

/* A record of ftrace:kernel_stack or ftrace:user_stack. */
struct stack_record {
	const u8 *data;
	u32 size, caller; /* caller: offset of the first frame */
	u32 size_field;   /* offset of how many there are; 0: none */
	const struct trace_page_format *format;
};

/*
 * Appends the frames, innermost first, to the n that out has, up to max of them; syms: the
 * functions of the tracer itself, which kernel stacks begin with on many kernels, are left out;
 * NULL: all are taken. How many out has then.
 */
u32 frames_add(u64 *out, u32 n, u32 max, const struct stack_record *s, struct sym_cache *syms);
/* May common_pid and _flags of a stack's record be those of its event? */
bool stack_same_context(const u8 *event, const u8 *stack);

/* The stacks of a recording. */
struct trace_stacks {
	u32 kernel_id, user_id; /* 0: the file has no such records */
	u32 kernel_caller, kernel_size, user_caller;
};
void trace_stacks_find(struct trace_stacks *s, struct arena *a, const struct trace_file *f);
/* Are there such records among the first thousands? */
bool trace_stacks_recorded(struct trace_file *f, u32 id);
/*
 * The kernel (user) stack of the record that r gave last: its frames, as frames_add(). The same n
 * if it has none.
 */
u32 trace_stack_frames(struct trace_reader *r, const struct trace_file *f,
                       const struct trace_stacks *s, const struct trace_record *e, bool user,
                       struct sym_cache *syms, u64 *out, u32 n, u32 max);

#endif
