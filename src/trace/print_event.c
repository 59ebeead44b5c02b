// SPDX-License-Identifier: GPL-2.0-or-later
/* What the printer knows of each event, and the events that no print format describes. */
#include <linux/perf_event.h>
#include <string.h>

#include "sym/sym.h"

#include "trace/print_impl.h"
#include "util/json.h"

#define NAME_COLUMN 20

static bool is_graph(const struct event_format *e)
{
	return !strcmp(e->system, "ftrace") &&
	       (!strcmp(e->name, "funcgraph_entry") || !strcmp(e->name, "funcgraph_exit"));
}

static void prepare(struct trace_printer *p, struct known_event *k)
{
	size_t len;

	k->parsed = true;
	if (trace_event_parse(&k->event, p->arena, k->format)) {
		k->no_print = true;
		return;
	}
	len = strlen(k->event.name);
	k->label = arena_printf(p->arena, " %s: %*s", k->event.name,
	                        len < NAME_COLUMN ? (int)(NAME_COLUMN - len) : 0, "");
	k->label_len = strlen(k->label);
	k->own = !p->opts.no_plugins && special_is(&k->event);
	k->is_graph = !p->opts.no_plugins && is_graph(&k->event);
	if (p->opts.slow || k->own || k->is_graph)
		return;
	if (!p->opts.no_plugins)
		k->sched = sched_compile(p, &k->event);
	if (!k->sched && !(event_has_plugin(&k->event) && !p->opts.no_plugins))
		k->fast = fast_compile(p, &k->event);
}

struct known_event *known_event(struct trace_printer *p, const struct trace_record *r)
{
	u64 id = trace_field_uint(&p->type, r->data, r->size, p->file->big_endian);
	struct known_event *k = id < MAX_IDS ? p->events[id] : NULL;

	if (!k)
		return NULL;
	if (!k->parsed)
		prepare(p, k);
	return k->no_print ? NULL : k;
}

struct known_event *known_event_named(struct trace_printer *p, const char *system, const char *name)
{
	for (u32 id = 0; id < MAX_IDS; id++) {
		struct known_event *k = p->events[id];

		if (!k || strcmp(k->format->system, system))
			continue;
		if (!k->parsed)
			prepare(p, k);
		if (!k->no_print && !strcmp(k->event.name, name))
			return k;
	}
	return NULL;
}

bool special_is(const struct event_format *e)
{
	return !strcmp(e->system, "ftrace") && !strcmp(e->name, "kernel_stack");
}

void print_special(struct trace_printer *p, const struct known_event *k,
                   const struct trace_record *r, struct buf *out)
{
	const struct trace_field *f = trace_event_field(&k->event, "caller");
	u32 word = p->file->format.page.long_size;
	bool big = p->file->big_endian;
	struct tep_handle *tep = printer_tep(p);
	u64 ip;

	buf_adds(out, "<stack trace >\n");
	for (u32 at = f ? f->offset : r->size; at + word <= r->size; at += word) {
		const char *name;

		ip = get_uint(r->data + at, word, big);
		if (ip == (word == 8 ? UINT64_MAX : UINT32_MAX))
			break;
		name = tep ? tep_find_function(tep, ip) : NULL;
		if (name)
			buf_addf(out, "=> %s (%llx)\n", name, (unsigned long long)ip);
		else
			buf_addf(out, "=> %llx\n", (unsigned long long)ip);
	}
}

/* The stack of a sample of perf, as that of a record of ftrace:kernel_stack. */
void print_chain(struct trace_printer *p, const struct trace_record *r, struct buf *out)
{
	u64 context = PERF_CONTEXT_KERNEL;

	if (!p->syms) {
		struct sym_opts o = {0};

		trace_file_symbols(p->file, &o);
		p->syms = sym_cache_new(&o);
	}
	for (u32 i = 0; i < r->nchain; i++) {
		u64 ip = r->chain[i];

		if (ip >= PERF_CONTEXT_MAX) {
			context = ip;
			continue;
		}
		buf_adds(out, "=> ");
		if (context == PERF_CONTEXT_KERNEL)
			ksym_format(out, p->syms, ip, SYM_NAME);
		else
			buf_adds(out, "[user]");
		buf_addf(out, " (%llx)\n", (unsigned long long)ip);
	}
}

static void json_chain(const struct trace_record *r, struct json *j)
{
	json_key(j, "callchain");
	json_open(j, '[');
	for (u32 i = 0; i < r->nchain; i++)
		if (r->chain[i] < PERF_CONTEXT_MAX)
			json_uint(j, r->chain[i]);
	json_close(j, ']');
}

static void json_field(struct trace_printer *p, const struct trace_field *f,
                       const struct trace_record *r, struct json *j)
{
	bool big = p->file->big_endian;
	u32 len = 0;
	const u8 *at = trace_field_data(f, r->data, r->size, big, &len);

	if (!at) {
		json_null(j);
	} else if (f->is_string) {
		json_strn(j, (const char *)at, strnlen((const char *)at, len));
	} else if (f->is_array) {
		u32 one = f->element ? f->element : p->file->format.page.long_size;

		json_open(j, '[');
		for (u32 i = 0; i + one <= len; i += one)
			json_uint(j, get_uint(at + i, one, big));
		json_close(j, ']');
	} else if (f->is_signed) {
		json_int(j, trace_field_int(f, r->data, r->size, big));
	} else {
		json_uint(j, trace_field_uint(f, r->data, r->size, big));
	}
}

void trace_print_fields(struct trace_printer *p, const struct trace_record *r, struct json *j)
{
	struct known_event *k = known_event(p, r);

	json_open(j, '{');
	for (u32 i = k ? k->event.ncommon : 0; k && i < k->event.nfields; i++) {
		json_key(j, k->event.fields[i].name);
		json_field(p, &k->event.fields[i], r, j);
	}
	json_close(j, '}');
}

void trace_print_json(struct trace_printer *p, const struct trace_record *r, struct buf *out)
{
	print_json(p, known_event(p, r), r, out);
}

void print_json(struct trace_printer *p, const struct known_event *k, const struct trace_record *r,
                struct buf *out)
{
	s64 pid = trace_field_int(&p->pid, r->data, r->size, p->file->big_endian);
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "time");
	json_uint(&j, r->time + (u64)p->opts.ts_offset);
	json_key(&j, "cpu");
	json_uint(&j, r->cpu);
	json_key(&j, "pid");
	json_int(&j, pid);
	json_key(&j, "comm");
	json_str(&j, r->comm ? r->comm : trace_printer_comm(p, (int)pid));
	if (*p->file->buffers[r->buffer].name) {
		json_key(&j, "buffer");
		json_str(&j, p->file->buffers[r->buffer].name);
	}
	if (r->lost) {
		json_key(&j, "lost");
		if (r->lost == PAGE_LOST_UNKNOWN)
			json_bool(&j, true);
		else
			json_uint(&j, r->lost);
	}
	json_key(&j, "event");
	if (k) {
		buf_addf(out, "\"%s:%s\"", k->event.system, k->event.name);
		j.need_comma = true;
		json_key(&j, "fields");
		trace_print_fields(p, r, &j);
	} else {
		json_null(&j);
	}
	if (r->nchain)
		json_chain(r, &j);
	json_close(&j, '}');
	buf_addc(out, '\n');
}
