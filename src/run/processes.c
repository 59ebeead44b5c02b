// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * User stacks and symbols are printed long after they were taken. What can be known of a process
 * only while it lives is read before it ends: of the -c command when it exits, of the -p process
 * at the start, of others when we find them in the key of a map.
 */
#include <string.h>

#include "run/run.h"

/* Where in a value the process of a user address is: offset of the u32, or -1. */
static s32 pid_offset(const struct type *t)
{
	if (!t)
		return -1;
	if (t->kind == TY_USTACK || t->kind == TY_USYM)
		return 8;
	for (u32 i = 0; t->kind == TY_TUPLE && i < t->nfields; i++) {
		s32 off = pid_offset(t->fields[i].type);

		if (off >= 0)
			return (s32)t->fields[i].offset + off;
	}
	return -1;
}

static bool names_user_addresses(const struct session *s)
{
	for (u32 i = 0; i < s->sema.nmaps; i++)
		if (pid_offset(s->sema.maps[i]->key) >= 0 ||
		    pid_offset(s->sema.maps[i]->value) >= 0)
			return true;
	for (u32 i = 0; i < s->plan->nrecords; i++)
		for (u32 k = 0; k < s->plan->records[i].nargs; k++)
			if (pid_offset(s->plan->records[i].args[k].type) >= 0)
				return true;
	return false;
}

/*
 * The -c command is about to exit. What it did is handled while its memory is there: a backend may
 * have strings to read from it.
 */
static void note(void *arg, int pid)
{
	struct session *s = arg;

	if (s->loop)
		s->backend->poll(s->run);
	usyms_forget_pid(s->syms, (u32)pid);
	usyms_note_pid(s->syms, (u32)pid);
}

void processes_prepare(struct session *s)
{
	bool named = names_user_addresses(s);

	if (named && s->opts.pid)
		usyms_note_pid(s->syms, (u32)s->opts.pid);
	if (s->child && (named || s->verdict.ninexact))
		child_at_exit(s->child, note, s);
}

static void note_keys(struct session *s, const struct map *m, s32 off)
{
	struct map_data data = {0};

	if (s->backend->map_read(s->run, m, &data))
		return;
	for (u32 i = 0; i < data.n; i++) {
		u32 pid;

		memcpy(&pid, data.keys + (size_t)i * data.key_size + off, sizeof(pid));
		usyms_note_pid(s->syms, pid);
	}
	map_data_free(&data);
}

void processes_note(struct session *s)
{
	for (u32 i = 0; i < s->sema.nmaps; i++) {
		s32 off = pid_offset(s->sema.maps[i]->key);

		if (off >= 0)
			note_keys(s, s->sema.maps[i], off);
	}
}
