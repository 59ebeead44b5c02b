/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which event of the kernel serves each probe, and which clauses run for it. */
#include <string.h>
#include <unistd.h>

#include "stream/stream.h"

#define FEW_CPUS   4
#define MAX_FILTER 2000 /* the kernel takes a page of it */

static void add_reason(struct arena *a, struct reason **list, u32 *n, struct span at,
                       const char *what, const char *way_out)
{
	for (u32 i = 0; i < *n; i++) /* once for all probes of a clause */
		if ((*list)[i].span.begin == at.begin && (*list)[i].span.end == at.end &&
		    !strcmp((*list)[i].what, what))
			return;
	*(struct reason *)arena_push(a, list, n, sizeof(**list)) =
	        (struct reason){at, what, way_out};
}

static void why_not(struct backend_run *r, struct verdict *v, struct span at, const char *what,
                    const char *way_out)
{
	if (v)
		add_reason(r->arena, &v->why_not, &v->nwhy_not, at, what, way_out);
}

static const char *const inexact_text[] = {
        [LOAD_UID] = "uid is read from /proc when the event is handled",
        [LOAD_GID] = "gid is read from /proc when the event is handled",
        [LOAD_PPID] = "ppid is read from /proc when the event is handled",
        [LOAD_PARENT_COMM] = "the parent's number is read from /proc when the event is handled",
        [LOAD_CGROUP_PROC] = "cgroup is read from /proc when the event is handled",
        [LOAD_USER_STR] = "the string is read from the process's memory when the event is handled: "
                          "it may have changed, or the process be gone",
};

static void note_inexact(struct backend_run *r, struct verdict *v, const struct slot *slot,
                         enum load_kind kind)
{
	const char *text = kind < ARRAY_LEN(inexact_text) ? inexact_text[kind] : NULL;

	if (r->caps.tracefs && kind == LOAD_USTACK)
		text = "an instance of tracefs records at most 8 frames of a user stack";
	if (!text && slot->kept)
		text = "str() of this pointer, when it has been kept in a map, is the string as it "
		       "was "
		       "when the pointer was stored";
	if (v && text)
		add_reason(r->arena, &v->inexact, &v->ninexact, slot->span, text, NULL);
}

static bool clause_fetches(const struct plan_clause *c)
{
	for (u32 i = 0; i < c->nslots; i++)
		if (fetch_is_needed(&c->slots[i]))
			return true;
	return false;
}

/* Is every register that the clause wants in a sample? */
static bool regs_suffice(struct backend_run *r, const struct plan_clause *c, bool user)
{
	if (user ? !r->caps.regs_user && !r->caps.regs_intr : !r->caps.regs_intr) {
		for (u32 i = 0; i < c->nslots; i++)
			if (c->slots[i].root == ROOT_ARG || c->slots[i].root == ROOT_RETVAL ||
			    c->slots[i].root == ROOT_REG)
				return false;
	}
	return true;
}

/*
 * Every descriptor of a probe PMU is a probe of its own, and each hit goes through the probes of
 * all CPUs: with many CPUs one event of tracefs, opened on each, costs the traced side less.
 */
static bool pmu_is_dear(const struct backend_run *r)
{
	return r->ncpus > FEW_CPUS;
}

static enum mech probe_mech(struct backend_run *r, const struct plan_clause *c,
                            const struct probe *p)
{
	const struct stream_caps *caps = &r->caps;
	bool fetch = clause_fetches(c);
	enum mech mech;

	switch (p->provider) {
	case PROVIDER_TRACEPOINT:
		mech = syskprobe_serves(r, c, p);
		if (mech != MECH_NONE)
			return mech;
		return syscalls_share(r, c, p) ? MECH_RAW_SYSCALLS : MECH_TRACEPOINT;
	case PROVIDER_KPROBE:
	case PROVIDER_KRETPROBE:
		fetch |= pmu_is_dear(r) && caps->kprobe_events;
		if (!fetch && caps->kprobe_pmu && regs_suffice(r, c, false) &&
		    (!probe_is_return(p) || caps->kprobe.retprobe_bit >= 0))
			return MECH_KPROBE_PMU;
		return caps->kprobe_events ? MECH_KPROBE_EVENT
		       : caps->kprobe_pmu  ? MECH_KPROBE_PMU
		                           : MECH_NONE;
	case PROVIDER_UPROBE:
	case PROVIDER_URETPROBE:
		/* events of the PMU cannot be inherited by the threads that -p's process will make:
		 * the kernel would look for the file's name in its memory, and fail the clone */
		fetch |= (r->opts.pid || pmu_is_dear(r)) && caps->uprobe_events;
		if (!fetch && caps->uprobe_pmu && regs_suffice(r, c, true) &&
		    (!probe_is_return(p) || caps->uprobe.retprobe_bit >= 0))
			return MECH_UPROBE_PMU;
		return caps->uprobe_events ? MECH_UPROBE_EVENT
		       : caps->uprobe_pmu  ? MECH_UPROBE_PMU
		                           : MECH_NONE;
	case PROVIDER_PROFILE:
	case PROVIDER_SOFTWARE:
	case PROVIDER_HARDWARE:
		return caps->tracefs ? MECH_NONE : MECH_SAMPLING;
	default:
		return MECH_NONE;
	}
}

/* What raises the events of a provider that has feeds at all. */
static const char *const feeds_of[PROVIDER_COUNT] = {
        [PROVIDER_TRACEPOINT] = "perf tracepoint",
        [PROVIDER_KPROBE] = "kprobe PMU or kprobe_events",
        [PROVIDER_KRETPROBE] = "kprobe PMU or kprobe_events",
        [PROVIDER_UPROBE] = "uprobe PMU or uprobe_events",
        [PROVIDER_URETPROBE] = "uprobe PMU or uprobe_events",
        [PROVIDER_PROFILE] = "perf cpu-clock",
        [PROVIDER_SOFTWARE] = "perf counter",
        [PROVIDER_HARDWARE] = "perf counter",
};

static const char *const why_none[PROVIDER_COUNT] = {
        [PROVIDER_RAWTRACEPOINT] = "a raw tracepoint's arguments can only be read by BPF programs; "
                                   "the tracepoint of the same name has a record",
        [PROVIDER_KPROBE] = "this kernel has no kprobes: neither the kprobe PMU nor kprobe_events",
        [PROVIDER_KRETPROBE] =
                "this kernel has no kprobes: neither the kprobe PMU nor kprobe_events",
        [PROVIDER_UPROBE] = "this kernel has no uprobes: neither the uprobe PMU nor uprobe_events",
        [PROVIDER_URETPROBE] =
                "this kernel has no uprobes: neither the uprobe PMU nor uprobe_events",
        [PROVIDER_PROFILE] = "profile needs perf events: tracefs has only tracepoints and probes",
        [PROVIDER_SOFTWARE] = "software events are perf events: tracefs has only tracepoints and "
                              "probes",
        [PROVIDER_HARDWARE] = "hardware events are perf events: tracefs has only tracepoints and "
                              "probes",
        [PROVIDER_USDT] = "USDT probes are not supported without BPF yet",
        [PROVIDER_FENTRY] = "fentry probes are BPF programs; kprobe probes are not",
        [PROVIDER_FEXIT] = "fexit probes are BPF programs; kretprobe probes are not",
        [PROVIDER_ITER] = "iterators are BPF programs",
        [PROVIDER_WATCHPOINT] = "watchpoints are not supported without BPF yet",
        [PROVIDER_ASYNCWATCHPOINT] = "watchpoints are not supported without BPF yet",
};

const char *stream_how(enum provider p, const char **why)
{
	*why = why_none[p] ? why_none[p] : "no event can be made of it";
	return feeds_of[p];
}

static struct feed *find_feed(struct backend_run *r, enum mech mech, const struct probe *p)
{
	bool is_exit = false;
	struct feed *s;
	s32 nr;

	if (mech == MECH_RAW_SYSCALLS)
		syscall_probe(p, &is_exit, &nr);
	for (u32 i = 0; i < r->nfeeds; i++) {
		s = r->feeds[i];
		if (s->mech != mech || s->probe->provider != p->provider)
			continue;
		if (mech == MECH_RAW_SYSCALLS ? s->is_exit == is_exit
		                              : !strcmp(s->probe->name, p->name))
			return s;
	}
	s = arena_new_of(r->arena, struct feed);
	s->mech = mech;
	s->is_exit = is_exit;
	if (mech == MECH_SYSCALL_KPROBE)
		s->func = syskprobe_func(r, p, &s->func_regs);
	s->probe = p;
	s->is_instance = r->caps.tracefs;
	s->last = &s->targets;
	*ARENA_PUSH(r->arena, r->feeds, r->nfeeds) = s;
	return s;
}

static bool bind_target(struct backend_run *r, struct feed *s, struct target *t, struct verdict *v)
{
	const struct plan_clause *c = t->clause;
	bool ok = true;

	t->loads = arena_array(r->arena, struct load, c->nslots);
	for (u32 i = 0; i < c->nslots; i++) {
		struct load *l = &t->loads[t->nloads];
		const char *way_out, *why = bind_slot(r, s, &c->slots[i], l, &way_out);

		if (why) {
			why_not(r, v, c->slots[i].span, why, way_out);
			ok = false;
			continue;
		}
		if (c->slots[i].root == ROOT_PROBE)
			l->add = t->probe->id;
		l->slot = i;
		note_inexact(r, v, &c->slots[i], l->kind);
		t->nloads++;
	}
	return ok;
}

/* hardware:NAME: is there such a counter? */
static bool has_counter(const struct probe *p)
{
	const struct perf_event_name *e = perf_event_find(false, p->target);
	struct perf_event_attr attr = {.sample_period = 1000000000, .disabled = 1};
	int fd;

	if (!e)
		return false;
	attr.type = e->type;
	attr.config = e->config;
	fd = perf_open(&attr, 0, -1, -1, 0);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool add_target(struct backend_run *r, const struct plan_clause *c, const struct probe *p,
                       struct verdict *v)
{
	enum mech mech = probe_mech(r, c, p);
	struct target *t;
	struct feed *s;

	if (mech == MECH_NONE) {
		why_not(r, v, p->span,
		        why_none[p->provider] ? why_none[p->provider]
		                              : "this kind of event cannot be had without BPF",
		        NULL);
		return false;
	}
	if (p->provider == PROVIDER_HARDWARE && !r->caps.replay && !has_counter(p)) {
		why_not(r, v, p->span, "this machine has no such counter",
		        "profile:hz:99 samples by time");
		return false;
	}
	s = find_feed(r, mech, p);
	t = arena_new_of(r->arena, struct target);
	t->clause = c;
	t->probe = p;
	*s->last = t;
	s->last = &t->next;
	return bind_target(r, s, t, v);
}

static bool add_clause(struct backend_run *r, const struct plan_clause *c, struct verdict *v)
{
	bool ok = !c->nneeds;

	for (u32 i = 0; i < c->nneeds; i++)
		why_not(r, v, c->needs[i].span, c->needs[i].what, c->needs[i].way_out);
	for (u32 i = 0; i < c->variant->nprobes; i++)
		ok &= add_target(r, c, c->variant->probes[i], v);
	return ok;
}

/* The registers of a sample come in the order of their bits: bit to index. */
static void index_registers(struct feed *s)
{
	for (struct target *t = s->targets; t; t = t->next)
		for (u32 i = 0; i < t->nloads; i++)
			if (t->loads[i].kind == LOAD_REG)
				t->loads[i].off = (u32)__builtin_popcountll(
				        s->wants.regs & ((1ull << t->loads[i].off) - 1));
}

/* An event filter that lets through what any of the clauses wants. */
static void set_filter(struct backend_run *r, struct feed *s)
{
	const char *all = NULL;

	if (s->mech == MECH_SAMPLING)
		return;
	for (struct target *t = s->targets; t; t = t->next) {
		const char *one = pushdown_filter(r->arena, s, t);

		if (!one)
			return;
		if (all && !strcmp(all, one))
			continue;
		all = all ? arena_printf(r->arena, "(%s) || (%s)", all, one) : one;
		if (strlen(all) > MAX_FILTER)
			return;
	}
	if (all && s->filter) /* the numbers of system calls */
		all = arena_printf(r->arena, "(%s) && (%s)", s->filter, all);
	s->filter = all;
}

/* Strings on the stack can be had as they were: sample its top, and where it is. */
static void want_stack(struct backend_run *r, struct feed *s)
{
	const struct arch_reg *sp = arch_reg(r->arch, "sp");

	if (!s->wants.fast || !r->caps.regs_user || !sp || sp->perf < 0)
		return;
	s->wants.stack = true;
	s->wants.regs_user = true;
	s->wants.regs |= 1ull << sp->perf;
	s->sp_index = (u32)__builtin_popcountll(s->wants.regs & ((1ull << sp->perf) - 1));
}

/* User registers that are sampled anyway are among those that unwinding wants. */
static void want_unwind(struct backend_run *r, struct feed *s)
{
	if (!s->wants.unwind || (s->wants.regs && !s->wants.regs_user))
		return;
	s->wants.regs |= arch_perf_mask(r->arch);
	s->wants.regs_user = true;
}

static void finish_order(struct feed *s)
{
	for (struct target *t = s->targets; t; t = t->next)
		t->then = t->next;
}

static void finish(struct backend_run *r, struct verdict *v)
{
	for (u32 i = 0; i < r->nfeeds; i++) {
		struct feed *s = r->feeds[i];

		if (s->mech == MECH_RAW_SYSCALLS)
			syscalls_finish(r, s);
		else
			finish_order(s);
		want_unwind(r, s);
		want_stack(r, s);
		index_registers(s);
		set_filter(r, s);
		s->counting = !r->caps.tracefs && !r->caps.replay && feed_only_counts(r, s);
		s->period = s->mech == MECH_SAMPLING ? s->probe->period : 1;
		r->want_tasks |= s->wants.task;
		for (struct target *t = s->targets; v && t; t = t->next)
			*ARENA_PUSH(r->arena, v->mechanisms, v->nmechanisms) =
			        (struct mechanism){t->probe, feed_text(r->arena, s)};
	}
}

int feeds_make(struct backend_run *r, struct verdict *v)
{
	bool ok = true;

	syscalls_count(r);
	for (u32 i = 0; i < r->plan->nclauses; i++)
		if (!r->plan->clauses[i].in_user)
			ok &= add_clause(r, &r->plan->clauses[i], v);
	finish(r, v);
	return ok ? 0 : -EOPNOTSUPP;
}

static const char *args_text(struct arena *a, const struct feed *s)
{
	struct buf b = BUF_INIT;
	const char *text;

	for (u32 i = 0; i < s->nargs; i++)
		buf_addf(&b, "%s%s", i ? " " : ", fetch-args ", s->args[i].text);
	text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static const char *mech_text(struct arena *a, const struct feed *s)
{
	switch (s->mech) {
	case MECH_TRACEPOINT:
		return s->is_instance ? "tracepoint in a tracefs instance" : "perf tracepoint";
	case MECH_RAW_SYSCALLS:
		return arena_printf(a, "perf tracepoint raw_syscalls:%s, by number",
		                    s->is_exit ? "sys_exit" : "sys_enter");
	case MECH_SYSCALL_KPROBE:
		return arena_printf(a, "kprobe_events on %s%s", s->func, args_text(a, s));
	case MECH_SYSCALL_EPROBE:
		return arena_printf(a, "event probe on %s.%s%s", s->probe->target, s->probe->func,
		                    args_text(a, s));
	case MECH_KPROBE_PMU:
		return s->wants.regs ? "kprobe PMU, registers" : "kprobe PMU";
	case MECH_UPROBE_PMU:
		return s->wants.regs ? "uprobe PMU, registers" : "uprobe PMU";
	case MECH_KPROBE_EVENT:
		return arena_printf(a, "kprobe_events%s", args_text(a, s));
	case MECH_UPROBE_EVENT:
		return arena_printf(a, "uprobe_events%s", args_text(a, s));
	case MECH_SAMPLING:
		return s->probe->provider == PROVIDER_PROFILE ? "perf cpu-clock on every CPU"
		                                              : "perf counter on every CPU";
	default:
		return "none";
	}
}

const char *feed_text(struct arena *a, const struct feed *s)
{
	const char *text = mech_text(a, s);

	if (s->counting)
		text = arena_printf(a, "%s, counted by the kernel", text);
	return s->filter ? arena_printf(a, "%s, event filter %s", text, s->filter) : text;
}
