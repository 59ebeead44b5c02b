// SPDX-License-Identifier: GPL-2.0-or-later
/* %gr: flags of page allocations by name, as the kernel's own %pGg writes them. */
#include "output/impl.h"

/*
 * Combinations first: what a name covers is not named again. The bits are those of Linux 5.10 to
 * 6.18; before 6.3 GFP_ATOMIC had 0x200 too, which then shows behind it.
 */
static const struct {
	const char *name;
	u64 mask;
} flags[] = {
        {"GFP_TRANSHUGE", 0x1c24ca},
        {"GFP_TRANSHUGE_LIGHT", 0x1c20ca},
        {"GFP_HIGHUSER_MOVABLE", 0x100cca},
        {"GFP_HIGHUSER", 0x100cc2},
        {"GFP_USER", 0x100cc0},
        {"GFP_KERNEL_ACCOUNT", 0x400cc0},
        {"GFP_KERNEL", 0xcc0},
        {"GFP_NOFS", 0xc40},
        {"GFP_ATOMIC", 0x820},
        {"GFP_NOIO", 0xc00},
        {"GFP_NOWAIT", 0x800},
        {"GFP_DMA", 0x1},
        {"__GFP_HIGHMEM", 0x2},
        {"GFP_DMA32", 0x4},
        {"__GFP_HIGH", 0x20},
        {"__GFP_IO", 0x40},
        {"__GFP_FS", 0x80},
        {"__GFP_NOWARN", 0x2000},
        {"__GFP_RETRY_MAYFAIL", 0x4000},
        {"__GFP_NOFAIL", 0x8000},
        {"__GFP_NORETRY", 0x10000},
        {"__GFP_COMP", 0x40000},
        {"__GFP_ZERO", 0x100},
        {"__GFP_NOMEMALLOC", 0x80000},
        {"__GFP_MEMALLOC", 0x20000},
        {"__GFP_HARDWALL", 0x100000},
        {"__GFP_THISNODE", 0x200000},
        {"__GFP_RECLAIMABLE", 0x10},
        {"__GFP_MOVABLE", 0x8},
        {"__GFP_ACCOUNT", 0x400000},
        {"__GFP_WRITE", 0x1000},
        {"__GFP_DIRECT_RECLAIM", 0x400},
};

void gfp_text(struct buf *out, u64 v)
{
	const char *between = "";

	if (!v)
		buf_adds(out, "none");
	for (u32 i = 0; i < ARRAY_LEN(flags); i++) {
		if ((v & flags[i].mask) != flags[i].mask)
			continue;
		buf_addf(out, "%s%s", between, flags[i].name);
		between = "|";
		v &= ~flags[i].mask;
	}
	if (v)
		buf_addf(out, "%s0x%llx", between, (unsigned long long)v);
}
