/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What files processes have mapped read-only, by the records of their life. A string constant of a
 * process that has ended is read from the file that it was mapped from.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backends/perf/perf.h"
#include "util/hash.h"
#include "util/mem.h"

#define MAX_MAPPINGS 1024 /* of one process: the oldest are forgotten */

struct file {
	u64 ino;
	char path[];
};

struct mapping {
	u64 start, len, pgoff;
	const struct file *file; /* NULL: what is there may have been written */
};

struct image {
	struct mapping *maps; /* later ones are over earlier ones */
	u32 n, cap;
};

struct images {
	struct hash by_pid; /* u32 → struct image */
	struct hash files;  /* path → struct file */
};

/* PERF_RECORD_MMAP2 */
struct mmap_record {
	struct perf_event_header header;
	u32 pid, tid;
	u64 addr, len, pgoff;
	u32 maj, min;
	u64 ino, ino_generation;
	u32 prot, flags;
	char filename[];
};

struct images *images_new(void)
{
	return mem_alloc(1, sizeof(struct images));
}

static void image_free(struct image *img)
{
	if (!img)
		return;
	free(img->maps);
	free(img);
}

void images_free(struct images *g)
{
	if (!g)
		return;
	for (struct hash_entry *e = NULL; (e = hash_next(&g->by_pid, e));)
		image_free(e->value);
	for (struct hash_entry *e = NULL; (e = hash_next(&g->files, e));)
		free(e->value);
	hash_free(&g->by_pid);
	hash_free(&g->files);
	free(g);
}

static struct image *image_of(struct images *g, u32 pid, bool make)
{
	struct image *img = hash_get(&g->by_pid, &pid, sizeof(pid));

	if (!img && make) {
		img = mem_alloc(1, sizeof(*img));
		hash_put(&g->by_pid, &pid, sizeof(pid), img);
	}
	return img;
}

static void add_mapping(struct image *img, const struct mapping *m)
{
	if (img->n == MAX_MAPPINGS) {
		memmove(img->maps, img->maps + 1, (img->n - 1) * sizeof(*m));
		img->n--;
	}
	if (img->n == img->cap) {
		img->cap = img->cap ? img->cap * 2 : 16;
		img->maps = mem_realloc(img->maps, img->cap * sizeof(*m));
	}
	img->maps[img->n++] = *m;
}

static const struct file *file_of(struct images *g, const struct mmap_record *m)
{
	struct file *f;
	size_t n;

	if (m->filename[0] != '/' || m->filename[1] == '/' || (m->prot & PROT_WRITE))
		return NULL;
	f = hash_gets(&g->files, m->filename);
	if (f && f->ino == m->ino)
		return f;
	if (f) /* replaced since: what had it mapped before is not looked for */
		return NULL;
	n = strlen(m->filename) + 1;
	f = mem_alloc(1, sizeof(*f) + n);
	f->ino = m->ino;
	memcpy(f->path, m->filename, n);
	hash_puts(&g->files, f->path, f);
	return f;
}

static void inherit(struct images *g, u32 pid, u32 ppid)
{
	const struct image *from = pid != ppid ? image_of(g, ppid, false) : NULL;
	struct image *img;

	if (!from)
		return;
	img = image_of(g, pid, true);
	img->n = 0;
	for (u32 i = 0; i < from->n; i++)
		add_mapping(img, &from->maps[i]);
}

static void forget(struct images *g, u32 pid)
{
	image_free(hash_del(&g->by_pid, &pid, sizeof(pid)));
}

void images_record(struct images *g, const struct perf_event_header *h)
{
	const u32 *w = (const u32 *)(h + 1);
	const struct mmap_record *m = (const void *)h;

	switch (h->type) {
	case PERF_RECORD_MMAP2:
		add_mapping(image_of(g, m->pid, true),
		            &(struct mapping){m->addr, m->len, m->pgoff, file_of(g, m)});
		break;
	case PERF_RECORD_COMM: /* pid, tid, comm */
		if (h->misc & PERF_RECORD_MISC_COMM_EXEC)
			forget(g, w[0]);
		break;
	case PERF_RECORD_FORK: /* pid, ppid, tid, ptid */
		inherit(g, w[0], w[1]);
		break;
	case PERF_RECORD_EXIT:
		if (w[0] == w[2])
			forget(g, w[0]);
		break;
	}
}

static u32 read_file(const struct file *f, u64 at, char *out, u32 size)
{
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0)
		return 0;
	if (!fstat(fd, &st) && st.st_ino == f->ino && S_ISREG(st.st_mode))
		n = pread(fd, out, size, (off_t)at);
	close(fd);
	return n > 0 ? (u32)strnlen(out, (size_t)n) : 0;
}

u32 images_string(struct images *g, u32 pid, u64 addr, char *out, u32 size)
{
	const struct image *img = image_of(g, pid, false);

	for (u32 i = img ? img->n : 0; i--;) {
		const struct mapping *m = &img->maps[i];
		u64 off = addr - m->start;

		if (addr < m->start || off >= m->len)
			continue;
		if (!m->file)
			return 0;
		if (size > m->len - off)
			size = (u32)(m->len - off);
		return read_file(m->file, m->pgoff + off, out, size);
	}
	return 0;
}
