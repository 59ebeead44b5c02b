// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sym/sym.h"
#include "trace/print_impl.h"
#include "util/mem.h"
#include "util/wide.h"

static u32 comm_slot(const struct trace_printer *p, s32 pid)
{
	u32 i = (u32)pid * 2654435761u & p->comm_mask;

	while (p->comms[i].len && p->comms[i].pid != pid)
		i = (i + 1) & p->comm_mask;
	return i;
}

/* Lines of "PID NAME". */
static void read_comms(struct trace_printer *p)
{
	const char *at = p->file->cmdlines.data ? p->file->cmdlines.data : "", *line, *space;
	const char *end = at + p->file->cmdlines.size;
	u32 lines = 2;

	for (const char *s = at; s < end; s++)
		lines += *s == '\n';
	for (p->comm_mask = 4; p->comm_mask < lines * 2; p->comm_mask *= 2)
		;
	p->comms = mem_alloc(p->comm_mask, sizeof(*p->comms));
	p->comm_mask--;
	for (; at < end; at = line + 1) {
		struct comm c = {0};

		line = memchr(at, '\n', (size_t)(end - at));
		line = line ? line : end;
		space = memchr(at, ' ', (size_t)(line - at));
		if (!space || space + 1 >= line)
			continue;
		for (const char *d = at; d < space && *d >= '0' && *d <= '9'; d++)
			c.pid = (s32)((u32)c.pid * 10 + (u32)(*d - '0'));
		c.len = (u8)(line - space - 1 > 16 ? 16 : line - space - 1);
		memcpy(c.name, space + 1, c.len);
		if (!p->comms[comm_slot(p, c.pid)].len)
			p->ncomms++;
		p->comms[comm_slot(p, c.pid)] = c;
	}
}

void printer_learn_comm(struct trace_printer *p, s32 pid, const char *name, size_t n)
{
	struct comm c = {.pid = pid, .len = (u8)(n > 16 ? 16 : n)}, *old = p->comms;
	u32 size = p->comm_mask + 1;

	if (!n || p->comms[comm_slot(p, pid)].len)
		return;
	if (p->ncomms * 2 >= size) {
		p->comm_mask = size * 2 - 1;
		p->comms = mem_alloc(size * 2, sizeof(*p->comms));
		for (u32 i = 0; i < size; i++)
			if (old[i].len)
				p->comms[comm_slot(p, old[i].pid)] = old[i];
		free(old);
	}
	memcpy(c.name, name, c.len);
	p->comms[comm_slot(p, pid)] = c;
	p->ncomms++;
}

const char *trace_printer_comm(const struct trace_printer *p, int pid)
{
	const struct comm *c = &p->comms[comm_slot(p, pid)];

	if (!pid)
		return "<idle>";
	return c->len ? c->name : "<...>";
}

/*
 * Clocks whose times are shown as seconds. Those of boot are nanoseconds too, but trace-cmd report
 * shows them as they are, like a counter's, and what reads its lines expects that.
 */
static bool clock_is_time(const char *clock)
{
	static const char *const times[] = {"",     "local", "global",  "uptime",
	                                    "perf", "tai",   "tsc2nsec"};

	for (u32 i = 0; i < ARRAY_LEN(times); i++)
		if (!strcmp(clock, times[i]))
			return true;
	return !strncmp(clock, "mono", 4);
}

struct trace_printer *trace_printer_new(struct trace_file *f, const struct print_opts *o)
{
	struct trace_printer *p = mem_alloc(1, sizeof(*p));
	struct event_format any = {0};
	const struct trace_field *field;

	p->file = f;
	p->opts = *o;
	p->arena = arena_new();
	p->events = mem_alloc(MAX_IDS, sizeof(*p->events));
	p->type = (struct trace_field){.size = 2};
	p->pid = (struct trace_field){.offset = 4, .size = 4};
	for (u32 i = 0; i < f->nformats; i++) {
		struct known_event *k;

		if (f->formats[i].id >= MAX_IDS)
			continue;
		k = arena_new_of(p->arena, struct known_event);
		k->format = &f->formats[i];
		p->events[f->formats[i].id] = k;
	}
	if (f->nformats && !trace_event_parse(&any, p->arena, &f->formats[0])) {
		field = trace_event_field(&any, "common_type");
		p->type = field ? *field : p->type;
		field = trace_event_field(&any, "common_pid");
		p->pid = field ? *field : p->pid;
	}
	read_comms(p);
	if (!o->no_plugins)
		p->graph = graph_new(p);
	for (u32 i = 0; i < f->nbuffers && f->nbuffers > 1; i++)
		if (strlen(f->buffers[i].name) > p->name_width)
			p->name_width = (u32)strlen(f->buffers[i].name);
	p->unit = o->nanoseconds ? 1 : 1000;
	p->counts =
	        f->nbuffers && !f->tsc_mult && !o->ts2secs && !clock_is_time(f->buffers[0].clock);
	return p;
}

void trace_printer_free(struct trace_printer *p)
{
	if (!p)
		return;
	printer_tep_free(p);
	sym_cache_free(p->syms);
	free(p->events);
	free(p->comms);
	arena_free(p->arena);
	free(p);
}

/* Digits of v, at least width of them with pad in front; returns where they begin. */
static char *digits(char *end, u64 v, u32 width, char pad)
{
	char *at = end;

	do {
		*--at = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while ((u32)(end - at) < width)
		*--at = pad;
	return at;
}

static u64 shown_time(const struct trace_printer *p, u64 time)
{
	if (p->opts.ts2secs)
		time = wide_div(wide_mul(time, 1000000000), p->opts.ts2secs);
	return time + (u64)p->opts.ts_offset;
}

static void print_time(struct trace_printer *p, u64 time, struct buf *out)
{
	char text[64], *end = text + sizeof(text), *at = end;
	u64 t = shown_time(p, time);

	*--at = ':';
	if (p->counts) {
		at = digits(at, t, 12, ' ');
	} else if (p->opts.nanoseconds) {
		at = digits(at, t % 1000000000, 9, '0');
		*--at = '.';
		at = digits(at, t / 1000000000, 5, ' ');
		*--at = ' ';
	} else {
		t = (t + 500) / 1000;
		at = digits(at, t % 1000000, 6, '0');
		*--at = '.';
		at = digits(at, t / 1000000, 5, ' ');
		*--at = ' ';
	}
	buf_add(out, at, (size_t)(end - at));
}

/* "%16s-%-5d [%03d]" */
static void print_task(const char *comm, s32 pid, u32 cpu, struct buf *out)
{
	size_t len = strlen(comm);
	char text[64], *end = text + sizeof(text), *at;

	if (len < 16)
		buf_addn(out, ' ', 16 - len);
	buf_add(out, comm, len);
	buf_addc(out, '-');
	if (pid < 0) {
		buf_addf(out, "%-5d", pid);
	} else {
		at = digits(end, (u32)pid, 1, ' ');
		buf_add(out, at, (size_t)(end - at));
		if (end - at < 5)
			buf_addn(out, ' ', 5 - (size_t)(end - at));
	}
	*--end = ']';
	at = digits(end, cpu, 3, '0');
	*--at = '[';
	*--at = ' ';
	buf_add(out, at, (size_t)(end + 1 - at));
}

static void print_lost(const struct trace_record *r, struct buf *out)
{
	if (r->lost == PAGE_LOST_UNKNOWN)
		buf_addf(out, "CPU:%u [EVENTS DROPPED]\n", r->cpu);
	else if (r->lost)
		buf_addf(out, "CPU:%u [%llu EVENTS DROPPED]\n", r->cpu,
		         (unsigned long long)r->lost);
}

const struct event_format *trace_printer_event(struct trace_printer *p,
                                               const struct trace_record *r)
{
	struct known_event *k = known_event(p, r);

	return k ? &k->event : NULL;
}

/* Which buffer, when there are several. */
static void print_buffer(struct trace_printer *p, const struct trace_record *r, struct buf *out)
{
	const char *name = p->file->buffers[r->buffer].name;

	if (p->file->nbuffers > 1)
		buf_addf(out, "%*s%s ", (int)p->name_width, name, *name ? ":" : " ");
}

void trace_printer_read_from(struct trace_printer *p, struct trace_reader *r)
{
	p->reader = r;
}

void trace_print(struct trace_printer *p, const struct trace_record *r, struct buf *out)
{
	struct known_event *k = known_event(p, r);
	bool big = p->file->big_endian;
	s32 pid = (s32)trace_field_int(&p->pid, r->data, r->size, big);
	const char *comm = r->comm ? r->comm : trace_printer_comm(p, pid);

	if (p->opts.json) {
		print_json(p, k, r, out);
		return;
	}
	if (graph_is_drawn(p, r))
		return;
	/* before both lines one prefix, as trace-cmd has it: that of what was lost */
	print_buffer(p, r, out);
	print_lost(r, out);
	if (p->opts.latency) {
		buf_addf(out, "%8.8s-%-5d %3d", comm, pid, (int)r->cpu);
		print_by_tep(p, r, TEP_PRINT_LATENCY, out);
	} else {
		print_task(comm, pid, r->cpu, out);
	}
	print_time(p, r->time, out);
	if (!k) {
		buf_addf(out, " [UNKNOWN EVENT %llu]\n",
		         (unsigned long long)trace_field_uint(&p->type, r->data, r->size, big));
		return;
	}
	buf_add(out, k->label, k->label_len);
	if (p->opts.raw)
		print_by_tep(p, r, TEP_PRINT_INFO_RAW, out);
	else if (k->own)
		print_special(p, k, r, out);
	else if (k->is_graph && p->graph)
		graph_print(p, k, r, out);
	else if (!(k->fast && fast_print(k->fast, r, big, out)) &&
	         !(k->sched && sched_print(p, k->sched, r, out)))
		print_by_tep(p, r, TEP_PRINT_INFO, out);
	if (!out->len || out->data[out->len - 1] != '\n')
		buf_addc(out, '\n');
	if (r->nchain)
		print_chain(p, r, out);
}
