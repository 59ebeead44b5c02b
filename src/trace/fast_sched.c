// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sched_switch and sched_wakeup as libtraceevent's plugin prints them: "comm:pid [prio] S ==> …".
 * It learns the names of tasks from them, for the lines that follow.
 */
#include <string.h>

#include "trace/print_impl.h"

struct sched {
	bool wakeup;
	struct trace_field comm, pid, prio;
	struct trace_field state, next_comm, next_pid, next_prio; /* sched_switch */
	struct trace_field cpu;                                   /* sched_wakeup */
	u32 need;
};

static bool field(const struct event_format *e, const char *name, u32 size, struct sched *s,
                  struct trace_field *out)
{
	const struct trace_field *f = trace_event_field(e, name);

	if (!f || f->dynamic || (size ? f->size != size : !f->is_string))
		return false;
	if (f->offset + f->size > s->need)
		s->need = f->offset + f->size;
	*out = *f;
	return true;
}

struct sched *sched_compile(struct trace_printer *p, const struct event_format *e)
{
	struct sched *s = arena_new_of(p->arena, struct sched);
	const struct trace_field *state = trace_event_field(e, "prev_state");
	bool ok;

	if (strcmp(e->system, "sched"))
		return NULL;
	s->wakeup = !strcmp(e->name, "sched_wakeup") || !strcmp(e->name, "sched_wakeup_new");
	if (s->wakeup) {
		/* old kernels have one more field, "success" */
		ok = !trace_event_field(e, "success") && field(e, "comm", 0, s, &s->comm) &&
		     field(e, "pid", 4, s, &s->pid) && field(e, "prio", 4, s, &s->prio) &&
		     field(e, "target_cpu", 4, s, &s->cpu);
		return ok ? s : NULL;
	}
	ok = !strcmp(e->name, "sched_switch") && state && (state->size == 4 || state->size == 8) &&
	     field(e, "prev_comm", 0, s, &s->comm) && field(e, "prev_pid", 4, s, &s->pid) &&
	     field(e, "prev_prio", 4, s, &s->prio) &&
	     field(e, "prev_state", state->size, s, &s->state) &&
	     field(e, "next_comm", 0, s, &s->next_comm) &&
	     field(e, "next_pid", 4, s, &s->next_pid) && field(e, "next_prio", 4, s, &s->next_prio);
	return ok ? s : NULL;
}

static void print_decimal(struct buf *out, u64 v, u32 width)
{
	char text[24], *end = text + sizeof(text), *at = end;

	do
		*--at = (char)('0' + v % 10);
	while (v /= 10);
	while ((u32)(end - at) < width)
		*--at = '0';
	buf_add(out, at, (size_t)(end - at));
}

/* "comm:pid [prio]" */
static void print_task(struct trace_printer *p, const struct trace_record *r,
                       const struct trace_field *comm, const struct trace_field *pid,
                       const struct trace_field *prio, struct buf *out)
{
	bool big = p->file->big_endian;
	const char *name = (const char *)r->data + comm->offset;
	u64 v = trace_field_uint(pid, r->data, r->size, big);
	size_t n = strnlen(name, comm->size);

	printer_learn_comm(p, (s32)v, name, n);
	buf_add(out, name, n);
	buf_addc(out, ':');
	print_decimal(out, v, 1);
	buf_add(out, " [", 2);
	print_decimal(out, trace_field_uint(prio, r->data, r->size, big), 1);
	buf_addc(out, ']');
}

bool sched_print(struct trace_printer *p, const struct sched *s, const struct trace_record *r,
                 struct buf *out)
{
	static const char states[] = "SDTtZXxW";
	bool any = false;
	u64 state;

	if (r->size < s->need)
		return false;
	print_task(p, r, &s->comm, &s->pid, &s->prio, out);
	if (s->wakeup) {
		buf_add(out, " CPU:", 5);
		print_decimal(out, trace_field_uint(&s->cpu, r->data, r->size, p->file->big_endian),
		              3);
		return true;
	}
	buf_addc(out, ' ');
	state = trace_field_uint(&s->state, r->data, r->size, p->file->big_endian);
	for (u32 i = 0; i < sizeof(states) - 1; i++) {
		if (!(state & (1u << i)))
			continue;
		if (any)
			buf_addc(out, '|');
		any = true;
		buf_addc(out, states[i]);
	}
	if (!any)
		buf_addc(out, 'R');
	buf_add(out, " ==> ", 5);
	print_task(p, r, &s->next_comm, &s->next_pid, &s->next_prio, out);
	return true;
}
