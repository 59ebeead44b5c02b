// SPDX-License-Identifier: GPL-2.0-or-later
/* Units to code, maps and programs in the kernel. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"
#include "sym/sym.h"

#define RING_BYTES    (4u << 20)
#define STACK_ENTRIES 16384
#define NR_SYSCALLS   1024

void keep_fd(struct backend_run *r, int fd)
{
	*ARENA_PUSH(r->arena, r->fds, r->nfds) = fd;
}

int units_compile(struct backend_run *r)
{
	for (u32 i = 0; i < r->plan->nclauses && !r->caps.for_each; i++)
		if (r->plan->clauses[i].loops_over_maps || r->plan->clauses[i].counts_maps)
			r->caps.for_each = bpf_has_for_each();
	for (u32 i = 0; i < r->nunits; i++) {
		struct unit *u = &r->units[i];
		int err = code_clause(r->plan, u->clause, &u->opts, r->opts.diag, &u->code);

		if (err)
			return err;
	}
	return 0;
}

static u32 map_type(const struct map *m)
{
	bool percpu = plan_map_is_percpu(m);

	if (m->percpu_array)
		return BPF_MAP_TYPE_PERCPU_ARRAY;
	if (m->decl_type && strstr(m->decl_type, "lru"))
		return percpu ? BPF_MAP_TYPE_LRU_PERCPU_HASH : BPF_MAP_TYPE_LRU_HASH;
	return percpu ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH;
}

static u32 map_entries(const struct map *m)
{
	if (m->percpu_array)
		return type_has_buckets(m->value) ? plan_hist_buckets(m->value) : 1;
	return m->key ? m->max_entries : 1;
}

/* Kernel names take letters, digits, '_' and '.'; a map is known by its own name in bpftool. */
static void object_name(const char *name, char out[16])
{
	size_t i;

	snprintf(out, 16, "at_%s", name);
	for (i = 0; out[i]; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.",
		            out[i]))
			out[i] = '_';
}

static int map_error(struct backend_run *r, const struct map *m, int err)
{
	diag_error(r->opts.diag, m->span, "cannot create the map @%s: %s", m->name, strerror(-err));
	if (err == -E2BIG && m->key_size > OLD_KEY_MAX && !bpf_map_key_fits(m->key_size))
		diag_hint(
		        r->opts.diag,
		        "its key has %u bytes, and this kernel's maps take keys of %d: use fields "
		        "of it, or shorter strings",
		        m->key_size, OLD_KEY_MAX);
	else if (err == -E2BIG || err == -ENOMEM)
		diag_hint(r->opts.diag,
		          "it asks for %u keys of %u bytes; a smaller "
		          "max_map_keys may fit",
		          m->max_entries, m->key_size);
	return err;
}

static int create_program_maps(struct backend_run *r)
{
	const struct sema *s = r->plan->sema;
	int err = 0;

	for (u32 i = 0; i < s->nmaps; i++) {
		const struct map *m = s->maps[i];
		u32 type = map_type(m);
		char name[16];

		object_name(m->name, name);
		r->maps[i] =
		        kmap_new(r, name, type, m->key_size, m->value_size, map_entries(m), &err);
		if (!r->maps[i])
			return map_error(r, m, err);
		r->maps[i]->map = m;
	}
	return 0;
}

static int create_special(struct backend_run *r, u32 which, const char *name, u32 type, u32 key,
                          u32 value, u32 entries)
{
	int err = 0;
	u32 i = r->plan->sema->nmaps + which;

	r->maps[i] = kmap_new(r, name, type, key, value, entries, &err);
	if (r->maps[i])
		return 0;
	diag_error(r->opts.diag, NO_SPAN, "cannot create the BPF map for %s: %s", name,
	           strerror(-err));
	return err;
}

static u32 ring_bytes(const struct backend_run *r)
{
	u32 want = r->opts.buffer_pages ? r->opts.buffer_pages * (u32)getpagesize() : RING_BYTES;
	u32 size = (u32)getpagesize();

	while (size < want && size < (1u << 30))
		size *= 2;
	return size;
}

static u32 scratch_bytes(const struct backend_run *r)
{
	u32 max = 0;

	for (u32 i = 0; i < r->nunits; i++)
		if (r->units[i].code.scratch > max)
			max = r->units[i].code.scratch;
	return max ? max + (u32)sizeof(struct scratch_header) : 0;
}

/* System call numbers to probe ids, for the units that serve several. */
static int create_nr_map(struct backend_run *r, struct unit *u)
{
	u->nr_map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "syscalls", 4, 4, NR_SYSCALLS, NULL);
	if (u->nr_map < 0)
		return -errno;
	keep_fd(r, u->nr_map);
	for (u32 i = 0; i < u->nprobes; i++) {
		u32 id = u->probes[i]->id + 1;

		if (u->syscall_nrs[i] < NR_SYSCALLS &&
		    bpf_map_update_elem(u->nr_map, &u->syscall_nrs[i], &id, BPF_ANY))
			return -errno;
	}
	return 0;
}

void maps_fit(struct backend_run *r)
{
	for (u32 i = 0; i < r->plan->sema->nmaps; i++) {
		struct map *m = r->plan->sema->maps[i];

		if (m->key_size <= OLD_KEY_MAX || bpf_map_key_fits(m->key_size))
			continue;
		if (plan_narrow_key((struct plan *)r->plan, m, OLD_KEY_MAX)) {
			diag_warn(r->opts.diag, m->span,
			          "this kernel's maps take keys of %d bytes: longer strings in the "
			          "key of @%s are cut",
			          OLD_KEY_MAX, m->name);
			diag_hint(r->opts.diag,
			          "str(ADDRESS, 63) in the key says so in the program");
		}
	}
}

/* watchpoint:FUNCTION+argN */
static bool waits_for_addresses(const struct backend_run *r)
{
	for (u32 i = 0; i < r->nunits; i++)
		for (u32 k = 0; r->units[i].mech == MECH_WATCH && k < r->units[i].nprobes; k++)
			if (r->units[i].probes[k]->func)
				return true;
	return false;
}

int maps_create(struct backend_run *r)
{
	const struct plan *p = r->plan;
	u32 scratch = scratch_bytes(r);
	int err = create_program_maps(r);

	if (!err && (p->special[SPECIAL_RING] || waits_for_addresses(r)))
		err = r->caps.ringbuf
		              ? create_special(r, SPECIAL_RING, "ring", BPF_MAP_TYPE_RINGBUF, 0, 0,
		                               ring_bytes(r))
		              : create_special(r, SPECIAL_RING, "ring",
		                               BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, r->ncpus);
	if (!err && p->special[SPECIAL_PACKETS])
		err = create_special(r, SPECIAL_PACKETS, "packets", BPF_MAP_TYPE_PERF_EVENT_ARRAY,
		                     4, 4, r->ncpus);
	if (!err)
		err = create_special(r, SPECIAL_LOST, "lost", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8,
		                     LOST_COUNT);
	if (!err && scratch)
		err = create_special(r, SPECIAL_SCRATCH, "scratch", BPF_MAP_TYPE_PERCPU_ARRAY, 4,
		                     scratch, 1);
	for (u32 i = 0; !err && i < STACK_MAPS; i++)
		if (p->stack_depths[i])
			err = create_special(r, SPECIAL_STACKS + i, "stacks",
			                     BPF_MAP_TYPE_STACK_TRACE, 4, p->stack_depths[i] * 8,
			                     STACK_ENTRIES);
	for (u32 i = 0; !err && i < r->nunits; i++)
		if (r->units[i].opts.syscall_filter && r->units[i].nprobes > 1)
			err = create_nr_map(r, &r->units[i]);
	return err;
}

static int map_fd(const struct backend_run *r, const struct unit *u, u32 index)
{
	if (index == r->plan->sema->nmaps + SPECIAL_NR)
		return u->nr_map;
	return r->maps[index] ? r->maps[index]->fd : -1;
}

static void put_imm64(struct bpf_insn *insn, u64 v)
{
	insn[0].imm = (s32)(u32)v;
	insn[1].imm = (s32)(u32)(v >> 32);
}

/* 0 after an error. */
static u64 kernel_symbol(struct backend_run *r, const char *name, struct span at)
{
	struct sym_cache *syms = sym_cache_new(NULL);
	u64 addr = 0;

	ksym_addr(syms, name, &addr);
	sym_cache_free(syms);
	if (!addr)
		diag_error(r->opts.diag, at, "no kernel symbol \"%s\"", name);
	return addr;
}

static int relocate(struct backend_run *r, const struct unit *u, struct bpf_insn *insns,
                    u32 probe_id)
{
	const struct code *c = &u->code;

	for (u32 i = 0; i < c->nrelocs; i++) {
		const struct reloc *rel = &c->relocs[i];
		struct bpf_insn *insn = &insns[rel->insn];
		const char *name = NULL;
		u64 addr;

		switch (rel->kind) {
		case RELOC_MAP:
			insn->imm = map_fd(r, u, rel->index);
			if (insn->imm < 0)
				return diag_error(r->opts.diag, c->spans[rel->insn],
				                  "internal error: map %u was not created",
				                  rel->index);
			break;
		case RELOC_PROBE_ID:
			insn->imm = (s32)probe_id;
			break;
		case RELOC_START:
			put_imm64(insn, r->opts.start);
			break;
		case RELOC_FUNC:
			name = r->plan->sema->probes[probe_id]->func;
			break;
		case RELOC_KFUNC:
			put_imm64(insn, kfunc_allowed(r, u, c->strings[rel->index], probe_id));
			break;
		case RELOC_KSYM:
			name = c->strings[rel->index];
			break;
		}
		if (!name)
			continue;
		addr = kernel_symbol(r, name, c->spans[rel->insn]);
		if (!addr)
			return -ENOENT;
		put_imm64(insn, addr);
	}
	return 0;
}

int unit_load(struct backend_run *r, struct unit *u, u32 probe_id, int *fd)
{
	LIBBPF_OPTS(bpf_prog_load_opts, o, .kern_version = bpf_kernel_version());
	u32 size = u->code.ninsns * (u32)sizeof(struct bpf_insn);
	struct bpf_insn *insns = arena_memdup(r->arena, u->code.insns, size);
	int err = relocate(r, u, insns, probe_id);

	if (err)
		return err;
	err = funcs_describe(r, &u->code, &o);
	if (err)
		return err;
	if (u->mech == MECH_KPROBE_MULTI || u->mech == MECH_UPROBE_MULTI)
		o.expected_attach_type = multi_attach_type(u->mech == MECH_UPROBE_MULTI);
	if (u->prog_type == BPF_PROG_TYPE_TRACING) {
		err = tracing_target(r, r->plan->sema->probes[probe_id], &o);
		if (err)
			return err;
	}
	*fd = bpf_prog_load(u->prog_type, "sonde", r->plan->sema->config.license, insns,
	                    u->code.ninsns, &o);
	err = *fd < 0 ? verifier_error(r, u, insns, &o, -errno) : 0;
	if (u->prog_type == BPF_PROG_TYPE_TRACING)
		tracing_target_free(&o);
	if (err)
		return err;
	keep_fd(r, *fd);
	return 0;
}

/* The programs that are run on demand must be there before anything is attached: for BEGIN. */
int units_load_on_demand(struct backend_run *r)
{
	int err = 0;

	for (u32 i = 0; i < r->nunits; i++) {
		struct unit *u = &r->units[i];

		if (u->mech != MECH_TEST_RUN)
			continue;
		u->progs = arena_array(r->arena, int, u->nprobes);
		for (u32 k = 0; k < u->nprobes && !err; k++) {
			err = unit_load(r, u, u->probes[k]->id, &u->progs[k]);
			if (!err)
				r->nfds--; /* END runs after all is detached: closed with the maps
				            */
		}
	}
	return err;
}
