// SPDX-License-Identifier: GPL-2.0-or-later
/* The replay backend: the events of a recording (trace.dat), our VM runs the clauses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/replay/replay.h"
#include "sym/sym.h"
#include "util/mem.h"

#define COMMON_SIZE 8    /* common_type, _flags, _preempt_count, _pid: as long as there is ftrace */
#define A_LOOK      4096 /* events between two questions whether to go on */

/* What of a slot a recording holds. */
static const char *const not_held[] = {
        [LOAD_USER_STR] = "the recording holds the pointer, not the string behind it",
        [LOAD_REG] = "a recording holds no registers",
        [LOAD_ADDR] = "a recording holds no addresses of data",
        [LOAD_PERIOD] = "a recording holds no counters",
        [LOAD_UID] = "the recording does not hold the user's id",
        [LOAD_GID] = "the recording does not hold the group's id",
        [LOAD_PARENT_COMM] = "the recording does not hold the parent's name",
        [LOAD_USTACK_DWARF] =
                "a recording of ftrace holds the frames of user stacks, not the stacks",
        [LOAD_PPID] = "the recording does not hold the parent's id",
        [LOAD_CGROUP] = "the recording does not hold the cgroup",
        [LOAD_CGROUP_PROC] = "the recording does not hold the cgroup",
        [LOAD_NUMAID] = "the recording does not hold the CPUs' nodes",
};

void replay_refuse(struct backend_run *r, struct verdict *v, struct span at, const char *what,
                   const char *way_out)
{
	if (!v)
		return;
	v->can = false;
	for (u32 i = 0; i < v->nwhy_not; i++) /* once for all probes of a clause */
		if (v->why_not[i].span.begin == at.begin && v->why_not[i].span.end == at.end &&
		    !strcmp(v->why_not[i].what, what))
			return;
	*ARENA_PUSH(r->arena, v->why_not, v->nwhy_not) = (struct reason){at, what, way_out};
}

static const struct arch *arch_of(const struct trace_file *f)
{
	const char *machine = trace_file_machine(f);
	const struct arch *a = machine ? arch_find(machine) : NULL;

	return a ? a : arch_host();
}

static void run_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	r->plan = p;
	r->opts = *o;
	r->arena = p->arena;
	r->arch = arch_of(o->recording);
	r->swap = file_is_swapped(o->recording);
	r->caps =
	        (struct stream_caps){.replay = true, .kprobe_events = true, .uprobe_events = true};
}

static void check_probes(struct backend_run *r, struct verdict *v)
{
	const struct plan *p = r->plan;

	for (u32 i = 0; i < p->nclauses; i++) {
		const struct plan_clause *c = &p->clauses[i];

		for (u32 k = 0; k < c->variant->nprobes && !c->in_user; k++) {
			enum provider provider = c->variant->probes[k]->provider;

			if (r->opts.recording->perf &&
			    (provider == PROVIDER_PROFILE || provider == PROVIDER_SOFTWARE ||
			     provider == PROVIDER_HARDWARE))
				continue;
			if (provider != PROVIDER_TRACEPOINT && provider != PROVIDER_KPROBE &&
			    provider != PROVIDER_KRETPROBE && provider != PROVIDER_UPROBE &&
			    provider != PROVIDER_URETPROBE)
				replay_refuse(r, v, c->variant->probes[k]->span,
				              r->opts.recording->perf
				                      ? "a perf.data has tracepoints, probes and "
				                        "samples only"
				                      : "a recording has events of tracepoints, "
				                        "kprobes and uprobes only",
				              "sonde report --events lists what is in the file");
		}
	}
}

static const char *stack_missing(const struct backend_run *r, enum load_kind kind)
{
	if (r->opts.recording->perf && (kind == LOAD_KSTACK || kind == LOAD_USTACK))
		return perf_data_has_chains(r->opts.recording->perf)
		               ? NULL
		               : "the samples of the file have no stacks";
	if (kind == LOAD_KSTACK &&
	    !trace_stacks_recorded(r->opts.recording, r->replay->stacks.kernel_id))
		return "the file has no records of kernel stacks";
	if (kind == LOAD_USTACK &&
	    !trace_stacks_recorded(r->opts.recording, r->replay->stacks.user_id))
		return "the file has no records of user stacks";
	return NULL;
}

static const char *why_not_held(struct backend_run *r, const struct load *l, const struct slot *s,
                                const char **way_out)
{
	const char *what;

	*way_out = NULL;
	if (l->kind == LOAD_PID || l->kind == LOAD_PCOMM) {
		*way_out = "tid and comm are in it";
		return file_knows_processes(r->opts.recording)
		               ? NULL
		               : "the recording holds the ids of threads, not those of processes";
	}
	if (r->swap && l->kind == LOAD_RAW_BYTES && s->field.type &&
	    s->field.type->kind == TY_ARRAY && s->field.type->elem->size != 1)
		return "the recording is of a machine of the other endianness: arrays are read "
		       "element by element";
	what = stack_missing(r, l->kind);
	if (what) {
		*way_out = r->opts.recording->perf  ? "perf record -g records them"
		           : l->kind == LOAD_KSTACK ? "sonde record -T records them"
		                                    : "sonde record -O userstacktrace records them";
		return what;
	}
	if (r->opts.recording->perf && (l->kind == LOAD_PERIOD || l->kind == LOAD_ADDR))
		return NULL;
	if (l->kind == LOAD_USER_STR)
		*way_out = "sonde record --for records the strings that a program asks for";
	return l->kind < ARRAY_LEN(not_held) ? not_held[l->kind] : NULL;
}

static bool check_loads(struct backend_run *r, struct verdict *v)
{
	bool comm = false, ok = true;

	for (u32 i = 0; i < r->nfeeds; i++)
		for (struct target *t = r->feeds[i]->targets; t; t = t->next)
			for (u32 k = 0; k < t->nloads; k++) {
				const struct slot *slot = &t->clause->slots[t->loads[k].slot];
				const char *way_out;
				const char *what = why_not_held(r, &t->loads[k], slot, &way_out);

				if (what)
					replay_refuse(r, v, slot->span, what, way_out);
				ok &= !what;
				if (t->loads[k].kind != LOAD_COMM || comm || !v)
					continue;
				comm = true;
				if (!file_has_names(r->opts.recording))
					*ARENA_PUSH(r->arena, v->inexact, v->ninexact) =
					        (struct reason){
					                slot->span,
					                "comm is the one name that the recording "
					                "has for a thread",
					                NULL};
			}
	return ok;
}

/* Feeds, and what in the file they are. v may be NULL. */
static int make_feeds(struct backend_run *r, struct verdict *v)
{
	int err = feeds_make(r, v);

	if (err)
		return err;
	stacks_find(r);
	if (!replay_bind(r, v) || !check_loads(r, v))
		return -EOPNOTSUPP;
	return 0;
}

static int replay_can_run(const struct plan *p, const struct backend_opts *o, struct verdict *out)
{
	struct replay replay = {0};
	struct backend_run r = {.replay = &replay};

	run_init(&r, p, o);
	out->executor = "sonde's VM over the recording";
	out->can = true;
	check_probes(&r, out);
	if (out->can)
		out->can = make_feeds(&r, out) == 0;
	return 0;
}

static void replay_close(struct backend_run *r)
{
	struct replay *p = r->replay;

	trace_reader_free(p->reader);
	sym_cache_free(p->syms);
	free(p->frames);
	free(p->by_id);
	free(p);
	stream_free(r);
}

static int replay_open(const struct plan *p, const struct backend_opts *o, struct backend_run **out)
{
	struct backend_run *r = mem_alloc(1, sizeof(*r));
	int err;

	r->replay = mem_alloc(1, sizeof(*r->replay));
	run_init(r, p, o);
	err = make_feeds(r, NULL);
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

/* Samples: profile takes those of any event that counts time, or cycles. */
static bool is_sampled(const struct feed *feed, const char *name, size_t n)
{
	static const char *const timers[] = {"cpu-clock", "task-clock", "cpu-cycles", "ref-cycles"};
	const struct perf_event_name *e;

	for (u32 i = 0; i < ARRAY_LEN(timers); i++)
		if (feed->probe->provider == PROVIDER_PROFILE && strlen(timers[i]) == n &&
		    !strncmp(name, timers[i], n))
			return true;
	if (feed->probe->provider == PROVIDER_PROFILE)
		return false;
	e = perf_event_find(feed->probe->provider == PROVIDER_SOFTWARE, feed->probe->target);
	return e && strlen(e->name) == n && !strncmp(name, e->name, n);
}

static bool is_event_of(const struct feed *feed, const struct trace_format *t)
{
	const char *name = memmem(t->text.data, t->text.size, "name: ", 6), *end;

	if (!name || t->id >= MAX_IDS)
		return false;
	name += 6;
	end = memchr(name, '\n', t->text.size - (size_t)(name - t->text.data));
	if (!end)
		return false;
	if (feed->mech == MECH_SAMPLING)
		return !strcmp(t->system, "perf") && is_sampled(feed, name, (size_t)(end - name));
	return !strcmp(t->system, feed->probe->target) &&
	       strlen(feed->probe->func) == (size_t)(end - name) &&
	       !strncmp(name, feed->probe->func, (size_t)(end - name));
}

bool replay_has_event(const struct backend_run *r, const struct feed *feed)
{
	const struct trace_file *f = r->opts.recording;

	for (u32 i = 0; i < f->nformats; i++)
		if (is_event_of(feed, &f->formats[i]))
			return true;
	return false;
}

static void leave_out(struct backend_run *r, const struct probe *p)
{
	((struct probe *)p)->left_out = true;
	if (r->plan->sema->config.missing_probes != MISSING_IGNORE)
		diag_warn(r->opts.diag, p->span, "%s is not in the recording and is left out",
		          p->name);
}

/* The ids that a feed's event has in this file. */
static u32 add_ids(struct backend_run *r, const struct trace_file *f, struct feed *feed)
{
	u32 found = 0;

	if (feed->event_id) { /* a dynamic event answers it */
		struct feeds_of_id *at = &r->replay->by_id[feed->event_id % MAX_IDS];

		*ARENA_PUSH(r->arena, at->feeds, at->n) = feed;
		return 1;
	}
	if (feed->mech != MECH_TRACEPOINT && feed->mech != MECH_SAMPLING) {
		leave_out(r, feed->probe);
		return 0;
	}
	for (u32 i = 0; i < f->nformats; i++) {
		const struct trace_format *t = &f->formats[i];
		struct feeds_of_id *at;

		if (!is_event_of(feed, t))
			continue;
		at = &r->replay->by_id[t->id];
		*ARENA_PUSH(r->arena, at->feeds, at->n) = feed;
		found++;
	}
	return found;
}

static struct sym_cache *syms_of(const struct trace_file *f)
{
	struct sym_opts o = {0};

	trace_file_symbols(f, &o);
	return sym_cache_new(&o);
}

static int replay_attach(struct backend_run *r)
{
	struct trace_file *f = r->opts.recording;
	struct replay *p = r->replay;

	p->by_id = mem_alloc(MAX_IDS, sizeof(*p->by_id));
	if (p->want_kstack)
		p->syms = syms_of(f);
	tasks_read(r);
	for (u32 i = 0; i < r->nfeeds; i++)
		r->attached += add_ids(r, f, r->feeds[i]);
	p->reader = trace_reader_new(f, NULL);
	p->pending = trace_next(p->reader, &p->next) > 0;
	r->opts.start = p->next.time;
	return 0;
}

/* perf.data says with each sample whose it was. */
static struct task *task_of_sample(struct backend_run *r, const struct trace_record *e, u32 tid)
{
	struct task *t = tasks_get(r->tasks, tid, e->pid, e->cpu);

	if (tid && (t->pid != e->pid || strcmp(t->comm, e->comm))) {
		tasks_comm(r->tasks, e->pid, tid, e->comm);
		t->pid = e->pid;
	}
	return t;
}

static void run_event(struct backend_run *r, const struct trace_record *e)
{
	struct sample s = {.time = e->time, .cpu = e->cpu};
	struct feeds_of_id *of;
	bool big = r->opts.recording->big_endian;
	struct task *task;
	u32 nchain = 0;

	if (e->lost && e->lost != PAGE_LOST_UNKNOWN)
		r->replay->lost += e->lost;
	else if (e->lost)
		r->replay->lost++;
	if (e->size < COMMON_SIZE)
		return;
	of = &r->replay->by_id[get_u16(e->data, big)];
	if (of->life)
		tasks_event(r, of->life, e);
	if (!of->n)
		return;
	s.tid = get_u32(e->data + 4, big);
	task = e->comm ? task_of_sample(r, e, s.tid) : tasks_get(r->tasks, s.tid, s.tid, e->cpu);
	s.pid = task->pid;
	if ((r->replay->want_kstack || r->replay->want_ustack) && !r->opts.recording->perf)
		nchain = replay_frames(r, e);
	for (u32 i = 0; i < of->n; i++) {
		struct parts p = {.s = &s,
		                  .raw = e->data,
		                  .raw_size = e->size,
		                  .addr = e->addr,
		                  .period = e->period,
		                  .chain = e->nchain ? e->chain : r->replay->frames,
		                  .nchain = e->nchain ? e->nchain : nchain,
		                  .tid = s.tid,
		                  .pid = s.pid,
		                  .task = task};

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

static void replay_lost(struct backend_run *r, struct lost_events *out)
{
	stream_lost(r, out);
	out->ring = r->replay->lost;
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
        .map = stream_map,
        .map_read = maps_read,
        .map_clear = maps_clear,
        .map_zero = maps_zero,
        .stack = stream_stack,
        .lost = replay_lost,
        .nprobes = stream_nprobes,
};
