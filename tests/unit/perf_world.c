/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/perf_world.h"

#include <string.h>

const struct stream_caps all_caps = {
        .dummy = true,
        .identifier = true,
        .clockid = true,
        .regs_intr = true,
        .regs_user = true,
        .cgroup = true,
        .comm_exec = true,
        .kprobe_pmu = true,
        .uprobe_pmu = true,
        .kprobe_events = true,
        .uprobe_events = true,
        .uprobe = {.type = 8, .retprobe_bit = 0, .ref_ctr_bit = 32},
        .kprobe = {.type = 6, .retprobe_bit = 0, .ref_ctr_bit = -1},
};

int no_output(void *arg, const void *record, u32 size)
{
	return 0;
}

void world_make(struct world *w, const char *text, const struct stream_caps *caps)
{
	world_make_over(w, text, caps, TESTS_SRCDIR "/golden/tracefs");
}

void world_make_over(struct world *w, const char *text, const struct stream_caps *caps,
                     const char *tracefs)
{
	memset(w, 0, sizeof(*w));
	sema_run_over(&w->s, text, tracefs);
	if (w->s.err) {
		w->err = w->s.err;
		return;
	}
	w->r.arena = w->s.arena;
	w->r.plan = plan_make(&w->s.sema);
	w->r.arch = &arch_x86_64;
	w->r.caps = *caps;
	w->r.opts.tracefs = w->s.env.tracefs;
	w->r.opts.output = no_output;
	w->r.opts.diag = &w->s.diag;
	w->err = feeds_make(&w->r, &w->v);
}

void world_free(struct world *w)
{
	sema_run_free(&w->s);
}
