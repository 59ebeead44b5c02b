/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbols of one ELF file, copied out and sorted by address. The file is read, not mapped: one
 * that shrinks meanwhile must not kill us. Whatever libelf refuses is skipped.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sym/sym_impl.h"
#include "util/mem.h"

#define NESTING 64 /* symbols looked back at for one that holds the address */

/* Ranks: the lower, the better the name for an address. */
enum rank {
	RANK_UNDERSCORE = 1, /* each leading one, up to three */
	RANK_VERSIONED = 4,  /* name@VERSION */
	RANK_LOCAL = 8,
	RANK_NO_CODE = 16,
	RANK_NO_SIZE = 32,
};

void elf_syms_free(struct elf_syms *s)
{
	free(s->syms);
	free(s->loads);
	buf_free(&s->names);
	*s = (struct elf_syms){0};
}

void elf_syms_add(struct elf_syms *s, u64 addr, u64 size, const char *name, u32 rank)
{
	if (s->names.len >= UINT32_MAX / 2)
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 256;
		s->syms = mem_realloc(s->syms, s->cap * sizeof(*s->syms));
	}
	s->syms[s->n++] = (struct elf_sym){.addr = addr,
	                                   .size = size < UINT32_MAX ? (u32)size : UINT32_MAX,
	                                   .name = (u32)s->names.len,
	                                   .rank = rank};
	buf_add(&s->names, name, strlen(name) + 1);
}

static int by_addr(const void *a, const void *b)
{
	const struct elf_sym *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* Where the loaded part that holds a virtual address ends; the end of everything if none does. */
static u64 load_end(const struct elf_syms *s, u64 vaddr)
{
	for (u32 i = 0; i < s->nloads; i++)
		if (vaddr >= s->loads[i].vaddr && vaddr - s->loads[i].vaddr < s->loads[i].memsz)
			return s->loads[i].vaddr + s->loads[i].memsz;
	return UINT64_MAX;
}

void elf_syms_sort(struct elf_syms *s)
{
	u32 n = 0;

	if (!s->n)
		return;
	qsort(s->syms, s->n, sizeof(*s->syms), by_addr);
	for (u32 i = 1; i < s->n; i++)
		if (s->syms[i].addr != s->syms[n].addr)
			s->syms[++n] = s->syms[i];
	s->n = n + 1;
	for (u32 i = 0; i < s->n; i++) {
		struct elf_sym *sym = &s->syms[i];
		u64 end;

		if (sym->size)
			continue;
		end = load_end(s, sym->addr);
		if (i + 1 < s->n && s->syms[i + 1].addr < end)
			end = s->syms[i + 1].addr;
		sym->size = end - sym->addr < UINT32_MAX ? (u32)(end - sym->addr) : UINT32_MAX;
	}
}

const struct elf_sym *elf_syms_find(const struct elf_syms *s, u64 vaddr)
{
	u32 lo = 0, hi = s->n;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (s->syms[mid].addr <= vaddr)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (u32 back = 0; lo-- > 0 && back < NESTING; back++)
		if (vaddr - s->syms[lo].addr < s->syms[lo].size)
			return &s->syms[lo];
	return NULL;
}

bool elf_loads_vaddr(const struct elf_load *loads, u32 n, u64 file_offset, u64 *vaddr)
{
	const struct elf_load *best = NULL;

	for (u32 i = 0; i < n; i++)
		if (file_offset >= loads[i].offset &&
		    file_offset - loads[i].offset < loads[i].filesz &&
		    (!best || (loads[i].exec && !best->exec)))
			best = &loads[i];
	if (!best)
		return false;
	*vaddr = file_offset - best->offset + best->vaddr;
	return true;
}

struct elf_load *elf_loads_read(Elf *elf, u32 *n)
{
	struct elf_load *loads = NULL;
	size_t count = 0;

	*n = 0;
	if (elf_getphdrnum(elf, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count && i < INT_MAX; i++) {
		GElf_Phdr ph;

		if (!gelf_getphdr(elf, (int)i, &ph))
			break;
		if (ph.p_type != PT_LOAD)
			continue;
		loads = mem_realloc(loads, (*n + 1) * sizeof(*loads));
		loads[(*n)++] = (struct elf_load){ph.p_offset, ph.p_filesz, ph.p_vaddr, ph.p_memsz,
		                                  ph.p_flags & PF_X};
	}
	return loads;
}

static bool section_holds_code(Elf *elf, const GElf_Sym *sym)
{
	GElf_Shdr sh;
	Elf_Scn *scn;

	if (sym->st_shndx >= SHN_LORESERVE)
		return false;
	scn = elf_getscn(elf, sym->st_shndx);
	return scn && gelf_getshdr(scn, &sh) && (sh.sh_flags & SHF_EXECINSTR);
}

static int each_in_section(Elf *elf, Elf_Scn *scn, const GElf_Shdr *sh,
                           int (*visit)(void *, const GElf_Sym *, const char *, bool), void *arg)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	Elf_Scn *str_scn = elf_getscn(elf, sh->sh_link);
	Elf_Data *str = str_scn ? elf_getdata(str_scn, NULL) : NULL;
	size_t count, shown_section = 0;
	bool exec = false;
	int ret = 0;

	if (!data || !data->d_buf || !str || !str->d_buf || !sh->sh_entsize)
		return 0;
	count = data->d_size / sh->sh_entsize;
	for (size_t i = 0; !ret && i < count && i < INT_MAX; i++) {
		const char *name;
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym))
			break;
		if (sym.st_shndx == SHN_UNDEF || sym.st_name >= str->d_size)
			continue;
		name = (const char *)str->d_buf + sym.st_name;
		if (!*name || !memchr(name, '\0', str->d_size - sym.st_name))
			continue;
		if (sym.st_shndx != shown_section)
			exec = section_holds_code(elf, &sym);
		shown_section = sym.st_shndx;
		ret = visit(arg, &sym, name, exec);
	}
	return ret;
}

int elf_each_symbol(Elf *elf, u32 type, int (*visit)(void *, const GElf_Sym *, const char *, bool),
                    void *arg)
{
	Elf_Scn *scn = NULL;
	int ret = 0;

	while (!ret && (scn = elf_nextscn(elf, scn))) {
		GElf_Shdr sh;

		if (gelf_getshdr(scn, &sh) && sh.sh_type == type)
			ret = each_in_section(elf, scn, &sh, visit, arg);
	}
	return ret;
}

struct collect {
	struct elf_syms *syms;
	u64 mask; /* of addresses: without ARM's Thumb bit */
	u64 bias; /* what prelinking moved the file by, after its debug file was split off */
};

static int collect_symbol(void *arg, const GElf_Sym *sym, const char *name, bool exec)
{
	struct collect *c = arg;
	u32 type = GELF_ST_TYPE(sym->st_info), rank = 0;
	bool code = type == STT_FUNC || type == STT_GNU_IFUNC;

	if (!code && type != STT_OBJECT && !(type == STT_NOTYPE && exec))
		return 0;
	/* The assembler's marks: $x, $d of ARM and RISC-V, .L labels. */
	if (!sym->st_value || sym->st_shndx == SHN_ABS || *name == '$' ||
	    strncmp(name, ".L", 2) == 0)
		return 0;
	for (u32 i = 0; i < 3 && name[i] == '_'; i++)
		rank += RANK_UNDERSCORE;
	rank += strchr(name, '@') ? RANK_VERSIONED : 0;
	rank += GELF_ST_BIND(sym->st_info) == STB_LOCAL ? RANK_LOCAL : 0;
	rank += code ? 0 : RANK_NO_CODE;
	rank += sym->st_size ? 0 : RANK_NO_SIZE;
	/* Of equals the shortest: erf, not erff32x. */
	rank = rank << 10 | (strlen(name) < 1023 ? (u32)strlen(name) : 1023);
	elf_syms_add(c->syms, (sym->st_value & (code ? c->mask : UINT64_MAX)) + c->bias,
	             sym->st_size, name, rank);
	return 0;
}

static void collect_debug_file(struct collect *c, int fd)
{
	Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
	struct elf_load *loads;
	u32 nloads;

	if (!elf)
		return;
	loads = elf_loads_read(elf, &nloads);
	if (nloads && c->syms->nloads)
		c->bias = c->syms->loads[0].vaddr - loads[0].vaddr;
	elf_each_symbol(elf, SHT_SYMTAB, collect_symbol, c);
	c->bias = 0;
	free(loads);
	elf_end(elf);
}

static int load_elf(struct elf_syms *s, Elf *elf, int debug_fd)
{
	struct collect c = {.syms = s, .mask = UINT64_MAX};
	GElf_Ehdr eh;

	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &eh))
		return -ENOEXEC;
	if (eh.e_machine == EM_ARM)
		c.mask = ~1ULL;
	s->loads = elf_loads_read(elf, &s->nloads);
	elf_each_symbol(elf, SHT_SYMTAB, collect_symbol, &c);
	if (!s->n && debug_fd >= 0)
		collect_debug_file(&c, debug_fd);
	if (!s->n)
		elf_each_symbol(elf, SHT_DYNSYM, collect_symbol, &c);
	elf_syms_sort(s);
	return 0;
}

static bool has_symtab(Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_SYMTAB)
			return true;
	return false;
}

int elf_syms_load(struct elf_syms *s, int fd, const char *path, const char *root,
                  const char *debug_dir)
{
	int debug_fd = -1, err;
	Elf *elf;

	*s = (struct elf_syms){0};
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf)
		return -ENOEXEC;
	if (!has_symtab(elf))
		debug_fd = debug_file_open(elf, path, root, debug_dir);
	err = load_elf(s, elf, debug_fd);
	elf_end(elf);
	if (debug_fd >= 0)
		close(debug_fd);
	return err;
}

int elf_syms_load_memory(struct elf_syms *s, const void *image, size_t size)
{
	void *copy = mem_alloc(1, size);
	int err = -ENOEXEC;
	Elf *elf;

	*s = (struct elf_syms){0};
	memcpy(copy, image, size);
	elf_version(EV_CURRENT);
	elf = elf_memory(copy, size);
	if (elf)
		err = load_elf(s, elf, -1);
	elf_end(elf);
	free(copy);
	return err;
}
