/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What processes have mapped, kept after they exit, the least recently used leaving. */
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "sym/sym_impl.h"
#include "util/mem.h"

#define PROCESSES_MAX 1024
#define CHECK_NS      100000000ull /* a PID is not reused, nor an error gone, sooner */
#define REREAD_NS     20000000ull  /* between readings because of unknown addresses */

u64 sym_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

static void process_clear_maps(struct process *p)
{
	unwind_free(p->unwind);
	p->unwind = NULL;
	free(p->text);
	free(p->maps);
	p->text = NULL;
	p->maps = NULL;
	p->nmaps = 0;
	elf_syms_free(&p->jit);
	p->jit_ns = 0;
	p->jit_stat = (struct stat){0};
}

static void process_free(struct process *p)
{
	process_clear_maps(p);
	free(p);
}

void processes_free(struct processes *ps)
{
	for (struct hash_entry *e = NULL; (e = hash_next(&ps->index, e));)
		process_free(e->value);
	hash_free(&ps->index);
}

void process_drop(struct processes *ps, u32 pid)
{
	struct process *p = hash_del(&ps->index, &pid, sizeof(pid));

	if (p)
		process_free(p);
}

/*
 * Words 22 and 28 of stat, counted from behind the name, which may hold anything: when the process
 * started, and where its stack begins, which exec changes (0: not ours to see, or exited).
 */
static int read_identity(const struct sym_cache *c, u32 pid, u64 *start_time, u64 *stack)
{
	struct buf text = BUF_INIT;
	char path[PATH_MAX];
	const char *p;
	int err;

	snprintf(path, sizeof(path), "%s/%u/stat", c->proc, pid);
	err = buf_read_file(&text, path);
	p = err ? NULL : strrchr(buf_str(&text), ')');
	for (u32 word = 2; p && word < 28;) {
		p = strchr(p, ' ');
		if (p && ++word == 22)
			*start_time = strtoull(p, NULL, 10);
		p = p ? p + 1 : NULL;
	}
	if (p)
		*stack = strtoull(p, NULL, 10);
	buf_free(&text);
	return err ? err : p ? 0 : -EINVAL;
}

static void set_path(struct mapping *m, char *path)
{
	static const char deleted[] = " (deleted)";
	size_t len = strlen(path), tail = sizeof(deleted) - 1;

	m->path = path;
	if (strcmp(path, "[vdso]") == 0) {
		m->kind = MAPPING_VDSO;
		return;
	}
	/* "//anon", "/memfd:x (deleted)", "/dev/zero (deleted)" hold no symbols but JIT code. */
	if (path[0] != '/' || path[1] == '/' || !m->ino)
		return;
	m->kind = MAPPING_FILE;
	if (len > tail && strcmp(path + len - tail, deleted) == 0) {
		m->deleted = true;
		path[len - tail] = '\0';
	}
}

/* "START-END PERM OFFSET MAJOR:MINOR INODE   PATH"; cuts the line's path off in place. */
static bool parse_mapping(struct mapping *m, char *line)
{
	int path_at = 0;

	*m = (struct mapping){.kind = MAPPING_OTHER};
	if (sscanf(line,
	           "%" SCNx64 "-%" SCNx64 " %*4s %" SCNx64 " %" SCNx32 ":%" SCNx32 " %" SCNu64
	           " %n",
	           &m->start, &m->end, &m->offset, &m->major, &m->minor, &m->ino, &path_at) < 6 ||
	    m->end <= m->start)
		return false;
	set_path(m, path_at ? line + path_at : line + strlen(line));
	return true;
}

static void process_take_maps(struct process *p, char *text)
{
	u32 cap = 0;
	char *next;

	process_clear_maps(p);
	p->text = text;
	for (char *line = text; *line; line = next) {
		struct mapping m;

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!parse_mapping(&m, line) || (p->nmaps && m.start < p->maps[p->nmaps - 1].end))
			continue;
		if (p->nmaps == cap) {
			cap = cap ? cap * 2 : 32;
			p->maps = mem_realloc(p->maps, cap * sizeof(*p->maps));
		}
		p->maps[p->nmaps++] = m;
	}
}

/* What was known stays if nothing is mapped any more: that is how exiting looks. */
static void process_read(const struct sym_cache *c, struct process *p)
{
	struct buf text = BUF_INIT;
	char path[PATH_MAX];
	int err;

	p->read_ns = sym_now_ns();
	snprintf(path, sizeof(path), "%s/%u/maps", c->proc, p->pid);
	err = buf_read_file(&text, path);
	if (err == -ENOENT)
		err = -ESRCH;
	if (err || !text.len) {
		buf_free(&text);
		if (!p->nmaps)
			p->error = err ? err : -ESRCH;
		return;
	}
	p->error = 0;
	process_take_maps(p, text.data);
}

static void process_make_room(struct processes *ps)
{
	struct process *oldest = NULL;

	if (ps->index.n < PROCESSES_MAX)
		return;
	for (struct hash_entry *e = NULL; (e = hash_next(&ps->index, e));) {
		struct process *p = e->value;

		if (!oldest || p->used < oldest->used)
			oldest = p;
	}
	process_drop(ps, oldest->pid);
}

/* Another process or program may have the PID now; one that was not readable may be so now. */
static void process_check(struct sym_cache *c, struct process *p)
{
	u64 now = sym_now_ns(), start, stack;

	if (now - p->checked_ns < CHECK_NS)
		return;
	p->checked_ns = now;
	if (read_identity(c, p->pid, &start, &stack) < 0)
		return;
	if (start == p->start_time && (stack == p->stack || !stack) && !p->error)
		return;
	p->start_time = start;
	p->stack = stack;
	process_clear_maps(p);
	process_read(c, p);
}

struct process *process_get(struct sym_cache *c, u32 pid)
{
	struct processes *ps = &c->processes;
	struct process *p = hash_get(&ps->index, &pid, sizeof(pid));

	if (p) {
		process_check(c, p);
	} else {
		process_make_room(ps);
		p = mem_alloc(1, sizeof(*p));
		p->pid = pid;
		p->checked_ns = sym_now_ns();
		read_identity(c, pid, &p->start_time, &p->stack);
		process_read(c, p);
		hash_put(&ps->index, &pid, sizeof(pid), p);
	}
	p->used = ++ps->clock;
	return p;
}

static struct mapping *mapping_at(struct process *p, u64 addr)
{
	u32 lo = 0, hi = p->nmaps;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (p->maps[mid].end <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->nmaps && p->maps[lo].start <= addr ? &p->maps[lo] : NULL;
}

struct mapping *process_find(struct sym_cache *c, struct process *p, u64 addr)
{
	struct mapping *m = mapping_at(p, addr);

	if (!m && sym_now_ns() - p->read_ns >= REREAD_NS) {
		process_read(c, p);
		m = mapping_at(p, addr);
	}
	return m;
}

static bool is_mapped_file(const struct stat *st, const struct mapping *m)
{
	/* Layered file systems show another device, and some another inode with it. */
	return st->st_ino == m->ino || major(st->st_dev) != m->major ||
	       minor(st->st_dev) != m->minor;
}

int process_open(struct sym_cache *c, const struct process *p, const struct mapping *m)
{
	char path[2 * PATH_MAX];
	struct stat st;
	int fd;

	for (u32 with_root = 2; with_root-- > 0 && !m->deleted;) {
		if (with_root)
			snprintf(path, sizeof(path), "%s/%u/root%s", c->proc, p->pid, m->path);
		fd = sym_open_regular(with_root ? path : m->path, &st);
		if (fd >= 0 && is_mapped_file(&st, m))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	snprintf(path, sizeof(path), "%s/%u/map_files/%" PRIx64 "-%" PRIx64, c->proc, p->pid,
	         m->start, m->end);
	return sym_open_regular(path, &st);
}
