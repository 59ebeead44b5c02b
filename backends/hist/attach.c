/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instance, the dynamic events, and the triggers. The instance takes its triggers with it when
 * it is removed, at the end or by the next sonde: nothing else needs undoing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backends/hist/hist.h"
#include "sym/sym.h"

static void event_path(const struct backend_run *r, const char *system, const char *event,
                       const char *file, char *out, size_t size)
{
	snprintf(out, size, "%s/events/%s/%s/%s", r->hists->path, system, event, file);
}

int hist_read_file(struct backend_run *r, const char *system, const char *event, const char *file,
                   struct buf *out)
{
	char path[512];

	event_path(r, system, event, file, path, sizeof(path));
	return tracefs_read(r->opts.tracefs, path, out);
}

/* Another trigger with the same words on the same event: its table serves both. */
static const struct hist *alike(const struct backend_run *r, const struct hist *h)
{
	const char *text = hist_definition((struct backend_run *)r, h);

	for (const struct hist *o = r->hists->items; o < h; o++)
		if (o->info && !strcmp(o->system, h->system) && !strcmp(o->event, h->event) &&
		    !strcmp(hist_definition((struct backend_run *)r, o), text))
			return o;
	return NULL;
}

/* To append is to add: a file that is truncated loses the triggers it has. */
int hist_write_trigger(struct backend_run *r, const char *system, const char *event,
                       const char *text, const char **info)
{
	struct buf before = BUF_INIT, after = BUF_INIT;
	char path[512];
	int err;

	event_path(r, system, event, "trigger", path, sizeof(path));
	err = tracefs_read(r->opts.tracefs, path, &before);
	if (!err)
		err = tracefs_write(r->opts.tracefs, path, text, O_APPEND);
	if (!err)
		err = tracefs_read(r->opts.tracefs, path, &after);
	if (!err) {
		*info = hist_new_line(r->arena, buf_str(&before), buf_str(&after));
		if (!*info)
			err = -EIO;
	}
	buf_free(&before);
	buf_free(&after);
	return err;
}

static int make_eprobe(struct backend_run *r, struct hist *h)
{
	struct dynevent_spec spec = {.kind = DYN_EPROBE,
	                             .target = h->feed->probe->target,
	                             .func = h->feed->probe->func,
	                             .args = buf_str(&h->args)};
	struct dynevent ev;
	int err;

	if (!r->dynevents)
		r->dynevents = dynevents_new(r->arena, r->opts.tracefs, stream_undo(r));
	err = dynevent_create(r->dynevents, &spec, &ev);
	if (err)
		return err;
	h->system = ev.group;
	h->event = ev.name;
	return 0;
}

/* The event that the trigger will be on. */
static int prepare(struct backend_run *r, struct hist *h)
{
	struct feed *f = h->feed;
	int err = 0;

	if (h->eprobe)
		return make_eprobe(r, h);
	if (f->mech == MECH_TRACEPOINT) {
		f->system = f->probe->target;
		f->event = f->probe->func;
	} else if (!f->event_id) {
		err = feed_make_event(r, f);
	}
	if (!err) {
		h->system = f->system;
		h->event = f->event;
	}
	return err;
}

static int attach(struct backend_run *r, struct hist *h)
{
	const struct hist *same = alike(r, h);
	int err = 0;

	if (same)
		h->info = same->info;
	else
		err = hist_write_trigger(r, h->system, h->event, hist_definition(r, h), &h->info);
	if (err)
		return feed_attach_error(r, h->feed, err);
	r->attached++;
	return 0;
}

static void write_file(struct backend_run *r, const char *file, const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", r->hists->path, file);
	tracefs_write(r->opts.tracefs, path, text, O_TRUNC);
}

static int make_instance(struct backend_run *r)
{
	struct tracefs *t = r->opts.tracefs;
	char owner[UNDO_OWNER_SIZE];
	const char *path;
	int err;

	undo_owner_name(owner);
	path = arena_printf(r->arena, "instances/%s", owner);
	undo_add(stream_undo(r), UNDO_INSTANCE, path, NULL);
	err = tracefs_mkdir(t, path);
	if (err == -EEXIST && tracefs_rmdir(t, path) == 0) /* of a dead one */
		err = tracefs_mkdir(t, path);
	if (err) {
		undo_forget_last(r->undo);
		return diag_error(r->opts.diag, NO_SPAN, "cannot make the tracefs instance %s: %s",
		                  path, strerror(-err));
	}
	r->hists->path = path;
	/* nothing is recorded */
	write_file(r, "tracing_on", "0");
	write_file(r, "buffer_size_kb", "4");
	return 0;
}

static bool wants_pid(const struct backend_run *r)
{
	for (u32 i = 0; i < r->hists->n; i++)
		if (r->hists->items[i].wants_pid)
			return true;
	return false;
}

int hists_attach(struct backend_run *r)
{
	struct hists *all = r->hists;
	int err = 0;

	/* dynamic events first: the instance, which is removed before them, holds on to them */
	for (u32 i = 0; i < all->n && !err; i++) {
		err = prepare(r, &all->items[i]);
		if (err)
			err = feed_attach_error(r, all->items[i].feed, err);
	}
	if (!err)
		err = make_instance(r);
	if (!err && wants_pid(r))
		err = threads_attach(r);
	for (u32 i = 0; i < all->n && !err; i++)
		if (all->items[i].system)
			err = attach(r, &all->items[i]);
	if (!err && !r->attached) {
		diag_error(r->opts.diag, NO_SPAN, "none of the probes exists on this kernel");
		err = -ENOENT;
	}
	return err;
}

void hists_detach(struct backend_run *r)
{
	r->hists->path = NULL;
	if (r->undo)
		undo_play(r->undo);
}
