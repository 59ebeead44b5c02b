/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sym/kcore.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/mem.h"

#define MAX_SEGMENTS 65534

struct segment {
	u64 start, size, offset;
};

struct kcore {
	int fd;
	struct segment *segments;
	u32 n;
};

static bool read_at(int fd, void *to, size_t size, u64 offset)
{
	return pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

static void add(struct kcore *k, u32 type, u64 start, u64 size, u64 offset)
{
	if (type == PT_LOAD)
		k->segments[k->n++] = (struct segment){start, size, offset};
}

/* The kernel's own word size is that of the file, whatever ours is. */
static int read_segments(struct kcore *k)
{
	unsigned char ident[EI_NIDENT];
	u64 offset;
	u32 n, size;
	bool wide;

	if (!read_at(k->fd, ident, sizeof(ident), 0) || memcmp(ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	wide = ident[EI_CLASS] == ELFCLASS64;
	if (wide) {
		Elf64_Ehdr h;

		if (!read_at(k->fd, &h, sizeof(h), 0))
			return -ENOEXEC;
		offset = h.e_phoff, n = h.e_phnum, size = sizeof(Elf64_Phdr);
	} else {
		Elf32_Ehdr h;

		if (!read_at(k->fd, &h, sizeof(h), 0))
			return -ENOEXEC;
		offset = h.e_phoff, n = h.e_phnum, size = sizeof(Elf32_Phdr);
	}
	if (n > MAX_SEGMENTS)
		return -ENOEXEC;
	k->segments = mem_alloc(n ? n : 1, sizeof(*k->segments));
	for (u32 i = 0; i < n; i++) {
		Elf64_Phdr p64;
		Elf32_Phdr p32;

		if (!read_at(k->fd, wide ? (void *)&p64 : &p32, size, offset + (u64)i * size))
			return -ENOEXEC;
		if (wide)
			add(k, p64.p_type, p64.p_vaddr, p64.p_memsz, p64.p_offset);
		else
			add(k, p32.p_type, p32.p_vaddr, p32.p_memsz, p32.p_offset);
	}
	return 0;
}

struct kcore *kcore_open(const char *path, int *err)
{
	struct kcore *k = mem_alloc(1, sizeof(*k));

	k->fd = open(path ? path : "/proc/kcore", O_RDONLY | O_CLOEXEC);
	*err = k->fd < 0 ? -errno : read_segments(k);
	if (!*err && !k->n)
		*err = -ENOEXEC;
	if (!*err)
		return k;
	kcore_close(k);
	return NULL;
}

void kcore_close(struct kcore *k)
{
	if (!k)
		return;
	if (k->fd >= 0)
		close(k->fd);
	free(k->segments);
	free(k);
}

s32 kcore_read(const struct kcore *k, u64 addr, void *to, u32 size)
{
	for (u32 i = 0; i < k->n; i++) {
		const struct segment *s = &k->segments[i];
		u64 off = addr - s->start, left;
		ssize_t got;

		if (addr < s->start || off >= s->size)
			continue;
		left = s->size - off;
		got = pread(k->fd, to, left < size ? left : size, (off_t)(s->offset + off));
		if (got > 0)
			return (s32)got;
	}
	return -EFAULT;
}
