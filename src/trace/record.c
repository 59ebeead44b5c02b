// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/net.h"
#include "trace/record_impl.h"

/* The kernel's buffers are made of pages of the size that header_page tells. */
static u32 kernel_page_size(struct recorder *r)
{
	struct buf b = BUF_INIT;
	const char *at;
	u32 offset = 0, size = 0;

	if (!tracefs_read(r->tracefs, "events/header_page", &b) &&
	    (at = strstr(buf_str(&b), " data;")))
		sscanf(at, " data; offset:%u; size:%u;", &offset, &size);
	buf_free(&b);
	return offset && size ? offset + size : (u32)sysconf(_SC_PAGESIZE);
}

struct recorder *recorder_new(struct arena *a, struct tracefs *t, const struct recorder_opts *o,
                              struct diag *d)
{
	struct recorder *r = arena_new_of(a, struct recorder);

	r->arena = a;
	r->tracefs = t;
	r->diag = d;
	r->opts = *o;
	if (o->version != 7)
		r->opts.zip = ZIP_NONE;
	r->undo = undo_new(a, t, NULL);
	r->page_size = kernel_page_size(r);
	return r;
}

struct track *recorder_track(struct recorder *r, const struct track_opts *o)
{
	struct track *t = arena_new_of(r->arena, struct track);

	t->recorder = r;
	t->opts = *o;
	t->existing = o->existing != NULL;
	t->dir = "?";
	*ARENA_PUSH(r->arena, r->tracks, r->ntracks) = t;
	return track_make(t) ? NULL : t;
}

/*
 * What recording does is nothing the user asked for; older kernels cannot leave it out. Where
 * events alone are recorded into a file it stays in: there is little of it, but the kernel would
 * look at each event of all, which costs a system call's events 8 %.
 */
static void leave_out_self(struct recorder *r)
{
	static const char *const files[] = {"set_event_notrace_pid", "set_ftrace_notrace_pid"};
	struct buf tids = BUF_INIT;

	buf_addf(&tids, "%d", (int)getpid());
	for (u32 i = 0; i < r->ntracks; i++)
		spools_tids(r->tracks[i], &tids);
	for (u32 i = 0; i < r->ntracks; i++)
		for (u32 k = 0; k < ARRAY_LEN(files) && !r->tracks[i]->existing; k++)
			if (r->tracks[i]->opts.tracer || (!k && !r->tracks[i]->nspools))
				track_set(r->tracks[i], files[k], tids.data, O_TRUNC);
	buf_free(&tids);
}

void recorder_format(struct recorder *r, const char *name)
{
	*ARENA_PUSH(r->arena, r->formats.items, r->formats.n) = arena_strdup(r->arena, name);
}

int recorder_start(struct recorder *r)
{
	int err = 0;

	record_formats(r);
	r->places = find_places(r);
	for (u32 i = 0; i < r->ntracks && !err; i++)
		err = spools_open(r->tracks[i]);
	for (u32 i = 0; i < r->ntracks && !err; i++)
		err = spools_start(r->tracks[i]);
	if (err && !r->diag->errors)
		diag_error(r->diag, NO_SPAN, "cannot read the kernel's buffers: %s",
		           strerror(-err));
	if (err)
		return err;
	r->tracing = true;
	return recorder_turn_on(r);
}

int recorder_turn_on(struct recorder *r)
{
	int err = 0;

	if (!r->opts.with_self && !r->opts.keep)
		leave_out_self(r);
	for (u32 i = 0; i < r->ntracks && !err; i++)
		if (!r->tracks[i]->existing)
			err = track_must_set(r->tracks[i], "tracing_on", "1");
	return err;
}

static u64 stat_number(const char *stats, const char *name)
{
	const char *at = strstr(stats, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static void count_spool(struct spool *s, struct recorder_counts *out)
{
	struct tracefs *fs = s->track->recorder->tracefs;
	struct buf b = BUF_INIT;
	char path[256];
	const char *text;

	snprintf(path, sizeof(path), "%sper_cpu/cpu%u/stats", s->track->dir, s->cpu);
	if (!tracefs_read(fs, path, &b)) {
		text = buf_str(&b);
		out->lost += stat_number(text, "overrun: ") +
		             stat_number(text, "\ncommit overrun: ") +
		             stat_number(text, "\ndropped events: ");
		out->events += stat_number(text, "\nread events: ");
		if (!s->track->existing) /* events that are still there will come too */
			out->events += stat_number(text, "entries: ");
	}
	buf_free(&b);
	out->bytes += __atomic_load_n(&s->size, __ATOMIC_RELAXED);
	out->dropped += __atomic_load_n(&s->done, __ATOMIC_RELAXED) -
	                __atomic_load_n(&s->raw_kept, __ATOMIC_RELAXED);
}

void recorder_count(struct recorder *r, struct recorder_counts *out)
{
	*out = (struct recorder_counts){0};
	for (u32 i = 0; i < r->ntracks; i++)
		for (u32 k = 0; k < r->tracks[i]->nspools; k++)
			count_spool(&r->tracks[i]->spools[k], out);
}

static int tell_errors(struct recorder *r)
{
	for (u32 i = 0; i < r->ntracks; i++)
		for (u32 k = 0; k < r->tracks[i]->nspools; k++) {
			const struct spool *s = &r->tracks[i]->spools[k];
			int err = s->err ? s->err : s->follow_err;

			if (!err)
				continue;
			diag_error(r->diag, NO_SPAN, "moving the kernel's buffers to %s.*: %s",
			           r->opts.temp, strerror(-err));
			return err;
		}
	return 0;
}

static void stop_tracing(struct recorder *r)
{
	for (u32 i = 0; i < r->ntracks && r->tracing; i++)
		if (!r->tracks[i]->existing)
			tracefs_write(r->tracefs, track_path(r->tracks[i], "tracing_on"), "0",
			              O_TRUNC);
	r->tracing = false; /* from here on the top level is not ours */
}

int recorder_stop(struct recorder *r, struct recorder_counts *out)
{
	stop_tracing(r);
	__atomic_store_n(&r->stop, 1, __ATOMIC_RELEASE);
	for (u32 i = 0; i < r->ntracks; i++)
		spools_stop(r->tracks[i]);
	record_rest(r);
	recorder_count(r, out);
	for (u32 i = 0; i < r->ntracks; i++)
		spools_close(r->tracks[i]);
	undo_play(r->undo);
	return tell_errors(r);
}

/* The pages of a track; of the main buffer, which every file has, also where nothing was recorded
 * in it: t NULL. */
static void add_buffer(struct recorder *r, const struct track *t)
{
	struct trace_contents *c = &r->contents;
	struct trace_pages_of *b = ARENA_PUSH(r->arena, c->buffers, c->nbuffers);

	b->name = t ? t->opts.name : "";
	b->clocks = t ? t->clocks : c->clocks;
	b->npages = c->ncpus;
	b->pages = arena_array(r->arena, struct trace_pages, c->ncpus + 1);
	for (u32 i = 0; i < c->ncpus; i++)
		b->pages[i].cpu = i;
	for (u32 i = 0; t && i < t->nspools; i++) {
		const struct spool *s = &t->spools[i];
		bool packed = r->opts.zip != ZIP_NONE;

		b->pages[i] = (struct trace_pages){.cpu = s->cpu,
		                                   .fd = s->kept,
		                                   .from = s->first,
		                                   .size = s->end - s->first,
		                                   .chunks = packed ? s->nchunks - s->nfirst : 0};
	}
}

int recorder_write(struct recorder *r, const char *path, u64 *written)
{
	struct trace_contents *c = &r->contents;
	int err;

	record_pick(r);
	c->version = r->opts.version;
	c->zip = r->opts.zip;
	c->ncpus = r->tracks[0]->nspools;
	if (*r->tracks[0]->opts.name)
		add_buffer(r, NULL);
	for (u32 i = 0; i < r->ntracks; i++)
		add_buffer(r, r->tracks[i]);
	err = trace_write(path, c, written);
	if (err)
		diag_error(r->diag, NO_SPAN, "cannot write %s: %s", path, strerror(-err));
	return err;
}

int recorder_send(struct recorder *r, struct sender *s, enum zip zip, u64 *sent, bool *confirmed)
{
	struct trace_contents *c = &r->contents, meta;
	struct trace_pages *pages;
	int fd = memfd_create("sonde", MFD_CLOEXEC), err = fd < 0 ? -errno : 0;

	record_pick(r);
	c->version = r->opts.version;
	c->zip = c->version == 7 ? zip : ZIP_NONE;
	c->ncpus = r->tracks[0]->nspools;
	meta = *c;
	add_buffer(r, r->tracks[0]);
	pages = c->buffers[0].pages;
	c->buffers = NULL; /* recorder_write() may follow */
	c->nbuffers = 0;
	err = err ? err : trace_write_fd(fd, &meta, sent);
	if (err)
		diag_error(r->diag, NO_SPAN, "cannot write what is to be sent: %s", strerror(-err));
	else
		err = sender_send(s, fd, pages, c->ncpus, r->page_size, confirmed);
	for (u32 i = 0; !err && i < c->ncpus; i++)
		*sent += pages[i].size;
	if (fd >= 0)
		close(fd);
	return err;
}

void recorder_free(struct recorder *r)
{
	if (!r)
		return;
	stop_tracing(r);
	__atomic_store_n(&r->stop, 1, __ATOMIC_RELEASE);
	for (u32 i = 0; i < r->ntracks; i++) {
		struct track *t = r->tracks[i];

		spools_stop(t);
		spools_close(t);
		for (u32 k = 0; k < t->nspools; k++) {
			struct spool *s = &t->spools[k];

			if (s->kept >= 0)
				close(s->kept);
			lane_free(&s->full);
			lane_free(&s->empty);
			free(s->filling);
			free(s->chunks);
			needs_free(&s->needs);
		}
	}
	undo_play(r->undo);
}
