/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cache as a whole, and symbols as text. */
#include <stdlib.h>
#include <string.h>

#include "sym/sym_impl.h"
#include "util/mem.h"

static char *copy(const char *s, const char *otherwise)
{
	char *p = strdup(s ? s : otherwise);

	if (!p)
		mem_out();
	return p;
}

struct sym_cache *sym_cache_new(const struct sym_opts *opts)
{
	struct sym_cache *c = mem_alloc(1, sizeof(*c));
	struct sym_opts none = {0};

	if (!opts)
		opts = &none;
	c->kallsyms = copy(opts->kallsyms, "/proc/kallsyms");
	c->proc = copy(opts->proc, "/proc");
	c->debug_dir = copy(opts->debug_dir, "/usr/lib/debug");
	c->tmp_dir = copy(opts->tmp_dir, "/tmp");
	c->no_demangle = opts->no_demangle;
	c->ksyms = ksyms_new(c->kallsyms, opts->kallsyms_text, opts->kallsyms_size);
	return c;
}

void sym_cache_free(struct sym_cache *c)
{
	if (!c)
		return;
	ksyms_free(c->ksyms);
	processes_free(&c->processes);
	elf_files_free(&c->files);
	elf_syms_free(&c->vdso);
	demangler_free(&c->demangler);
	free(c->kallsyms);
	free(c->proc);
	free(c->debug_dir);
	free(c->tmp_dir);
	free(c);
}

void ksym_format(struct buf *out, struct sym_cache *c, u64 addr, u32 flags)
{
	struct ksym sym;

	if (ksym_lookup(c, addr, &sym) < 0) {
		buf_addf(out, "%#llx", (unsigned long long)addr);
		return;
	}
	buf_adds(out, sym.name);
	if (flags & SYM_OFFSET)
		buf_addf(out, "+%llu", (unsigned long long)sym.offset);
	if ((flags & SYM_MODULE) && sym.module)
		buf_addf(out, " (%s)", sym.module);
}

void usym_format(struct buf *out, struct sym_cache *c, u32 pid, u64 addr, u32 flags)
{
	struct usym sym;

	if (usym_lookup(c, pid, addr, &sym) < 0) {
		buf_addf(out, "%#llx", (unsigned long long)addr);
	} else {
		buf_adds(out, sym.demangled ? sym.demangled : sym.name);
		if (flags & SYM_OFFSET)
			buf_addf(out, "+%llu", (unsigned long long)sym.offset);
	}
	if (flags & SYM_MODULE)
		buf_addf(out, " (%s)", sym.module ? sym.module : "[unknown]");
}
