// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/record_impl.h"
#include "util/glob.h"
#include "util/mem.h"

static const char *in_instance(struct recorder *r, const char *path)
{
	return arena_printf(r->arena, "%s/%s", r->instance, path);
}

/* Write to a file of our instance. */
static int set(struct recorder *r, const char *path, const char *text)
{
	return tracefs_write(r->tracefs, in_instance(r, path), text, O_TRUNC);
}

static int must_set(struct recorder *r, const char *path, const char *text)
{
	int err = set(r, path, text);

	if (err)
		diag_error(r->diag, NO_SPAN, "cannot write '%s' to %s of the instance: %s", text,
		           path, strerror(-err));
	return err;
}

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

static int make_instance(struct recorder *r)
{
	char owner[UNDO_OWNER_SIZE];
	int err;

	undo_owner_name(owner);
	snprintf(r->instance, sizeof(r->instance), "instances/%s", owner);
	undo_add(r->undo, UNDO_INSTANCE, r->instance, NULL);
	err = tracefs_mkdir(r->tracefs, r->instance);
	if (err) {
		undo_forget_last(r->undo);
		diag_error(r->diag, NO_SPAN, "cannot make an instance of tracefs: %s",
		           strerror(-err));
		if (err == -EACCES || err == -EPERM)
			diag_hint(r->diag, "recording needs root");
	}
	r->made = !err;
	return err;
}

static int set_options(struct recorder *r)
{
	const struct recorder_opts *o = &r->opts;
	int err;

	for (u32 i = 0; i < o->noptions; i++) {
		err = set(r, "trace_options", o->options[i]);
		if (err)
			return diag_error(r->diag, NO_SPAN, "no trace option '%s': %s",
			                  o->options[i], strerror(-err));
	}
	set(r, "options/record-tgid", "1"); /* not every kernel has it */
	if (o->stack && must_set(r, "options/stacktrace", "1"))
		return -EINVAL;
	if (o->clock) {
		err = set(r, "trace_clock", o->clock);
		if (err) {
			struct buf b = BUF_INIT;

			diag_error(r->diag, NO_SPAN, "no clock '%s'", o->clock);
			if (!tracefs_read(r->tracefs, "trace_clock", &b))
				diag_hint(r->diag, "this kernel's: %.*s",
				          (int)strcspn(buf_str(&b), "\n"), buf_str(&b));
			buf_free(&b);
			return err;
		}
	}
	return 0;
}

struct recorder *recorder_new(struct arena *a, struct tracefs *t, const char *temp,
                              const struct recorder_opts *o, struct diag *d)
{
	struct recorder *r = arena_new_of(a, struct recorder);
	char size[32];

	r->arena = a;
	r->tracefs = t;
	r->diag = d;
	r->opts = *o;
	r->temp = temp;
	r->undo = undo_new(a, t, NULL);
	r->page_size = kernel_page_size(r);
	snprintf(size, sizeof(size), "%u", o->buffer_kb ? o->buffer_kb : DEFAULT_BUFFER_KB);
	if (make_instance(r))
		return NULL;
	if (must_set(r, "tracing_on", "0") || must_set(r, "buffer_size_kb", size) ||
	    set_options(r)) {
		recorder_free(r);
		return NULL;
	}
	if (o->pids && recorder_set_pids(r, o->pids, o->follow)) {
		recorder_free(r);
		return NULL;
	}
	return r;
}

int recorder_set_pids(struct recorder *r, const char *pids, bool follow)
{
	if (follow && must_set(r, "options/event-fork", "1"))
		return -EINVAL;
	return must_set(r, "set_event_pid", pids);
}

static bool event_matches(const char *glob, const char *system, const char *event)
{
	size_t n = strcspn(glob, ":/");
	char *head;
	bool match;

	if (!glob[n])
		return !strcmp(glob, "all") || glob_match(glob, system) || glob_match(glob, event);
	head = strndup(glob, n);
	if (!head)
		mem_out();
	match = glob_match(head, system) && glob_match(glob[n + 1] ? glob + n + 1 : "*", event);
	free(head);
	return match;
}

static int enable(struct recorder *r, const char *system, const char *event, const char *filter,
                  const char *trigger)
{
	const char *dir = arena_printf(r->arena, "events/%s/%s", system, event), *name;
	int err;

	if (filter) {
		err = set(r, arena_printf(r->arena, "%s/filter", dir), filter);
		if (err)
			return diag_error(r->diag, NO_SPAN, "%s:%s cannot be filtered by '%s': %s",
			                  system, event, filter, strerror(-err));
	}
	if (trigger) {
		err = set(r, arena_printf(r->arena, "%s/trigger", dir), trigger);
		if (err)
			return diag_error(r->diag, NO_SPAN, "%s:%s has no trigger '%s': %s", system,
			                  event, trigger, strerror(-err));
	}
	name = dir + strlen("events/");
	for (u32 i = 0; i < r->nenabled; i++)
		if (!strcmp(r->enabled[i], name))
			return 0;
	err = set(r, arena_printf(r->arena, "%s/enable", dir), "1");
	if (err)
		return diag_error(r->diag, NO_SPAN, "cannot enable %s:%s: %s", system, event,
		                  strerror(-err));
	*ARENA_PUSH(r->arena, r->enabled, r->nenabled) = name;
	return 0;
}

int recorder_event(struct recorder *r, const char *glob, const char *filter, const char *trigger)
{
	const char **systems = tracefs_events(r->tracefs, NULL);
	struct nearest near;
	int n = 0;

	nearest_init(&near, glob);
	for (u32 i = 0; systems[i]; i++) {
		const char **events = tracefs_events(r->tracefs, systems[i]);

		if (!strcmp(systems[i], "ftrace"))
			continue;
		nearest_feed(&near, systems[i]);
		for (u32 k = 0; events[k]; k++) {
			nearest_feed(&near, strpbrk(glob, ":/")
			                            ? arena_printf(r->arena, "%s:%s", systems[i],
			                                           events[k])
			                            : events[k]);
			if (!event_matches(glob, systems[i], events[k]))
				continue;
			if (enable(r, systems[i], events[k], filter, trigger))
				return -EINVAL;
			n++;
		}
	}
	if (!n) {
		diag_error(r->diag, NO_SPAN, "no event '%s'", glob);
		if (*near.best)
			diag_hint(r->diag, "did you mean %s?", near.best);
		return -ENOENT;
	}
	return n;
}

int recorder_start(struct recorder *r)
{
	int err = spools_open(r);

	if (!err)
		err = spools_start(r);
	if (err)
		return diag_error(r->diag, NO_SPAN, "cannot read the kernel's buffers: %s",
		                  strerror(-err));
	return must_set(r, "tracing_on", "1");
}

u64 recorder_bytes(const struct recorder *r)
{
	u64 n = 0;

	for (u32 i = 0; i < r->nspools; i++)
		n += __atomic_load_n(&r->spools[i].size, __ATOMIC_RELAXED);
	return n;
}

static u64 stat_number(const char *stats, const char *name)
{
	const char *at = strstr(stats, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

int recorder_stop(struct recorder *r, struct recorder_counts *out)
{
	int err = 0;

	*out = (struct recorder_counts){0};
	set(r, "tracing_on", "0");
	spools_stop(r);
	record_meta(r);
	for (u32 i = 0; i < r->contents.ncpustats; i++) {
		const char *s = r->contents.cpustats[i];

		out->lost += stat_number(s, "\noverrun: ") + stat_number(s, "\ncommit overrun: ") +
		             stat_number(s, "\ndropped events: ");
		out->events += stat_number(s, "\nread events: ");
	}
	out->bytes = recorder_bytes(r);
	spools_close(r);
	for (u32 i = 0; i < r->nspools && !err; i++)
		err = r->spools[i].err;
	if (err)
		diag_error(r->diag, NO_SPAN, "moving the kernel's buffers to %s.cpu*: %s", r->temp,
		           strerror(-err));
	undo_play(r->undo);
	r->made = false;
	return err;
}

int recorder_write(struct recorder *r, const char *path, u32 version, enum zip zip, u64 *written)
{
	struct trace_contents *c = &r->contents;
	int err;

	record_symbols(r);
	c->version = version;
	c->zip = version == 7 ? zip : ZIP_NONE;
	c->ncpus = c->npages = r->nspools;
	c->pages = arena_array(r->arena, struct trace_pages, r->nspools + 1);
	for (u32 i = 0; i < r->nspools; i++)
		c->pages[i] =
		        (struct trace_pages){r->spools[i].cpu, r->spools[i].out, r->spools[i].size};
	err = trace_write(path, c, written);
	if (err)
		diag_error(r->diag, NO_SPAN, "cannot write %s: %s", path, strerror(-err));
	return err;
}

void recorder_free(struct recorder *r)
{
	if (!r)
		return;
	if (r->made)
		set(r, "tracing_on", "0");
	spools_stop(r);
	spools_close(r);
	for (u32 i = 0; i < r->nspools; i++)
		if (r->spools[i].out >= 0)
			close(r->spools[i].out);
	undo_play(r->undo);
}
