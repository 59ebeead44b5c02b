/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels before 3.10 have no instances: there is one buffer, for everybody. It is taken if nobody
 * uses it; what we change is in the undo journal first, and is put back.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/tracefs/instance.h"

/* What set_up() and the stacks change. */
static const char *const settings[] = {
        "tracing_on",         "trace_clock",        "options/overwrite",
        "options/record-cmd", "options/stacktrace", "options/userstacktrace",
        "buffer_percent",     "buffer_size_kb",
};

const char *top_setting(struct arena *a, const char *text)
{
	const char *at = strchr(text, '['), *expanded = strstr(text, "expanded:");
	size_t n;

	if (expanded) /* "7 (expanded: 1408)": it was never used, and cannot become so again */
		at = expanded + strlen("expanded:") + strspn(expanded + strlen("expanded:"), " ");
	else
		at = at ? at + 1 : text;
	n = strcspn(at, "])\n");
	return arena_strndup(a, at, n);
}

static bool reads_as(const struct tracefs *t, const char *file, const char *want)
{
	struct buf text = BUF_INIT;
	bool same;

	if (tracefs_read(t, file, &text)) {
		buf_free(&text);
		return true; /* no such file: nothing is set there */
	}
	same = strcspn(buf_str(&text), "\n") == strlen(want) &&
	       !strncmp(buf_str(&text), want, strlen(want));
	buf_free(&text);
	return same;
}

const char *top_in_use(struct tracefs *t, u32 cpu)
{
	char path[64];

	if (!reads_as(t, "current_tracer", "nop"))
		return "a tracer is set (current_tracer)";
	if (!reads_as(t, "set_event", "") && !reads_as(t, "set_event", TRACEFS_PRINTK_EVENT))
		return "events are switched on (set_event)";
	snprintf(path, sizeof(path), "per_cpu/cpu%u/stats", cpu);
	if (!reads_as(t, path, "entries: 0"))
		return "it holds events (writing to the file \"trace\" empties it)";
	return NULL;
}

static void save(struct backend_run *r, const char *file)
{
	struct tracefs *t = r->instance->tracefs;
	struct buf text = BUF_INIT;

	if (tracefs_has(t, file) && !tracefs_read(t, file, &text))
		undo_add(stream_undo(r), UNDO_RESTORE, file, top_setting(r->arena, buf_str(&text)));
	buf_free(&text);
}

void top_save_event(struct backend_run *r, const char *system, const char *event)
{
	struct tracefs *t = r->instance->tracefs;
	struct buf text = BUF_INIT;
	char path[256];

	snprintf(path, sizeof(path), "events/%s/%s/filter", system, event);
	if (!tracefs_read(t, path, &text) && strncmp(buf_str(&text), "none", 4))
		save(r, path);
	else
		undo_add(stream_undo(r), UNDO_RESTORE, path, "0");
	buf_free(&text);
	snprintf(path, sizeof(path), "events/%s/%s/enable", system, event);
	undo_add(stream_undo(r), UNDO_RESTORE, path, "0");
}

int top_take(struct backend_run *r)
{
	const char *why = top_in_use(r->instance->tracefs, r->cpus[0]);

	if (why) {
		diag_error(r->opts.diag, NO_SPAN,
		           "this kernel has one tracing buffer for all, and it is in use: %s", why);
		return -EBUSY;
	}
	for (u32 i = 0; i < ARRAY_LEN(settings); i++)
		save(r, settings[i]);
	/* played back before those: nothing of ours stays in the buffer, whoever it belongs to */
	undo_add(stream_undo(r), UNDO_RESTORE, "trace", "0");
	return 0;
}
