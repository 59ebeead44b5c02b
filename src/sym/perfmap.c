/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that just-in-time compilers leave in /tmp/perf-PID.map: "START SIZE NAME", in hex. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sym/sym_impl.h"

#define LOOK_NS (20 * 1000000ull) /* between looks at whether the file has grown */
#define MAP_MAX (256u << 20)      /* bytes that are read of it */

/* The PID that the process has in its own namespace, which its file is named after. */
static u32 inner_pid(const struct sym_cache *c, u32 pid)
{
	struct buf text = BUF_INIT;
	char path[PATH_MAX];
	const char *p = NULL;
	u32 inner = pid;

	snprintf(path, sizeof(path), "%s/%u/status", c->proc, pid);
	if (buf_read_file(&text, path) == 0)
		p = strstr(buf_str(&text), "\nNSpid:");
	for (p = p ? p + 7 : NULL; p && (*p == '\t' || *p == ' ');) {
		char *end;

		inner = (u32)strtoul(p, &end, 10);
		p = end;
	}
	buf_free(&text);
	return inner;
}

static int perf_map_open(struct sym_cache *c, u32 pid, struct stat *st)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%u/root%s/perf-%u.map", c->proc, pid, c->tmp_dir,
	         inner_pid(c, pid));
	fd = sym_open_regular(path, st);
	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "%s/perf-%u.map", c->tmp_dir, pid);
	return sym_open_regular(path, st);
}

static void parse_line(struct elf_syms *s, char *line, u32 number)
{
	char *end;
	u64 addr, size;

	addr = strtoull(line, &end, 16);
	if (end == line || *end != ' ')
		return;
	line = end + 1;
	size = strtoull(line, &end, 16);
	if (end == line || *end != ' ' || !end[1])
		return;
	/* Code is thrown away and its place used again: the last line is right. */
	elf_syms_add(s, addr, size, end + 1, UINT32_MAX - number);
}

static void parse(struct elf_syms *s, char *text)
{
	char *next;
	u32 number = 0;

	for (char *line = text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		parse_line(s, line, number++);
	}
	elf_syms_sort(s);
}

static void perf_map_read(struct elf_syms *s, int fd)
{
	struct buf text = BUF_INIT;
	char block[65536];
	ssize_t n;

	elf_syms_free(s);
	while (text.len < MAP_MAX && (n = read(fd, block, sizeof(block))) > 0)
		buf_add(&text, block, (size_t)n);
	if (text.len)
		parse(s, text.data);
	buf_free(&text);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

const struct elf_sym *perf_map_find(struct sym_cache *c, struct process *p, u64 addr)
{
	u64 now = sym_now_ns();
	struct stat st;
	int fd;

	if (!p->jit_ns || now - p->jit_ns >= LOOK_NS) {
		p->jit_ns = now;
		fd = perf_map_open(c, p->pid, &st);
		if (fd >= 0 && !same_file(&st, &p->jit_stat)) {
			perf_map_read(&p->jit, fd);
			p->jit_stat = st;
		}
		if (fd >= 0)
			close(fd);
	}
	return elf_syms_find(&p->jit, addr);
}
