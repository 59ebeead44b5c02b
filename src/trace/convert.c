// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace/convert_impl.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/files.h"
#include "util/mem.h"

#define FLUSH_AT (1u << 16)

const struct convert_format *const convert_formats[] = {
        &convert_perfetto, &convert_chrome, &convert_ctf, &convert_folded,
        &convert_csv,      &convert_jsonl,  NULL};

const struct convert_format *convert_find(const char *name)
{
	for (u32 i = 0; convert_formats[i]; i++)
		if (!strcmp(convert_formats[i]->name, name))
			return convert_formats[i];
	return NULL;
}

s32 record_tid(const struct converter *c, const struct trace_record *r)
{
	return r->size < 8 ? 0 : (s32)get_u32(r->data + 4, c->file->big_endian);
}

const char *record_comm(struct converter *c, const struct trace_record *r, s32 tid)
{
	return r->comm ? r->comm : trace_printer_comm(c->printer, tid);
}

bool record_is_stack(const struct converter *c, const struct trace_record *r)
{
	u32 type = r->size < 2 ? 0 : get_u16(r->data, c->file->big_endian);

	return type && (type == c->stacks.kernel_id || type == c->stacks.user_id);
}

/* perf's chain: each part begins with a mark of whose frames they are. */
static void frames_of_chain(const struct trace_record *r, u64 *user, u32 *nuser, u64 *kernel,
                            u32 *nkernel)
{
	u64 context = PERF_CONTEXT_KERNEL;

	*nuser = *nkernel = 0;
	for (u32 i = 0; i < r->nchain; i++) {
		if (r->chain[i] >= PERF_CONTEXT_MAX)
			context = r->chain[i];
		else if (context == PERF_CONTEXT_KERNEL && *nkernel < MAX_STACK_FRAMES)
			kernel[(*nkernel)++] = r->chain[i];
		else if (context == PERF_CONTEXT_USER && *nuser < MAX_STACK_FRAMES)
			user[(*nuser)++] = r->chain[i];
	}
}

void record_frames(struct converter *c, const struct trace_record *r, u64 *user, u32 *nuser,
                   u64 *kernel, u32 *nkernel)
{
	if (c->file->perf) {
		frames_of_chain(r, user, nuser, kernel, nkernel);
		return;
	}
	*nkernel = trace_stack_frames(c->reader, c->file, &c->stacks, r, false, c->syms, kernel, 0,
	                              MAX_STACK_FRAMES);
	*nuser = trace_stack_frames(c->reader, c->file, &c->stacks, r, true, NULL, user, 0,
	                            MAX_STACK_FRAMES);
}

static void flush(struct converter *c)
{
	if (c->out && c->buf.len && !c->err &&
	    fwrite(c->buf.data, 1, c->buf.len, c->out) != c->buf.len)
		c->err = -errno;
	buf_clear(&c->buf);
}

static int open_output(struct converter *c, const struct convert_opts *o)
{
	if (o->format->is_dir)
		return mkdir(o->output, 0777) && errno != EEXIST ? -errno : 0;
	c->out = o->output ? fopen(o->output, "we") : stdout;
	return c->out ? 0 : -errno;
}

static void convert_events(struct converter *c, const struct convert_opts *o)
{
	struct trace_record r;

	while (!c->err && trace_next(c->reader, &r)) {
		if (!trace_printer_wants(c->printer, &r))
			continue;
		o->format->event(c, &r);
		if (c->buf.len >= FLUSH_AT)
			flush(c);
	}
}

static int say_damage(const struct converter *c, struct diag *d)
{
	const char *damage;
	int err = 0;

	if (c->file->damage)
		err = diag_error(d, NO_SPAN, "%s is damaged %s", c->file->path, c->file->damage);
	for (u32 i = 0; (damage = trace_reader_damage(c->reader, i)); i++)
		err = diag_error(d, NO_SPAN, "%s is damaged %s", c->file->path, damage);
	return err ? -EBADMSG : 0;
}

static int finish(struct converter *c, const struct convert_opts *o, struct diag *d)
{
	int damage;

	o->format->close(c);
	flush(c);
	if (c->out && fflush(c->out) && !c->err)
		c->err = -errno;
	if (c->out && c->out != stdout && fclose(c->out) && !c->err)
		c->err = -errno;
	if (c->err)
		diag_error(d, NO_SPAN, "cannot write %s: %s", o->output ? o->output : "the output",
		           strerror(-c->err));
	if (c->err && c->out == stdout)
		files_told(stdout);
	damage = say_damage(c, d);
	return c->err ? c->err : damage;
}

int trace_convert(struct trace_file *f, struct trace_printer *p, const struct convert_opts *o,
                  struct diag *d)
{
	struct sym_opts syms = {0};
	struct converter c = {.file = f, .printer = p, .path = o->output};
	int err;

	if (o->output && trace_file_is(f, o->output))
		return diag_error(d, NO_SPAN, "%s is the recording itself: -o names another file",
		                  o->output);
	err = open_output(&c, o);
	if (err)
		return diag_error(d, NO_SPAN, "cannot write %s: %s", o->output, strerror(-err));
	c.arena = arena_new();
	trace_file_symbols(f, &syms);
	c.syms = sym_cache_new(&syms);
	c.priv = mem_alloc(1, o->format->priv_size + 1);
	trace_stacks_find(&c.stacks, c.arena, f);
	c.reader = trace_reader_new(f, o->cpus);
	c.err = o->format->open(&c);
	convert_events(&c, o);
	err = finish(&c, o, d);
	trace_reader_free(c.reader);
	sym_cache_free(c.syms);
	free(c.priv);
	buf_free(&c.buf);
	arena_free(c.arena);
	return err;
}
