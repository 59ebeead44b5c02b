// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's LINUX_VERSION_CODE, which kernels up to 4.19 compare with that of a kprobe program.
 * Nothing is inferred from it.
 */
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>

#include "backends/bpf/bpf.h"

/* The note "Linux" in a segment of notes; 0 if it is not there. */
static u32 version_note(const u8 *at, size_t len)
{
	ElfW(Nhdr) n;
	u32 version;

	while (len >= sizeof(n)) {
		size_t name, desc;

		memcpy(&n, at, sizeof(n));
		name = ALIGN_UP((size_t)n.n_namesz, 4);
		desc = ALIGN_UP((size_t)n.n_descsz, 4);
		if (len - sizeof(n) < name || len - sizeof(n) - name < desc)
			return 0;
		if (n.n_type == 0 && n.n_namesz == 6 && n.n_descsz == 4 &&
		    memcmp(at + sizeof(n), "Linux", 6) == 0) {
			memcpy(&version, at + sizeof(n) + name, sizeof(version));
			return version;
		}
		at += sizeof(n) + name + desc;
		len -= sizeof(n) + name + desc;
	}
	return 0;
}

/* The vDSO has it as it was compiled in; distributions' releases (4.9.0-13) do not tell. */
static u32 vdso_version(void)
{
	const u8 *base = (const u8 *)(uintptr_t)getauxval(AT_SYSINFO_EHDR);
	const ElfW(Ehdr) *header = (const void *)base;
	const ElfW(Phdr) * segments;
	u32 version = 0;

	if (!base)
		return 0;
	segments = (const void *)(base + header->e_phoff);
	for (u32 i = 0; i < header->e_phnum && !version; i++)
		if (segments[i].p_type == PT_NOTE)
			version = version_note(base + segments[i].p_offset, segments[i].p_filesz);
	return version;
}

u32 bpf_kernel_version(void)
{
	unsigned int a = 0, b = 0, c = 0;
	u32 version = vdso_version();
	struct utsname u;

	if (version)
		return version;
	if (uname(&u) || sscanf(u.release, "%u.%u.%u", &a, &b, &c) < 2)
		return 0;
	return (a << 16) + (b << 8) + (c > 255 ? 255 : c);
}
