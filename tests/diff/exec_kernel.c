/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A raw tracepoint program that the kernel runs once for each bpf(BPF_PROG_TEST_RUN). */
#include "tests/diff/exec.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_LIBBPF
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#define MAX_ENTRIES 256

struct kernel_map {
	int fd;
	u32 ncpus; /* 0: one value */
};

static int new_map(const struct map *m, struct kernel_map *to)
{
	bool percpu = plan_map_is_percpu(m);
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_NO_PREALLOC);
	u32 type = percpu ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH, n = MAX_ENTRIES;

	if (m->percpu_array) {
		type = BPF_MAP_TYPE_PERCPU_ARRAY;
		opts.map_flags = 0;
		n = type_has_buckets(m->value) ? plan_hist_buckets(m->value) : 1;
	}
	to->ncpus = percpu ? (u32)libbpf_num_possible_cpus() : 0;
	to->fd = bpf_map_create(type, NULL, plan_map_key_size(m), plan_map_value_size(m), n, &opts);
	return to->fd < 0 ? -errno : 0;
}

static int new_special(struct kernel_map *to, u32 value_size, u32 n)
{
	to->fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, NULL, 4, value_size, n, NULL);
	return to->fd < 0 ? -errno : 0;
}

static int make_maps(const struct code *code, struct kernel_map *maps)
{
	const struct sema *s = code->plan->sema;
	int err = 0;

	for (u32 i = 0; i < s->nmaps + SPECIAL_COUNT; i++)
		maps[i].fd = -1;
	for (u32 i = 0; !err && i < s->nmaps; i++)
		err = new_map(s->maps[i], &maps[i]);
	if (!err)
		err = new_special(&maps[s->nmaps + SPECIAL_SCRATCH],
		                  sizeof(struct scratch_header) + code->scratch, 1);
	if (!err)
		err = new_special(&maps[s->nmaps + SPECIAL_LOST], 8, LOST_COUNT);
	return err;
}

static int load(struct arena *a, const struct code *code, const struct kernel_map *maps,
                struct exec_result *out)
{
	struct bpf_insn *insns = arena_memdup(a, code->insns, code->ninsns * sizeof(*code->insns));
	LIBBPF_OPTS(bpf_prog_load_opts, opts);
	static char log[1 << 20];
	size_t len;
	int fd;

	for (u32 i = 0; i < code->nrelocs; i++) {
		const struct reloc *r = &code->relocs[i];

		if (r->kind == RELOC_MAP) {
			insns[r->insn].src_reg = BPF_PSEUDO_MAP_FD;
			insns[r->insn].imm = maps[r->index].fd;
		}
	}
	fd = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, NULL, "GPL", insns, code->ninsns, &opts);
	if (fd >= 0)
		return fd;
	opts.log_buf = log;
	opts.log_size = sizeof(log);
	opts.log_level = 1;
	log[0] = '\0';
	fd = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, NULL, "GPL", insns, code->ninsns, &opts);
	if (fd >= 0)
		return fd;
	fd = -errno;
	if (strstr(log, "BPF program is too large"))
		fd = -E2BIG;
	len = strlen(log);
	if (len >= sizeof(out->err)) /* the end says why */
		memmove(log, log + len - sizeof(out->err) + 1, sizeof(out->err));
	snprintf(out->err, sizeof(out->err), "%.4095s", log);
	return fd;
}

static bool all_zero(const u8 *p, u32 n)
{
	while (n && !*p) {
		p++;
		n--;
	}
	return !n;
}

static void gather(struct arena *a, const struct kernel_map *m, struct eval_map *to)
{
	u32 stride = ALIGN_UP(to->value_size, 8);
	u8 *shares = arena_alloc(a, (size_t)stride * (m->ncpus ? m->ncpus : 1));
	u8 *key = arena_alloc(a, to->key_size);
	const void *last = NULL;

	while (!bpf_map_get_next_key(m->fd, last, key)) {
		u8 *value = arena_alloc(a, stride);

		last = key;
		if (bpf_map_lookup_elem(m->fd, key, shares))
			continue;
		if (m->ncpus)
			plan_map_merge(to->map->value, value, shares, m->ncpus, stride);
		else
			memcpy(value, shares, to->value_size);
		if (to->map->percpu_array && all_zero(value, to->value_size))
			continue;
		hash_put(&to->elems, key, to->key_size, value);
		to->count++;
	}
}

int exec_kernel(struct arena *a, const struct code *code, const struct exec_input *in, u32 nin,
                struct exec_result *out)
{
	u32 n = code->plan->sema->nmaps;
	struct kernel_map *maps = arena_array(a, struct kernel_map, n + SPECIAL_COUNT);
	LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_size_in = sizeof(in->args));
	int fd, err;

	out->err[0] = '\0';
	out->maps = eval_maps(a, code->plan);
	libbpf_set_print(NULL);
	err = make_maps(code, maps);
	fd = err ? err : load(a, code, maps, out);
	err = fd < 0 ? fd : 0;
	for (u32 i = 0; !err && i < nin; i++) {
		run.ctx_in = in[i].args;
		err = bpf_prog_test_run_opts(fd, &run) ? -errno : 0;
		if (err)
			snprintf(out->err, sizeof(out->err), "BPF_PROG_TEST_RUN");
	}
	for (u32 i = 0; !err && i < n; i++)
		gather(a, &maps[i], &out->maps[i]);
	if (fd >= 0)
		close(fd);
	for (u32 i = 0; i < n + SPECIAL_COUNT; i++)
		if (maps[i].fd >= 0)
			close(maps[i].fd);
	return err;
}
#else
int exec_kernel(struct arena *a, const struct code *code, const struct exec_input *in, u32 nin,
                struct exec_result *out)
{
	out->maps = NULL;
	snprintf(out->err, sizeof(out->err), "built without libbpf");
	return -EPERM;
}
#endif
