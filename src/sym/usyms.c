/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an address in a process to the symbol, through what is mapped there. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sym/sym_impl.h"

static void set_symbol(struct sym_cache *c, const struct elf_syms *s, const struct elf_sym *sym,
                       u64 vaddr, struct usym *out)
{
	out->name = buf_str(&s->names) + sym->name;
	out->offset = vaddr - sym->addr;
	if (!c->no_demangle)
		out->demangled = demangle(&c->demangler, out->name);
}

static struct elf_file *mapped_file(struct sym_cache *c, struct process *p, struct mapping *m)
{
	struct elf_file *file = elf_files_get(&c->files, m->file);
	char root[PATH_MAX];
	int fd;

	if (file || (m->tried && !m->file.gen))
		return file;
	m->tried = true;
	fd = process_open(c, p, m);
	if (fd < 0)
		return NULL;
	snprintf(root, sizeof(root), "%s/%u/root", c->proc, p->pid);
	m->file = elf_files_load(&c->files, fd, m->path, root, c->debug_dir);
	close(fd);
	return elf_files_get(&c->files, m->file);
}

static int lookup_file(struct sym_cache *c, struct process *p, struct mapping *m, u64 addr,
                       struct usym *out)
{
	struct elf_file *file = mapped_file(c, p, m);
	const struct elf_sym *sym;
	u64 vaddr;

	out->module = m->path;
	out->file_offset = addr - m->start + m->offset;
	if (!file ||
	    !elf_loads_vaddr(file->syms.loads, file->syms.nloads, out->file_offset, &vaddr))
		return -ENOENT;
	sym = elf_syms_find(&file->syms, vaddr);
	if (!sym)
		return -ENOENT;
	set_symbol(c, &file->syms, sym, vaddr, out);
	return 0;
}

/* Our own vdso is everyone's, but for processes of another word size: theirs differs in length. */
static void vdso_load(struct sym_cache *c)
{
	struct buf maps = BUF_INIT;
	u64 start, end;
	const char *p;

	c->vdso_tried = true;
	if (buf_read_file(&maps, "/proc/self/maps") == 0) {
		p = strstr(buf_str(&maps), "[vdso]");
		while (p && p > maps.data && p[-1] != '\n')
			p--;
		if (p && sscanf(p, "%" SCNx64 "-%" SCNx64, &start, &end) == 2 && end > start &&
		    elf_syms_load_memory(&c->vdso, (void *)(uintptr_t)start, end - start) == 0)
			c->vdso_size = end - start;
	}
	buf_free(&maps);
}

bool vdso_is_ours(struct sym_cache *c, const struct mapping *m)
{
	if (!c->vdso_tried)
		vdso_load(c);
	return c->vdso_size == m->end - m->start;
}

static int lookup_vdso(struct sym_cache *c, struct mapping *m, u64 addr, struct usym *out)
{
	const struct elf_sym *sym;
	u64 vaddr;

	out->module = m->path;
	if (!vdso_is_ours(c, m) ||
	    !elf_loads_vaddr(c->vdso.loads, c->vdso.nloads, addr - m->start, &vaddr))
		return -ENOENT;
	sym = elf_syms_find(&c->vdso, vaddr);
	if (!sym)
		return -ENOENT;
	set_symbol(c, &c->vdso, sym, vaddr, out);
	return 0;
}

int usym_lookup(struct sym_cache *c, u32 pid, u64 addr, struct usym *out)
{
	struct process *p = process_get(c, pid);
	const struct elf_sym *sym;
	struct mapping *m;
	int err = -ENOENT;

	*out = (struct usym){0};
	m = process_find(c, p, addr);
	if (!p->nmaps)
		return p->error;
	if (!m)
		return -ENOENT;
	if (m->kind == MAPPING_FILE)
		err = lookup_file(c, p, m, addr, out);
	else if (m->kind == MAPPING_VDSO)
		err = lookup_vdso(c, m, addr, out);
	if (!err)
		return 0;
	/* Also within files: compilers map their code from memory files. */
	sym = perf_map_find(c, p, addr);
	if (!sym) {
		if (!out->module && *m->path)
			out->module = m->path;
		return err;
	}
	set_symbol(c, &p->jit, sym, addr, out);
	if (!out->module)
		out->module = "[perf map]";
	return 0;
}

void usyms_note_pid(struct sym_cache *c, u32 pid)
{
	process_get(c, pid);
}

void usyms_forget_pid(struct sym_cache *c, u32 pid)
{
	process_drop(&c->processes, pid);
}
