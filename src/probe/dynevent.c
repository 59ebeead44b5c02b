/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/dynevent.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernel takes 63 bytes of an event's name; leave room for "_" and a number. */
#define NAME_MAX_TEXT 48

struct dynevents {
	struct arena *arena;
	struct tracefs *tracefs;
	struct undo *undo;
	char group[UNDO_OWNER_SIZE];
	u32 count;
	const char *error;
};

struct dynevents *dynevents_new(struct arena *a, struct tracefs *t, struct undo *u)
{
	struct dynevents *d = arena_new_of(a, struct dynevents);

	d->arena = a;
	d->tracefs = t;
	d->undo = u;
	d->error = "";
	undo_owner_name(d->group);
	return d;
}

static const char *file_of(enum dynevent_kind kind)
{
	static const char *const files[] = {
	        [DYN_KPROBE] = "kprobe_events",  [DYN_KRETPROBE] = "kprobe_events",
	        [DYN_UPROBE] = "uprobe_events",  [DYN_URETPROBE] = "uprobe_events",
	        [DYN_EPROBE] = "dynamic_events",
	};

	return files[kind];
}

void dynevent_name(const char *text, u32 number, char *out, size_t size)
{
	char clean[NAME_MAX_TEXT + 1];
	size_t n = 0;

	for (; *text && n < NAME_MAX_TEXT; text++)
		clean[n++] = isalnum((unsigned char)*text) ? *text : '_';
	clean[n] = '\0';
	if (!n || isdigit((unsigned char)clean[0]))
		snprintf(out, size, "p_%s_%u", clean, number);
	else
		snprintf(out, size, "%s_%u", clean, number);
}

static void kprobe_place(const struct dynevent_spec *s, struct buf *out)
{
	if (!s->func) {
		buf_addf(out, "0x%llx", (unsigned long long)s->address);
		return;
	}
	if (s->target)
		buf_addf(out, "%s:", s->target);
	buf_adds(out, s->func);
	if (s->offset)
		buf_addf(out, "+%llu", (unsigned long long)s->offset);
}

static void uprobe_place(const struct dynevent_spec *s, struct buf *out)
{
	buf_addf(out, "%s:0x%llx", s->target, (unsigned long long)s->offset);
	if (s->ref_ctr)
		buf_addf(out, "(0x%x)", s->ref_ctr);
}

int dynevent_text(const struct dynevent_spec *s, const char *group, const char *name,
                  struct buf *out)
{
	switch (s->kind) {
	case DYN_KPROBE:
		buf_addf(out, "p:%s/%s ", group, name);
		kprobe_place(s, out);
		break;
	case DYN_KRETPROBE:
		if (s->maxactive)
			buf_addf(out, "r%u:%s/%s ", s->maxactive, group, name);
		else
			buf_addf(out, "r:%s/%s ", group, name);
		kprobe_place(s, out);
		break;
	case DYN_UPROBE:
	case DYN_URETPROBE:
		if (strpbrk(s->target, " \t\n"))
			return -EINVAL;
		buf_addf(out, "%c:%s/%s ", s->kind == DYN_UPROBE ? 'p' : 'r', group, name);
		uprobe_place(s, out);
		break;
	case DYN_EPROBE:
		buf_addf(out, "e:%s/%s %s.%s", group, name, s->target, s->func);
		break;
	}
	if (s->args && *s->args)
		buf_addf(out, " %s", s->args);
	return 0;
}

/*
 * Entries look like
 *   [  12.345678] trace_kprobe: error: Invalid probed address or symbol
 *     Command: p:g/e nosuch
 *                    ^
 */
void dynevent_error_entry(const char *log, const char *command, struct buf *out)
{
	const char *at = log, *entry = NULL, *end, *colon;

	/* The newest entry about this command. */
	while ((at = strstr(at, command))) {
		entry = at;
		at += strlen(command);
	}
	if (!entry)
		return;
	while (entry > log && !(entry[0] == '[' && entry[-1] == '\n'))
		entry--;
	end = strstr(entry, "\n[");
	colon = strstr(entry, "error: ");
	entry = colon && (!end || colon < end) ? colon + 7 : entry;
	buf_add(out, entry, end ? (size_t)(end - entry) : strlen(entry));
	while (out->len && isspace((unsigned char)out->data[out->len - 1]))
		out->data[--out->len] = '\0';
}

static void keep_error(struct dynevents *d, const char *command)
{
	struct buf log = BUF_INIT, entry = BUF_INIT;

	if (tracefs_read(d->tracefs, "error_log", &log) == 0)
		dynevent_error_entry(buf_str(&log), command, &entry);
	d->error = arena_strdup(d->arena, buf_str(&entry));
	buf_free(&log);
	buf_free(&entry);
}

const char *dynevent_last_error(const struct dynevents *d)
{
	return d->error;
}

/* The event's number, from "id" or, where perf is not configured, from its format. */
static int read_id(struct dynevents *d, struct dynevent *ev)
{
	struct buf text = BUF_INIT;
	char path[256];
	const char *id;
	int err;

	snprintf(path, sizeof(path), "events/%s/%s/id", ev->group, ev->name);
	err = tracefs_read(d->tracefs, path, &text);
	if (err == 0) {
		ev->id = (u32)strtoul(buf_str(&text), NULL, 10);
	} else {
		buf_clear(&text);
		snprintf(path, sizeof(path), "events/%s/%s/format", ev->group, ev->name);
		err = tracefs_read(d->tracefs, path, &text);
		id = strstr(buf_str(&text), "\nID: ");
		ev->id = id ? (u32)strtoul(id + 5, NULL, 10) : 0;
	}
	buf_free(&text);
	return err ? err : ev->id ? 0 : -EIO;
}

static void begin(struct dynevents *d, const struct dynevent_spec *spec, struct dynevent *ev)
{
	const char *text = spec->func ? spec->func : "probe", *slash;
	char name[64];

	if (spec->target && (spec->kind == DYN_UPROBE || spec->kind == DYN_URETPROBE)) {
		slash = strrchr(spec->target, '/');
		text = slash ? slash + 1 : spec->target;
	}
	dynevent_name(text, d->count++, name, sizeof(name));
	ev->file = file_of(spec->kind);
	ev->group = d->group;
	ev->name = arena_strdup(d->arena, name);
	ev->id = 0;
}

int dynevent_create(struct dynevents *d, const struct dynevent_spec *spec, struct dynevent *out)
{
	struct buf text = BUF_INIT;
	char removal[256];
	int err;

	d->error = "";
	begin(d, spec, out);
	err = dynevent_text(spec, out->group, out->name, &text);
	if (err) {
		d->error = "a path with white space cannot be given to uprobe_events";
		goto out;
	}
	snprintf(removal, sizeof(removal), "-:%s/%s", out->group, out->name);
	undo_add(d->undo, UNDO_DYNEVENT, out->file, removal);
	err = tracefs_write(d->tracefs, out->file, text.data, O_APPEND);
	if (err) {
		undo_forget_last(d->undo);
		keep_error(d, text.data);
		goto out;
	}
	/* Some kernels accept a definition and make something else of it: look. */
	err = read_id(d, out);
	if (err)
		d->error = "the kernel accepted the event, but it is not there";
out:
	buf_free(&text);
	return err;
}

int dynevent_remove(struct dynevents *d, const struct dynevent *ev)
{
	char removal[256];
	int err;

	snprintf(removal, sizeof(removal), "-:%s/%s", ev->group, ev->name);
	err = tracefs_write(d->tracefs, ev->file, removal, O_APPEND);
	if (err == 0)
		undo_forget(d->undo, UNDO_DYNEVENT, ev->file, removal);
	return err;
}
