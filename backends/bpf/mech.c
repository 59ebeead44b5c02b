// SPDX-License-Identifier: GPL-2.0-or-later
/* Which mechanism raises each probe's events, and which clauses share a program for it. */
#include <string.h>

#include "backends/bpf/bpf.h"
#include "probe/arch.h"

static bool is_return(const struct probe *p)
{
	return p->provider == PROVIDER_KRETPROBE || p->provider == PROVIDER_URETPROBE;
}

static bool is_syscall(const struct probe *p, bool *exit, const char **name)
{
	if (strcmp(p->target, "syscalls"))
		return false;
	*exit = !strncmp(p->func, "sys_exit_", 9);
	if (!*exit && strncmp(p->func, "sys_enter_", 10))
		return false;
	*name = p->func + (*exit ? 9 : 10);
	return true;
}

/* May the clause run from a raw tracepoint? Its fields must be found in pt_regs, if it has any. */
static bool raw_fits(const struct plan_clause *c, bool syscall)
{
	for (u32 i = 0; i < c->nslots; i++) {
		const struct slot *s = &c->slots[i];

		/* a stack would start in the frames of the raw tracepoint's own machinery */
		if (s->root == ROOT_KSTACK || s->root == ROOT_CTX)
			return false;
		if (s->root == ROOT_FIELD && !syscall)
			return false;
		if (s->root == ROOT_FIELD && !strncmp(s->name, "common_", 7))
			return false;
		if (s->root == ROOT_FIELD && s->form != FORM_INT && !s->nsteps)
			return false;
	}
	return true;
}

static enum mech tracepoint_mech(struct backend_run *r, const struct plan_clause *c,
                                 const struct probe *p)
{
	bool raw_syscalls = !strcmp(p->target, "raw_syscalls"), exit;
	const char *name;

	if (!mech_has(r, HAS_RAW_TP))
		return mech_has(r, HAS_TRACEPOINT) &&
		                       (!is_syscall(p, &exit, &name) || mech_has(r, HAS_SYSCALL_TP))
		               ? MECH_PERF_TP
		               : MECH_NONE;
	/* the number, by which calls are told apart, is in no register of some machines */
	if (is_syscall(p, &exit, &name) && exit && !arch_host()->syscall_nr)
		return MECH_PERF_TP;
	if (is_syscall(p, &exit, &name))
		return raw_fits(c, true) && syscall_number(name) >= 0 ? MECH_RAW_SYSCALL
		                                                      : MECH_PERF_TP;
	return raw_fits(c, raw_syscalls) ? MECH_RAW_TP : MECH_PERF_TP;
}

static enum mech kprobe_mech(struct backend_run *r, const struct plan_clause *c,
                             const struct probe *p)
{
	if (c->variant->nprobes > 1 && p->func && !p->offset &&
	    (!c->variant->uses_probe || r->caps.attach_cookie) && mech_has(r, HAS_KPROBE_MULTI))
		return MECH_KPROBE_MULTI;
	if (mech_has(r, HAS_KPROBE_PMU) && (!is_return(p) || r->mech.kprobe.retprobe_bit >= 0))
		return MECH_KPROBE_PMU;
	return mech_has(r, HAS_KPROBE_EVENTS) ? MECH_KPROBE_EVENT : MECH_NONE;
}

static enum mech uprobe_mech(struct backend_run *r, const struct plan_clause *c,
                             const struct probe *p)
{
	/* with a process, the first kernels that have it trace one thread only */
	if (c->variant->nprobes > 1 && !r->opts.pid && mech_has(r, HAS_UPROBE_MULTI))
		return MECH_UPROBE_MULTI;
	if (mech_has(r, HAS_UPROBE_PMU) && (!is_return(p) || r->mech.uprobe.retprobe_bit >= 0))
		return MECH_UPROBE_PMU;
	return mech_has(r, HAS_UPROBE_EVENTS) ? MECH_UPROBE_EVENT : MECH_NONE;
}

/* Missing functions are told of when they are attached, unless all are. */
static enum mech tracing_mech(struct backend_run *r, const struct probe *p)
{
	int err = tracing_try(r, p);
	bool iter = p->provider == PROVIDER_ITER;

	if (is_of_program(p) && (err == -ENOENT || err == -EEXIST)) /* attaching says more */
		return MECH_TRACING;
	if (err == -ENOENT && !iter && !types_have_btf(r->plan->sema->types))
		return MECH_TRACING;
	r->mech.tracing = err;
	return err ? MECH_NONE : iter ? MECH_ITER : MECH_TRACING;
}

static enum mech probe_mech(struct backend_run *r, const struct plan_clause *c,
                            const struct probe *p)
{
	if (c->in_user)
		return mech_has(r, HAS_TEST_RUN) ? MECH_TEST_RUN : MECH_NONE;
	switch (p->provider) {
	case PROVIDER_TRACEPOINT:
		return tracepoint_mech(r, c, p);
	case PROVIDER_KPROBE:
	case PROVIDER_KRETPROBE:
		return kprobe_mech(r, c, p);
	case PROVIDER_UPROBE:
	case PROVIDER_URETPROBE:
	case PROVIDER_USDT:
		return uprobe_mech(r, c, p);
	case PROVIDER_RAWTRACEPOINT:
		return mech_has(r, HAS_RAW_TP) ? MECH_RAW_TP : MECH_NONE;
	case PROVIDER_WATCHPOINT:
	case PROVIDER_ASYNCWATCHPOINT:
		return p->func && !mech_has(r, HAS_UPROBE_PMU) ? MECH_NONE : MECH_WATCH;
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
	case PROVIDER_ITER:
		return tracing_mech(r, p);
	case PROVIDER_PROFILE:
	case PROVIDER_SOFTWARE:
	case PROVIDER_HARDWARE:
		return mech_has(r, HAS_PERF_EVENT) ? MECH_PERF_EVENT : MECH_NONE;
	default:
		return MECH_NONE;
	}
}

static const char no_kprobes[] =
        "this kernel has no kprobes: neither the kprobe PMU nor kprobe_events";
static const char no_uprobes[] =
        "this kernel has no uprobes: neither the uprobe PMU nor uprobe_events";

/* Why no mechanism serves the probe. */
static struct reason refusal(struct backend_run *r, const struct plan_clause *c,
                             const struct probe *p)
{
	struct reason why = {p->span, "the bpf backend cannot attach this kind of probe", NULL};
	bool exit = p->provider == PROVIDER_FEXIT;

	if (c->in_user) {
		why.what = "this reads kernel memory, and this kernel cannot run a program on "
		           "demand";
		return why;
	}
	switch (p->provider) {
	case PROVIDER_TRACEPOINT:
		why.what = "this kernel takes no BPF programs at this tracepoint";
		break;
	case PROVIDER_PROFILE:
	case PROVIDER_SOFTWARE:
	case PROVIDER_HARDWARE:
		why.what = "this kernel takes no BPF programs at perf events";
		break;
	case PROVIDER_KPROBE:
	case PROVIDER_KRETPROBE:
		why.what = no_kprobes;
		break;
	case PROVIDER_UPROBE:
	case PROVIDER_URETPROBE:
	case PROVIDER_USDT:
		why.what = no_uprobes;
		break;
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
		why.what = arena_printf(r->arena, "this kernel takes no %s programs: %s",
		                        exit ? "fexit" : "fentry", strerror(-r->mech.tracing));
		why.way_out = arena_printf(r->arena, "%s:%s needs no BTF and no trampolines",
		                           exit ? "kretprobe" : "kprobe", p->func);
		break;
	case PROVIDER_WATCHPOINT:
	case PROVIDER_ASYNCWATCHPOINT:
		why.what = "watching what a function's argument points at needs the uprobe PMU, "
		           "which this kernel has not";
		why.way_out = "watchpoint:ADDRESS:LENGTH:MODE watches an address that is known "
		              "beforehand";
		break;
	case PROVIDER_ITER:
		why.what = r->mech.tracing == -ENOENT
		                   ? arena_printf(r->arena, "this kernel has no iterator \"%s\"",
		                                  p->func)
		                   : arena_printf(r->arena, "this kernel takes no iterators: %s",
		                                  strerror(-r->mech.tracing));
		break;
	default:
		break;
	}
	return why;
}

static bool has_cookies(struct backend_run *r, enum mech mech)
{
	if (mech == MECH_KPROBE_MULTI || mech == MECH_UPROBE_MULTI)
		return true;
	return (mech == MECH_PERF_TP || mech == MECH_KPROBE_PMU || mech == MECH_UPROBE_PMU) &&
	       mech_has(r, HAS_PERF_LINK);
}

/* Programs that know their probe from an immediate are loaded once for each; a cookie serves all.
 */
static void set_probe_id(struct backend_run *r, struct unit *u)
{
	if (u->mech == MECH_RAW_SYSCALL)
		u->opts.probe_id = u->nprobes > 1 ? PROBE_ID_SYSCALL : PROBE_ID_IMM;
	else if (u->clause->variant->uses_probe && u->nprobes > 1 && r->caps.attach_cookie &&
	         has_cookies(r, u->mech))
		u->opts.probe_id = PROBE_ID_COOKIE;
	else
		u->opts.probe_id = PROBE_ID_IMM;
}

static void set_context(struct backend_run *r, struct unit *u)
{
	static const struct {
		enum bpf_prog_type type;
		enum context context;
	} by_mech[] = {
	        [MECH_RAW_TP] = {BPF_PROG_TYPE_RAW_TRACEPOINT, CTX_RAW_ARGS},
	        [MECH_RAW_SYSCALL] = {BPF_PROG_TYPE_RAW_TRACEPOINT, CTX_RAW_ARGS},
	        [MECH_PERF_TP] = {BPF_PROG_TYPE_TRACEPOINT, CTX_TRACEPOINT},
	        [MECH_KPROBE_MULTI] = {BPF_PROG_TYPE_KPROBE, CTX_REGS},
	        [MECH_KPROBE_PMU] = {BPF_PROG_TYPE_KPROBE, CTX_REGS},
	        [MECH_KPROBE_EVENT] = {BPF_PROG_TYPE_KPROBE, CTX_REGS},
	        [MECH_UPROBE_PMU] = {BPF_PROG_TYPE_KPROBE, CTX_REGS},
	        [MECH_UPROBE_EVENT] = {BPF_PROG_TYPE_KPROBE, CTX_REGS},
	        [MECH_UPROBE_MULTI] = {BPF_PROG_TYPE_KPROBE, CTX_REGS},
	        [MECH_TEST_RUN] = {BPF_PROG_TYPE_RAW_TRACEPOINT, CTX_USER},
	        [MECH_PERF_EVENT] = {BPF_PROG_TYPE_PERF_EVENT, CTX_PERF_EVENT},
	        [MECH_WATCH] = {BPF_PROG_TYPE_PERF_EVENT, CTX_PERF_EVENT},
	        [MECH_TRACING] = {BPF_PROG_TYPE_TRACING, CTX_RAW_ARGS},
	        [MECH_ITER] = {BPF_PROG_TYPE_TRACING, CTX_ITER},
	};

	u->prog_type = by_mech[u->mech].type;
	u->opts.context = by_mech[u->mech].context;
	u->opts.exec = EXEC_KERNEL;
	u->opts.caps = &r->caps;
	u->opts.syscall_nr = -1;
	u->opts.compat_offset = -1;
}

#if defined(__x86_64__)
/* thread_info.status (TS_COMPAT) lies in task_struct, where BTF says. */
static void set_compat(struct backend_run *r, struct unit *u)
{
	struct types *types = r->plan->sema->types;
	const struct type *task = types_find(types, "struct task_struct");
	struct member info, status;

	if (!task || types_member(types, task, "thread_info", &info) || !info.type ||
	    info.type->kind != TY_RECORD || types_member(types, info.type, "status", &status))
		return;
	u->opts.compat_offset = (s32)(info.offset + status.offset);
	u->opts.compat_mask = 2; /* TS_COMPAT, arch/x86/include/asm/thread_info.h */
}
#else
static void set_compat(struct backend_run *r, struct unit *u)
{
	(void)r;
	(void)u;
}
#endif

static void set_syscalls(struct backend_run *r, struct unit *u)
{
	const char *name;

	u->syscall_nrs = arena_array(r->arena, s32, u->nprobes);
	for (u32 i = 0; i < u->nprobes; i++) {
		is_syscall(u->probes[i], &u->opts.syscall_exit, &name);
		u->syscall_nrs[i] = syscall_number(name);
	}
	u->opts.syscall_filter = true;
	if (u->nprobes == 1)
		u->opts.syscall_nr = u->syscall_nrs[0];
	set_compat(r, u);
}

static void unit_finish(struct backend_run *r, struct unit *u)
{
	const struct probe *p = u->probes[0];

	u->nr_map = -1;
	set_context(r, u);
	if (u->mech == MECH_RAW_SYSCALL)
		set_syscalls(r, u);
	else if (u->mech == MECH_RAW_TP && p->provider == PROVIDER_TRACEPOINT &&
	         !strcmp(p->func, "sys_exit"))
		u->opts.syscall_exit = true;
	set_probe_id(r, u);
}

/* Which probes of one clause may share a unit. */
static bool same_unit(const struct backend_run *r, const struct unit *u, enum mech mech,
                      const struct probe *p)
{
	const struct probe *first = u->probes[0];

	(void)r;
	if (u->mech != mech || first->provider != p->provider)
		return false;
	if (mech == MECH_UPROBE_MULTI)
		return !strcmp(first->target, p->target);
	if (mech == MECH_RAW_SYSCALL)
		return !strncmp(first->func, p->func, 6); /* sys_en…, sys_ex… */
	if (mech == MECH_RAW_TP && p->provider == PROVIDER_TRACEPOINT)
		return strcmp(p->target, "raw_syscalls") && strcmp(first->target, "raw_syscalls");
	return true;
}

static void add_probe(struct backend_run *r, const struct plan_clause *c, enum mech mech,
                      struct probe *p, u32 first_unit)
{
	struct unit *u = NULL;

	for (u32 i = first_unit; i < r->nunits && !u; i++)
		if (same_unit(r, &r->units[i], mech, p))
			u = &r->units[i];
	if (!u) {
		u = ARENA_PUSH(r->arena, r->units, r->nunits);
		u->clause = c;
		u->mech = mech;
	}
	*ARENA_PUSH(r->arena, u->probes, u->nprobes) = p;
}

/* Strings, on a kernel without the helper for them. */
static bool strings_ok(struct backend_run *r, const struct plan_clause *c, struct verdict *out)
{
	if (r->caps.probe_read_str || r->caps.probe_read_kernel)
		return true;
	for (u32 i = 0; i < c->nslots; i++) {
		if (c->slots[i].form != FORM_STR)
			continue;
		if (out)
			*ARENA_PUSH(r->arena, out->why_not, out->nwhy_not) = (struct reason){
			        c->slots[i].span, "this kernel's BPF cannot read strings", NULL};
		return false;
	}
	return true;
}

/* The stack's bytes would have to leave the kernel with every event. */
static bool stacks_ok(struct backend_run *r, const struct plan_clause *c, struct verdict *out)
{
	for (u32 i = 0; i < c->nslots; i++) {
		if (c->slots[i].stack_mode != STACK_DWARF)
			continue;
		if (out)
			*ARENA_PUSH(r->arena, out->why_not, out->nwhy_not) = (struct reason){
			        c->slots[i].span,
			        "BPF walks user stacks by their frame pointers only",
			        "the perf backend can walk them by DWARF"};
		return false;
	}
	return true;
}

static bool choose_clause(struct backend_run *r, const struct plan_clause *c, struct verdict *out)
{
	u32 first = r->nunits;
	bool ok = strings_ok(r, c, out) && stacks_ok(r, c, out);

	for (u32 i = 0; i < c->variant->nprobes; i++) {
		struct probe *p = c->variant->probes[i];
		enum mech mech = probe_mech(r, c, p);

		if (mech == MECH_NONE) {
			if (out)
				*ARENA_PUSH(r->arena, out->why_not, out->nwhy_not) =
				        refusal(r, c, p);
			ok = false;
			continue;
		}
		add_probe(r, c, mech, p, first);
	}
	for (u32 i = first; i < r->nunits; i++)
		unit_finish(r, &r->units[i]);
	return ok;
}

int mech_choose(struct backend_run *r, struct verdict *out)
{
	bool ok = true;

	for (u32 i = 0; i < r->plan->nclauses; i++)
		if (!r->plan->clauses[i].in_user || r->plan->clauses[i].nneeds)
			ok &= choose_clause(r, &r->plan->clauses[i], out);
	if (!out)
		return ok ? 0 : -EOPNOTSUPP;
	for (u32 i = 0; i < r->nunits; i++)
		for (u32 k = 0; k < r->units[i].nprobes; k++)
			*ARENA_PUSH(r->arena, out->mechanisms, out->nmechanisms) =
			        (struct mechanism){
			                r->units[i].probes[k],
			                mech_text(r->arena, &r->units[i], r->units[i].probes[k])};
	return ok ? 0 : -EOPNOTSUPP;
}

const char *mech_text(struct arena *a, const struct unit *u, const struct probe *p)
{
	switch (u->mech) {
	case MECH_RAW_TP:
		return arena_printf(a, "raw tracepoint %s", p->func);
	case MECH_RAW_SYSCALL:
		if (u->nprobes == 1)
			return arena_printf(a, "raw tracepoint %s, filter nr == %d",
			                    u->opts.syscall_exit ? "sys_exit" : "sys_enter",
			                    u->opts.syscall_nr);
		return arena_printf(a, "raw tracepoint %s, one program for %u system calls",
		                    u->opts.syscall_exit ? "sys_exit" : "sys_enter", u->nprobes);
	case MECH_PERF_TP:
		return "tracepoint by perf event";
	case MECH_KPROBE_MULTI:
		return arena_printf(a, "kprobe_multi, one link for %u functions", u->nprobes);
	case MECH_UPROBE_MULTI:
		return arena_printf(a, "uprobe_multi, one link for %u places", u->nprobes);
	case MECH_KPROBE_PMU:
		return "kprobe PMU";
	case MECH_KPROBE_EVENT:
		return "kprobe_events";
	case MECH_UPROBE_PMU:
		return "uprobe PMU";
	case MECH_UPROBE_EVENT:
		return "uprobe_events";
	case MECH_TEST_RUN:
		return "program run on demand";
	case MECH_PERF_EVENT:
		return "perf event on every CPU";
	case MECH_WATCH:
		return "breakpoint event";
	case MECH_TRACING:
		return p->provider == PROVIDER_FEXIT ? "fexit trampoline" : "fentry trampoline";
	case MECH_ITER:
		return p->target ? arena_printf(a, "BPF iterator %s, pinned to %s", p->func,
		                                p->target)
		                 : arena_printf(a, "BPF iterator %s, read once", p->func);
	default:
		return "none";
	}
}
