/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's hist triggers can do, in the words of tracefs' README. A trigger is never
 * written to find out: some 5.4 kernels do not survive those that they do not understand.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "backends/hist/hist.h"

void hist_caps_readme(struct hist_caps *out, const char *readme)
{
	/* clocks came with the third key and with the CPU's number as a key */
	bool third = strstr(readme, ".usecs") != NULL;

	*out = (struct hist_caps){.max_keys = third ? 3 : 2,
	                          .cpu = third,
	                          .common_cpu = strstr(readme, "common_cpu") != NULL};
	if (!strstr(readme, "hist:keys="))
		out->why_not = "this kernel has no hist triggers (CONFIG_HIST_TRIGGERS)";
}

/* An instance of our own is needed: one is made and removed. */
static const char *try_instance(struct tracefs *t, const char **way_out)
{
	char owner[UNDO_OWNER_SIZE], dir[128];
	int err;

	if (!tracefs_has(t, "instances"))
		return "this kernel's tracefs has no instances";
	undo_owner_name(owner);
	snprintf(dir, sizeof(dir), "instances/%s_hist", owner);
	err = tracefs_mkdir(t, dir);
	if (!err) {
		tracefs_rmdir(t, dir);
		return NULL;
	}
	*way_out = err == -EACCES || err == -EPERM ? "run as root" : NULL;
	return err == -EROFS ? "a recorded tracefs counts nothing"
	                     : "the kernel refuses an instance of tracefs";
}

void hist_caps_find(struct hist_caps *out, struct tracefs *t, int why)
{
	struct buf readme = BUF_INIT;
	int err = t ? tracefs_read(t, "README", &readme) : why ? why : -ENOENT;

	hist_caps_readme(out, buf_str(&readme));
	buf_free(&readme);
	if (err)
		out->why_not = t ? "tracefs' README cannot be read, which says what hist triggers "
		                   "can do"
		                 : tracefs_why(err);
	if (!out->why_not)
		out->why_not = try_instance(t, &out->way_out);
}

void hist_caps_eprobe(struct hist_caps *out, struct backend_run *r)
{
	struct dynevent_spec spec = {.kind = DYN_EPROBE,
	                             .target = "sched",
	                             .func = "sched_switch",
	                             .args = "sonde_comm=$comm:string"};
	struct dynevent ev;

	if (!r->dynevents)
		r->dynevents = dynevents_new(r->arena, r->opts.tracefs, stream_undo(r));
	out->eprobe_comm = !dynevent_create(r->dynevents, &spec, &ev);
	if (out->eprobe_comm)
		dynevent_remove(r->dynevents, &ev);
}

void hist_features(struct features *out, struct tracefs *t)
{
	struct hist_caps c;

	hist_caps_find(&c, t, out->tracefs_err);
	features_add(out, "hist backend", "hist triggers", c.why_not ? -EOPNOTSUPP : 0, "%s",
	             c.why_not ? c.why_not : "by README");
	if (c.why_not)
		return;
	features_add(out, "hist backend", "keys", 0, "%u", c.max_keys);
	features_add(out, "hist backend", "key cpu", c.cpu ? 0 : -EOPNOTSUPP, NULL);
}
