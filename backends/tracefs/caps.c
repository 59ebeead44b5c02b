/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an instance can do here: one is made, looked at, and removed. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backends/tracefs/instance.h"

const char *instance_clock(const char *text)
{
	/* clocks that all CPUs share; x86-tsc and counter do not count time in ns */
	static const char *const wanted[] = {"mono", "global", "perf"};

	for (u32 i = 0; i < ARRAY_LEN(wanted); i++) {
		size_t n = strlen(wanted[i]);

		for (const char *at = text; (at = strstr(at, wanted[i])); at += n)
			if ((at == text || strchr(" [", at[-1])) && strchr(" ]\n", at[n]))
				return wanted[i];
	}
	return NULL;
}

/*
 * The option userstacktrace is there on every kernel; on those for a processor whose user stacks
 * they cannot walk it does nothing. What walks them has had two names.
 */
bool instance_walks_user_stacks(const char *kallsyms)
{
	static const char *const walkers[] = {" stack_trace_save_user\n",
	                                      " save_stack_trace_user\n"};
	FILE *file = fopen(kallsyms, "re");
	bool any = false, found = false;
	char line[512];

	while (file && !found && fgets(line, sizeof(line), file)) {
		any = true;
		for (u32 i = 0; i < ARRAY_LEN(walkers); i++)
			found |= strstr(line, walkers[i]) != NULL;
	}
	if (file)
		fclose(file);
	return found || !any; /* a kernel without a list may have it */
}

static bool wants_ustack(const struct plan *plan)
{
	for (u32 i = 0; i < plan->nclauses; i++)
		for (u32 k = 0; k < plan->clauses[i].nslots; k++)
			if (plan->clauses[i].slots[k].root == ROOT_USTACK &&
			    !plan->clauses[i].in_user)
				return true;
	return false;
}

void instance_caps_ustack(struct stream_caps *c, const struct tracefs *t, const struct plan *plan)
{
	if (c->usable || c->no_ustack || tracefs_is_recorded(t) || (plan && !wants_ustack(plan)) ||
	    instance_walks_user_stacks("/proc/kallsyms"))
		return;
	c->no_ustack = "this kernel's tracing buffers record no user stacks (it has none of the "
	               "functions that walk them)";
}

static int try_read(const struct tracefs *t, const char *path)
{
	char full[512];
	int fd;

	snprintf(full, sizeof(full), "%s/%s", tracefs_dir(t), path);
	fd = open(full, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static bool has(const struct tracefs *t, const char *dir, const char *file)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return tracefs_has(t, path);
}

static void look(struct stream_caps *c, struct tracefs *t, const char *dir, u32 cpu)
{
	struct buf text = BUF_INIT;
	char path[256];

	snprintf(path, sizeof(path), "%s/per_cpu/cpu%u/trace_pipe_raw", dir, cpu);
	c->usable = try_read(t, path);
	snprintf(path, sizeof(path), "%s/trace_clock", dir);
	if (!c->usable && tracefs_read(t, path, &text) == 0)
		c->clock = instance_clock(buf_str(&text));
	buf_free(&text);
	if (!c->usable && !c->clock)
		c->usable = -EOPNOTSUPP;
	/* before 4.4 the options are those of the whole tracer */
	if (!has(t, dir, "options/stacktrace"))
		c->no_kstack = "this kernel's instances cannot record kernel stacks (option "
		               "stacktrace)";
	if (!has(t, dir, "options/userstacktrace"))
		c->no_ustack = "this kernel's instances cannot record user stacks (option "
		               "userstacktrace)";
}

/*
 * An instance takes the kernel half a second on a slow machine, with a folder for each event. Where
 * the file came that no kernel before 5.8 has, the instances have all that the top has, and that
 * says what one would be like.
 */
static bool is_like_top(const struct tracefs *t)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/instances", tracefs_dir(t));
	return tracefs_has(t, "set_event_notrace_pid") && !access(path, W_OK);
}

void instance_caps(struct stream_caps *c, struct tracefs *t, struct arena *a, bool make)
{
	bool like_top;

	char owner[UNDO_OWNER_SIZE], dir[128];
	u32 n, cpu;

	memset(c, 0, sizeof(*c));
	c->tracefs = true;
	c->usable = t ? 0 : -ENOENT;
	if (!t)
		return;
	undo_owner_name(owner);
	snprintf(dir, sizeof(dir), "instances/%s_try", owner);
	cpu = perf_online_cpus(a, &n)[0];
	c->top = !tracefs_has(t, "instances");
	like_top = c->top || (!make && is_like_top(t));
	c->usable = like_top ? 0 : tracefs_mkdir(t, dir);
	if (c->usable)
		return;
	look(c, t, like_top ? "." : dir, cpu);
	if (!like_top)
		tracefs_rmdir(t, dir);
	else if (c->top && !c->usable && top_in_use(t, cpu))
		c->usable = -EBUSY;
	if (c->usable)
		return;
	c->kprobe_events = tracefs_has(t, "kprobe_events");
	c->uprobe_events = tracefs_has(t, "uprobe_events");
	if (!in_first_pidns())
		c->no_tasks = "the records have the numbers of tasks in the first PID namespace, "
		              "and /proc shows another one";
	else if (!tracefs_has(t, "events/task/task_newtask") ||
	         !tracefs_has(t, "events/task/task_rename"))
		c->no_tasks = "this kernel has no events of the tasks' life (task:task_newtask, "
		              "task:task_rename)";
}

void instance_features(struct features *out, struct tracefs *t)
{
	struct stream_caps c;

	instance_caps(&c, t, out->arena, true);
	if (!t && out->tracefs_err)
		c.usable = out->tracefs_err;
	instance_caps_ustack(&c, t, NULL);
	features_add(out, "tracefs backend", "instance of its own", c.top ? -EOPNOTSUPP : c.usable,
	             c.top && !c.usable ? "the one buffer is taken, and given back" : NULL);
	if (c.usable)
		return;
	features_add(out, "tracefs backend", "CLOCK_MONOTONIC records",
	             strcmp(c.clock, "mono") ? -EOPNOTSUPP : 0,
	             strcmp(c.clock, "mono") ? "times are calibrated" : NULL);
	features_add(out, "tracefs backend", "kernel stacks", c.no_kstack ? -EOPNOTSUPP : 0, NULL);
	features_add(out, "tracefs backend", "user stacks", c.no_ustack ? -EOPNOTSUPP : 0,
	             c.no_ustack ? NULL : "at most 8 frames");
	features_add(out, "tracefs backend", "names of tasks", c.no_tasks ? -EOPNOTSUPP : 0, NULL);
}
