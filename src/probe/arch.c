/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arch.h"

#include <string.h>

static const struct arch *const all[] = {
        &arch_x86_64, &arch_i386, &arch_arm64, &arch_arm, &arch_riscv64, &arch_ppc64le, &arch_s390x,
};

const struct arch *arch_host(void)
{
#if defined(__x86_64__)
	return &arch_x86_64;
#elif defined(__i386__)
	return &arch_i386;
#elif defined(__aarch64__)
	return &arch_arm64;
#elif defined(__arm__)
	return &arch_arm;
#elif defined(__riscv) && __riscv_xlen == 64
	return &arch_riscv64;
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return &arch_ppc64le;
#elif defined(__s390x__)
	return &arch_s390x;
#else
	return NULL;
#endif
}

const struct arch *arch_find(const char *machine)
{
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strcmp(all[i]->name, machine) == 0)
			return all[i];
		for (const char *const *s = all[i]->aliases; *s; s++)
			if (strcmp(*s, machine) == 0)
				return all[i];
	}
	return NULL;
}

static const struct arch_reg *find(const struct arch *a, const char *name)
{
	for (u32 i = 0; i < a->nregs; i++)
		if (strcmp(a->regs[i].name, name) == 0)
			return &a->regs[i];
	for (u32 i = 0; i < a->nregs; i++)
		if (a->regs[i].fetch && strcmp(a->regs[i].fetch, name) == 0)
			return &a->regs[i];
	return NULL;
}

const struct arch_reg *arch_reg(const struct arch *a, const char *name)
{
	const struct arch_reg *r = find(a, name);

	if (!r && (strcmp(name, "ip") == 0 || strcmp(name, "pc") == 0))
		r = find(a, a->ip);
	else if (!r && strcmp(name, "sp") == 0)
		r = find(a, a->sp);
	return r;
}

const struct arch_reg *arch_arg(const struct arch *a, u32 n, bool user)
{
	if (user && a->user_stack_args)
		return NULL;
	for (u32 i = 0; i < ARRAY_LEN(a->args) && a->args[i]; i++)
		if (i == n)
			return find(a, a->args[i]);
	return NULL;
}

u32 arch_stack_arg(const struct arch *a, u32 n)
{
	return a->stack_arg + n * a->word;
}

u64 arch_perf_mask(const struct arch *a)
{
	u64 mask = 0;

	for (u32 i = 0; i < a->nregs; i++)
		if (a->regs[i].perf >= 0)
			mask |= 1ull << a->regs[i].perf;
	return mask;
}
