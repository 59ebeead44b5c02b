// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program with functions that a helper calls must describe them in BTF: that they are static is
 * all the kernel wants to know.
 */
#include <bpf/bpf.h>
#include <linux/btf.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"

#define INFO(kind, vlen) ((u32)(kind) << 24 | (vlen))

enum { ID_INT = 1, ID_PROTO, ID_FUNC };

static const char names[] = "\0int\0body";

struct func_types {
	struct btf_header header;
	struct btf_type integer;
	u32 encoding;
	struct btf_type proto, func;
	char names[sizeof(names)];
};

static int load_types(void)
{
	struct func_types t = {
	        .header = {.magic = BTF_MAGIC,
	                   .version = BTF_VERSION,
	                   .hdr_len = sizeof(struct btf_header),
	                   .type_len = offsetof(struct func_types, names) -
	                               offsetof(struct func_types, integer),
	                   .str_off = offsetof(struct func_types, names) -
	                              offsetof(struct func_types, integer),
	                   .str_len = sizeof(names)},
	        .integer = {.name_off = 1, .info = INFO(BTF_KIND_INT, 0), .size = 4},
	        .encoding = (u32)BTF_INT_SIGNED << 24 | 32,
	        .proto = {.info = INFO(BTF_KIND_FUNC_PROTO, 0), .type = ID_INT},
	        .func = {.name_off = 5, .info = INFO(BTF_KIND_FUNC, 0), .type = ID_PROTO},
	};
	int fd;

	memcpy(t.names, names, sizeof(names));
	fd = bpf_btf_load(&t, offsetof(struct func_types, names) + sizeof(names), NULL);
	return fd < 0 ? -errno : fd;
}

/* Every function's first instruction, in order; the program itself is the first. */
static u32 find_funcs(const struct code *c, struct bpf_func_info *out, u32 max)
{
	u32 n = 1;

	out[0] = (struct bpf_func_info){0, ID_FUNC};
	for (u32 i = 0; i < c->ninsns; i++) {
		const struct bpf_insn *in = &c->insns[i];
		u32 at = (u32)((s64)i + 1 + in->imm), k;

		if (in->code != (BPF_LD | BPF_IMM | BPF_DW))
			continue;
		i++;
		if (in->src_reg != BPF_PSEUDO_FUNC || n == max)
			continue;
		for (k = n; k > 1 && out[k - 1].insn_off > at; k--)
			out[k] = out[k - 1];
		out[k] = (struct bpf_func_info){at, ID_FUNC};
		n++;
	}
	return n;
}

int funcs_describe(struct backend_run *r, const struct code *c, struct bpf_prog_load_opts *o)
{
	enum { MAX_FUNCS = 64 };
	struct bpf_func_info *funcs = arena_array(r->arena, struct bpf_func_info, MAX_FUNCS);
	u32 n = find_funcs(c, funcs, MAX_FUNCS);

	if (n == 1)
		return 0;
	if (!r->func_btf) {
		int fd = load_types();

		if (fd < 0)
			return diag_error(r->opts.diag, NO_SPAN,
			                  "the kernel refuses the types of functions: %s",
			                  strerror(-fd));
		r->func_btf = fd;
	}
	o->prog_btf_fd = (u32)r->func_btf;
	o->func_info = funcs;
	o->func_info_cnt = n;
	o->func_info_rec_size = sizeof(*funcs);
	return 0;
}
