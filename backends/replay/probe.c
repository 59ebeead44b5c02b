// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The dynamic events of a recording as the probes of a program. Of a kprobe, a uprobe or a system
 * call's string the backends would have had the kernel fetch something: it is in the recording if
 * an event of the same place was recorded with a fetch-arg of the same meaning.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/replay/replay.h"

/* "+16(+u0x18($arg2))" → "+16(+24(%si))": one spelling for each meaning. */
static const char *normal(struct backend_run *r, const struct func_sig *sig, const char *text)
{
	struct buf b = BUF_INIT;
	const char *result;

	if (sig && (*text == '_' || (*text | 32) >= 'a')) /* the name of a parameter */
		for (u32 i = 0; i < sig->nargs; i++)
			if (sig->names[i] && !strcmp(sig->names[i], text))
				text = arena_printf(r->arena, "$arg%u", i + 1);
	while (*text) {
		const struct arch_reg *reg = NULL;
		char *end;

		if ((*text == '+' || *text == '-') && text[1]) {
			const char *digits = text + 1 + (text[1] == 'u');
			long v = strtol(digits, &end, 0);

			buf_addf(&b, "%+ld", *text == '-' ? -v : v);
			text = end > digits ? end : digits;
			continue;
		}
		if (!strncmp(text, "$arg", 4)) {
			unsigned long n = strtoul(text + 4, &end, 10);

			reg = n ? arch_arg(r->arch, (u32)n - 1, false) : NULL;
			if (reg && reg->fetch) {
				buf_addf(&b, "%%%s", reg->fetch);
				text = end;
				continue;
			}
		}
		buf_addc(&b, *text++);
	}
	result = arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return result;
}

static bool same_meaning(struct backend_run *r, const struct func_sig *sig, const char *recorded,
                         const char *wanted)
{
	size_t n = wanted ? strcspn(wanted, ":") : 0;

	return wanted && !strcmp(normal(r, sig, recorded),
	                         normal(r, NULL, arena_strndup(r->arena, wanted, n)));
}

/* The field as the load of a slot. False: it holds something else. */
static bool take_field(const struct feed *feed, const struct slot *slot,
                       const struct trace_field *f, const char *type, struct load *l)
{
	bool string = f->dynamic && f->is_string;

	if (slot->form == FORM_STR) {
		l->kind = LOAD_RAW_DYN;
		l->off = f->offset;
		return string;
	}
	if (string || strchr(type, '@') || (slot->form == FORM_BYTES) != f->is_array)
		return false;
	l->off = f->offset + l->skip;
	if (slot->form == FORM_BYTES)
		return f->element == 1 && f->size >= slot->len;
	if (feed->mech == MECH_SYSCALL_KPROBE)
		return l->skip + l->size <= f->size;
	if (slot->deref && slot->root != ROOT_FIELD)
		return f->size == slot->size;
	if (slot->root == ROOT_FIELD && f->size > slot->size) /* of an event probe: 64 bits */
		return !__builtin_popcount(slot->size & (slot->size - 1));
	l->size = (u8)f->size;
	l->is_signed = f->is_signed || slot->root == ROOT_RETVAL;
	return true;
}

/* What a file without definitions tells of a field is its name. */
static bool name_fits(const struct slot *slot, const struct func_sig *sig, const char *name)
{
	if (slot->nsteps || (slot->deref && slot->form == FORM_INT) || slot->off)
		return false;
	if (slot->root == ROOT_RETVAL)
		return !strcmp(name, "ret") || !strcmp(name, "retval") || !strcmp(name, "arg1");
	return slot->root == ROOT_ARG && sig && slot->arg < sig->nargs && sig->names[slot->arg] &&
	       !strcmp(sig->names[slot->arg], name);
}

static const struct func_sig *signature(struct backend_run *r, const struct trace_probe *e)
{
	struct func_sig *sig = arena_new_of(r->arena, struct func_sig);

	if (e->user || e->is_event || !e->func ||
	    types_function(r->plan->sema->types, e->target, e->func, sig))
		return NULL;
	return sig;
}

static bool bind_known(struct backend_run *r, const struct feed *feed, const struct trace_probe *e,
                       const struct slot *slot, const char *want, const char *alternative,
                       struct load *l)
{
	const struct func_sig *sig = signature(r, e);

	for (u32 i = 0; i < e->nargs; i++) {
		const struct trace_field *f = trace_event_field(&e->event, e->args[i].name);

		if (f &&
		    (same_meaning(r, sig, e->args[i].text, want) ||
		     same_meaning(r, sig, e->args[i].text, alternative)) &&
		    take_field(feed, slot, f, e->args[i].type, l))
			return true;
	}
	return false;
}

static bool bind_named(struct backend_run *r, const struct feed *feed, const struct trace_probe *e,
                       const struct slot *slot, struct load *l)
{
	const struct func_sig *sig = signature(r, e);

	for (u32 i = e->event.ncommon; i < e->event.nfields; i++) {
		const struct trace_field *f = &e->event.fields[i];

		if (strncmp(f->name, "__probe_", 8) && name_fits(slot, sig, f->name) &&
		    take_field(feed, slot, f, "", l))
			return true;
	}
	return false;
}

/* Of an event probe the fetch-args are "$FIELD" and "+N($FIELD)". */
static bool bind_field_of_event(struct backend_run *r, const struct feed *feed,
                                const struct trace_probe *e, const struct slot *slot,
                                struct load *l)
{
	const char *want;

	if (slot->root != ROOT_FIELD || !strncmp(slot->name, "common_", 7))
		return true;
	if (l->kind == LOAD_USER_STR)
		want = arena_printf(r->arena, "%+d($%s)", slot->off, slot->name);
	else if (l->kind == LOAD_RAW && slot->deref && !slot->off && !slot->nsteps)
		want = arena_printf(r->arena, "$%s", slot->name);
	else
		return false;
	return bind_known(r, feed, e, slot, want, NULL, l);
}

static bool bind_load(struct backend_run *r, const struct feed *feed, const struct trace_probe *e,
                      const struct slot *slot, struct load *l)
{
	if (e->is_event)
		return bind_field_of_event(r, feed, e, slot, l);
	if (l->arg < 0)
		return true;
	if (!e->known)
		return bind_named(r, feed, e, slot, l);
	return bind_known(r, feed, e, slot, feed->args[l->arg].text, feed->args[l->arg].alternative,
	                  l);
}

static const char *slot_name(struct arena *a, const struct slot *s)
{
	switch (s->root) {
	case ROOT_ARG:
		return arena_printf(a, s->form == FORM_STR ? "the string at arg%u" : "arg%u",
		                    s->arg);
	case ROOT_SARG:
		return arena_printf(a, "sarg%u", s->arg);
	case ROOT_RETVAL:
		return "retval";
	case ROOT_FIELD:
		return s->form == FORM_STR ? arena_printf(a, "the string at args.%s", s->name)
		                           : arena_printf(a, "args.%s", s->name);
	default:
		return s->name ? s->name : "it";
	}
}

static bool bind_event(struct backend_run *r, struct feed *feed, const struct trace_probe *e,
                       struct verdict *v)
{
	bool ok = true;

	for (struct target *t = feed->targets; t; t = t->next) {
		for (u32 i = 0; i < t->nloads; i++) {
			const struct slot *slot = &t->clause->slots[t->loads[i].slot];

			if (bind_load(r, feed, e, slot, &t->loads[i]))
				continue;
			ok = false;
			replay_refuse(r, v, slot->span,
			              arena_printf(r->arena,
			                           "%s:%s of the recording does not hold %s",
			                           e->group, e->name, slot_name(r->arena, slot)),
			              "sonde record --for records what a program asks for");
		}
	}
	return ok;
}

static bool same_file(const char *a, const char *b)
{
	const char *x = strrchr(a, '/'), *y = strrchr(b, '/');

	return !strcmp(x ? x : a, y ? y : b);
}

static bool is_of(const struct feed *feed, const struct trace_probe *e)
{
	const struct probe *p = feed->probe;

	if (!e->id || e->is_event != (feed->mech == MECH_TRACEPOINT))
		return false;
	switch (feed->mech) {
	case MECH_TRACEPOINT:
		return !strcmp(e->target, p->target) && !strcmp(e->func, p->func);
	case MECH_SYSCALL_KPROBE:
		return !e->user && !e->is_return && e->func && !e->offset &&
		       !strcmp(e->func, feed->func);
	case MECH_KPROBE_EVENT:
		return !e->user && e->is_return == probe_is_return(p) && e->func && p->func &&
		       e->offset == p->offset && !strcmp(e->func, p->func);
	case MECH_UPROBE_EVENT:
		return e->user && e->is_return == probe_is_return(p) && e->target && p->target &&
		       e->offset == p->address && same_file(e->target, p->target);
	default:
		return false;
	}
}

static bool wants_strings(const struct feed *f)
{
	for (struct target *t = f->targets; t; t = t->next)
		for (u32 i = 0; i < t->nloads; i++)
			if (t->loads[i].kind == LOAD_USER_STR)
				return true;
	return false;
}

/* One of a list need not be there, as on a kernel that lacks the function. */
static bool may_be_missing(const struct backend_run *r, const struct probe *p)
{
	u8 policy = r->plan->sema->config.missing_probes;

	return p->missing_ok || policy == MISSING_WARN || policy == MISSING_IGNORE;
}

/* The first event of the place that holds everything; else say what the first does not hold. */
static bool bind_feed(struct backend_run *r, struct feed *feed, struct verdict *v)
{
	const struct trace_probes *probes = r->opts.recorded_probes;
	const struct trace_probe *first = NULL;

	if (feed->mech == MECH_TRACEPOINT && !wants_strings(feed))
		return true;
	if (feed->mech == MECH_SAMPLING && replay_has_event(r, feed))
		return true;
	for (u32 i = 0; probes && i < probes->n; i++) {
		const struct trace_probe *e = &probes->items[i];

		if (!is_of(feed, e))
			continue;
		first = first ? first : e;
		if (bind_event(r, feed, e, NULL)) {
			feed->event_id = e->id;
			return true;
		}
	}
	if (first)
		return bind_event(r, feed, first, v);
	if (feed->mech == MECH_TRACEPOINT || may_be_missing(r, feed->probe))
		return true; /* check_loads() says it, or replay_attach() */
	replay_refuse(
	        r, v, feed->probe->span,
	        arena_printf(r->arena, "the recording has no event that was %s", feed->probe->name),
	        feed->mech == MECH_SAMPLING
	                ? "perf record -F 99 -g records samples"
	                : "sonde record --for records what a program asks for; sonde report "
	                  "--events lists what is in the file");
	return false;
}

bool replay_bind(struct backend_run *r, struct verdict *v)
{
	bool ok = true;

	for (u32 i = 0; i < r->nfeeds; i++)
		ok &= bind_feed(r, r->feeds[i], v);
	return ok;
}
