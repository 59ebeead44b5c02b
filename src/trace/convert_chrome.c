// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The trace event format of Chrome's about:tracing, which Perfetto's viewer reads too: what runs on
 * each CPU, system calls and function calls as slices, all other events as instants of their
 * threads.
 */
#include <stdlib.h>
#include <string.h>

#include "probe/arch.h"
#include "probe/sysnum.h"
#include "trace/convert_impl.h"
#include "util/mem.h"

#define CPUS 0 /* the "process" whose threads are the CPUs; no task has that number */

struct cpu {
	u64 since; /* 0: not known what runs */
	s32 tid;
	char comm[17];
	bool named;
};

struct thread {
	bool in_call;
};

enum role { ROLE_OTHER, ROLE_SWITCH, ROLE_ENTER, ROLE_EXIT, ROLE_GRAPH, ROLE_NONE };

struct known {
	bool looked_at;
	enum role role;
	const char *call; /* the system call's name; NULL: field id tells */
	const struct trace_field *a, *b, *c, *d;
};

struct chrome {
	struct cpu *cpus;
	u32 ncpus;
	struct hash threads; /* tid → struct thread */
	struct hash tgids;   /* tid → pid + 1 */
	struct known *known; /* by event id */
	u64 last;
	u32 named; /* CPUs */
	bool any, names_calls;
};

static void read_tgids(struct converter *c, struct chrome *o)
{
	const char *at = c->file->tgids.data, *end = at + c->file->tgids.size, *line;

	for (; at && at < end; at = line + 1) {
		char text[48] = "";
		u32 tid;
		unsigned long pid;
		char *rest;

		line = memchr(at, '\n', (size_t)(end - at));
		line = line ? line : end;
		memcpy(text, at, (size_t)(line - at) < 47 ? (size_t)(line - at) : 47);
		tid = (u32)strtoul(text, &rest, 10);
		pid = strtoul(rest, NULL, 10);
		hash_put(&o->tgids, &tid, sizeof(tid), (void *)(pid + 1));
	}
}

static int chrome_open(struct converter *c)
{
	const char *machine = trace_file_machine(c->file);
	struct chrome *o = c->priv;

	read_tgids(c, o);
	o->known = mem_alloc(65536, sizeof(*o->known));
	o->names_calls = machine && arch_find(machine) == arch_host();
	buf_adds(&c->buf, "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n");
	return 0;
}

static u32 process_of(struct chrome *o, s32 tid)
{
	void *pid = hash_get(&o->tgids, &tid, sizeof(tid));

	return pid ? (u32)((uintptr_t)pid - 1) : (u32)tid;
}

/* An object up to its args, whose '{' is open. */
static void begin(struct converter *c, struct json *j, const char *phase, const char *name, u32 pid,
                  u32 tid)
{
	struct chrome *o = c->priv;

	if (o->any)
		buf_adds(&c->buf, ",\n");
	o->any = true;
	json_init(j, &c->buf);
	json_open(j, '{');
	json_key(j, "ph");
	json_str(j, phase);
	json_key(j, "name");
	json_str(j, name);
	json_key(j, "pid");
	json_uint(j, pid);
	json_key(j, "tid");
	json_uint(j, tid);
}

/* Microseconds. */
static void add_time(struct json *j, const char *key, u64 ns)
{
	json_key(j, key);
	buf_addf(j->out, "%llu.%03llu", (unsigned long long)(ns / 1000),
	         (unsigned long long)(ns % 1000));
	j->need_comma = true;
}

static void name_track(struct converter *c, const char *what, u32 pid, u32 tid, const char *name)
{
	struct json j;

	begin(c, &j, "M", what, pid, tid);
	json_key(&j, "args");
	json_open(&j, '{');
	json_key(&j, "name");
	json_str(&j, name);
	json_close(&j, '}');
	json_close(&j, '}');
}

static struct thread *thread_of(struct converter *c, const struct trace_record *r, s32 tid)
{
	struct chrome *o = c->priv;
	struct thread *t = hash_get(&o->threads, &tid, sizeof(tid));
	u32 pid = process_of(o, tid);

	if (t)
		return t;
	t = mem_alloc(1, sizeof(*t));
	hash_put(&o->threads, &tid, sizeof(tid), t);
	if (tid)
		name_track(c, "thread_name", pid, (u32)tid, record_comm(c, r, tid));
	if (tid && pid == (u32)tid)
		name_track(c, "process_name", pid, pid, record_comm(c, r, tid));
	return t;
}

static struct cpu *cpu_of(struct converter *c, u32 cpu)
{
	struct chrome *o = c->priv;

	if (cpu >= o->ncpus) {
		o->cpus = mem_realloc(o->cpus, (cpu + 1) * sizeof(*o->cpus));
		memset(o->cpus + o->ncpus, 0, (cpu + 1 - o->ncpus) * sizeof(*o->cpus));
		o->ncpus = cpu + 1;
	}
	return &o->cpus[cpu];
}

static struct known *known_of(struct converter *c, const struct trace_record *r,
                              const struct event_format *e)
{
	struct chrome *o = c->priv;
	struct known *k = &o->known[e->id % 65536];

	if (k->looked_at)
		return k;
	k->looked_at = true;
	if (record_is_stack(c, r)) {
		k->role = ROLE_NONE;
	} else if (!strcmp(e->name, "sched_switch")) {
		k->a = trace_event_field(e, "next_pid");
		k->b = trace_event_field(e, "next_comm");
		k->role = k->a && k->b ? ROLE_SWITCH : ROLE_OTHER;
	} else if (!strcmp(e->system, "syscalls") && !strncmp(e->name, "sys_enter_", 10)) {
		k->role = ROLE_ENTER;
		k->call = e->name + 10;
	} else if (!strcmp(e->system, "syscalls") && !strncmp(e->name, "sys_exit_", 9)) {
		k->role = ROLE_EXIT;
	} else if (!strcmp(e->system, "raw_syscalls")) {
		k->a = trace_event_field(e, "id");
		k->role = !k->a                           ? ROLE_OTHER
		          : !strcmp(e->name, "sys_enter") ? ROLE_ENTER
		                                          : ROLE_EXIT;
	} else if (!strcmp(e->name, "funcgraph_exit")) {
		k->a = trace_event_field(e, "func");
		k->b = trace_event_field(e, "calltime");
		k->c = trace_event_field(e, "rettime");
		k->role = k->a && k->b && k->c ? ROLE_GRAPH : ROLE_NONE;
	} else if (!strcmp(e->name, "funcgraph_entry")) {
		k->role = ROLE_NONE;
	}
	return k;
}

static void add_args(struct converter *c, const struct trace_record *r, struct json *j)
{
	json_key(j, "args");
	trace_print_fields(c->printer, r, j);
	json_close(j, '}');
}

static void end_slice(struct converter *c, u32 cpu, const struct cpu *p, u64 time)
{
	struct json j;

	if (!p->since || !p->tid || time < p->since)
		return;
	begin(c, &j, "X", p->comm, CPUS, cpu);
	add_time(&j, "ts", p->since);
	add_time(&j, "dur", time - p->since);
	json_key(&j, "args");
	json_open(&j, '{');
	json_key(&j, "tid");
	json_int(&j, p->tid);
	json_close(&j, '}');
	json_close(&j, '}');
}

static void on_switch(struct converter *c, const struct trace_record *r, const struct known *k)
{
	struct cpu *p = cpu_of(c, r->cpu);
	u32 len = 0;
	const u8 *comm = trace_field_data(k->b, r->data, r->size, c->file->big_endian, &len);
	char name[16];

	if (!p->named) {
		snprintf(name, sizeof(name), "CPU %u", r->cpu);
		if (!((struct chrome *)c->priv)->named++)
			name_track(c, "process_name", CPUS, 0, "CPUs");
		name_track(c, "thread_name", CPUS, r->cpu, name);
		p->named = true;
	}
	end_slice(c, r->cpu, p, r->time);
	p->since = r->time;
	p->tid = (s32)trace_field_int(k->a, r->data, r->size, c->file->big_endian);
	memset(p->comm, 0, sizeof(p->comm));
	if (comm)
		memcpy(p->comm, comm, len < 16 ? len : 16);
}

static void on_call(struct converter *c, const struct trace_record *r, const struct known *k,
                    s32 tid, struct thread *t)
{
	struct chrome *o = c->priv;
	const char *name = k->call;
	char number[32];
	struct json j;
	s64 nr;

	if (k->role == ROLE_EXIT && !t->in_call)
		return; /* it was entered before the recording */
	if (k->role == ROLE_ENTER && !name) {
		nr = trace_field_int(k->a, r->data, r->size, c->file->big_endian);
		name = o->names_calls ? syscall_by_number((s32)nr) : NULL;
		snprintf(number, sizeof(number), "syscall %lld", (long long)nr);
		name = name ? name : number;
	}
	if (k->role == ROLE_ENTER && t->in_call) { /* that one does not return: exit, sigreturn */
		begin(c, &j, "E", "", process_of(o, tid), (u32)tid);
		add_time(&j, "ts", r->time);
		json_close(&j, '}');
	}
	t->in_call = k->role == ROLE_ENTER;
	begin(c, &j, t->in_call ? "B" : "E", t->in_call ? name : "", process_of(o, tid), (u32)tid);
	add_time(&j, "ts", r->time);
	add_args(c, r, &j);
}

static void on_graph(struct converter *c, const struct trace_record *r, const struct known *k,
                     s32 tid)
{
	bool big = c->file->big_endian;
	u64 func = trace_field_uint(k->a, r->data, r->size, big);
	u64 from = trace_field_uint(k->b, r->data, r->size, big);
	u64 to = trace_field_uint(k->c, r->data, r->size, big);
	struct buf name = BUF_INIT;
	struct json j;

	ksym_format(&name, c->syms, func, SYM_NAME);
	begin(c, &j, "X", buf_str(&name), process_of(c->priv, tid), (u32)tid);
	add_time(&j, "ts", from);
	add_time(&j, "dur", to > from ? to - from : 0);
	json_close(&j, '}');
	buf_free(&name);
}

static void chrome_event(struct converter *c, const struct trace_record *r)
{
	const struct event_format *e = trace_printer_event(c->printer, r);
	struct chrome *o = c->priv;
	s32 tid = record_tid(c, r);
	struct buf name = BUF_INIT;
	struct thread *t;
	struct known *k;
	struct json j;

	if (!e)
		return;
	k = known_of(c, r, e);
	o->last = r->time;
	if (k->role == ROLE_NONE)
		return;
	if (k->role == ROLE_SWITCH) {
		on_switch(c, r, k);
		return;
	}
	t = thread_of(c, r, tid);
	if (k->role == ROLE_ENTER || k->role == ROLE_EXIT) {
		on_call(c, r, k, tid, t);
		return;
	}
	if (k->role == ROLE_GRAPH) {
		on_graph(c, r, k, tid);
		return;
	}
	buf_addf(&name, "%s:%s", e->system, e->name);
	begin(c, &j, "i", buf_str(&name), tid ? process_of(o, tid) : CPUS, tid ? (u32)tid : r->cpu);
	add_time(&j, "ts", r->time);
	json_key(&j, "s");
	json_str(&j, "t");
	add_args(c, r, &j);
	buf_free(&name);
}

static void chrome_close(struct converter *c)
{
	struct chrome *o = c->priv;

	for (u32 i = 0; i < o->ncpus; i++)
		end_slice(c, i, &o->cpus[i], o->last);
	buf_adds(&c->buf, "\n]}\n");
	for (struct hash_entry *e = NULL; (e = hash_next(&o->threads, e));)
		free(e->value);
	hash_free(&o->threads);
	hash_free(&o->tgids);
	free(o->known);
	free(o->cpus);
}

const struct convert_format convert_chrome = {.name = "chrome",
                                              .doc = "the same, for Chrome's about:tracing",
                                              .open = chrome_open,
                                              .event = chrome_event,
                                              .close = chrome_close,
                                              .priv_size = sizeof(struct chrome)};

const struct convert_format convert_perfetto = {
        .name = "perfetto",
        .doc = "trace event JSON, which ui.perfetto.dev reads",
        .open = chrome_open,
        .event = chrome_event,
        .close = chrome_close,
        .priv_size = sizeof(struct chrome)};
