/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of the bpf backend: the plan's clauses as programs in the kernel. */
#ifndef SONDE_BACKENDS_BPF_H
#define SONDE_BACKENDS_BPF_H

#include "backends/backend.h"
#include "probe/dynevent.h"
#include "probe/perf.h"
#include "probe/sysnum.h"

/* How a unit's programs are made to run. */
enum mech {
	MECH_RAW_TP,      /* raw tracepoint of the event's own name */
	MECH_RAW_SYSCALL, /* raw tracepoint sys_enter or sys_exit, by number */
	MECH_PERF_TP,     /* perf event of a tracepoint */
	MECH_KPROBE_MULTI,
	MECH_KPROBE_PMU,
	MECH_KPROBE_EVENT, /* kprobe_events and a perf event of it */
	MECH_UPROBE_PMU,
	MECH_UPROBE_EVENT,
	MECH_UPROBE_MULTI,
	MECH_TEST_RUN,   /* BEGIN, END, interval that need the kernel: run by us when it is time */
	MECH_PERF_EVENT, /* profile, software, hardware: one fd a CPU */
	MECH_WATCH,      /* watchpoint: breakpoint events, on every CPU or of one process */
	MECH_TRACING,    /* fentry, fexit: trampolines */
	MECH_ITER,
	MECH_NONE,
};

/* A clause, or the part of its probes that one mechanism serves. */
struct unit {
	const struct plan_clause *clause;
	enum mech mech;
	enum bpf_prog_type prog_type;
	struct code_opts opts;
	struct code code;
	const struct probe **probes;
	u32 nprobes;
	int *progs;       /* MECH_TEST_RUN: parallel to probes, loaded at open */
	int nr_map;       /* MECH_RAW_SYSCALL of several numbers: SPECIAL_NR of this unit */
	s32 *syscall_nrs; /* parallel to probes */
};

/* What this kernel can attach by. */
enum mech_cap {
	HAS_RAW_TP,
	HAS_TRACEPOINT, /* programs of perf tracepoints */
	HAS_SYSCALL_TP, /* … at syscalls:sys_enter_NAME */
	HAS_PERF_EVENT, /* programs of perf events */
	HAS_TEST_RUN,   /* BPF_PROG_TEST_RUN of raw tracepoint programs */
	HAS_KPROBE_PMU,
	HAS_KPROBE_EVENTS,
	HAS_KPROBE_MULTI,
	HAS_UPROBE_PMU,
	HAS_UPROBE_EVENTS,
	HAS_UPROBE_MULTI,
	HAS_PERF_LINK, /* BPF_LINK_CREATE of perf events, with cookies */
	HAS_COUNT,
};

enum tried { NOT_TRIED, WORKS, FAILS };

struct mech_caps {
	enum tried tried[HAS_COUNT];
	int tracing; /* why fentry, fexit or iter programs are not taken, once that is known */
	struct perf_pmu kprobe, uprobe; /* filled in by HAS_KPROBE_PMU, HAS_UPROBE_PMU */
};

struct kmap;
struct bpf_prog_load_opts;

struct backend_run {
	const struct plan *plan;
	struct backend_opts opts;
	struct arena *arena;
	struct code_caps caps;
	struct mech_caps mech;
	struct unit *units;
	u32 nunits;
	struct kmap **maps; /* sema->nmaps + SPECIAL_COUNT; NULL: not used */
	u32 nmaps;
	int *fds; /* everything that is closed to detach: links, perf fds, programs */
	u32 nfds;
	u32 attached;
	struct ring_buffer *ring;
	struct perf_buffer *perf;
	struct perf_buffer *packets; /* of skboutput() */
	struct buf pending;          /* perf_buffer: records of one round, sorted before delivery */
	u64 ring_lost;
	u32 ncpus;             /* possible ones: shares in a per-CPU value */
	struct watch *watches; /* watch.c: what is being watched, and what waits for addresses */
	u32 nwatches;
	struct armed *armed;
	u32 narmed;
	bool detached;
	struct undo *undo;
	int func_btf; /* types of functions in programs: 0 until one is loaded */
	struct dynevents *dynevents;
};

/* caps.c. 0 and what BPF has here, or why BPF is denied. */
#define OLD_KEY_MAX 512
int bpf_caps_probe(struct code_caps *caps);
/* version.c: what a kprobe program must claim to be made for, on kernels that compare it. */
u32 bpf_kernel_version(void);
/* Does a hash map take keys of that many bytes? Older kernels: up to OLD_KEY_MAX. */
/* Loops over maps: asked for programs that have some. */
bool bpf_has_for_each(void);
bool bpf_map_key_fits(u32 size);
void bpf_features(struct features *out, struct tracefs *tracefs);

/* mech_caps.c: tried when first asked, since each try costs a start a tenth of a millisecond */
bool mech_has(struct backend_run *r, enum mech_cap cap);

/* mech.c: choose. Appends reasons or mechanisms to out (may be NULL), units to r. */
int mech_choose(struct backend_run *r, struct verdict *out);
const char *mech_text(struct arena *a, const struct unit *u, const struct probe *p);

/* load.c */
int units_compile(struct backend_run *r);
/* Before code is generated: keys that this kernel does not take are shortened, with a warning. */
void maps_fit(struct backend_run *r);
/* funcs.c: tells the kernel of the functions in a program; nothing if it has none. */
int funcs_describe(struct backend_run *r, const struct code *c, struct bpf_prog_load_opts *o);
int maps_create(struct backend_run *r);
int units_load_on_demand(struct backend_run *r);
int unit_load(struct backend_run *r, struct unit *u, u32 probe_id, int *fd);

/* verifier.c: says where and why the kernel rejected the program and what helps; returns err */
int verifier_error(struct backend_run *r, const struct unit *u, const struct bpf_insn *insns,
                   struct bpf_prog_load_opts *o, int err);

/* watch.c */
#define WATCH_HIT 0xfffffff0u /* id of records that are for watch_record() alone */
int watch_attach(struct backend_run *r, struct unit *u, int prog, const struct probe *p);
/* If it tells of an address to watch: that is done, and true returned. */
bool watch_record(struct backend_run *r, const void *record, u32 size);
void watch_end(struct backend_run *r, u64 address);
void watch_end_all(struct backend_run *r);

/* attach.c */
int attach_perf(struct backend_run *r, struct unit *u, struct perf_event_attr *attr, int prog,
                u32 id, int pid, int cpu);
int attach_cpus(struct backend_run *r, struct unit *u, const struct perf_event_attr *attr, int prog,
                u32 id);
/* The id that programs know the probe by: places of one USDT probe are one to the user. */
u32 shown_id(const struct backend_run *r, const struct probe *p);
int units_attach(struct backend_run *r);
void units_detach(struct backend_run *r);

/* tracing.c: fentry, fexit, iter */
/* A BTF object of the kernel by its module's name. The descriptor, which is the caller's, or
 * negative errno. */
int module_btf(const char *module);
/* Sets what o says of the target. 0, -ENOENT: BTF has none such, or why there is no BTF. */
int tracing_target(struct backend_run *r, const struct probe *p, struct bpf_prog_load_opts *o);
/* What would help where attaching gave err; NULL: nothing known. */
const char *tracing_hint(const struct probe *p, int err);
void tracing_target_free(const struct bpf_prog_load_opts *o);
int tracing_find(struct backend_run *r,
                 const struct probe *p);                       /* is there a target: 0 or why not */
int tracing_try(struct backend_run *r, const struct probe *p); /* would it load: 0 or why not */
int tracing_attach(struct backend_run *r, int prog, const struct probe *p); /* iter: runs it too */

/* kfunc.c: may programs like the unit's, of this probe, call the kernel's function? */
bool kfunc_allowed(struct backend_run *r, const struct unit *u, const char *name, u32 probe_id);

/* target_prog.c: fentry:bpf:NAME */
bool is_of_program(const struct probe *p);
/* The program, a descriptor to be closed, and the id of the function in its own BTF. 0, -ENOENT, or
 * -EEXIST: several programs have it. */
int program_target(const struct probe *p, int *prog, u32 *func);
const char *program_hint(const struct probe *p, int err); /* NULL: none */

/* multi.c: one link for all probes of a unit */
bool multi_try_uprobe(void);
u32 multi_attach_type(bool user);
int multi_attach(struct backend_run *r, struct unit *u, int prog);

int unit_run(struct backend_run *r, const struct plan_clause *c, u32 probe_id);

/* ring.c */
int ring_open(struct backend_run *r);
int ring_fd(struct backend_run *r);
int ring_poll(struct backend_run *r);
void ring_close(struct backend_run *r);

/* kmap.c: one map of the kernel */
struct kmap {
	int fd;
	u32 type, key_size, value_size, max_entries;
	u32 ncpus; /* shares in a value; 0: one value */
	const struct map *map;
	struct vm_map vm;     /* as user-space clauses see it */
	struct vm_map *local; /* aggregates: user space's own share */
	struct cached *cache; /* plain maps: elements looked up by the running program */
	u32 ncache;
	struct buf walk; /* keys of the loop that is going over it */
	bool zeroed; /* keyless aggregate: zero() was called, show it though nothing was counted */
};
struct kmap *kmap_new(struct backend_run *r, const char *name, u32 type, u32 key_size,
                      u32 value_size, u32 max_entries, int *err);
void kmap_free(struct kmap *m);
struct vm_map *kmap_vm(struct kmap *m);
int kmap_read(struct kmap *m, struct map_data *out);
int kmap_clear(struct kmap *m);
int kmap_zero(struct kmap *m);
u64 kmap_percpu_sum(struct kmap *m, u32 key); /* per-CPU array of u64 */

void keep_fd(struct backend_run *r, int fd);

#endif
