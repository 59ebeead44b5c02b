/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hist backend: the kernel's hist triggers count, our VM tells what the counts mean. */
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "backends/hist/hist.h"
#include "util/mem.h"

static const char no_ustack[] = "hist triggers record no user stacks";

static void run_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	stream_init(r, p, o);
	r->caps = (struct stream_caps){.tracefs = true,
	                               .no_ustack = no_ustack,
	                               .kprobe_events = tracefs_has(o->tracefs, "kprobe_events"),
	                               .uprobe_events = tracefs_has(o->tracefs, "uprobe_events")};
	if (!in_first_pidns())
		r->caps.no_tasks = "the records have the numbers of tasks in the first PID "
		                   "namespace, and /proc shows another one";
	r->hists = arena_new_of(r->arena, struct hists);
	r->hists->fd = -1;
}

static bool wants_comm(const struct backend_run *r)
{
	for (u32 i = 0; i < r->nfeeds; i++)
		for (const struct target *t = r->feeds[i]->targets; t; t = t->next)
			for (u32 k = 0; k < t->nloads && r->feeds[i]->mech == MECH_TRACEPOINT; k++)
				if (t->loads[k].kind == LOAD_COMM)
					return true;
	return false;
}

static int make(struct backend_run *r, struct verdict *v)
{
	int err = feeds_make(r, v);

	if (err)
		return err;
	if (r->opts.known)
		r->hists->caps = *(const struct hist_caps *)r->opts.known;
	else if (wants_comm(r))
		hist_caps_eprobe(&r->hists->caps, r);
	return hists_make(r, v);
}

static int hist_can_run(const struct plan *p, const struct backend_opts *o, struct verdict *out)
{
	struct backend_run r = {0};
	struct hist_caps *caps;
	struct reason why = {NO_SPAN, NULL, NULL};

	out->executor = "the kernel (hist triggers)";
	out->can = false;
	caps = arena_new_of(p->arena, struct hist_caps);
	hist_caps_find(caps, o->tracefs, o->tracefs_err);
	if (!stream_traces(p))
		why.what = "there is nothing to count: hist triggers only count events";
	else
		why = (struct reason){NO_SPAN, caps->why_not, caps->way_out};
	if (why.what) {
		*ARENA_PUSH(p->arena, out->why_not, out->nwhy_not) = why;
		return 0;
	}
	run_init(&r, p, o);
	r.opts.known = NULL;
	r.hists->caps = *caps;
	out->can = make(&r, out) == 0;
	if (r.undo)
		undo_play(r.undo);
	*caps = r.hists->caps;
	out->known = caps;
	hists_free(&r);
	return 0;
}

static void run_close(struct backend_run *r)
{
	hists_detach(r);
	maps_free(r);
	r->maps = r->hists->work;
	r->nmaps = r->maps ? r->plan->sema->nmaps + SPECIAL_COUNT : 0;
	r->zeroed = NULL;
	hists_free(r);
	if (r->hists->fd >= 0)
		close(r->hists->fd);
	stream_free(r);
}

/* The VM has maps for one run; those that the program's results are in are others. */
static void split_maps(struct backend_run *r)
{
	r->hists->work = r->maps;
	free(r->zeroed);
	maps_make(r, 0);
}

static int run_open(const struct plan *p, const struct backend_opts *o, struct backend_run **out)
{
	struct backend_run *r = mem_alloc(1, sizeof(*r));
	int err;

	run_init(r, p, o);
	err = make(r, NULL);
	if (err)
		diag_error(o->diag, NO_SPAN, "the hist backend cannot run this program");
	r->filtered = r->hists->whole;
	if (!err)
		err = exec_open(r);
	if (err) {
		hists_free(r);
		stream_free(r);
		return err;
	}
	split_maps(r);
	r->stacks = stacks_new();
	r->hists->fd = epoll_create1(EPOLL_CLOEXEC);
	*out = r;
	return 0;
}

static int run_attach(struct backend_run *r)
{
	int err = hists_attach(r);

	if (err)
		hists_detach(r);
	return err;
}

/* Nothing wakes us up: the tables are read when something wants to know, and once a second. */
static int run_fd(struct backend_run *r)
{
	return r->hists->fd;
}

static int run_poll(struct backend_run *r)
{
	hists_sync(r);
	return 0;
}

static int run_stop(struct backend_run *r)
{
	hists_sync(r);
	hists_detach(r);
	stream_say(r, r->hists->cut,
	           "strings were cut to the 255 letters that a hist trigger keeps");
	return 0;
}

static int run_map_read(struct backend_run *r, const struct map *m, struct map_data *out)
{
	hists_sync(r);
	return maps_read(r, m, out);
}

static int run_map_clear(struct backend_run *r, const struct map *m)
{
	hists_sync(r);
	return maps_clear(r, m);
}

static int run_map_zero(struct backend_run *r, const struct map *m)
{
	hists_sync(r);
	return maps_zero(r, m);
}

static void run_lost(struct backend_run *r, struct lost_events *out)
{
	stream_lost(r, out);
	for (u32 i = 0; i < r->hists->n; i++)
		out->map_full += r->hists->items[i].dropped;
}

const struct backend backend_hist = {
        .name = "hist",
        .doc = "the kernel counts by hist triggers: programs that only count events",
        .features = hist_features,
        .can_run = hist_can_run,
        .open = run_open,
        .attach = run_attach,
        .fd = run_fd,
        .poll = run_poll,
        .stop = run_stop,
        .close = run_close,
        .map = stream_map,
        .map_read = run_map_read,
        .map_clear = run_map_clear,
        .map_zero = run_map_zero,
        .stack = stream_stack,
        .lost = run_lost,
        .nprobes = stream_nprobes,
};
