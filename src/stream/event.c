/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every source of events needs: dynamic events, clocks, and words for what fails. */
#include <string.h>
#include <time.h>

#include "stream/stream.h"

bool probe_is_return(const struct probe *p)
{
	return p->provider == PROVIDER_KRETPROBE || p->provider == PROVIDER_URETPROBE;
}

struct undo *stream_undo(struct backend_run *r)
{
	if (!r->undo)
		r->undo = undo_new(r->arena, r->opts.tracefs, NULL);
	return r->undo;
}

bool feed_event_spec(const struct feed *s, u32 words, struct dynevent_spec *spec, struct buf *args)
{
	const struct probe *p = s->probe;
	bool kernel = s->mech == MECH_KPROBE_EVENT, differs = !words;

	*spec = (struct dynevent_spec){.target = p->target,
	                               .func = kernel ? p->func : NULL,
	                               .offset = kernel ? p->offset : p->address,
	                               .address = kernel ? p->address : 0};
	if (s->mech == MECH_SYSCALL_KPROBE)
		*spec = (struct dynevent_spec){.kind = DYN_KPROBE, .func = s->func};
	else if (s->mech == MECH_SYSCALL_EPROBE)
		*spec = (struct dynevent_spec){
		        .kind = DYN_EPROBE, .target = p->target, .func = p->func};
	else if (kernel)
		spec->kind = probe_is_return(p) ? DYN_KRETPROBE : DYN_KPROBE;
	else
		spec->kind = probe_is_return(p) ? DYN_URETPROBE : DYN_UPROBE;
	buf_clear(args);
	for (u32 i = 0; i < s->nargs; i++) {
		const struct fetch_arg *f = &s->args[i];

		differs |= f->alternative != NULL;
		buf_addf(args, "%sa%u=%s", i ? " " : "", i,
		         words && f->alternative ? f->alternative : f->text);
	}
	spec->args = buf_str(args);
	return differs && words < 2;
}

int feed_make_event(struct backend_run *r, struct feed *s)
{
	struct buf args = BUF_INIT;
	struct dynevent_spec spec;
	struct dynevent ev;
	int err = 0;

	if (!r->dynevents)
		r->dynevents = dynevents_new(r->arena, r->opts.tracefs, stream_undo(r));
	for (u32 words = 0; feed_event_spec(s, words, &spec, &args); words++) {
		err = dynevent_create(r->dynevents, &spec, &ev);
		if (!err)
			break;
	}
	buf_free(&args);
	if (err)
		return err;
	s->event_id = ev.id;
	s->system = ev.group;
	s->event = ev.name;
	return bind_args(r, s, &ev);
}

int feed_attach_error(struct backend_run *r, const struct feed *s, int err)
{
	const struct unattached u = {.probe = (struct probe *)s->probe,
	                             .err = err,
	                             .how = feed_text(r->arena, s),
	                             .kernel_says = r->dynevents ? dynevent_last_error(r->dynevents)
	                                                         : NULL,
	                             .capabilities = "CAP_PERFMON"};

	return sema_unattached(r->plan->sema, &u);
}
