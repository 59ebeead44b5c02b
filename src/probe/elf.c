/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/elf.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/mem.h"

#define DEBUG_DIR "/usr/lib/debug"

struct image {
	int fd;
	Elf *elf; /* NULL: not open */
};

struct binary {
	char *path;
	struct image main, debug;
	bool debug_tried;
	GElf_Ehdr header;
	char *name; /* the last name handed out that had a version to cut off */
	size_t name_size;
};

static int image_open(struct image *i, const char *path)
{
	int err;

	i->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (i->fd < 0)
		return -errno;
	elf_version(EV_CURRENT);
	i->elf = elf_begin(i->fd, ELF_C_READ_MMAP, NULL);
	if (i->elf && elf_kind(i->elf) == ELF_K_ELF)
		return 0;
	err = i->elf ? -ENOEXEC : -EIO;
	elf_end(i->elf);
	i->elf = NULL;
	close(i->fd);
	return err;
}

static void image_close(struct image *i)
{
	if (!i->elf)
		return;
	elf_end(i->elf);
	close(i->fd);
	i->elf = NULL;
}

struct binary *binary_open(const char *path, int *err)
{
	struct binary *b = mem_alloc(1, sizeof(*b));

	*err = image_open(&b->main, path);
	if (*err == 0 && (!gelf_getehdr(b->main.elf, &b->header) ||
	                  (b->header.e_type != ET_EXEC && b->header.e_type != ET_DYN)))
		*err = -ENOEXEC;
	if (*err) {
		binary_close(b);
		return NULL;
	}
	b->path = mem_alloc(1, strlen(path) + 1);
	strcpy(b->path, path);
	return b;
}

void binary_close(struct binary *b)
{
	if (!b)
		return;
	image_close(&b->main);
	image_close(&b->debug);
	free(b->path);
	free(b->name);
	free(b);
}

bool binary_is_native(const struct binary *b)
{
	unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
	struct image self;
	GElf_Ehdr h;
	bool same = b->header.e_ident[EI_CLASS] == class;

	if (!same || image_open(&self, "/proc/self/exe"))
		return same;
	if (gelf_getehdr(self.elf, &h))
		same = h.e_machine == b->header.e_machine;
	image_close(&self);
	return same;
}

u32 binary_build_id(struct binary *b, u8 *id, u32 size)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(b->main.elf, section))) {
		GElf_Shdr h;
		GElf_Nhdr note;
		Elf_Data *data;
		size_t at = 0, name, desc;

		if (!gelf_getshdr(section, &h) || h.sh_type != SHT_NOTE)
			continue;
		data = elf_getdata(section, NULL);
		while (data && (at = gelf_getnote(data, at, &note, &name, &desc))) {
			if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
			    memcmp((char *)data->d_buf + name, "GNU", 4) != 0)
				continue;
			size = note.n_descsz < size ? note.n_descsz : size;
			memcpy(id, (char *)data->d_buf + desc, size);
			return size;
		}
	}
	return 0;
}

/* The file name that .gnu_debuglink holds, or NULL. */
static const char *debuglink(struct binary *b)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(b->main.elf, &names))
		return NULL;
	while ((section = elf_nextscn(b->main.elf, section))) {
		GElf_Shdr h;
		const char *name;
		Elf_Data *data;

		if (!gelf_getshdr(section, &h))
			continue;
		name = elf_strptr(b->main.elf, names, h.sh_name);
		if (!name || strcmp(name, ".gnu_debuglink") != 0)
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_buf && memchr(data->d_buf, '\0', data->d_size))
			return data->d_buf;
	}
	return NULL;
}

static void open_debug(struct binary *b)
{
	u8 id[64];
	u32 n = binary_build_id(b, id, sizeof(id));
	struct buf path = BUF_INIT;
	const char *link, *slash = strrchr(b->path, '/');
	int dir = slash ? (int)(slash - b->path) : 0;

	b->debug_tried = true;
	if (n > 1) {
		buf_addf(&path, DEBUG_DIR "/.build-id/%02x/", id[0]);
		for (u32 i = 1; i < n; i++)
			buf_addf(&path, "%02x", id[i]);
		buf_adds(&path, ".debug");
		if (image_open(&b->debug, path.data) == 0)
			goto out;
	}
	link = slash ? debuglink(b) : NULL;
	if (!link)
		goto out;
	for (int i = 0; i < 3 && !b->debug.elf; i++) {
		buf_clear(&path);
		buf_addf(&path, "%s%.*s/%s%s", i == 2 ? DEBUG_DIR : "", dir, b->path,
		         i == 1 ? ".debug/" : "", link);
		/* A file may name itself here. */
		if (strcmp(path.data, b->path) != 0)
			image_open(&b->debug, path.data);
	}
out:
	buf_free(&path);
}

int binary_offset(struct binary *b, u64 address, u64 *offset)
{
	size_t n;

	if (elf_getphdrnum(b->main.elf, &n))
		return -ERANGE;
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(b->main.elf, (int)i, &p) || p.p_type != PT_LOAD ||
		    !(p.p_flags & PF_X))
			continue;
		if (address >= p.p_vaddr && address - p.p_vaddr < p.p_filesz) {
			*offset = address - p.p_vaddr + p.p_offset;
			return 0;
		}
	}
	return -ERANGE;
}

int binary_address(struct binary *b, u64 offset, u64 *address)
{
	size_t n;

	if (elf_getphdrnum(b->main.elf, &n))
		return -ERANGE;
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(b->main.elf, (int)i, &p) || p.p_type != PT_LOAD)
			continue;
		if (offset >= p.p_offset && offset - p.p_offset < p.p_filesz) {
			*address = offset - p.p_offset + p.p_vaddr;
			return 0;
		}
	}
	return -ERANGE;
}

bool binary_is_movable(const struct binary *b)
{
	return b->header.e_type == ET_DYN;
}

static const char *without_version(struct binary *b, const char *name)
{
	const char *at = strchr(name, '@');
	size_t n = at ? (size_t)(at - name) : 0;

	if (!n)
		return name;
	if (n + 1 > b->name_size) {
		b->name_size = 2 * (n + 1);
		b->name = mem_realloc(b->name, b->name_size);
	}
	memcpy(b->name, name, n);
	b->name[n] = '\0';
	return b->name;
}

/* One symbol as a function. False if it is none of this file's. */
static bool as_func(struct binary *b, Elf *elf, size_t strings, const GElf_Sym *sym,
                    struct binary_func *f)
{
	int type = GELF_ST_TYPE(sym->st_info);
	const char *name;

	if ((type != STT_FUNC && type != STT_GNU_IFUNC) || sym->st_shndx == SHN_UNDEF)
		return false;
	name = elf_strptr(elf, strings, sym->st_name);
	if (!name || !*name)
		return false;
	f->address = sym->st_value;
	/* Thumb functions have the lowest bit set. */
	f->thumb = b->header.e_machine == EM_ARM && f->address & 1;
	if (f->thumb)
		f->address &= ~1ull;
	if (binary_offset(b, f->address, &f->offset))
		return false;
	f->size = sym->st_size;
	f->name = without_version(b, name);
	return true;
}

static bool table_functions(struct binary *b, Elf *elf, Elf_Scn *section, const GElf_Shdr *h,
                            bool (*fn)(const struct binary_func *, void *), void *arg)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t n = h->sh_entsize ? h->sh_size / h->sh_entsize : 0;

	for (size_t i = 1; data && i < n; i++) {
		struct binary_func f;
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym))
			break;
		if (as_func(b, elf, h->sh_link, &sym, &f) && !fn(&f, arg))
			return false;
	}
	return true;
}

static bool image_functions(struct binary *b, struct image *i,
                            bool (*fn)(const struct binary_func *, void *), void *arg)
{
	Elf_Scn *section = NULL;
	GElf_Shdr h;

	while (i->elf && (section = elf_nextscn(i->elf, section))) {
		if (!gelf_getshdr(section, &h) ||
		    (h.sh_type != SHT_SYMTAB && h.sh_type != SHT_DYNSYM))
			continue;
		if (!table_functions(b, i->elf, section, &h, fn, arg))
			return false;
	}
	return true;
}

void binary_functions(struct binary *b, bool (*fn)(const struct binary_func *, void *), void *arg)
{
	if (!image_functions(b, &b->main, fn, arg))
		return;
	if (!b->debug_tried)
		open_debug(b);
	image_functions(b, &b->debug, fn, arg);
}

static bool table_symbol(struct binary *b, Elf *elf, Elf_Scn *section, const GElf_Shdr *h,
                         const char *name, GElf_Sym *out)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t n = h->sh_entsize ? h->sh_size / h->sh_entsize : 0;

	for (size_t i = 1; data && i < n; i++) {
		const char *is;

		if (!gelf_getsym(data, (int)i, out))
			break;
		if (out->st_shndx == SHN_UNDEF || GELF_ST_TYPE(out->st_info) == STT_TLS ||
		    GELF_ST_TYPE(out->st_info) > STT_COMMON)
			continue;
		is = elf_strptr(elf, h->sh_link, out->st_name);
		if (is && !strcmp(without_version(b, is), name))
			return true;
	}
	return false;
}

static bool image_symbol(struct binary *b, const struct image *i, const char *name, GElf_Sym *out)
{
	Elf_Scn *section = NULL;
	GElf_Shdr h;

	while (i->elf && (section = elf_nextscn(i->elf, section)))
		if (gelf_getshdr(section, &h) &&
		    (h.sh_type == SHT_SYMTAB || h.sh_type == SHT_DYNSYM) &&
		    table_symbol(b, i->elf, section, &h, name, out))
			return true;
	return false;
}

int binary_symbol(struct binary *b, const char *name, u64 *address, u64 *size)
{
	GElf_Sym sym;
	bool found = image_symbol(b, &b->main, name, &sym);

	if (!found && !b->debug_tried)
		open_debug(b);
	if (!found && !image_symbol(b, &b->debug, name, &sym))
		return -ENOENT;
	*address = sym.st_value;
	*size = sym.st_size;
	return 0;
}

struct search {
	const char *name; /* NULL: by address */
	u64 address;
	struct binary_func *out;
	bool found;
};

static bool match(const struct binary_func *f, void *arg)
{
	struct search *s = arg;

	s->found = s->name ? strcmp(f->name, s->name) == 0
	                   : s->address >= f->address && s->address - f->address < f->size;
	if (s->found)
		*s->out = *f;
	return !s->found;
}

int binary_find(struct binary *b, const char *name, struct binary_func *out)
{
	struct search s = {.name = name, .out = out};

	binary_functions(b, match, &s);
	return s.found ? 0 : -ENOENT;
}

int binary_find_at(struct binary *b, u64 address, struct binary_func *out)
{
	struct search s = {.address = address, .out = out};

	binary_functions(b, match, &s);
	return s.found ? 0 : -ENOENT;
}

struct thumb_search {
	u64 offset;
	bool found;
};

static bool match_thumb(const struct binary_func *f, void *arg)
{
	struct thumb_search *s = arg;

	s->found = f->thumb && s->offset >= f->offset && s->offset - f->offset < f->size;
	return !s->found;
}

bool binary_is_thumb(const char *path, u64 offset)
{
	struct thumb_search s = {.offset = offset};
	int err;
	struct binary *b = binary_open(path, &err);

	if (b && b->header.e_machine == EM_ARM)
		binary_functions(b, match_thumb, &s);
	binary_close(b);
	return s.found;
}
