// SPDX-License-Identifier: GPL-2.0-or-later
/* The bpf backend: clauses run in the kernel. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"
#include "util/mem.h"

static int quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level;
	(void)fmt;
	(void)ap;
	return 0;
}

static int run_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	int n = libbpf_num_possible_cpus();

	libbpf_set_print(quiet);
	r->plan = p;
	r->opts = *o;
	r->arena = p->arena;
	r->ncpus = n > 0 ? (u32)n : 1;
	if (o->known) {
		const struct backend_run *asked = o->known;

		r->caps = asked->caps;
		r->mech = asked->mech;
		return 0;
	}
	n = bpf_caps_probe(&r->caps);
	r->caps.ncpus = r->ncpus;
	return n;
}

static int bpf_can_run(const struct plan *p, const struct backend_opts *o, struct verdict *out)
{
	struct backend_run r = {0};
	int err = run_init(&r, p, o);

	out->executor = "kernel (BPF)";
	out->can = false;
	if (err) {
		*ARENA_PUSH(p->arena, out->why_not, out->nwhy_not) = (struct reason){
		        NO_SPAN,
		        err == -EOPNOTSUPP
		                ? "this kernel's BPF has no maps with a share for each CPU"
		                : arena_printf(p->arena, "the kernel refuses BPF programs: %s",
		                               strerror(-err)),
		        err == -EPERM ? "run as root, or with CAP_BPF and CAP_PERFMON" : NULL};
		return 0;
	}
	out->can = mech_choose(&r, out) == 0;
	out->known = arena_memdup(p->arena, &r, sizeof(r));
	return 0;
}

static void bpf_close(struct backend_run *r)
{
	units_detach(r);
	ring_close(r);
	for (u32 i = 0; i < r->nunits; i++)
		for (u32 k = 0; r->units[i].progs && k < r->units[i].nprobes; k++)
			if (r->units[i].progs[k] > 0)
				close(r->units[i].progs[k]);
	for (u32 i = 0; i < r->nmaps; i++)
		kmap_free(r->maps[i]);
	if (r->func_btf)
		close(r->func_btf);
	free(r);
}

static int bpf_open(const struct plan *p, const struct backend_opts *o, struct backend_run **out)
{
	struct backend_run *r = mem_alloc(1, sizeof(*r));
	int err;

	err = run_init(r, p, o);
	if (err) {
		free(r);
		return err;
	}
	r->nmaps = p->sema->nmaps + SPECIAL_COUNT;
	r->maps = arena_array(p->arena, struct kmap *, r->nmaps);
	err = mech_choose(r, NULL);
	if (!err)
		maps_fit(r);
	if (!err)
		err = units_compile(r);
	if (!err)
		err = maps_create(r);
	if (!err)
		err = units_load_on_demand(r);
	if (!err)
		err = ring_open(r);
	if (err) {
		bpf_close(r);
		return err;
	}
	*out = r;
	return 0;
}

static int bpf_attach(struct backend_run *r)
{
	return units_attach(r);
}

static int bpf_stop(struct backend_run *r)
{
	units_detach(r);
	return ring_poll(r);
}

static struct vm_map *bpf_map(struct backend_run *r, u32 index)
{
	return index < r->nmaps && r->maps[index] && index < r->plan->sema->nmaps
	               ? kmap_vm(r->maps[index])
	               : NULL;
}

static int bpf_map_read(struct backend_run *r, const struct map *m, struct map_data *out)
{
	return kmap_read(r->maps[m->id], out);
}

static int bpf_map_clear(struct backend_run *r, const struct map *m)
{
	return kmap_clear(r->maps[m->id]);
}

static int bpf_map_zero(struct backend_run *r, const struct map *m)
{
	return kmap_zero(r->maps[m->id]);
}

static int bpf_stack(struct backend_run *r, const struct type *t, s64 id, u64 *ips, u32 max)
{
	struct kmap *m =
	        r->maps[r->plan->sema->nmaps + SPECIAL_STACKS + plan_stack_map(r->plan, t)];
	u32 key = (u32)id, n = 0;
	u64 *frames;

	if (id < 0 || !m)
		return -ENOENT;
	frames = mem_alloc(1, m->value_size);
	if (bpf_map_lookup_elem(m->fd, &key, frames)) {
		free(frames);
		return -errno;
	}
	while (n < m->value_size / 8 && n < max && frames[n])
		n++;
	memcpy(ips, frames, n * sizeof(*ips));
	free(frames);
	return (int)n;
}

static void bpf_lost(struct backend_run *r, struct lost_events *out)
{
	struct kmap *lost = r->maps[r->plan->sema->nmaps + SPECIAL_LOST];

	memset(out, 0, sizeof(*out));
	if (!lost)
		return;
	/* since 5.1 the program sees what the perf buffer tells too */
	out->output = kmap_percpu_sum(lost, LOST_OUTPUT);
	if (r->ring_lost > out->output)
		out->output = r->ring_lost;
	out->scratch = kmap_percpu_sum(lost, LOST_SCRATCH);
	out->map_full = kmap_percpu_sum(lost, LOST_MAP_FULL);
	out->stacks = kmap_percpu_sum(lost, LOST_STACK);
}

static const char *bpf_how(enum provider p, const char **why)
{
	static const char *const how[PROVIDER_COUNT] = {
	        [PROVIDER_TRACEPOINT] = "raw tracepoint, or perf event",
	        [PROVIDER_RAWTRACEPOINT] = "raw tracepoint",
	        [PROVIDER_KPROBE] = "kprobe_multi, kprobe PMU or kprobe_events",
	        [PROVIDER_KRETPROBE] = "kprobe_multi, kprobe PMU or kprobe_events",
	        [PROVIDER_UPROBE] = "uprobe_multi, uprobe PMU or uprobe_events",
	        [PROVIDER_URETPROBE] = "uprobe_multi, uprobe PMU or uprobe_events",
	        [PROVIDER_USDT] = "uprobe_multi, uprobe PMU or uprobe_events",
	        [PROVIDER_PROFILE] = "perf cpu-clock",
	        [PROVIDER_SOFTWARE] = "perf counter",
	        [PROVIDER_HARDWARE] = "perf counter",
	        [PROVIDER_FENTRY] = "trampoline (Linux 5.5)",
	        [PROVIDER_FEXIT] = "trampoline (Linux 5.5)",
	        [PROVIDER_ITER] = "BPF iterator (Linux 5.8)",
	        [PROVIDER_WATCHPOINT] = "breakpoint event",
	        [PROVIDER_ASYNCWATCHPOINT] = "breakpoint event",
	};

	*why = "no event can be made of it";
	return how[p];
}

/* A program in the kernel has them all. */
static const char *bpf_why_no_root(enum root root)
{
	return NULL;
}

static u32 bpf_nprobes(struct backend_run *r)
{
	return r->attached;
}

const struct backend backend_bpf = {
        .name = "bpf",
        .doc = "programs run in the kernel",
        .features = bpf_features,
        .can_run = bpf_can_run,
        .open = bpf_open,
        .attach = bpf_attach,
        .run_clause = unit_run,
        .fd = ring_fd,
        .poll = ring_poll,
        .stop = bpf_stop,
        .close = bpf_close,
        .map = bpf_map,
        .map_read = bpf_map_read,
        .map_clear = bpf_map_clear,
        .map_zero = bpf_map_zero,
        .stack = bpf_stack,
        .unwatch = watch_end,
        .lost = bpf_lost,
        .nprobes = bpf_nprobes,
        .how = bpf_how,
        .why_no_root = bpf_why_no_root,
};
