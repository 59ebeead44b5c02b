/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The undo journal: everything that outlives the process if nobody removes it (dynamic events,
 * instances, changed files of tracefs). Each step is written to a file before it is taken, so that
 * the next run can play back what a killed one left. Not for signal handlers: play it back after
 * the main loop has ended.
 */
#ifndef SONDE_PROBE_UNDO_H
#define SONDE_PROBE_UNDO_H

#include "probe/tracefs.h"

struct undo;

enum undo_kind {
	UNDO_DYNEVENT, /* write text ("-:GROUP/EVENT") to path ("kprobe_events") */
	UNDO_INSTANCE, /* rmdir path ("instances/NAME") */
	UNDO_RESTORE,  /* write text, its former content, to path */
};

/*
 * dir NULL: /run/sonde, else $XDG_RUNTIME_DIR/sonde, else /tmp/sonde-UID; made when the first step
 * is noted. Where no file can be written, the journal is in memory alone.
 */
struct undo *undo_new(struct arena *a, struct tracefs *t, const char *dir);
/* Note how to undo a step that is about to be taken. text: one line, or NULL. */
void undo_add(struct undo *u, enum undo_kind kind, const char *path, const char *text);
/* The step noted last was not taken after all, or is undone already. */
void undo_forget_last(struct undo *u);
/* Strike a step that has been undone by other means; the last one noted of those alike. */
void undo_forget(struct undo *u, enum undo_kind kind, const char *path, const char *text);
/* Undo all, last first; removes the file. 0, or the first error (the rest is tried all the same).
 */
int undo_play(struct undo *u);

/* What undo_recover() did. */
struct undo_report {
	u32 owners; /* dead sondes that had left something */
	u32 undone; /* steps played back, events and instances removed */
	u32 failed;
	int err; /* the first failure's errno, negative */
};

/*
 * Remove what dead sondes left: their journals under dir (NULL as above), then events and instances
 * that carry the name of a dead owner. What belongs to a live process, or to one of another PID
 * namespace, is left alone.
 */
void undo_recover(struct arena *a, struct tracefs *t, const char *dir, struct undo_report *report);

/* "sonde_PID", with the PID namespace appended where it is not the first one: the group of our
 * dynamic events and the name of our instance. */
#define UNDO_OWNER_SIZE 48
void undo_owner_name(char name[UNDO_OWNER_SIZE]);

#endif
