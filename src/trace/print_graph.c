// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls of the tracer function_graph, drawn as trace-cmd draws them: a function that calls nothing
 * in one line, for which the entry's line takes the exit that follows it with it.
 */
#include <string.h>

#include "trace/print_impl.h"

#define INDENT     2
#define TIME_WIDTH 7

struct graph {
	const struct known_event *exit;
	const struct trace_field *func, *depth;           /* of the entry */
	const struct trace_field *exit_func, *exit_depth; /* of the exit */
	const struct trace_field *calltime, *rettime;
	/* the exit that was drawn with its entry */
	struct trace_record drawn;
	bool any_drawn;
};

static const struct trace_field *field_of(const struct known_event *k, const char *name)
{
	return k ? trace_event_field(&k->event, name) : NULL;
}

struct graph *graph_new(struct trace_printer *p)
{
	struct graph *g = arena_new_of(p->arena, struct graph);
	const struct known_event *entry = known_event_named(p, "ftrace", "funcgraph_entry");

	g->exit = known_event_named(p, "ftrace", "funcgraph_exit");
	g->func = field_of(entry, "func");
	g->depth = field_of(entry, "depth");
	g->exit_func = field_of(g->exit, "func");
	g->exit_depth = field_of(g->exit, "depth");
	g->calltime = field_of(g->exit, "calltime");
	g->rettime = field_of(g->exit, "rettime");
	if (!g->func || !g->depth || !g->exit_func || !g->exit_depth || !g->calltime || !g->rettime)
		return NULL;
	return g;
}

static u64 value(const struct trace_printer *p, const struct trace_field *f,
                 const struct trace_record *r)
{
	return trace_field_uint(f, r->data, r->size, p->file->big_endian);
}

/* What a call that took so long is marked with. */
static char mark(u64 ns)
{
	static const struct {
		u64 ns;
		char mark;
	} marks[] = {{1000000000, '$'}, {1000000, '#'}, {100000, '!'}, {10000, '+'}};

	for (u32 i = 0; i < ARRAY_LEN(marks); i++)
		if (ns > marks[i].ns)
			return marks[i].mark;
	return ' ';
}

static void add_duration(const struct trace_printer *p, const struct graph *g,
                         const struct trace_record *exit, struct buf *out)
{
	u64 ns = value(p, g->rettime, exit) - value(p, g->calltime, exit);
	size_t begin, len;

	buf_addc(out, mark(ns));
	buf_addc(out, ' ');
	begin = out->len;
	buf_addf(out, "%llu", (unsigned long long)(ns / 1000));
	if (out->len - begin < TIME_WIDTH)
		buf_addf(out, ".%03u", (u32)(ns % 1000));
	len = out->len - begin;
	buf_adds(out, " us ");
	if (len < TIME_WIDTH)
		buf_addn(out, ' ', TIME_WIDTH - len);
	buf_adds(out, "|  ");
}

static void add_indent(u64 depth, struct buf *out)
{
	/* deeper than any stack goes: damaged */
	buf_addn(out, ' ', depth < 4096 ? (size_t)depth * INDENT : 0);
}

static void add_function(struct trace_printer *p, u64 address, struct buf *out)
{
	struct tep_handle *tep = printer_tep(p);
	const char *name = tep ? tep_find_function(tep, address) : NULL;

	if (name)
		buf_adds(out, name);
	else
		buf_addf(out, "%llx", (unsigned long long)address);
}

/* The exit of the function that r enters, if it is what happens next. */
static bool find_leaf(struct trace_printer *p, struct graph *g, const struct trace_record *r)
{
	bool big = p->file->big_endian;
	struct trace_record next;

	if (!p->reader || !trace_peek(p->reader, &next) || known_event(p, &next) != g->exit)
		return false;
	if (trace_field_int(&p->pid, next.data, next.size, big) !=
	            trace_field_int(&p->pid, r->data, r->size, big) ||
	    value(p, g->exit_func, &next) != value(p, g->func, r))
		return false;
	g->drawn = next;
	g->any_drawn = true;
	return true;
}

bool graph_is_drawn(struct trace_printer *p, const struct trace_record *r)
{
	struct graph *g = p->graph;

	/* not by where it is: pages may have been unpacked to somewhere else meanwhile */
	if (!g || !g->any_drawn || r->time != g->drawn.time || r->cpu != g->drawn.cpu ||
	    r->buffer != g->drawn.buffer || r->size != g->drawn.size)
		return false;
	g->any_drawn = false; /* others may have the same time */
	return true;
}

void graph_print(struct trace_printer *p, const struct known_event *k, const struct trace_record *r,
                 struct buf *out)
{
	struct graph *g = p->graph;

	if (k == g->exit) {
		add_duration(p, g, r, out);
		add_indent(value(p, g->exit_depth, r), out);
		buf_adds(out, "}\n");
		return;
	}
	if (find_leaf(p, g, r)) {
		add_duration(p, g, &g->drawn, out);
		add_indent(value(p, g->depth, r), out);
		add_function(p, value(p, g->func, r), out);
		buf_adds(out, "();\n");
		return;
	}
	buf_addn(out, ' ', 13);
	buf_adds(out, "|  ");
	add_indent(value(p, g->depth, r), out);
	add_function(p, value(p, g->func, r), out);
	buf_adds(out, "() {\n");
}
