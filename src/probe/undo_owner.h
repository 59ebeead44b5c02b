/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to undo: whose something is, and whether that process is dead. */
#ifndef SONDE_PROBE_UNDO_OWNER_H
#define SONDE_PROBE_UNDO_OWNER_H

#include "probe/undo.h"

#define UNDO_OWNER_PREFIX "sonde_"

struct undo_owner {
	int pid;
	u64 start; /* of the process, in clock ticks after boot; 0: not known */
	u64 pidns; /* inode of its PID namespace */
};

struct undo_owner undo_owner_self(void);
/* From a name that undo_owner_name() made, up to the first byte that cannot be part of it. */
bool undo_owner_parse(const char *name, struct undo_owner *owner);
/* Certainly dead: false also where we cannot know. */
bool undo_owner_is_dead(const struct undo_owner *owner);
/* Remove the events and instances of dead owners that no journal tells of. */
void undo_scan(struct arena *a, struct tracefs *t, struct undo_report *r);

#endif
