/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What uprobes need of an ELF file: where a function is in the file, which functions there are.
 * The symbol tables of the file and of its separate debug file (by build-id, then .gnu_debuglink)
 * are read when first asked for. Named "binary" because libelf and libbpf own the prefix elf_.
 */
#ifndef SONDE_PROBE_ELF_H
#define SONDE_PROBE_ELF_H

#include "util/base.h"

struct binary;

struct binary_func {
	const char *name; /* without symbol version; owned by the binary */
	u64 address;      /* virtual, as linked */
	u64 size;         /* bytes; 0: unknown */
	u64 offset;       /* in the file: where a uprobe goes */
	bool thumb;       /* Thumb code of 32-bit ARM, where the kernel places no uprobes */
};

/* NULL and *err: -ENOEXEC if it is no ELF program or library, or why it cannot be read. */
struct binary *binary_open(const char *path, int *err);
void binary_close(struct binary *b); /* NULL is fine */

/* A function by name. 0 or -ENOENT. */
int binary_find(struct binary *b, const char *name, struct binary_func *out);
/* The function that has the virtual address. 0 or -ENOENT. */
int binary_find_at(struct binary *b, u64 address, struct binary_func *out);
/* The offset in the file is in a function that is known to be Thumb code. */
bool binary_is_thumb(const char *path, u64 offset);
/* Any symbol that the file defines: its virtual address and bytes (0: unknown). 0 or -ENOENT. */
int binary_symbol(struct binary *b, const char *name, u64 *address, u64 *size);
/* Offset in the file to virtual address. 0, or -ERANGE if it is not loaded. */
int binary_address(struct binary *b, u64 offset, u64 *address);
/* It is loaded anywhere: its virtual addresses are relative to that. */
bool binary_is_movable(const struct binary *b);
/* Each function, in no order, some more than once; stops when fn returns false. */
void binary_functions(struct binary *b, bool (*fn)(const struct binary_func *f, void *arg),
                      void *arg);
/* Virtual address to offset in the file. 0, or -ERANGE if no code is there. */
int binary_offset(struct binary *b, u64 address, u64 *offset);
/* Bytes of the build-id, up to size; 0 if there is none. */
u32 binary_build_id(struct binary *b, u8 *id, u32 size);
/* ELF class and machine are those of this process: the dynamic linker could load it. */
bool binary_is_native(const struct binary *b);

#endif
