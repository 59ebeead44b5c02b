/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * eBPF for the kernel and for our VM, from a clause of the plan. One code generator; only the
 * lowering of FETCH (and the helpers that a kernel has) depends on the target.
 */
#ifndef SONDE_CODE_H
#define SONDE_CODE_H

#include <linux/bpf.h>

#include "plan/plan.h"

/* What a kernel's BPF has: found by trying (backends/bpf). All false and none set: 4.4's. */
struct code_caps {
	bool probe_read_kernel; /* helpers 112..115; else probe_read, probe_read_str */
	bool probe_read_str;
	bool ringbuf; /* else perf_event_output */
	bool jmp_lt;  /* JLT, JLE … (4.14) */
	bool jmp32;
	bool cgroup_id;
	bool ktime_boot;
	bool attach_cookie;
	bool current_task_btf;
	bool bounded_loops;
	bool lookup_percpu; /* map_lookup_percpu_elem */
	bool func_ip;       /* get_func_ip */
	bool for_each;      /* for_each_map_elem, if the program has loops over maps */
	u32 max_insns;      /* 4096, or 1000000 */
	u32 ncpus;          /* that a map may have shares of */
};

/* All of them but for_each, which depends on the program. */
extern const struct code_caps code_caps_newest;

enum exec { EXEC_KERNEL, EXEC_VM };

/* How a kernel program knows which of its attach points fired. */
enum probe_id_mode {
	PROBE_ID_IMM,     /* one program a probe: RELOC_PROBE_ID patched at load */
	PROBE_ID_COOKIE,  /* bpf_get_attach_cookie() */
	PROBE_ID_SYSCALL, /* SPECIAL_NR[nr] - 1 */
};

struct code_opts {
	enum exec exec;
	const struct code_caps *caps; /* EXEC_KERNEL */
	bool reads_kernel;            /* EXEC_VM: memory is read by VM_READ_KERNEL */
	/*
	 * CTX_RAW_ARGS for a tracepoint clause: compile for a raw tracepoint. Fields are then only
	 * allowed for syscalls and raw_syscalls, whose arguments are in pt_regs.
	 */
	enum context context;
	enum probe_id_mode probe_id;
	/* Syscall tracepoints run from raw_syscalls: */
	bool syscall_filter; /* only run for numbers in SPECIAL_NR, or for: */
	s32 syscall_nr;      /* >= 0: this one */
	bool syscall_exit;   /* context is sys_exit's: (regs, ret) */
	s32 compat_offset;   /* offset of thread_info.status in task_struct, < 0: no check */
	u32 compat_mask;
	bool no_filter; /* the clause's filter has been checked: leave it out */
};

enum reloc_kind {
	RELOC_MAP,      /* ld_imm64 of a map: index < nmaps: sema->maps, else special + nmaps */
	RELOC_PROBE_ID, /* imm of the instruction: attach point's id */
	RELOC_START,    /* ld_imm64: session's start, ns CLOCK_MONOTONIC (elapsed) */
	RELOC_KSYM,     /* ld_imm64: address of the kernel symbol named strings[index] */
	RELOC_KFUNC, /* ld_imm64: may the program call the kernel function named strings[index] */
	RELOC_FUNC,  /* ld_imm64: address of the attach point's function: fentry, fexit */
};

struct reloc {
	enum reloc_kind kind;
	u32 insn, index;
};

struct code {
	const struct plan *plan;
	const struct plan_clause *clause;
	struct bpf_insn *insns;
	u32 ninsns;
	struct reloc *relocs;
	u32 nrelocs;
	const char **strings; /* RELOC_KSYM names */
	u32 nstrings;
	struct span *spans; /* of each instruction: which source it came from */
	u32 stack;          /* bytes of stack used */
	u32 scratch;        /* bytes of scratch used, header not counted; 0: none */
};

/* What a program of our VM has for a context: */

/* One captured value. Scalars are in value; strings, bytes: data and len. */
struct vm_slot {
	u64 value;
	const void *data;
	u64 len;
};

/* What r1 points at. A backend fills it for each event. FETCH of a scalar is a load of slots[i]. */
struct vm_event {
	u64 time; /* ns */
	u32 cpu;
	u32 probe; /* attach point's id */
	/* in the same place whatever the size of a pointer */
	_Alignas(8) void *vm;   /* set by vm_run */
	_Alignas(8) void *priv; /* backend's */
	struct vm_slot slots[];
};

#define VM_SLOT_OFFSET(i) (offsetof(struct vm_event, slots) + (i) * sizeof(struct vm_slot))

/*
 * Helper ids that only our VM knows. r0 is the result; all take the context in r1 first:
 *   VM_FETCH_BYTES(ctx, slot, dst, size)  copy slot's data, zero the rest; r0 = bytes copied
 *   VM_AGG_READ(ctx, map, key)            value of an aggregate, all shares merged, as an integer
 *   VM_MAP_LEN(ctx, map): its elements
 *   VM_READ_KERNEL(ctx, dst, size, address, string)
 *                                         memory of the kernel; what cannot be read is zero
 *   VM_READ_OWN(ctx, dst, size, address)  memory of this program, by its address; r0 = 0, or a
 *                                         negative errno and zeros
 *   VM_MAP_NEXT(ctx, map, cursor *, key *, value *)
 *                                         the next element, copied out; r0 = 0 at the end
 */
enum vm_helper {
	VM_HELPER_FIRST = 0x10000,
	VM_FETCH_BYTES = VM_HELPER_FIRST,
	VM_AGG_READ,
	VM_MAP_NEXT,
	VM_MAP_LEN,
	VM_READ_KERNEL,
	VM_READ_OWN,
	VM_HELPER_END
};

/* 0, or negative errno after a diagnostic at the clause (too long, not possible in this context).
 */
int code_clause(const struct plan *p, const struct plan_clause *c, const struct code_opts *opts,
                struct diag *diag, struct code *out);

/* --dump=asm: one instruction a line, labels for jumps, relocations by name. Stable. */
void code_disasm(struct buf *out, const struct code *c);
/* One instruction; returns how many slots it takes (2 for ld_imm64). */
u32 code_disasm_insn(struct buf *out, const struct bpf_insn *insns, u32 i);
/* Text to instructions, for tests: as code_disasm() prints, without relocations. */
int code_asm(struct arena *a, const char *text, struct bpf_insn **insns, u32 *n, char err[128]);

/*
 * What old verifiers would reject: uninitialised registers or stack, map values used before a NULL
 * check, stack over 512 bytes or unaligned, jumps out of the program, unreachable code, back edges
 * where caps forbid them, over long programs, unknown helpers, missing exit. 0, or -EINVAL with the
 * reason and the instruction's index.
 */
int code_lint(const struct code *c, const struct code_caps *caps, u32 *insn, char err[160]);

#endif
