/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types/btf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "util/mem.h"

#define BTF_MAGIC_NATIVE 0xeb9f
#define SYSFS_FS         0x62656572
#define INDEX_STEP       16
#define MAX_FILE         (512u << 20)
#define MAX_TYPES        (1u << 30)
#define HUGE_PAGE        (2u << 20)

struct header {
	u16 magic;
	u8 version, flags;
	u32 len, type_off, type_len, str_off, str_len;
};

/* Bytes behind an entry: fixed, and per element that info counts. */
static const struct {
	u8 fixed, each;
} tails[BK_COUNT] = {
        [BK_INT] = {4, 0},
        [BK_ARRAY] = {sizeof(struct btf_array), 0},
        [BK_STRUCT] = {0, sizeof(struct btf_member)},
        [BK_UNION] = {0, sizeof(struct btf_member)},
        [BK_ENUM] = {0, sizeof(struct btf_enumerator)},
        [BK_FUNC_PROTO] = {0, sizeof(struct btf_param)},
        [BK_VAR] = {4, 0},
        [BK_DATASEC] = {0, 12},
        [BK_DECL_TAG] = {4, 0},
        [BK_ENUM64] = {0, sizeof(struct btf_enumerator64)},
};

static u32 entry_len(const struct btf_entry *e)
{
	enum btf_kind kind = btf_kind_of(e);

	return sizeof(*e) + tails[kind].fixed + tails[kind].each * btf_count(e);
}

const struct btf_entry *btf_next(const struct btf_entry *e)
{
	return (const void *)((const u8 *)e + entry_len(e));
}

/* Checks that every entry is of a known kind and lies inside the section; fills the index. */
static int index_types(struct btf_file *b)
{
	u32 cap = 0, slot = 0;

	for (u32 at = 0; at < b->types_len; b->n++) {
		const struct btf_entry *e = (const void *)(b->types + at);
		enum btf_kind kind;

		if (b->types_len - at < sizeof(*e))
			return -EINVAL;
		kind = btf_kind_of(e);
		if (kind == BK_VOID || kind >= BK_COUNT || b->types_len - at < entry_len(e))
			return -EINVAL;
		if (b->n % INDEX_STEP == 0) {
			if (slot == cap) {
				cap = cap ? cap * 2 : 256;
				b->index = mem_realloc(b->index, cap * sizeof(*b->index));
			}
			b->index[slot++] = at;
		}
		if (kind == BK_ENUM && btf_flag(e))
			b->signs_in_enums = true;
		at += entry_len(e);
	}
	return b->first_id + b->n < MAX_TYPES ? 0 : -EINVAL;
}

/* A section lies behind the header and inside the file. */
static bool section_ok(const struct header *h, size_t len, u32 off, u32 section_len)
{
	return off <= len - h->len && section_len <= len - h->len - off;
}

static int parse(struct btf_file *b, const u8 *bytes, size_t len)
{
	struct header h;

	if (len < sizeof(h))
		return -EINVAL;
	memcpy(&h, bytes, sizeof(h));
	if (h.magic != BTF_MAGIC_NATIVE || h.version != 1 || h.len < sizeof(h) || h.len > len)
		return -EINVAL;
	if (h.len % 4 || h.type_off % 4 || !section_ok(&h, len, h.type_off, h.type_len) ||
	    !section_ok(&h, len, h.str_off, h.str_len))
		return -EINVAL;
	b->types = bytes + h.len + h.type_off;
	b->types_len = h.type_len;
	b->strings = (const char *)bytes + h.len + h.str_off;
	b->strings_len = h.str_len;
	if (h.str_len ? b->strings[h.str_len - 1] != '\0' : !b->base)
		return -EINVAL;
	if (!b->base && b->strings[0] != '\0')
		return -EINVAL;
	return index_types(b);
}

static struct btf_file *new_file(const struct btf_file *base)
{
	struct btf_file *b = mem_alloc(1, sizeof(*b));

	b->base = base;
	b->first_id = base ? base->first_id + base->n : 1;
	b->first_string = base ? base->first_string + base->strings_len : 0;
	return b;
}

int btf_file_parse(const void *bytes, size_t len, const struct btf_file *base,
                   struct btf_file **out)
{
	struct btf_file *b = new_file(base);
	int err = parse(b, bytes, len);

	if (err) {
		btf_file_close(b);
		return err;
	}
	*out = b;
	return 0;
}

static int read_all(int fd, u8 *bytes, size_t len, size_t *got)
{
	ssize_t n;

	for (*got = 0; *got < len; *got += n) {
		n = read(fd, bytes + *got, len - *got);
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
	}
	return 0;
}

/* Maps the kernel's own (since 6.15), whose size cannot change under us; reads all else. */
static int load(int fd, struct btf_file *b, const u8 **bytes, size_t *len)
{
	struct statfs fs;
	struct stat st;
	void *p;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (st.st_size <= 0 || (u64)st.st_size > MAX_FILE)
		return -EINVAL;
	*len = st.st_size;
	if (fstatfs(fd, &fs) == 0 && fs.f_type == SYSFS_FS) {
		p = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p != MAP_FAILED) {
			b->map = *bytes = p;
			b->map_len = *len;
			return 0;
		}
	}
	/* Huge pages halve the time: most of it goes into faulting pages in. */
	p = aligned_alloc(HUGE_PAGE, ALIGN_UP(*len, HUGE_PAGE));
	if (!p)
		mem_out();
	madvise(p, ALIGN_UP(*len, HUGE_PAGE), MADV_HUGEPAGE);
	b->mem = *bytes = p;
	return read_all(fd, p, *len, len);
}

/* The types must be aligned: a section moves to the start of our memory. */
static int unwrap(struct btf_file *b, const u8 **bytes, size_t *len)
{
	const u8 *section;
	int err = btf_elf_section(*bytes, *len, &section, len);

	if (!err && section != *bytes && b->mem)
		memmove((void *)b->mem, section, *len);
	return err;
}

int btf_file_open(const char *path, const struct btf_file *base, struct btf_file **out)
{
	struct btf_file *b;
	const u8 *bytes = NULL;
	size_t len;
	int fd, err;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	b = new_file(base);
	err = load(fd, b, &bytes, &len);
	close(fd);
	if (!err)
		err = unwrap(b, &bytes, &len);
	if (!err)
		err = parse(b, bytes, len);
	if (err) {
		btf_file_close(b);
		return err;
	}
	*out = b;
	return 0;
}

void btf_file_close(struct btf_file *b)
{
	if (!b)
		return;
	if (b->map)
		munmap((void *)b->map, b->map_len);
	free((void *)b->mem);
	free(b->index);
	free(b);
}

const struct btf_entry *btf_file_entry(const struct btf_file *b, u32 id)
{
	const struct btf_entry *e;
	u32 nth;

	if (id == 0)
		return NULL;
	if (id < b->first_id)
		return b->base ? btf_file_entry(b->base, id) : NULL;
	nth = id - b->first_id;
	if (nth >= b->n)
		return NULL;
	e = (const void *)(b->types + b->index[nth / INDEX_STEP]);
	for (u32 i = nth % INDEX_STEP; i; i--)
		e = btf_next(e);
	return e;
}

const char *btf_file_string(const struct btf_file *b, u32 offset)
{
	if (offset < b->first_string)
		return btf_file_string(b->base, offset);
	offset -= b->first_string;
	return offset < b->strings_len ? b->strings + offset : "";
}

u32 btf_file_find_string(const struct btf_file *b, const char *name)
{
	char needle[514] = "";
	size_t len = strlen(name);
	const char *p;
	u32 at;

	if (!len || len + 2 > sizeof(needle))
		return 0;
	if (b->base && (at = btf_file_find_string(b->base, name)))
		return at;
	if (b->strings_len > len && memcmp(b->strings, name, len + 1) == 0)
		return b->first_string;
	memcpy(needle + 1, name, len);
	p = memmem(b->strings, b->strings_len, needle, len + 2);
	return p ? b->first_string + (u32)(p - b->strings) + 1 : 0;
}

u32 btf_file_find(const struct btf_file *b, u32 name, u32 kinds)
{
	const struct btf_entry *e = (const void *)b->types;

	for (u32 i = 0; name && i < b->n; i++, e = btf_next(e))
		if (e->name == name && kinds & BK_BIT(btf_kind_of(e)))
			return b->first_id + i;
	return 0;
}

u32 btf_file_find_enumerator(const struct btf_file *b, u32 name, u32 *nth)
{
	const struct btf_entry *e = (const void *)b->types;

	for (u32 i = 0; name && i < b->n; i++, e = btf_next(e)) {
		const u32 *names = (const u32 *)(e + 1);
		enum btf_kind kind = btf_kind_of(e);

		if (kind != BK_ENUM && kind != BK_ENUM64)
			continue;
		for (u32 j = 0; j < btf_count(e); j++, names += tails[kind].each / sizeof(u32)) {
			if (*names != name)
				continue;
			*nth = j;
			return b->first_id + i;
		}
	}
	return 0;
}
