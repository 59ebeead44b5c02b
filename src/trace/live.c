// SPDX-License-Identifier: GPL-2.0-or-later
/* A trace file that is in memory, and whose pages are others each time. */
#include "trace/live.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/print_impl.h"
#include "trace/record_impl.h"
#include "util/mem.h"

struct live_cpu {
	int fd; /* trace_pipe_raw of a CPU */
	struct trace_cpu *cpu;
	struct buf pages;
};

struct live {
	struct recorder *recorder;
	struct arena *arena;
	struct trace_file file;
	struct trace_printer *printer;
	struct live_cpu *cpus;
	u32 ncpus;
	struct buf pages; /* of all */
	struct buf out;
	struct buf symbols;
};

static struct trace_text text_of(const char *s)
{
	return (struct trace_text){s, strlen(s)};
}

/* What a file's header would say. */
static void describe(struct live *l)
{
	struct recorder *r = l->recorder;
	struct trace_file *f = &l->file;
	struct trace_contents *c = &r->contents;

	record_formats(r);
	f->arena = l->arena;
	f->path = "";
	f->uname = f->writer = "";
	f->version = 7;
	f->big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	f->page_size = f->format.size = r->page_size;
	trace_page_format_host(&f->format.page, c->header_page);
	f->long_size = (u8)f->format.page.long_size;
	f->header_page = text_of(c->header_page);
	f->header_event = text_of(c->header_event);
	if (!buf_read_file(&l->symbols, "/proc/kallsyms"))
		f->kallsyms = (struct trace_text){l->symbols.data, l->symbols.len};
	f->formats = (struct trace_format *)c->formats;
	f->nformats = c->nformats;
}

static int open_cpu(struct live *l, struct track *t, struct trace_buffer *b, const char *name)
{
	struct live_cpu *s = ARENA_PUSH(l->arena, l->cpus, l->ncpus);
	char path[512];

	snprintf(path, sizeof(path), "%s/%sper_cpu/%s/trace_pipe_raw",
	         tracefs_dir(l->recorder->tracefs), t->dir, name);
	s->cpu = &b->cpus[b->ncpus++];
	s->cpu->cpu = (u32)atoi(name + 3);
	s->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return s->fd < 0 ? -errno : 0;
}

static int open_track(struct live *l, struct track *t)
{
	struct trace_file *f = &l->file;
	const char **cpus = tracefs_dirs(l->recorder->tracefs, track_path(t, "per_cpu"));
	struct trace_buffer *b = &f->buffers[f->nbuffers++];
	u32 n = 0;
	int err = 0;

	while (cpus[n])
		n++;
	b->name = t->opts.name;
	b->clock = t->opts.clock ? t->opts.clock : "local";
	b->format = f->format;
	b->cpus = arena_array(l->arena, struct trace_cpu, n + 1);
	f->ncpus = n;
	for (u32 i = 0; i < n && !err; i++)
		err = open_cpu(l, t, b, cpus[i]);
	return err;
}

struct live *live_begin(struct recorder *r)
{
	static const struct print_opts as_text;
	struct live *l = mem_alloc(1, sizeof(*l));
	int err = 0;

	l->recorder = r;
	l->arena = arena_new();
	r->places =
	        arena_array(r->arena, struct places, MAX_EVENT_IDS); /* no symbols: all are here */
	describe(l);
	l->file.buffers = arena_array(l->arena, struct trace_buffer, r->ntracks + 1);
	for (u32 i = 0; i < r->ntracks && !err; i++)
		err = open_track(l, r->tracks[i]);
	if (err)
		diag_error(r->diag, NO_SPAN, "cannot read the kernel's buffers: %s",
		           strerror(-err));
	else
		err = recorder_turn_on(r);
	if (err) {
		live_end(l);
		return NULL;
	}
	l->printer = trace_printer_new(&l->file, &as_text);
	return l;
}

/* Pages also half full; not more at once than a buffer may have, for it is filled meanwhile. */
static int read_pages(struct live *l, struct live_cpu *s)
{
	u32 size = l->recorder->page_size;

	buf_clear(&s->pages);
	for (u32 i = 0; i < 4096; i++) {
		char *at = buf_grow(&s->pages, size);
		ssize_t n = read(s->fd, at, size);

		if (n > 0) {
			memset(at + n, 0, size - (size_t)n);
			continue;
		}
		s->pages.len -= size;
		if (n < 0 && errno == EINTR)
			continue;
		return n < 0 && errno != EAGAIN ? -errno : 0;
	}
	return 0;
}

/* Of a line "PID NAME" of the kernel's short memory, for a task that is gone. */
static void learn_saved(struct live *l, s32 pid, const char *saved)
{
	for (const char *line = saved, *end; *line; line = *end ? end + 1 : end) {
		const char *name;

		end = strchrnul(line, '\n');
		name = memchr(line, ' ', (size_t)(end - line));
		if (name && atoi(line) == pid)
			printer_learn_comm(l->printer, pid, name + 1, (size_t)(end - name - 1));
	}
}

/* Names of tasks, when they are first seen: earlier the command has not even its own. */
static void learn_names(struct live *l)
{
	struct needs n = {0};
	struct buf saved = BUF_INIT;

	needs_of_pages(&n, l->recorder, (const u8 *)l->pages.data, l->pages.len);
	for (struct hash_entry *e = NULL; (e = hash_next(&n.pids, e));) {
		struct buf comm = BUF_INIT;
		char path[64];
		s32 pid;

		memcpy(&pid, e->key, sizeof(pid));
		if (strcmp(trace_printer_comm(l->printer, pid), "<...>"))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/comm", pid);
		if (!buf_read_file(&comm, path) && comm.len) {
			printer_learn_comm(l->printer, pid, comm.data, comm_length(comm.data));
		} else {
			if (!saved.len)
				tracefs_read(l->recorder->tracefs, "saved_cmdlines", &saved);
			learn_saved(l, pid, buf_str(&saved));
		}
		buf_free(&comm);
	}
	buf_free(&saved);
	needs_free(&n);
}

int live_print(struct live *l, const struct buf **out)
{
	struct trace_reader *reader;
	struct trace_record rec;
	int err = 0;

	*out = &l->out;
	buf_clear(&l->out);
	buf_clear(&l->pages);
	for (u32 i = 0; i < l->ncpus && !err; i++)
		err = read_pages(l, &l->cpus[i]);
	for (u32 i = 0; i < l->ncpus; i++) {
		struct live_cpu *s = &l->cpus[i];

		s->cpu->offset = l->pages.len;
		s->cpu->size = s->pages.len;
		buf_add(&l->pages, s->pages.data, s->pages.len);
	}
	if (err || !l->pages.len)
		return err;
	l->file.map = (const u8 *)l->pages.data;
	l->file.size = l->pages.len;
	learn_names(l);
	reader = trace_reader_new(&l->file, NULL);
	trace_printer_read_from(l->printer, reader);
	while (trace_next(reader, &rec))
		trace_print(l->printer, &rec, &l->out);
	trace_printer_read_from(l->printer, NULL);
	trace_reader_free(reader);
	return 0;
}

void live_end(struct live *l)
{
	if (!l)
		return;
	trace_printer_free(l->printer);
	for (u32 i = 0; i < l->ncpus; i++) {
		if (l->cpus[i].fd >= 0)
			close(l->cpus[i].fd);
		buf_free(&l->cpus[i].pages);
	}
	buf_free(&l->pages);
	buf_free(&l->out);
	buf_free(&l->symbols);
	arena_free(l->arena);
	free(l);
}
