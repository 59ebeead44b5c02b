/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our eBPF machine: runs the clauses of the perf, tracefs and replay backends, and the clauses that
 * run in user space under every backend (BEGIN, END, interval).
 */
#ifndef SONDE_VM_H
#define SONDE_VM_H

#include "code/code.h"

struct vm_map;

/* Where a map's memory is: ours (vm_map_new) or the kernel's (backends/bpf). */
struct vm_map_ops {
	/* Pointer valid until the next call on this map; a write through it is a write to the map
	 * (for remote maps: after flush). NULL if absent. */
	void *(*lookup)(struct vm_map *m, const void *key);
	/* flags: BPF_ANY, BPF_NOEXIST, BPF_EXIST. 0 or -EEXIST, -ENOENT, -E2BIG */
	int (*update)(struct vm_map *m, const void *key, const void *value, u64 flags);
	int (*del)(struct vm_map *m, const void *key); /* 0 or -ENOENT */
	/* Merged value of an aggregate as the integer that reading it gives; 0 if absent. */
	u64 (*agg_read)(struct vm_map *m, const void *key);
	/*
	 * The key after *cursor (0: start) in the order of the elements as they were at the start;
	 * NULL at the end. Valid until the next call on this map.
	 */
	const void *(*next)(struct vm_map *m, u64 *cursor);
	/* Called after a program that looked something up: write remote copies back. */
	void (*flush)(struct vm_map *m); /* may be NULL */
};

struct vm_map {
	const struct vm_map_ops *ops;
	const struct map *map; /* NULL for special maps */
	u32 key_size, value_size, max_entries;
	void *priv;
};

/* A local hash (or array: BPF_MAP_TYPE_ARRAY, PERCPU_ARRAY: preset zero elements). */
struct vm_map *vm_map_new(const struct map *m, u32 map_type, u32 key_size, u32 value_size,
                          u32 max_entries);
void vm_map_free(struct vm_map *m);
u32 vm_map_count(const struct vm_map *m);
/* Iterate a local map in insertion order: index runs from 0; false at the end. */
bool vm_map_at(const struct vm_map *m, u32 *index, const void **key, void **value);
void vm_map_clear(struct vm_map *m);

struct vm_opts {
	const struct plan *plan;
	struct vm_map **maps; /* sema->nmaps + SPECIAL_COUNT entries; NULL where not used */
	/* bpf_ringbuf_output(): a record. Return 0, or <0: it was lost. */
	int (*output)(void *arg, const void *record, u32 size);
	void *arg;
	u64 start; /* session's start, for `elapsed` */
	/* Address of a kernel symbol (RELOC_KSYM), 0 if unknown */
	u64 (*ksym)(void *arg, const char *name);
	/* Bytes of the kernel's memory, up to size, or negative errno. NULL: there are none */
	s32 (*read_kernel)(void *arg, u64 address, void *to, u32 size);
	u64 max_insns; /* of one run; 0: 100 million */
};

struct vm;
struct vm_prog;

struct vm *vm_new(const struct vm_opts *opts);
void vm_free(struct vm *vm);
/* Decode once. probe_id: for RELOC_PROBE_ID. NULL: *err says why (bad instruction, helper). */
struct vm_prog *vm_load(struct vm *vm, const struct code *code, u32 probe_id, int *err);
void vm_prog_free(struct vm_prog *p);
/*
 * Run to the exit. Returns r0. *err: 0, -ETIME when it ran max_insns instructions (a `while` that
 * does not end; default 100 million), -EFAULT never: programs are our own and trusted.
 */
u64 vm_run(struct vm *vm, struct vm_prog *p, struct vm_event *ev, int *err);

#endif
