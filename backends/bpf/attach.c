// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attaching. Whatever is attached is held by a file descriptor, so that it is gone when the process
 * is; only kprobe_events and uprobe_events are not, and those are in the undo journal.
 */
#include <bpf/bpf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"
#include "probe/usdt.h"

static bool is_return(const struct probe *p)
{
	return p->provider == PROVIDER_KRETPROBE || p->provider == PROVIDER_URETPROBE;
}

u32 shown_id(const struct backend_run *r, const struct probe *p)
{
	const struct sema *s = r->plan->sema;

	for (u32 i = 0; p->usdt && i < s->nprobes; i++)
		if (s->probes[i]->usdt && !strcmp(s->probes[i]->name, p->name))
			return s->probes[i]->id;
	return p->id;
}

/* Bind a program to a perf fd: by link where there are cookies, else by ioctl. */
static int bind_prog(struct backend_run *r, struct unit *u, int perf, int prog, u32 id)
{
	if (u->opts.probe_id == PROBE_ID_COOKIE) {
		LIBBPF_OPTS(bpf_link_create_opts, o, .perf_event.bpf_cookie = id);
		int link = bpf_link_create(prog, perf, BPF_PERF_EVENT, &o);

		if (link < 0)
			return -errno;
		keep_fd(r, link);
		return 0;
	}
	if (ioctl(perf, PERF_EVENT_IOC_SET_BPF, prog) || ioctl(perf, PERF_EVENT_IOC_ENABLE, 0))
		return -errno;
	return 0;
}

int attach_perf(struct backend_run *r, struct unit *u, struct perf_event_attr *attr, int prog,
                u32 id, int pid, int cpu)
{
	int fd, err;

	attr->disabled = u->opts.probe_id != PROBE_ID_COOKIE;
	attr->wakeup_events = 1;
	fd = perf_open(attr, pid, cpu, -1, 0);
	if (fd < 0)
		return fd;
	keep_fd(r, fd);
	err = bind_prog(r, u, fd, prog, id);
	return err;
}

/* A tracepoint or probe event: one fd on one CPU fires for all, its program hangs on the event. */
static int attach_event(struct backend_run *r, struct unit *u, struct perf_event_attr *attr,
                        int prog, const struct probe *p)
{
	bool user = p->provider == PROVIDER_UPROBE || p->provider == PROVIDER_URETPROBE ||
	            p->provider == PROVIDER_USDT;
	int pid = user && r->opts.pid ? r->opts.pid : -1;

	return attach_perf(r, u, attr, prog, shown_id(r, p), pid, pid > 0 ? -1 : 0);
}

static int attach_dynevent(struct backend_run *r, struct unit *u, int prog, const struct probe *p)
{
	bool kernel = p->provider == PROVIDER_KPROBE || p->provider == PROVIDER_KRETPROBE;
	struct dynevent_spec spec = {.target = p->target,
	                             .func = kernel ? p->func : NULL,
	                             .offset = kernel ? p->offset : p->address,
	                             .address = kernel ? p->address : 0};
	struct perf_event_attr attr;
	struct dynevent ev;
	int err;

	if (kernel)
		spec.kind = is_return(p) ? DYN_KRETPROBE : DYN_KPROBE;
	else
		spec.kind = is_return(p) ? DYN_URETPROBE : DYN_UPROBE;
	if (!r->dynevents) {
		r->undo = undo_new(r->arena, r->opts.tracefs, NULL);
		r->dynevents = dynevents_new(r->arena, r->opts.tracefs, r->undo);
	}
	err = dynevent_create(r->dynevents, &spec, &ev);
	if (err)
		return err;
	perf_attr_tracepoint(&attr, ev.id);
	return attach_event(r, u, &attr, prog, p);
}

static int attach_pmu(struct backend_run *r, struct unit *u, int prog, const struct probe *p)
{
	struct perf_event_attr attr;
	int err;

	if (u->mech == MECH_KPROBE_PMU)
		err = perf_attr_kprobe(&attr, &r->mech.kprobe, p->func,
		                       p->func ? p->offset : p->address, is_return(p));
	else
		err = perf_attr_uprobe(&attr, &r->mech.uprobe, p->target, p->address, is_return(p),
		                       p->usdt ? (u32)p->usdt->semaphore : 0);
	return err ? err : attach_event(r, u, &attr, prog, p);
}

/* One event on each CPU. */
int attach_cpus(struct backend_run *r, struct unit *u, const struct perf_event_attr *attr, int prog,
                u32 id)
{
	int err = 0, done = 0;
	u32 n;
	const u32 *cpus = perf_online_cpus(r->arena, &n);

	for (u32 i = 0; i < n; i++) {
		struct perf_event_attr copy = *attr;

		err = attach_perf(r, u, &copy, prog, id, -1, (int)cpus[i]);
		if (err && err != -ENODEV) /* a CPU that went away meanwhile */
			return err;
		done += !err;
	}
	return done ? 0 : err;
}

static int attach_sampling(struct backend_run *r, struct unit *u, int prog, const struct probe *p)
{
	struct perf_event_attr attr = {0};
	const struct perf_event_name *e;

	if (p->provider == PROVIDER_PROFILE) {
		attr.type = PERF_TYPE_SOFTWARE;
		attr.config = PERF_COUNT_SW_CPU_CLOCK;
		attr.freq = p->freq;
		attr.sample_period = p->period; /* a union with sample_freq */
	} else {
		e = perf_event_find(p->provider == PROVIDER_SOFTWARE, p->target);
		if (!e)
			return -ENOENT;
		attr.type = e->type;
		attr.config = e->config;
		attr.sample_period = p->period;
	}
	return attach_cpus(r, u, &attr, prog, p->id);
}

static int attach_raw(struct backend_run *r, int prog, const char *name)
{
	int fd = bpf_raw_tracepoint_open(name, prog);

	if (fd < 0)
		return -errno;
	keep_fd(r, fd);
	return 0;
}

static int attach_tracepoint(struct backend_run *r, struct unit *u, int prog, struct probe *p)
{
	struct perf_event_attr attr;
	int err = 0;
	u32 id = probe_event_id(r->plan->sema->env, p, &err);

	if (!id)
		return err;
	perf_attr_tracepoint(&attr, id);
	return attach_event(r, u, &attr, prog, p);
}

static int attach_one(struct backend_run *r, struct unit *u, int prog, const struct probe *p)
{
	switch (u->mech) {
	case MECH_RAW_TP:
		return attach_raw(r, prog, p->func);
	case MECH_RAW_SYSCALL:
		return attach_raw(r, prog, u->opts.syscall_exit ? "sys_exit" : "sys_enter");
	case MECH_PERF_TP:
		return attach_tracepoint(r, u, prog, (struct probe *)p);
	case MECH_KPROBE_PMU:
	case MECH_UPROBE_PMU:
		return attach_pmu(r, u, prog, p);
	case MECH_KPROBE_EVENT:
	case MECH_UPROBE_EVENT:
		return attach_dynevent(r, u, prog, p);
	case MECH_PERF_EVENT:
		return attach_sampling(r, u, prog, p);
	case MECH_WATCH:
		return watch_attach(r, u, prog, p);
	case MECH_TRACING:
	case MECH_ITER:
		return tracing_attach(r, prog, p);
	default:
		return -EOPNOTSUPP;
	}
}

static const char *watch_hint(const struct probe *p, int err)
{
	if (err == -ENOSPC)
		return "the processor watches only a few addresses at a time (x86: 4)";
	if (err == -EINVAL && !strcmp(p->target, "r"))
		return "this processor cannot watch for reads alone: use rw";
	if (err == -EINVAL && p->address % p->offset)
		return "the address must be a multiple of the length";
	if (err == -EINVAL)
		return "without -p or -c the address must be one of the kernel";
	return NULL;
}

static int attach_error(struct backend_run *r, const struct unit *u, const struct probe *p, int err)
{
	const char *hint = u->mech == MECH_WATCH  ? watch_hint(p, err)
	                   : u->mech == MECH_ITER ? tracing_hint(p, err)
	                                          : program_hint(p, err);
	const struct unattached un = {.probe = (struct probe *)p,
	                              .err = err,
	                              .how = mech_text(r->arena, u, p),
	                              .capabilities = "CAP_PERFMON and CAP_BPF",
	                              .way_out = hint};

	return sema_unattached(r->plan->sema, &un);
}

/* The event has no tracepoint of its own name: the way through perf knows it by its number. */
static int fall_back(struct backend_run *r, const struct unit *u, const struct probe *p)
{
	struct unit *alt = arena_memdup(r->arena, u, sizeof(*u));
	int err, prog;

	alt->probes = arena_memdup(r->arena, &p, sizeof(p));
	alt->nprobes = 1;
	if (u->mech == MECH_KPROBE_MULTI)
		alt->mech = mech_has(r, HAS_KPROBE_PMU) ? MECH_KPROBE_PMU : MECH_KPROBE_EVENT;
	else if (u->mech == MECH_UPROBE_MULTI)
		alt->mech = mech_has(r, HAS_UPROBE_PMU) ? MECH_UPROBE_PMU : MECH_UPROBE_EVENT;
	else
		alt->mech = MECH_PERF_TP;
	if (alt->mech == MECH_PERF_TP) {
		alt->prog_type = BPF_PROG_TYPE_TRACEPOINT;
		alt->opts.context = CTX_TRACEPOINT;
	}
	alt->opts.probe_id = PROBE_ID_IMM;
	err = code_clause(r->plan, alt->clause, &alt->opts, r->opts.diag, &alt->code);
	if (!err)
		err = unit_load(r, alt, shown_id(r, p), &prog);
	if (err)
		return err;
	err = attach_one(r, alt, prog, p);
	return err ? attach_error(r, alt, p, err) : 0;
}

/* One of the functions is missing or cannot be traced: each by itself, to tell which. */
static int attach_each(struct backend_run *r, struct unit *u)
{
	int err = 0;

	for (u32 i = 0; i < u->nprobes && !err; i++) {
		u32 warned = r->opts.diag->warnings;

		err = fall_back(r, u, u->probes[i]);
		r->attached += !err && warned == r->opts.diag->warnings;
	}
	return err;
}

static int unit_attach(struct backend_run *r, struct unit *u)
{
	bool tracing = u->prog_type == BPF_PROG_TYPE_TRACING;
	bool multi = u->mech == MECH_KPROBE_MULTI || u->mech == MECH_UPROBE_MULTI;
	bool shared = !tracing &&
	              (u->mech == MECH_RAW_SYSCALL || multi ||
	               u->opts.probe_id == PROBE_ID_COOKIE || !u->clause->variant->uses_probe);
	int prog = -1, err;

	for (u32 i = 0; i < u->nprobes; i++) {
		const struct probe *p = u->probes[i];

		if (tracing && (err = tracing_find(r, p))) {
			err = attach_error(r, u, p, err);
			if (err)
				return err;
			continue;
		}
		if (prog < 0 || !shared) {
			err = unit_load(r, u, shown_id(r, p), &prog);
			if (err)
				return err;
		}
		if (multi) {
			err = multi_attach(r, u, prog);
			return err ? attach_each(r, u) : 0;
		}
		err = attach_one(r, u, prog, p);
		if (err == -ENOENT && u->mech == MECH_RAW_TP) {
			err = fall_back(r, u, p);
			if (err)
				return err;
		} else if (err) {
			err = attach_error(r, u, p, err);
			if (err)
				return err;
			continue;
		}
		if (u->mech == MECH_RAW_SYSCALL) {
			r->attached += u->nprobes;
			return 0;
		}
		r->attached++;
	}
	return 0;
}

int units_attach(struct backend_run *r)
{
	u32 wanted = 0;
	int err = 0;

	for (u32 i = 0; i < r->nunits && !err; i++) {
		if (r->units[i].mech == MECH_TEST_RUN)
			continue;
		wanted++;
		err = unit_attach(r, &r->units[i]);
	}
	if (!err && wanted && !r->attached) {
		diag_error(r->opts.diag, NO_SPAN, "none of the probes exists on this kernel");
		err = -ENOENT;
	}
	if (err)
		units_detach(r);
	return err;
}

void units_detach(struct backend_run *r)
{
	/* last opened first: links before the fds they hang on */
	while (r->nfds)
		close(r->fds[--r->nfds]);
	watch_end_all(r);
	if (r->undo)
		undo_play(r->undo);
}

int unit_run(struct backend_run *r, const struct plan_clause *c, u32 probe_id)
{
	LIBBPF_OPTS(bpf_test_run_opts, o);
	int prog = -1, err;

	for (u32 i = 0; i < r->nunits; i++) {
		struct unit *u = &r->units[i];

		if (u->clause != c || u->mech != MECH_TEST_RUN)
			continue;
		for (u32 k = 0; k < u->nprobes; k++)
			if (u->probes[k]->id == probe_id)
				prog = u->progs[k];
	}
	if (prog < 0)
		return -ENOENT;
	err = bpf_prog_test_run_opts(prog, &o);
	return err ? -errno : 0;
}
