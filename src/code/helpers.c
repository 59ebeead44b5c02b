/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/helpers.h"

#include <string.h>

#include "code/code.h"

#define NAME(x) #x
static const char *const kernel_helpers[] = {__BPF_FUNC_MAPPER(NAME)};
#undef NAME

/* Named here for kernel headers that end before them. */
static const struct {
	s32 id;
	const char *name;
} more_helpers[] = {
        {164, "for_each_map_elem"},
        {174, "get_attach_cookie"},
        {182, "strncmp"},
        {195, "map_lookup_percpu_elem"},
        {208, "ktime_get_tai_ns"},
        {VM_FETCH_BYTES, "vm_fetch_bytes"},
        {VM_AGG_READ, "vm_agg_read"},
        {VM_MAP_NEXT, "vm_map_next"},
        {VM_MAP_LEN, "vm_map_len"},
        {VM_READ_KERNEL, "vm_read_kernel"},
        {VM_READ_OWN, "vm_read_own"},
};

const char *code_helper_name(s32 id)
{
	if (id > 0 && id < (s32)ARRAY_LEN(kernel_helpers))
		return kernel_helpers[id];
	for (u32 i = 0; i < ARRAY_LEN(more_helpers); i++)
		if (more_helpers[i].id == id)
			return more_helpers[i].name;
	return NULL;
}

static bool same(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

s32 code_helper_id(const char *name, size_t len)
{
	for (u32 i = 1; i < ARRAY_LEN(kernel_helpers); i++)
		if (same(kernel_helpers[i], name, len))
			return (s32)i;
	for (u32 i = 0; i < ARRAY_LEN(more_helpers); i++)
		if (same(more_helpers[i].name, name, len))
			return more_helpers[i].id;
	return -ENOENT;
}

const char *code_alu_text(u8 op, bool is_signed)
{
	static const char *const text[16] = {
	        [BPF_ADD >> 4] = "+",  [BPF_SUB >> 4] = "-",  [BPF_MUL >> 4] = "*",
	        [BPF_DIV >> 4] = "/",  [BPF_OR >> 4] = "|",   [BPF_AND >> 4] = "&",
	        [BPF_LSH >> 4] = "<<", [BPF_RSH >> 4] = ">>", [BPF_MOD >> 4] = "%",
	        [BPF_XOR >> 4] = "^",  [BPF_MOV >> 4] = "",   [BPF_ARSH >> 4] = "s>>",
	};

	if (is_signed)
		return op == BPF_DIV ? "s/" : op == BPF_MOD ? "s%" : NULL;
	return text[op >> 4];
}

const char *code_jmp_text(u8 op)
{
	static const char *const text[16] = {
	        [BPF_JEQ >> 4] = "==",  [BPF_JNE >> 4] = "!=",   [BPF_JGT >> 4] = ">",
	        [BPF_JGE >> 4] = ">=",  [BPF_JLT >> 4] = "<",    [BPF_JLE >> 4] = "<=",
	        [BPF_JSET >> 4] = "&",  [BPF_JSGT >> 4] = "s>",  [BPF_JSGE >> 4] = "s>=",
	        [BPF_JSLT >> 4] = "s<", [BPF_JSLE >> 4] = "s<=",
	};

	return text[op >> 4];
}
