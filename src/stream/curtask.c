/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * curtask->…: no event records a task's memory, but some of what is asked for is known by another
 * way: its numbers and names from the events, its parent from the records of forks and /proc.
 */
#include <string.h>

#include "stream/stream.h"

/* Members of struct task_struct, behind the task itself ("") or a pointer in it. */
static const struct {
	const char *pointer, *member;
	enum load_kind kind;
} known[] = {
        {"", "pid", LOAD_TID},
        {"", "tgid", LOAD_PID},
        {"", "comm", LOAD_COMM},
        {"group_leader", "pid", LOAD_PID},
        {"group_leader", "tgid", LOAD_PID},
        {"group_leader", "comm", LOAD_PCOMM},
        {"real_parent", "pid", LOAD_PPID},
        {"real_parent", "tgid", LOAD_PPID},
        {"real_parent", "comm", LOAD_PARENT_COMM},
};

static bool is_at(struct types *types, const struct type *task, const char *name, s32 off)
{
	struct member m;

	return !types_member(types, task, name, &m) && (s32)m.offset == off;
}

const char *curtask_bind(struct backend_run *r, struct feed *f, const struct slot *slot,
                         struct load *out, const char **way_out)
{
	struct types *types = r->plan->sema->types;
	const struct type *task = types_find(types, "struct task_struct");
	bool text = slot->form != FORM_INT;

	*way_out = "pid, tid, comm, ppid, uid and cgroup are available without BPF";
	if (slot->unread) {
		out->kind = LOAD_CONST;
		return NULL;
	}
	if (!slot->deref && !slot->nsteps)
		return "needs the address of the task, which no event records";
	for (u32 i = 0; task && slot->deref && i < ARRAY_LEN(known); i++) {
		const char *pointer = known[i].pointer;

		if (slot->nsteps != (*pointer ? 1 : 0) ||
		    text != !strcmp(known[i].member, "comm") ||
		    (*pointer && !is_at(types, task, pointer, slot->steps[0].off)) ||
		    !is_at(types, task, known[i].member, slot->off))
			continue;
		out->kind = known[i].kind;
		f->wants.task = true;
		return NULL;
	}
	return "reads through curtask, which no event records";
}
