// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sym/sym.h"
#include "trace/perf_data.h"

#define MAX_PAGE_SIZE (1u << 24)

void cursor_mark(struct cursor *c, const char *what)
{
	if (c->bad)
		return;
	c->bad = what;
	c->bad_at = c->pos;
	c->pos = c->end;
}

bool cursor_has(struct cursor *c, u64 n)
{
	if (!c->bad && n <= c->end - c->pos)
		return true;
	cursor_mark(c, "it ends too soon");
	return false;
}

u64 cursor_uint(struct cursor *c, u32 size)
{
	if (!cursor_has(c, size))
		return 0;
	c->pos += size;
	return get_uint(c->data + c->pos - size, size, c->big_endian);
}

const u8 *cursor_bytes(struct cursor *c, u64 n)
{
	if (!cursor_has(c, n))
		return NULL;
	c->pos += n;
	return c->data + c->pos - n;
}

const char *cursor_string(struct cursor *c)
{
	const u8 *s = c->data + c->pos, *end;

	end = c->bad || c->pos >= c->end ? NULL : memchr(s, 0, c->end - c->pos);
	if (!end) {
		cursor_mark(c, "a string has no end");
		return "";
	}
	c->pos += (u64)(end - s) + 1;
	return (const char *)s;
}

struct trace_text cursor_text(struct cursor *c, u32 size_bytes)
{
	u64 size = cursor_uint(c, size_bytes);
	const u8 *at = cursor_bytes(c, size);

	return (struct trace_text){(const char *)at, at ? size : 0};
}

const char *cursor_damage(struct trace_file *f, const struct cursor *c)
{
	if (c->packed)
		return arena_printf(f->arena,
		                    "at byte %llu of what is compressed at byte %llu, in %s: %s",
		                    (unsigned long long)c->bad_at, (unsigned long long)c->origin,
		                    c->part, c->bad);
	return arena_printf(f->arena, "at byte %llu, in %s: %s",
	                    (unsigned long long)(c->origin + c->bad_at), c->part, c->bad);
}

/* The table of CPUs that follows "flyrecord". */
static int read_cpus(struct trace_file *f, struct cursor *c, struct trace_buffer *b)
{
	if (f->ncpus > (c->end - c->pos) / 16) {
		cursor_mark(c, "the table of CPUs does not fit in the file");
		return -EBADMSG;
	}
	b->format = f->format;
	b->cpus = arena_array(f->arena, struct trace_cpu, f->ncpus ? f->ncpus : 1);
	for (u32 i = 0; i < f->ncpus; i++) {
		b->cpus[i].cpu = i;
		b->cpus[i].offset = cursor_uint(c, 8);
		b->cpus[i].size = cursor_uint(c, 8);
	}
	b->ncpus = f->ncpus;
	return c->bad ? -EBADMSG : 0;
}

static int read_options(struct trace_file *f, struct cursor *c)
{
	struct cursor body = *c;
	u64 id, size;

	while ((id = cursor_uint(c, 2)) != OPTION_DONE && !c->bad) {
		size = cursor_uint(c, 4);
		if (!cursor_has(c, size))
			return -EBADMSG;
		body.pos = c->pos;
		body.end = c->pos + size;
		/* an option that cannot be read is no reason to give up: its size is known */
		if (read_option(f, (u32)id, &body) && !f->damage)
			f->damage = cursor_damage(f, &body);
		body.bad = NULL;
		c->pos += size;
	}
	return c->bad ? -EBADMSG : 0;
}

/* Instances of version 6: their options only say where their tables are. */
static int read_instances(struct trace_file *f, struct cursor *c)
{
	for (u32 i = 1; i < f->nbuffers; i++) {
		struct trace_buffer *b = &f->buffers[i];
		const u8 *kind;

		c->pos = b->cpus[0].offset < c->end ? b->cpus[0].offset : c->end;
		c->part = arena_printf(f->arena, "the instance %s", b->name);
		kind = cursor_bytes(c, 10);
		if (kind && memcmp(kind, "flyrecord", 10))
			cursor_mark(c, "its table of CPUs is not there");
		if (c->bad || read_cpus(f, c, b)) {
			f->nbuffers = i;
			return -EBADMSG;
		}
	}
	return 0;
}

static int read_version6(struct trace_file *f, struct cursor *c)
{
	struct trace_buffer *top = ARENA_PUSH(f->arena, f->buffers, f->nbuffers);
	const u8 *kind;
	int err;

	top->name = top->clock = "";
	err = read_headers(f, c);
	if (!err)
		err = read_ftrace_formats(f, c);
	if (!err)
		err = read_formats(f, c);
	if (err)
		return err;
	c->part = "the kernel's symbols";
	f->kallsyms = cursor_text(c, 4);
	c->part = "the formats of trace_printk";
	f->printk = cursor_text(c, 4);
	c->part = "the names of tasks";
	f->cmdlines = cursor_text(c, 8);
	c->part = "the rest of the header";
	f->ncpus = (u32)cursor_uint(c, 4);
	if (f->ncpus > MAX_CPUS)
		cursor_mark(c, "the number of CPUs is beyond reason");
	kind = cursor_bytes(c, 10);
	if (kind && !memcmp(kind, "options  ", 10)) {
		c->part = "the options";
		err = read_options(f, c);
		kind = cursor_bytes(c, 10);
	}
	if (c->bad)
		return -EBADMSG;
	top = &f->buffers[0];
	if (!memcmp(kind, "latency  ", 10)) {
		f->latency = (struct trace_text){(const char *)c->data + c->pos, c->end - c->pos};
		f->nbuffers = 0;
		return 0;
	}
	c->part = "the table of CPUs";
	if (memcmp(kind, "flyrecord", 10))
		cursor_mark(c, "neither flyrecord nor latency data follows");
	if (c->bad || read_cpus(f, c, top))
		return -EBADMSG;
	if (read_instances(f, c) && !f->damage)
		f->damage = cursor_damage(f, c);
	return 0;
}

static int read_start(struct trace_file *f, struct cursor *c)
{
	const u8 *magic = cursor_bytes(c, 10);
	const char *version;

	if (!magic || memcmp(magic, "\x17\x08\x44tracing", 10)) {
		c->bad = NULL;
		c->pos = 0;
		cursor_mark(c, "this is neither a trace.dat nor a perf.data");
		return -EBADMSG;
	}
	version = cursor_string(c);
	if (!c->bad && strcmp(version, "6") && strcmp(version, "7"))
		cursor_mark(c, "neither version 6 nor 7");
	f->version = (u32)(version[0] - '0');
	f->big_endian = cursor_uint(c, 1) == 1;
	f->long_size = (u8)cursor_uint(c, 1);
	c->big_endian = f->big_endian;
	f->page_size = (u32)cursor_uint(c, 4);
	if (!c->bad && f->long_size != 4 && f->long_size != 8)
		cursor_mark(c, "a long has neither 4 nor 8 bytes");
	if (!c->bad && (f->page_size < 256 || f->page_size > MAX_PAGE_SIZE))
		cursor_mark(c, "the size of a page is beyond reason");
	f->format = (struct page_format){{8u + f->long_size, f->long_size, f->big_endian},
	                                 f->page_size};
	return c->bad ? -EBADMSG : 0;
}

static int map_file(struct trace_file *f)
{
	int fd = open(f->path, O_RDONLY | O_CLOEXEC), err = 0;
	struct stat st;
	void *p;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = -EISDIR;
	else if (!S_ISREG(st.st_mode))
		err = -ESPIPE;
	else if (st.st_size) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED) {
			err = -errno;
		} else {
			f->map = p;
			f->size = (u64)st.st_size;
		}
	}
	close(fd);
	return err;
}

int trace_open(struct trace_file *f, struct arena *a, const char *path, struct diag *d)
{
	struct cursor c = {.part = "the start"};
	int err;

	memset(f, 0, sizeof(*f));
	f->arena = a;
	f->path = arena_strdup(a, path);
	f->uname = f->writer = "";
	err = map_file(f);
	if (err) {
		diag_error(d, NO_SPAN, "cannot read %s: %s", path,
		           err == -ESPIPE ? "it is no regular file" : strerror(-err));
		return err;
	}
	c.data = f->map ? f->map : (const u8 *)"";
	c.end = f->size;
	if (perf_data_is(c.data, c.end))
		err = perf_data_open(f, &c);
	else
		err = read_start(f, &c);
	if (!err && !f->perf)
		err = f->version == 6 ? read_version6(f, &c) : read_version7(f, &c);
	if (err) {
		diag_error(d, NO_SPAN, "cannot read %s: %s", path, cursor_damage(f, &c));
		trace_close(f);
	}
	return err;
}

/* The last word of "Linux HOST RELEASE MACHINE". */
const char *trace_file_machine(const struct trace_file *f)
{
	const char *machine = strrchr(f->uname, ' ');

	return machine ? machine + 1 : NULL;
}

void trace_file_symbols(const struct trace_file *f, struct sym_opts *o)
{
	/* processes of that time: their files may be others by now */
	o->proc = o->tmp_dir = "/dev/null";
	if (f->own_kernel)
		return;
	o->kallsyms_text = f->kallsyms.data ? f->kallsyms.data : "";
	o->kallsyms_size = f->kallsyms.size;
}

bool trace_file_is(const struct trace_file *f, const char *path)
{
	struct stat own, other;

	return !stat(f->path, &own) && !stat(path, &other) && own.st_dev == other.st_dev &&
	       own.st_ino == other.st_ino;
}

void trace_close(struct trace_file *f)
{
	if (f->perf)
		perf_data_close(f);
	f->perf = NULL;
	if (f->map)
		munmap((void *)f->map, f->size);
	f->map = NULL;
}
