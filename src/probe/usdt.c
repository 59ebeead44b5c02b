// SPDX-License-Identifier: GPL-2.0-or-later
/* The notes of USDT probes: {pc, base, semaphore, "namespace", "name", "arguments"}. */
#include "probe/usdt.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOTE_SECTION ".note.stapsdt"
#define BASE_SECTION ".stapsdt.base"
#define NOTE_NAME    "stapsdt"
#define NOTE_TYPE    3

struct reader {
	struct arena *arena;
	Elf *elf;
	size_t names; /* section of the sections' names */
	u64 base;     /* address of BASE_SECTION; 0: there is none */
	bool wide;    /* 64 bits */
	struct usdt_site *sites;
	u32 n;
};

static Elf_Scn *find_section(struct reader *r, const char *name, GElf_Shdr *h)
{
	Elf_Scn *s = NULL;

	while ((s = elf_nextscn(r->elf, s))) {
		const char *is =
		        gelf_getshdr(s, h) ? elf_strptr(r->elf, r->names, h->sh_name) : NULL;

		if (is && strcmp(is, name) == 0)
			return s;
	}
	return NULL;
}

/* Offset in the file of what is loaded at the address; 0 if nothing is. */
static u64 file_offset(struct reader *r, u64 address)
{
	size_t n;

	if (elf_getphdrnum(r->elf, &n))
		return 0;
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (gelf_getphdr(r->elf, (int)i, &p) && p.p_type == PT_LOAD &&
		    address >= p.p_vaddr && address - p.p_vaddr < p.p_memsz)
			return address - p.p_vaddr + p.p_offset;
	}
	return 0;
}

static bool symbol_in(struct reader *r, Elf_Scn *section, const GElf_Shdr *h, const char *name,
                      size_t n, u64 *address)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = h->sh_entsize ? h->sh_size / h->sh_entsize : 0;

	for (size_t i = 0; data && i < count; i++) {
		const char *is;
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym) || sym.st_shndx == SHN_UNDEF)
			continue;
		is = elf_strptr(r->elf, h->sh_link, sym.st_name);
		if (is && strncmp(is, name, n) == 0 && !is[n]) {
			*address = sym.st_value;
			return true;
		}
	}
	return false;
}

static bool find_symbol(struct reader *r, const char *name, size_t n, u64 *address)
{
	Elf_Scn *s = NULL;
	GElf_Shdr h;

	while ((s = elf_nextscn(r->elf, s)))
		if (gelf_getshdr(s, &h) && (h.sh_type == SHT_SYMTAB || h.sh_type == SHT_DYNSYM) &&
		    symbol_in(r, s, &h, name, n, address))
			return true;
	return false;
}

/* A variable named relative to the instruction pointer, which is at the probe. */
static void place_variable(struct reader *r, struct usdt_arg *arg, u64 pc, const char *name,
                           size_t n)
{
	const struct arch *a = arch_host();
	u64 address;

	if (!a || arg->base != arch_reg(a, "ip") || !find_symbol(r, name, n, &address))
		arg->where = USDT_UNKNOWN;
	else
		arg->value += (s64)(address - pc);
}

static void parse_args(struct reader *r, struct usdt_site *site, u64 pc)
{
	const char *text = site->text, *symbol;
	size_t n;

	while (site->nargs < USDT_ARGS && arch_host()) {
		struct usdt_arg *arg = &site->args[site->nargs];

		text = usdt_parse_arg(arch_host(), text, arg, &symbol, &n);
		if (!text)
			break;
		if (symbol)
			place_variable(r, arg, pc, symbol, n);
		site->nargs++;
	}
}

static u64 word_at(const struct reader *r, const u8 *p, u32 i)
{
	u32 narrow;
	u64 wide;

	if (r->wide) {
		memcpy(&wide, p + i * 8, 8);
		return wide;
	}
	memcpy(&narrow, p + i * 4, 4);
	return narrow;
}

static void add_note(struct reader *r, const u8 *desc, size_t size)
{
	size_t head = r->wide ? 24 : 12;
	const char *text[3], *p = (const char *)desc + head;
	const char *end = (const char *)desc + size;
	u64 pc, base, semaphore;
	struct usdt_site *site;

	if (size < head)
		return;
	for (int i = 0; i < 3; i++) {
		const char *nul = memchr(p, '\0', (size_t)(end - p));

		if (!nul)
			return;
		text[i] = p;
		p = nul + 1;
	}
	pc = word_at(r, desc, 0);
	base = word_at(r, desc, 1);
	semaphore = word_at(r, desc, 2);
	if (r->base && base) { /* prelink has moved the file's contents since */
		pc += r->base - base;
		semaphore += semaphore ? r->base - base : 0;
	}
	site = ARENA_PUSH(r->arena, r->sites, r->n);
	*site = (struct usdt_site){.ns = arena_strdup(r->arena, text[0]),
	                           .name = arena_strdup(r->arena, text[1]),
	                           .text = arena_strdup(r->arena, text[2]),
	                           .offset = file_offset(r, pc),
	                           .semaphore = semaphore ? file_offset(r, semaphore) : 0};
	parse_args(r, site, pc);
}

static void read_notes(struct reader *r)
{
	Elf_Scn *s;
	GElf_Shdr h;
	GElf_Nhdr note;
	size_t at = 0, name, desc;
	Elf_Data *data;

	if (find_section(r, BASE_SECTION, &h))
		r->base = h.sh_addr;
	s = find_section(r, NOTE_SECTION, &h);
	data = s ? elf_getdata(s, NULL) : NULL;
	while (data && (at = gelf_getnote(data, at, &note, &name, &desc)))
		if (note.n_type == NOTE_TYPE && note.n_namesz == sizeof(NOTE_NAME) &&
		    memcmp((char *)data->d_buf + name, NOTE_NAME, sizeof(NOTE_NAME)) == 0)
			add_note(r, (const u8 *)data->d_buf + desc, note.n_descsz);
}

static int compare(const void *x, const void *y)
{
	const struct usdt_site *a = x, *b = y;
	int order = strcmp(a->ns, b->ns);

	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : (a->offset > b->offset) - (a->offset < b->offset);
}

const struct usdt_site *usdt_sites(struct arena *a, const char *path, u32 *n, int *err)
{
	struct reader r = {.arena = a};
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*n = 0;
	*err = fd < 0 ? -errno : 0;
	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	r.elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!r.elf || elf_kind(r.elf) != ELF_K_ELF || elf_getshdrstrndx(r.elf, &r.names)) {
		*err = -ENOEXEC;
		goto out;
	}
	r.wide = gelf_getclass(r.elf) == ELFCLASS64;
	read_notes(&r);
	if (r.n)
		qsort(r.sites, r.n, sizeof(*r.sites), compare);
	*n = r.n;
out:
	elf_end(r.elf);
	close(fd);
	return r.sites;
}
