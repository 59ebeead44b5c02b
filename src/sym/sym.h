/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses to names and back: the kernel's symbols, and those of user processes.
 *
 * One cache for a session; nothing is read before the first question. It is not for two threads at
 * once. Out of memory ends the process (util/mem.h); everything else is a negative errno.
 */
#ifndef SONDE_SYM_H
#define SONDE_SYM_H

#include "probe/arch.h"
#include "util/base.h"
#include "util/buf.h"

struct sym_cache;

/* Where to look. Strings are copied; NULL means the default. */
struct sym_opts {
	const char *kallsyms; /* /proc/kallsyms; any file of the same format will do */
	const char
	        *kallsyms_text; /* instead of a file, kallsyms_size bytes that outlive the cache */
	size_t kallsyms_size;
	const char *proc;      /* /proc */
	const char *debug_dir; /* /usr/lib/debug */
	const char *tmp_dir;   /* /tmp: where perf-PID.map files are */
	bool no_demangle;      /* struct usym.demangled is always NULL */
};

/* opts NULL: all defaults. */
struct sym_cache *sym_cache_new(const struct sym_opts *opts);
void sym_cache_free(struct sym_cache *c); /* NULL is fine */

/* The kernel. Strings live as long as the cache. */
struct ksym {
	const char *name;
	const char *module; /* NULL: the kernel itself */
	u64 addr;           /* where the symbol starts */
	u64 offset;         /* of the address asked for, in bytes from there */
	char type;          /* nm's letter: tTwW are functions */
};

/*
 * The symbol at or before addr. -ENOENT: none; -EACCES: the kernel hides addresses from us; else
 * the errno of opening the list. Of several names for one address, the one the kernel prints.
 */
int ksym_lookup(struct sym_cache *c, u64 addr, struct ksym *out);
/* The address of a function or variable; the first if several have the name. Errors as above. */
int ksym_addr(struct sym_cache *c, const char *name, u64 *addr);
/* How many symbols the whole list has; negative errno as above. */
int ksym_count(struct sym_cache *c);
/* Why kernel symbols cannot be had, in one line without a newline; NULL if they can. */
const char *ksym_reason(struct sym_cache *c);

/* A user process. Strings live until the next usym call with the same cache. */
struct usym {
	const char *name;      /* NULL: unknown */
	const char *demangled; /* C++ or Rust name; NULL: name is what to print */
	const char *module;    /* path of the mapped file, "[vdso]" …; NULL: unknown */
	u64 offset;            /* bytes from the symbol's start; 0 if there is none */
	u64 file_offset;       /* of the address in the module; 0 if there is none */
};

/*
 * The symbol at addr in the process (thread group) pid. 0; -ENOENT: no symbol, but module may be
 * set; -ESRCH, -EACCES: the process is gone or not ours, and its mappings were never seen.
 * A process whose mappings were seen is still known after it exits.
 */
int usym_lookup(struct sym_cache *c, u32 pid, u64 addr, struct usym *out);
/* Read the process's mappings now if they are unknown, for questions after it has exited. */
void usyms_note_pid(struct sym_cache *c, u32 pid);
/* The process called exec: what is known of it is wrong. */
void usyms_forget_pid(struct sym_cache *c, u32 pid);

/* Where a user stack is walked from. */
struct unwind_state {
	const struct arch *arch;
	const u64 *regs; /* those of mask, in the order of their bits (struct arch_reg.perf) */
	u64 mask;
	const u8 *stack; /* a copy of the stack from sp on */
	u32 stack_size;
	u64 sp;
};

/* Was this program built with libdw? */
bool usym_can_unwind(void);
/*
 * The addresses of a process's frames, innermost first, by the unwinding tables of its files: how
 * many, at most max. One, where the program is, if nothing more can be found out.
 */
u32 usym_unwind(struct sym_cache *c, u32 pid, const struct unwind_state *in, u64 *ips, u32 max);

/* What stands behind the name. */
enum sym_format {
	SYM_NAME = 0,
	SYM_OFFSET = 1, /* "+offset", decimal, also if 0 */
	SYM_MODULE = 2, /* " (module)", " ([unknown])"; not for the kernel itself */
};

/* Append the name, or 0xaddr if there is none. Never fail. */
void ksym_format(struct buf *out, struct sym_cache *c, u64 addr, u32 flags);
void usym_format(struct buf *out, struct sym_cache *c, u32 pid, u64 addr, u32 flags);

/* A function or variable in an ELF file. */
struct elf_symbol {
	u64 value; /* virtual address as linked */
	u64 size;  /* bytes; 0 if the file does not say */
	u64 file_offset;
	bool has_file_offset; /* not in .bss and the like */
};

/*
 * Look a name up in .symtab, .dynsym, then in the separate debug file; "memcpy" finds also
 * "memcpy@@GLIBC_2.14". -ENOENT: no such symbol; -ENOEXEC: not an ELF file; else open's errno.
 */
int elf_symbol(const char *path, const char *name, struct elf_symbol *out);

#endif
