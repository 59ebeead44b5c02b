/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a name to where it stands in an ELF file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sym/sym_impl.h"

struct wanted {
	const char *name;
	size_t len;
	struct elf_symbol *out;
	bool found, code;
	u64 mask;
};

/* A function ends the search; a variable of the name stands in until one comes. */
static int match_symbol(void *arg, const GElf_Sym *sym, const char *name, bool exec)
{
	struct wanted *w = arg;
	u32 type = GELF_ST_TYPE(sym->st_info);
	bool code = type == STT_FUNC || type == STT_GNU_IFUNC || (type == STT_NOTYPE && exec);

	if (strncmp(name, w->name, w->len) != 0 || (name[w->len] && name[w->len] != '@'))
		return 0;
	if (!code && (type != STT_OBJECT || w->found))
		return 0;
	w->found = true;
	w->out->value = sym->st_value & (code ? w->mask : UINT64_MAX);
	w->out->size = sym->st_size;
	return code;
}

static void find_in_debug_file(struct wanted *w, Elf *elf, const char *path)
{
	int fd = debug_file_open(elf, path, "", "/usr/lib/debug");
	Elf *debug;

	if (fd < 0)
		return;
	debug = elf_begin(fd, ELF_C_READ, NULL);
	if (debug)
		elf_each_symbol(debug, SHT_SYMTAB, match_symbol, w);
	elf_end(debug);
	close(fd);
}

static void set_file_offset(Elf *elf, struct elf_symbol *sym)
{
	struct elf_load *loads;
	u32 n;

	loads = elf_loads_read(elf, &n);
	for (u32 i = 0; i < n; i++) {
		if (sym->value < loads[i].vaddr || sym->value - loads[i].vaddr >= loads[i].filesz)
			continue;
		sym->file_offset = sym->value - loads[i].vaddr + loads[i].offset;
		sym->has_file_offset = true;
	}
	free(loads);
}

int elf_symbol(const char *path, const char *name, struct elf_symbol *out)
{
	struct wanted w = {.name = name, .len = strlen(name), .out = out, .mask = UINT64_MAX};
	struct stat st;
	GElf_Ehdr eh;
	Elf *elf;
	int fd, err = -ENOEXEC;

	*out = (struct elf_symbol){0};
	fd = sym_open_regular(path, &st);
	if (fd < 0)
		return fd;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &eh))
		goto out;
	if (eh.e_machine == EM_ARM)
		w.mask = ~1ULL;
	elf_each_symbol(elf, SHT_SYMTAB, match_symbol, &w);
	if (!w.found)
		elf_each_symbol(elf, SHT_DYNSYM, match_symbol, &w);
	if (!w.found)
		find_in_debug_file(&w, elf, path);
	err = w.found ? 0 : -ENOENT;
	if (w.found)
		set_file_offset(elf, out);
out:
	elf_end(elf);
	close(fd);
	return err;
}
