// SPDX-License-Identifier: GPL-2.0-or-later
/* From options to buffers and events of the kernel. */
#include "cli/record.h"

/* Events that are made for this: before all buffers, for they are removed after them. */
static int make_probes(struct record *o, struct recorder *r, struct words *made)
{
	for (u32 i = 0, n = 0; i < o->ntracks; i++)
		for (u32 k = 0; k < o->tracks[i].nevents; k++, n++)
			if (recorder_is_probe(o->tracks[i].events[k].glob) &&
			    recorder_probe(r, o->tracks[i].events[k].glob, &made[n]))
				return 1;
	return 0;
}

static int enable(struct record_track *t, const struct record_event *e, const struct words *made)
{
	if (!made->n)
		return track_event(t->track, e->glob, e->filter, e->trigger) < 0;
	for (u32 i = 0; i < made->n; i++)
		if (track_event(t->track, made->items[i], e->filter, e->trigger) < 0)
			return 1;
	return 0;
}

static int make_tracks(struct record *o, struct recorder *r, const struct words *made)
{
	for (u32 i = 0, n = 0; i < o->ntracks; i++) {
		struct record_track *t = &o->tracks[i];

		if (!t->nevents && !t->opts.tracer)
			continue;
		t->opts.pids = t->pids.len ? t->pids.data : NULL;
		t->track = recorder_track(r, &t->opts);
		if (!t->track)
			return 1;
		for (u32 k = 0; k < t->nevents; k++, n++)
			if (enable(t, &t->events[k], &made[n]))
				return 1;
	}
	return 0;
}

/* -F: the command's process beside those of -P. */
int record_only(struct record *o, pid_t child)
{
	for (u32 i = 0; i < o->ntracks; i++) {
		struct record_track *t = &o->tracks[i];

		buf_addf(&t->pids, "%s%d", t->pids.len ? " " : "", (int)child);
		if (t->track && track_set_pids(t->track, t->pids.data, t->opts.follow))
			return 1;
	}
	return 0;
}

int record_setup(struct record *o, struct recorder *r, struct arena *a)
{
	struct words *made;
	u32 events = 0;

	for (u32 i = 0; i < o->ntracks; i++)
		events += o->tracks[i].nevents;
	made = arena_array(a, struct words, events + 1);
	return make_probes(o, r, made) || make_tracks(o, r, made);
}
