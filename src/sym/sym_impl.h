/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the symbol cache, for this folder only. */
#ifndef SONDE_SYM_IMPL_H
#define SONDE_SYM_IMPL_H

#include <gelf.h>
#include <sys/stat.h>

#include "sym/sym.h"
#include "util/demangle.h"
#include "util/hash.h"

/* ksyms.c */
struct ksyms;
struct ksyms *ksyms_new(const char *path, const char *text, size_t size); /* text: or NULL */
void ksyms_free(struct ksyms *k);

/* elfsyms.c: the sorted symbols of one ELF file, in memory of their own. */
struct elf_sym {
	u64 addr;
	u32 size; /* never 0: an unknown size reaches to the next symbol */
	u32 name; /* offset in names */
	u32 rank; /* of several at one address the lowest is kept */
};

struct elf_load { /* a PT_LOAD program header */
	u64 offset, filesz, vaddr, memsz;
	bool exec;
};

struct elf_syms {
	struct elf_sym *syms;
	u32 n, cap;
	struct buf names;
	struct elf_load *loads;
	u32 nloads;
};

/* fd stays the caller's. path, in the tree below root ("" or /proc/PID/root), is for finding the
 * debug file. -ENOEXEC if it is no ELF file; a damaged one gives what can be read of it. */
int elf_syms_load(struct elf_syms *s, int fd, const char *path, const char *root,
                  const char *debug_dir);
int elf_syms_load_memory(struct elf_syms *s, const void *image, size_t size);
void elf_syms_add(struct elf_syms *s, u64 addr, u64 size, const char *name, u32 rank);
void elf_syms_sort(struct elf_syms *s);
void elf_syms_free(struct elf_syms *s);
/* The innermost symbol that holds a virtual address, or NULL. */
const struct elf_sym *elf_syms_find(const struct elf_syms *s, u64 vaddr);
/* False if no PT_LOAD holds it. */
bool elf_loads_vaddr(const struct elf_load *loads, u32 n, u64 file_offset, u64 *vaddr);
/* Owned by the caller; NULL if there are none. */
struct elf_load *elf_loads_read(Elf *elf, u32 *n);
/* Calls visit for each named, defined symbol of the sections of type (SHT_SYMTAB, SHT_DYNSYM);
 * stops when it returns other than 0. exec: the symbol's section holds code. */
int elf_each_symbol(Elf *elf, u32 type,
                    int (*visit)(void *arg, const GElf_Sym *sym, const char *name, bool exec),
                    void *arg);

/* debugfile.c: open the separate debug file of elf. A file descriptor or -ENOENT. */
int debug_file_open(Elf *elf, const char *path, const char *root, const char *debug_dir);

/* files.c: ELF files by identity, the least recently used leaving. */
struct elf_file {
	u64 key[5]; /* device, inode, size, time of change: s, ns */
	u64 used;
	u32 gen; /* grows when the slot gets another file */
	struct elf_syms syms;
};

struct elf_files {
	struct elf_file *slots;
	u32 n;
	struct hash index; /* key → slot */
	u64 clock;
};

/* A slot that may have been given to another file since. */
struct elf_file_ref {
	u32 slot, gen; /* gen 0: none */
};

struct elf_file *elf_files_get(struct elf_files *f, struct elf_file_ref ref);
/* The file's symbols, read if need be. fd stays the caller's. */
struct elf_file_ref elf_files_load(struct elf_files *f, int fd, const char *path, const char *root,
                                   const char *debug_dir);
void elf_files_free(struct elf_files *f);
/* Opens a regular file for reading, without blocking on anything else; fd or negative errno. */
int sym_open_regular(const char *path, struct stat *st);

/* process.c: what is mapped where. */
enum mapping_kind { MAPPING_FILE, MAPPING_VDSO, MAPPING_OTHER };

struct mapping {
	u64 start, end, offset, ino;
	u32 major, minor;
	u8 kind;
	bool deleted; /* the file has no name any more */
	bool tried;   /* file is known, or known not to open */
	const char *path;
	struct elf_file_ref file;
};

struct process {
	u32 pid;
	int error;      /* of reading the mappings, if there are none */
	u64 used;       /* for the least recently used */
	u64 start_time; /* clock ticks since boot, as in stat */
	u64 stack;      /* where it begins; another after exec */
	u64 checked_ns; /* when start_time was compared */
	u64 read_ns;    /* when the mappings were read */
	char *text;     /* of maps: paths point into it */
	struct mapping *maps;
	u32 nmaps;
	struct unwind *unwind; /* NULL: not asked for */
	struct elf_syms jit;   /* perf-PID.map */
	struct stat jit_stat;
	u64 jit_ns; /* when it was looked for; 0: never */
};

struct processes {
	struct hash index; /* pid → struct process */
	u64 clock;
};

struct process *process_get(struct sym_cache *c, u32 pid);
/* NULL if nothing is mapped there, also after reading the mappings anew. */
struct mapping *process_find(struct sym_cache *c, struct process *p, u64 addr);
/* Opens what is mapped: a file descriptor, or negative errno. */
int process_open(struct sym_cache *c, const struct process *p, const struct mapping *m);
void processes_free(struct processes *ps);
void process_drop(struct processes *ps, u32 pid);
u64 sym_now_ns(void);

/* usyms.c: is it the same vdso as in this process? */
bool vdso_is_ours(struct sym_cache *c, const struct mapping *m);

/* unwind.c: a process's tables. */
void unwind_free(struct unwind *u); /* NULL is fine */

/* perfmap.c: names that a just-in-time compiler wrote down. NULL if there is none. */
const struct elf_sym *perf_map_find(struct sym_cache *c, struct process *p, u64 addr);

struct sym_cache {
	char *kallsyms, *proc, *debug_dir, *tmp_dir;
	bool no_demangle;
	struct ksyms *ksyms;
	struct processes processes;
	struct elf_files files;
	struct elf_syms vdso;
	u32 nunwinds;
	u64 vdso_size; /* bytes; 0: not looked for or not there */
	bool vdso_tried;
	struct demangler demangler;
};

#endif
