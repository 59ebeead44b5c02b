/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The .BTF section of an ELF file: vmlinux, a module, a BPF object. */
#include "types/btf.h"

#include <elf.h>
#include <string.h>

/* What differs between the two classes, in one form. */
struct section {
	u64 offset, size;
	u32 name, type;
};

static bool inside(u64 offset, u64 n, size_t len)
{
	return offset <= len && n <= len - offset;
}

static struct section section_at(const u8 *header, bool wide)
{
	Elf64_Shdr s64;
	Elf32_Shdr s32;

	if (wide) {
		memcpy(&s64, header, sizeof(s64));
		return (struct section){s64.sh_offset, s64.sh_size, s64.sh_name, s64.sh_type};
	}
	memcpy(&s32, header, sizeof(s32));
	return (struct section){s32.sh_offset, s32.sh_size, s32.sh_name, s32.sh_type};
}

static int find_section(const u8 *bytes, size_t len, u64 table, u32 n, u32 names, bool wide,
                        struct section *out)
{
	const size_t step = wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	struct section strings;

	if (names >= n || !inside(table, n * step, len))
		return -EINVAL;
	strings = section_at(bytes + table + names * step, wide);
	if (!inside(strings.offset, strings.size, len))
		return -EINVAL;
	for (u32 i = 0; i < n; i++) {
		*out = section_at(bytes + table + i * step, wide);
		if (out->type == SHT_NOBITS || !inside(out->name, sizeof(".BTF"), strings.size) ||
		    strcmp((const char *)bytes + strings.offset + out->name, ".BTF") != 0)
			continue;
		return inside(out->offset, out->size, len) ? 0 : -EINVAL;
	}
	return -ENODATA;
}

int btf_elf_section(const u8 *bytes, size_t len, const u8 **section, size_t *n)
{
	const bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	struct section s;
	Elf64_Ehdr wide;
	Elf32_Ehdr narrow;
	int err;

	*section = bytes;
	*n = len;
	if (len < sizeof(wide) || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return 0;
	if (bytes[EI_DATA] != (big ? ELFDATA2MSB : ELFDATA2LSB))
		return -EINVAL;
	memcpy(&wide, bytes, sizeof(wide));
	memcpy(&narrow, bytes, sizeof(narrow));
	if (bytes[EI_CLASS] == ELFCLASS64)
		err = find_section(bytes, len, wide.e_shoff, wide.e_shnum, wide.e_shstrndx, true,
		                   &s);
	else
		err = find_section(bytes, len, narrow.e_shoff, narrow.e_shnum, narrow.e_shstrndx,
		                   false, &s);
	if (err)
		return err;
	*section = bytes + s.offset;
	*n = s.size;
	return 0;
}
