// SPDX-License-Identifier: GPL-2.0-or-later
/* The replay backend: the events of a recording (trace.dat), our VM runs the clauses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/stream/stream.h"
#include "trace/file.h"
#include "util/mem.h"

#define MAX_IDS     65536 /* common_type has 16 bits */
#define COMMON_SIZE 8    /* common_type, _flags, _preempt_count, _pid: as long as there is ftrace */
#define A_LOOK      4096 /* events between two questions whether to go on */

struct feeds_of_id {
	struct feed **feeds;
	u32 n;
};

struct replay {
	struct trace_reader *reader;
	struct trace_record next;
	bool pending; /* next is there, and has not been run */
	struct feeds_of_id *by_id;
	struct tasks *tasks;
	struct task unknown, *idle; /* idle: one a CPU */
	u32 nidle;
	u64 lost;
};

/* What of a slot a recording holds. */
static const char *const not_held[] = {
        [LOAD_USER_STR] = "the recording holds the pointer, not the string behind it",
        [LOAD_REG] = "a recording holds no registers",
        [LOAD_PID] = "the recording holds the ids of threads, not those of processes",
        [LOAD_ADDR] = "a recording holds no addresses of data",
        [LOAD_PERIOD] = "a recording holds no counters",
        [LOAD_KSTACK] = "stacks of a recording cannot be replayed yet",
        [LOAD_USTACK] = "stacks of a recording cannot be replayed yet",
        [LOAD_UID] = "the recording does not hold the user's id",
        [LOAD_GID] = "the recording does not hold the group's id",
        [LOAD_PPID] = "the recording does not hold the parent's id",
        [LOAD_CGROUP] = "the recording does not hold the cgroup",
        [LOAD_CGROUP_PROC] = "the recording does not hold the cgroup",
        [LOAD_NUMAID] = "the recording does not hold the CPUs' nodes",
};

static void refuse(struct verdict *v, struct arena *a, struct span at, const char *what,
                   const char *way_out)
{
	*ARENA_PUSH(a, v->why_not, v->nwhy_not) = (struct reason){at, what, way_out};
	v->can = false;
}

static void run_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	r->plan = p;
	r->opts = *o;
	r->arena = p->arena;
	r->arch = arch_host();
	r->caps = (struct stream_caps){.replay = true};
}

static void check_probes(const struct plan *p, struct verdict *v)
{
	for (u32 i = 0; i < p->nclauses; i++) {
		const struct plan_clause *c = &p->clauses[i];

		for (u32 k = 0; k < c->variant->nprobes && !c->in_user; k++)
			if (c->variant->probes[k]->provider != PROVIDER_TRACEPOINT)
				refuse(v, p->arena, c->variant->probes[k]->span,
				       "a recording has events of tracepoints only",
				       "tracepoint:SYSTEM:EVENT; sonde report --events lists what "
				       "is "
				       "in the file");
	}
}

static void check_loads(struct backend_run *r, struct verdict *v)
{
	bool comm = false;

	for (u32 i = 0; i < r->nfeeds; i++)
		for (struct target *t = r->feeds[i]->targets; t; t = t->next)
			for (u32 k = 0; k < t->nloads; k++) {
				enum load_kind kind = t->loads[k].kind;
				const char *what =
				        kind < ARRAY_LEN(not_held) ? not_held[kind] : NULL;
				struct span at = t->clause->slots[t->loads[k].slot].span;

				if (what)
					refuse(v, r->arena, at, what,
					       kind == LOAD_PID ? "tid is in it" : NULL);
				if (kind == LOAD_COMM && !comm) {
					comm = true;
					*ARENA_PUSH(r->arena, v->inexact, v->ninexact) =
					        (struct reason){
					                at,
					                "comm is the one name that the recording "
					                "has for a thread",
					                NULL};
				}
			}
}

static int replay_can_run(const struct plan *p, const struct backend_opts *o, struct verdict *out)
{
	struct backend_run r = {0};

	run_init(&r, p, o);
	out->executor = "sonde's VM over the recording";
	out->can = true;
	check_probes(p, out);
	if (!out->can)
		return 0;
	out->can = feeds_make(&r, out) == 0;
	if (out->can)
		check_loads(&r, out);
	return 0;
}

static void replay_close(struct backend_run *r)
{
	struct replay *p = r->replay;

	trace_reader_free(p->reader);
	tasks_free(p->tasks);
	exec_close(r);
	stacks_free(r->stacks);
	free(p->idle);
	free(p->by_id);
	free(p);
	free(r);
}

static int replay_open(const struct plan *p, const struct backend_opts *o, struct backend_run **out)
{
	struct backend_run *r = mem_alloc(1, sizeof(*r));
	int err;

	r->replay = mem_alloc(1, sizeof(*r->replay));
	run_init(r, p, o);
	err = feeds_make(r, NULL);
	if (err)
		diag_error(o->diag, NO_SPAN, "the recording cannot answer this program");
	else
		err = exec_open(r);
	if (err) {
		replay_close(r);
		return err;
	}
	r->stacks = stacks_new();
	*out = r;
	return 0;
}

/* Lines of "TID NAME". */
static void read_names(struct replay *p, const struct trace_file *f)
{
	const char *at = f->cmdlines.data ? f->cmdlines.data : "", *line;
	const char *end = at + f->cmdlines.size;

	p->tasks = tasks_new();
	strcpy(p->unknown.comm, "<...>");
	for (; at < end; at = line + 1) {
		char name[16] = "";
		const char *space;
		size_t n;
		u32 tid;

		line = memchr(at, '\n', (size_t)(end - at));
		line = line ? line : end;
		space = memchr(at, ' ', (size_t)(line - at));
		if (!space)
			continue;
		tid = 0;
		for (const char *d = at; d < space; d++)
			tid = tid * 10 + (u32)(*d - '0') % 10;
		n = (size_t)(line - space - 1);
		memcpy(name, space + 1, n < 15 ? n : 15);
		tasks_comm(p->tasks, tid, tid, name);
	}
	p->nidle = f->ncpus;
	p->idle = mem_alloc(f->ncpus, sizeof(*p->idle));
	for (u32 i = 0; i < f->ncpus; i++)
		snprintf(p->idle[i].comm, sizeof(p->idle[i].comm), "swapper/%u", i % 1000000);
}

static struct task *task_of(struct replay *p, u32 tid, u32 cpu)
{
	struct task *t;

	if (!tid && cpu < p->nidle)
		return &p->idle[cpu];
	t = tasks_find(p->tasks, tid);
	return t ? t : &p->unknown;
}

/* The ids that a feed's event has in this file. */
static u32 add_ids(struct backend_run *r, const struct trace_file *f, struct feed *feed)
{
	u32 found = 0;

	for (u32 i = 0; i < f->nformats; i++) {
		const struct trace_format *t = &f->formats[i];
		const char *name = memmem(t->text.data, t->text.size, "name: ", 6);
		struct feeds_of_id *at;
		size_t n = strlen(feed->probe->func);

		if (!name || t->id >= MAX_IDS || strcmp(t->system, feed->probe->target) ||
		    (size_t)(t->text.data + t->text.size - name) < 6 + n + 1 ||
		    strncmp(name + 6, feed->probe->func, n) || name[6 + n] != '\n')
			continue;
		at = &r->replay->by_id[t->id];
		*ARENA_PUSH(r->arena, at->feeds, at->n) = feed;
		found++;
	}
	return found;
}

static int replay_attach(struct backend_run *r)
{
	struct trace_file *f = r->opts.recording;
	struct replay *p = r->replay;

	if (f->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		return diag_error(r->opts.diag, NO_SPAN,
		                  "%s is of a machine of the other endianness: it can be printed "
		                  "(sonde report), not replayed",
		                  f->path);
	p->by_id = mem_alloc(MAX_IDS, sizeof(*p->by_id));
	read_names(p, f);
	for (u32 i = 0; i < r->nfeeds; i++)
		r->attached += add_ids(r, f, r->feeds[i]);
	p->reader = trace_reader_new(f, NULL);
	p->pending = trace_next(p->reader, &p->next) > 0;
	r->opts.start = p->next.time;
	return 0;
}

static void run_event(struct backend_run *r, const struct trace_record *e)
{
	struct sample s = {.time = e->time, .cpu = e->cpu};
	struct feeds_of_id *of;
	u16 id;

	if (e->lost && e->lost != PAGE_LOST_UNKNOWN)
		r->replay->lost += e->lost;
	else if (e->lost)
		r->replay->lost++;
	if (e->size < COMMON_SIZE)
		return;
	memcpy(&id, e->data, sizeof(id));
	of = &r->replay->by_id[id];
	if (!of->n)
		return;
	memcpy(&s.tid, e->data + 4, sizeof(s.tid));
	s.pid = s.tid;
	for (u32 i = 0; i < of->n; i++) {
		struct parts p = {.s = &s,
		                  .raw = e->data,
		                  .raw_size = e->size,
		                  .tid = s.tid,
		                  .pid = s.tid,
		                  .task = task_of(r->replay, s.tid, e->cpu)};

		of->feeds[i]->received++;
		targets_run(r, event_targets(of->feeds[i], &p), &p);
	}
}

static int replay_until(struct backend_run *r, u64 until, u64 *next)
{
	struct replay *p = r->replay;
	u32 n = 0;

	while (p->pending && p->next.time < until) {
		run_event(r, &p->next);
		p->pending = trace_next(p->reader, &p->next) > 0;
		if (!r->opts.go_on(r->opts.arg) || !(++n % A_LOOK))
			break;
	}
	*next = p->next.time;
	return p->pending;
}

static int replay_fd(struct backend_run *r)
{
	(void)r;
	return -1;
}

static int replay_poll(struct backend_run *r)
{
	(void)r;
	return 0;
}

static int replay_stop(struct backend_run *r)
{
	const char *damage;

	if (r->opts.recording->damage)
		diag_error(r->opts.diag, NO_SPAN, "%s is damaged %s", r->opts.recording->path,
		           r->opts.recording->damage);
	for (u32 i = 0; r->replay->reader && (damage = trace_reader_damage(r->replay->reader, i));
	     i++)
		diag_error(r->opts.diag, NO_SPAN, "%s is damaged %s", r->opts.recording->path,
		           damage);
	return 0;
}

static struct vm_map *replay_map(struct backend_run *r, u32 index)
{
	return index < r->nmaps ? r->maps[index] : NULL;
}

static int replay_stack(struct backend_run *r, const struct type *t, s64 id, u64 *ips, u32 max)
{
	(void)t;
	return stacks_get(r->stacks, id, ips, max);
}

static void replay_lost(struct backend_run *r, struct lost_events *out)
{
	stream_lost(r, out);
	out->ring = r->replay->lost;
}

static u32 replay_nprobes(struct backend_run *r)
{
	return r->attached;
}

const struct backend backend_replay = {
        .name = "replay",
        .doc = "programs run in sonde, over the events of a recording (-i FILE)",
        .can_run = replay_can_run,
        .open = replay_open,
        .attach = replay_attach,
        .fd = replay_fd,
        .poll = replay_poll,
        .replay = replay_until,
        .stop = replay_stop,
        .close = replay_close,
        .map = replay_map,
        .map_read = maps_read,
        .map_clear = maps_clear,
        .map_zero = maps_zero,
        .stack = replay_stack,
        .lost = replay_lost,
        .nprobes = replay_nprobes,
};
