/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ELF files whose symbols were read, by device, inode, size and time: one libc for all processes.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "sym/sym_impl.h"
#include "util/mem.h"

#define FILES_MAX 1024

int sym_open_regular(const char *path, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int err;

	if (fd < 0)
		return -errno;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	err = -EINVAL;
	close(fd);
	return err;
}

struct elf_file *elf_files_get(struct elf_files *f, struct elf_file_ref ref)
{
	struct elf_file *file;

	if (!ref.gen || ref.slot >= f->n || f->slots[ref.slot].gen != ref.gen)
		return NULL;
	file = &f->slots[ref.slot];
	file->used = ++f->clock;
	return file;
}

static struct elf_file *slot_take(struct elf_files *f)
{
	struct elf_file *oldest;

	if (f->n < FILES_MAX) {
		f->slots = mem_realloc(f->slots, (f->n + 1) * sizeof(*f->slots));
		f->slots[f->n] = (struct elf_file){0};
		return &f->slots[f->n++];
	}
	oldest = &f->slots[0];
	for (u32 i = 1; i < f->n; i++)
		if (f->slots[i].used < oldest->used)
			oldest = &f->slots[i];
	hash_del(&f->index, oldest->key, sizeof(oldest->key));
	elf_syms_free(&oldest->syms);
	return oldest;
}

struct elf_file_ref elf_files_load(struct elf_files *f, int fd, const char *path, const char *root,
                                   const char *debug_dir)
{
	struct elf_file_ref none = {0, 0};
	struct elf_file *file;
	struct stat st;
	void *known;
	u64 key[5];

	if (fstat(fd, &st) != 0)
		return none;
	key[0] = st.st_dev;
	key[1] = st.st_ino;
	key[2] = (u64)st.st_size;
	key[3] = (u64)st.st_mtim.tv_sec;
	key[4] = (u64)st.st_mtim.tv_nsec;
	/* The table keeps slot + 1: NULL is absent. */
	known = hash_get(&f->index, key, sizeof(key));
	if (known) {
		u32 slot = (u32)((uintptr_t)known - 1);

		return (struct elf_file_ref){slot, f->slots[slot].gen};
	}
	file = slot_take(f);
	file->gen++;
	file->used = ++f->clock;
	for (size_t i = 0; i < ARRAY_LEN(key); i++)
		file->key[i] = key[i];
	elf_syms_load(&file->syms, fd, path, root, debug_dir);
	hash_put(&f->index, key, sizeof(key), (void *)((uintptr_t)(file - f->slots) + 1));
	return (struct elf_file_ref){(u32)(file - f->slots), file->gen};
}

void elf_files_free(struct elf_files *f)
{
	for (u32 i = 0; i < f->n; i++)
		elf_syms_free(&f->slots[i].syms);
	free(f->slots);
	hash_free(&f->index);
}
