// SPDX-License-Identifier: GPL-2.0-or-later
/* Which backend: the first in the table that can run the program, or the one that is asked for. */
#include <string.h>
#include <sys/utsname.h>

#include "run/run.h"
#include "sym/kcore.h"

/* What a clause in user space can know of itself. */
static const enum root user_roots[] = {
        ROOT_PID,  ROOT_TID,    ROOT_PPID,   ROOT_UID,     ROOT_GID,
        ROOT_COMM, ROOT_PCOMM,  ROOT_NSECS,  ROOT_RAND,    ROOT_ELAPSED,
        ROOT_CPU,  ROOT_NUMAID, ROOT_CGROUP, ROOT_JIFFIES, ROOT_PROBE,
};

static bool is_user_root(enum root root)
{
	for (u32 i = 0; i < ARRAY_LEN(user_roots); i++)
		if (user_roots[i] == root)
			return true;
	return false;
}

/* A clause that needs the kernel is run there, where everything of a task is known. */
static int check_user_clause(struct session *s, const struct plan_clause *c)
{
	int err = 0;

	for (u32 i = 0; i < c->nslots && !c->nneeds && !err; i++)
		if (!is_user_root(c->slots[i].root))
			err = diag_error(&s->diag, c->slots[i].span,
			                 "this is not known in BEGIN, END and interval: they run "
			                 "in sonde, not in the kernel");
	return err;
}

static int check_user_clauses(struct session *s)
{
	int err = 0, e;

	for (u32 i = 0; i < s->plan->nclauses; i++) {
		if (!s->plan->clauses[i].in_user)
			continue;
		e = check_user_clause(s, &s->plan->clauses[i]);
		err = err ? err : e;
	}
	return err;
}

/*
 * BEGIN, END and interval with memory to read: a backend that runs programs on demand can, and root
 * by /proc/kcore.
 */
static bool reads_kernel(struct session *s, const struct backend *b, int *err)
{
	if (!s->kcore && b != &backend_replay)
		s->kcore = kcore_open(NULL, err);
	return s->kcore != NULL;
}

static void check_needs(struct session *s, const struct backend *b, struct verdict *v)
{
	for (u32 i = 0; i < s->plan->nclauses && !b->run_clause; i++) {
		const struct plan_clause *c = &s->plan->clauses[i];

		for (u32 k = 0; c->in_user && k < c->nneeds; k++) {
			const struct need *n = &c->needs[k];
			const char *way_out = n->way_out;
			int err = 0;

			if (n->memory && reads_kernel(s, b, &err))
				continue;
			if (err)
				way_out = arena_printf(s->arena,
				                       "it is read from /proc/kcore where that can "
				                       "be opened: here, %s",
				                       strerror(-err));
			*ARENA_PUSH(s->arena, v->why_not, v->nwhy_not) = (struct reason){
			        n->span, arena_printf(s->arena, "this %s", n->what), way_out};
			v->can = false;
		}
	}
}

static int ask(struct session *s, const struct backend *b, struct verdict *v)
{
	int err = b->can_run(s->plan, &s->backend_opts, v);

	if (!err)
		check_needs(s, b, v);
	return err;
}

static bool has_reason(const struct verdict *v, const struct reason *r)
{
	for (u32 i = 0; i < v->nwhy_not; i++)
		if (!memcmp(&v->why_not[i].span, &r->span, sizeof(r->span)) &&
		    !strcmp(v->why_not[i].what, r->what))
			return true;
	return false;
}

/* One reason, said once for all of the backends that have it: "backend perf, tracefs: …". */
static void say_reason(struct session *s, const struct verdict *v, u32 n, u32 first,
                       const struct reason *r)
{
	const char *names = backends[first]->name;
	u32 nsame = 1;

	for (u32 i = 0; i < first; i++)
		if (has_reason(&v[i], r))
			return;
	for (u32 i = first + 1; i < n; i++) {
		if (!has_reason(&v[i], r))
			continue;
		names = arena_printf(s->arena, "%s, %s", names, backends[i]->name);
		nsame++;
	}
	if (nsame == n)
		diag_error(&s->diag, r->span, "%s", r->what);
	else
		diag_error(&s->diag, r->span, "backend %s: %s", names, r->what);
	if (r->way_out)
		diag_hint(&s->diag, "%s", r->way_out);
}

/* Why none of the first n backends, whose verdicts these are, can run the program. */
static void say_why_not(struct session *s, const struct verdict *v, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		for (u32 k = 0; k < v[i].nwhy_not; k++)
			say_reason(s, v, n, i, &v[i].why_not[k]);
		if (!v[i].nwhy_not)
			diag_error(&s->diag, NO_SPAN, "backend %s cannot run this program",
			           backends[i]->name);
	}
}

/* The same of one backend that was asked for by name, or by what there is to read. */
static void say_why_not_this(struct session *s, const struct backend *b, const struct verdict *v)
{
	for (u32 i = 0; i < v->nwhy_not; i++) {
		diag_error(&s->diag, v->why_not[i].span, "backend %s: %s", b->name,
		           v->why_not[i].what);
		if (v->why_not[i].way_out)
			diag_hint(&s->diag, "%s", v->why_not[i].way_out);
	}
	if (!v->nwhy_not)
		diag_error(&s->diag, NO_SPAN, "backend %s cannot run this program", b->name);
}

static void chosen(struct session *s, const struct backend *b, const struct verdict *v)
{
	s->backend = b;
	s->verdict = *v;
	s->backend_opts.known = v->known;
	for (u32 i = 0; i < v->ninexact; i++) {
		diag_warn(&s->diag, v->inexact[i].span, "%s", v->inexact[i].what);
		if (v->inexact[i].way_out)
			diag_hint(&s->diag, "%s", v->inexact[i].way_out);
	}
	if (!s->opts.verbose)
		return;
	fprintf(stderr, "backend %s: %s\n", b->name, v->executor ? v->executor : b->doc);
	for (u32 i = 0; i < v->nmechanisms; i++)
		fprintf(stderr, "%s: %s\n", v->mechanisms[i].probe->name, v->mechanisms[i].text);
}

static int forced(struct session *s)
{
	const struct backend *b = backend_find(s->opts.backend);
	struct verdict v = {0};
	int err;

	if (!b) {
		err = diag_error(&s->diag, NO_SPAN, "no backend \"%s\" in this build",
		                 s->opts.backend);
		diag_hint(&s->diag, "sonde features lists the backends");
		return err;
	}
	err = ask(s, b, &v);
	if (err)
		return err;
	if (!v.can) {
		say_why_not_this(s, b, &v);
		return -EINVAL;
	}
	chosen(s, b, &v);
	return 0;
}

/* A recording has its own backend. */
static int replayed(struct session *s)
{
	struct verdict v = {0};
	int err = ask(s, &backend_replay, &v);

	if (err)
		return err;
	if (v.can) {
		chosen(s, &backend_replay, &v);
		return 0;
	}
	say_why_not_this(s, &backend_replay, &v);
	return -EINVAL;
}

bool session_kernel_is_wider(const char *machine, u32 word)
{
	return word == 4 && (strstr(machine, "64") || !strcmp(machine, "s390x"));
}

/* What it records has the width of its own words, and its registers other names than ours. */
static int check_width(struct session *s)
{
	struct utsname name;

	if (s->recording || uname(&name) || !session_kernel_is_wider(name.machine, sizeof(long)))
		return 0;
	for (u32 i = 0; i < s->plan->nclauses; i++) {
		if (s->plan->clauses[i].in_user)
			continue;
		diag_error(&s->diag, s->plan->clauses[i].variant->probes[0]->span,
		           "this sonde is a 32-bit program and the kernel (%s) a 64-bit one, whose "
		           "events it cannot read",
		           name.machine);
		diag_hint(&s->diag, "run a sonde that is built for the kernel's architecture");
		return -EINVAL;
	}
	return 0;
}

static int check_program(struct session *s)
{
	int err = check_user_clauses(s);

	return err ? err : check_width(s);
}

int session_verdicts(struct session *s, struct verdict *out, u32 n)
{
	int err = check_program(s);

	if (err)
		return err;
	memset(out, 0, n * sizeof(*out));
	for (u32 i = 0; i < n && backends[i]; i++) {
		err = ask(s, backends[i], &out[i]);
		if (err)
			return err;
	}
	return 0;
}

s32 session_best(const struct verdict *v, u32 n)
{
	s32 best = -1;

	for (u32 i = 0; i < n; i++) {
		if (v[i].can && !v[i].ninexact)
			return (s32)i;
		if (v[i].can && best < 0)
			best = (s32)i;
	}
	return best;
}

int session_choose(struct session *s)
{
	struct verdict *v;
	int err = check_program(s);
	s32 best;

	if (err)
		return err;
	if (s->recording)
		return replayed(s);
	if (s->opts.backend && strcmp(s->opts.backend, "auto"))
		return forced(s);
	v = arena_array(s->arena, struct verdict, backend_count());
	for (u32 i = 0; backends[i]; i++) {
		err = ask(s, backends[i], &v[i]);
		if (err)
			return err;
		if (v[i].can && !v[i].ninexact)
			break;
	}
	best = session_best(v, backend_count());
	if (best >= 0) {
		chosen(s, backends[best], &v[best]);
		return 0;
	}
	say_why_not(s, v, backend_count());
	return -EINVAL;
}
