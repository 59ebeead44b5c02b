// SPDX-License-Identifier: GPL-2.0-or-later
/* Stacks (trace-cmd record -T, sonde record -T): records behind their events. */
#include <string.h>

#include "backends/replay/replay.h"
#include "sym/sym.h"
#include "util/mem.h"

#define MAX_FRAMES    127
#define LOOK_AHEAD    256 /* records */
#define LOOK_FOR      10000
#define CONTEXT_FLAGS 0x58 /* of common_flags: hard interrupt, soft interrupt, NMI */

void stacks_find(struct backend_run *r)
{
	struct trace_file *f = r->opts.recording;
	struct replay *p = r->replay;

	for (u32 i = 0; i < f->nformats; i++) {
		const struct trace_field *caller, *size;
		struct event_format e;

		if (strcmp(f->formats[i].system, "ftrace") ||
		    trace_event_parse(&e, r->arena, &f->formats[i]) ||
		    !(caller = trace_event_field(&e, "caller")))
			continue;
		size = trace_event_field(&e, "size");
		if (!strcmp(e.name, "kernel_stack")) {
			p->kstack.id = e.id;
			p->kstack.caller = caller->offset;
			p->kstack.size_field = size ? size->offset : 0;
		} else if (!strcmp(e.name, "user_stack")) {
			p->ustack.id = e.id;
			p->ustack.caller = caller->offset;
		}
	}
	for (u32 i = 0; i < r->nfeeds; i++) {
		p->want_kstack |= r->feeds[i]->wants.kstack;
		p->want_ustack |= r->feeds[i]->wants.ustack;
	}
}

/* A file has the formats of stacks in any case. */
bool stacks_recorded(const struct backend_run *r, u32 id)
{
	struct trace_file *f = r->opts.recording;
	struct trace_reader *reader = id ? trace_reader_new(f, NULL) : NULL;
	struct trace_record rec;
	bool found = false;

	for (u32 i = 0; reader && i < LOOK_FOR && !found && trace_next(reader, &rec); i++)
		found = rec.size >= 8 && get_u16(rec.data, f->big_endian) == id;
	trace_reader_free(reader);
	return found;
}

/* The task, and whether it was in an interrupt, which may have put its own in between. */
static bool same_context(const struct trace_record *a, const struct trace_record *b)
{
	return !memcmp(a->data + 4, b->data + 4, 4) && !((a->data[2] ^ b->data[2]) & CONTEXT_FLAGS);
}

static bool find(struct backend_run *r, const struct trace_record *e, u32 id,
                 struct trace_record *out)
{
	struct replay *p = r->replay;
	struct trace_ahead ahead;

	trace_ahead_begin(p->reader, &ahead);
	for (u32 i = 0; i < LOOK_AHEAD && trace_ahead_next(p->reader, &ahead, out); i++) {
		u32 type;

		if (out->size < 8 || !same_context(e, out))
			continue;
		type = get_u16(out->data, r->opts.recording->big_endian);
		if (type == id)
			return true;
		/* the other kind of stack may be first; an event ends it */
		if (type != p->kstack.id && type != p->ustack.id)
			return false;
	}
	return false;
}

u32 replay_frames(struct backend_run *r, const struct trace_record *e)
{
	const struct trace_page_format *format = &r->opts.recording->buffers[e->buffer].format.page;
	struct replay *p = r->replay;
	struct trace_record found;
	u32 n = 0;

	if (!p->frames)
		p->frames = mem_alloc(2 * MAX_FRAMES + 2, sizeof(*p->frames));
	p->frames[n++] = PERF_CONTEXT_KERNEL;
	if (p->want_kstack && find(r, e, p->kstack.id, &found)) {
		struct stack_record s = {found.data, found.size, p->kstack.caller,
		                         p->kstack.size_field, format};

		n = frames_add(p->frames, n, MAX_FRAMES + 1, &s, p->syms);
	}
	p->frames[n++] = PERF_CONTEXT_USER;
	if (p->want_ustack && find(r, e, p->ustack.id, &found)) {
		struct stack_record s = {found.data, found.size, p->ustack.caller, 0, format};

		n = frames_add(p->frames, n, 2 * MAX_FRAMES + 2, &s, NULL);
	}
	return n;
}
