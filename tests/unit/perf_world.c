/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/perf_world.h"

#include <string.h>

#include "tests/unit/unit.h"

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

void live_free(struct live *l)
{
	if (l->run)
		l->backend->close(l->run);
	session_free(l->session);
	fclose(l->messages);
}

bool live_open(struct live *l, const struct backend *b, const struct stream_caps *caps,
               const char *text, u32 pages)
{
	struct session_opts opts = {.backend = b->name, .quiet = true};
	struct backend_opts o;
	int err;

	memset(l, 0, sizeof(*l));
	l->backend = b;
	l->src = (struct source){.name = "stdin", .text = text, .len = strlen(text)};
	l->messages = fopen("/dev/null", "w");
	l->session = session_new(&opts);
	l->session->diag.out = l->messages;
	err = session_compile(l->session, &l->src);
	if (!err)
		err = session_choose(l->session);
	if (err) {
		unit_skip("this backend is not for this process, or there are no tracepoints");
		live_free(l);
		return false;
	}
	o = l->session->backend_opts;
	o.output = no_output;
	o.buffer_pages = pages;
	if (caps)
		o.known = caps;
	err = b->open(l->session->plan, &o, &l->run);
	UNIT_INT_EQUAL(err, 0);
	if (!err)
		err = b->attach(l->run);
	UNIT_INT_EQUAL(err, 0);
	if (err)
		live_free(l);
	return !err;
}

u64 live_value(struct live *l, u32 i)
{
	struct map_data d;
	u64 value = 0;

	l->backend->map_read(l->run, l->session->sema.maps[i], &d);
	if (d.n)
		memcpy(&value, d.values, sizeof(value));
	map_data_free(&d);
	return value;
}
