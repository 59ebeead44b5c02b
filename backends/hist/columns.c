/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trigger of a clause at a probe: what its slots hang on becomes the keys of the table, what
 * is only added up becomes a value, and the filter goes with it.
 */
#include <string.h>

#include "backends/hist/hist.h"

#define KEY_BYTES    384 /* of all keys together: HIST_KEY_SIZE_MAX */
#define DYN_BYTES    256 /* that a string of no fixed size takes of it: STR_VAR_LEN_MAX */
#define STACK_BYTES  (HIST_DEPTH * sizeof(long))
#define FEW_VALUES   16 /* bits: what is not in a key may be counted value by value */
#define MIN_ENTRIES  128
#define MAX_ENTRIES  131072
#define ROWS_AN_ITEM 4 /* rows that one key of a map may be spread over, at a guess */

struct maker {
	struct backend_run *r;
	struct verdict *v;
	struct hist *h;
	bool whole; /* the kernel checks all of the filter */
	bool ok;
	u32 bytes;    /* of the keys */
	bool strings; /* pointers to letters among the fields: event probes misread them */
};

static void why_not(struct maker *m, struct span at, const char *what, const char *way_out)
{
	struct verdict *v = m->v;

	m->ok = false;
	for (u32 i = 0; v && i < v->nwhy_not; i++)
		if (!strcmp(v->why_not[i].what, what) && v->why_not[i].span.begin == at.begin)
			return;
	if (v)
		*ARENA_PUSH(m->r->arena, v->why_not, v->nwhy_not) =
		        (struct reason){at, what, way_out};
}

static void inexact(struct maker *m, struct span at, const char *what)
{
	struct verdict *v = m->v;

	for (u32 i = 0; v && i < v->ninexact; i++)
		if (!strcmp(v->inexact[i].what, what) && v->inexact[i].span.begin == at.begin)
			return;
	if (v)
		*ARENA_PUSH(m->r->arena, v->inexact, v->ninexact) = (struct reason){at, what, NULL};
}

static void add_key(struct maker *m, struct hist_key key, struct hist_column column, u32 bytes,
                    struct span at)
{
	struct hist_spec *s = &m->h->spec;

	for (u32 i = 0; i < s->nkeys; i++)
		if (!strcmp(s->keys[i].text, key.text) && m->h->columns[i].dest == column.dest)
			return;
	if (s->nkeys == m->r->hists->caps.max_keys) {
		why_not(m, at,
		        m->r->hists->caps.max_keys == 2
		                ? "this kernel's hist triggers have at most 2 keys"
		                : "hist triggers have at most 3 keys",
		        "filters that the kernel can check need none");
		return;
	}
	m->bytes += ALIGN_UP(bytes, 8);
	if (m->bytes > KEY_BYTES) {
		why_not(m, at,
		        "the keys of a hist trigger hold at most 384 bytes, and a string "
		        "takes 256",
		        NULL);
		return;
	}
	s->keys[s->nkeys] = key;
	m->h->columns[s->nkeys++] = column;
}

static void add_tid(struct maker *m, struct span at)
{
	add_key(m, (struct hist_key){HIST_NUMBER, "common_pid", "common_pid", NULL},
	        (struct hist_column){.dest = DEST_TID}, 8, at);
}

static void add_cpu(struct maker *m, struct span at)
{
	const struct hist_caps *c = &m->r->hists->caps;

	if (!c->cpu) {
		why_not(m, at, "this kernel's hist triggers cannot tell CPUs apart", NULL);
		return;
	}
	add_key(m,
	        (struct hist_key){HIST_NUMBER, c->common_cpu ? "common_cpu" : "cpu", "common_cpu",
	                          "cpu"},
	        (struct hist_column){.dest = DEST_CPU}, 8, at);
}

/* An argument of a dynamic event, by the name that event.c gives it. */
static const char *arg_name(struct maker *m, s32 arg)
{
	return arena_printf(m->r->arena, "a%d", arg);
}

static void add_comm(struct maker *m, struct span at)
{
	struct hist_column column = {.dest = DEST_COMM};
	struct feed *f = m->h->feed;
	const char *name;

	if (f->mech != MECH_TRACEPOINT) {
		name = arg_name(m, feed_arg(m->r, f, "$comm", NULL));
		add_key(m, (struct hist_key){HIST_STRING, name, name, NULL}, column, DYN_BYTES, at);
		return;
	}
	if (m->r->hists->caps.eprobe_comm && !m->strings) {
		m->h->eprobe = true;
		add_key(m, (struct hist_key){HIST_STRING, "sonde_comm", "sonde_comm", NULL}, column,
		        DYN_BYTES, at);
		return;
	}
	inexact(m, at,
	        "a hist trigger on a tracepoint knows a thread's name from its first event: "
	        "it does not see a later exec or rename");
	add_key(m, (struct hist_key){HIST_EXECNAME, "common_pid.execname", "common_pid", NULL},
	        column, 8, at);
}

static void add_stack(struct maker *m, const struct load *l, struct span at)
{
	if (!l->len || l->len > HIST_DEPTH)
		inexact(m, at, "hist triggers keep the 16 innermost frames of a kernel stack");
	add_key(m, (struct hist_key){HIST_STACK, "stacktrace", "stacktrace", "common_stacktrace"},
	        (struct hist_column){.dest = DEST_STACK}, STACK_BYTES, at);
}

/* The name of what ROOT_FUNC is, the address at the start of a dynamic event's record. */
static const char *func_field(const struct feed *f)
{
	return probe_is_return(f->probe) ? "__probe_func" : "__probe_ip";
}

static bool is_text(const struct type *t)
{
	return t && t->kind == TY_PTR && t->elem && t->elem->size == 1;
}

/* The field of the tracepoint that a load is in; it has to be the whole field. */
static bool is_field(const struct slot *s, const struct load *l)
{
	if (s->root != ROOT_FIELD || s->nsteps || s->off)
		return false;
	if (l->kind == LOAD_RAW)
		return s->field.type && type_is_scalar(s->field.type) &&
		       l->off == s->field.offset && l->size <= s->field.type->size;
	return l->kind == LOAD_RAW_STR || l->kind == LOAD_RAW_DYN || l->kind == LOAD_RAW_REL;
}

static const char *field_name(struct maker *m, const struct slot *s, const struct load *l)
{
	if (l->arg >= 0)
		return arg_name(m, l->arg);
	if (s->root == ROOT_FUNC)
		return func_field(m->h->feed);
	return is_field(s, l) ? s->name : NULL;
}

static void add_field(struct maker *m, const struct slot *s, const struct load *l, u32 index)
{
	struct hist_column column = {.dest = DEST_FIELD, .load = index};
	const char *name = field_name(m, s, l);
	bool text = l->kind != LOAD_RAW;

	if (!name || (l->kind != LOAD_RAW && !l->is_string)) {
		why_not(m, s->span, "hist triggers take whole fields of numbers and strings only",
		        NULL);
		return;
	}
	if (l->arg < 0 && s->root == ROOT_FIELD) {
		column.off = s->field.offset;
		column.size = l->kind == LOAD_RAW ? s->field.type->size
		              : l->kind == LOAD_RAW_STR
		                      ? (s->field.type->size ? s->field.type->size : s->len)
		                      : 4;
	}
	add_key(m, (struct hist_key){text ? HIST_STRING : HIST_NUMBER, name, name, NULL}, column,
	        !text                                      ? 8
	        : l->kind == LOAD_RAW_STR && !m->h->eprobe ? column.size
	                                                   : DYN_BYTES,
	        s->span);
}

/* Can so many values be counted one by one? */
static bool is_bounded(const struct load *l)
{
	switch (l->kind) {
	case LOAD_RAW:
		return (l->bit_size ? l->bit_size : l->size * 8) <= FEW_VALUES;
	case LOAD_RAW_STR:
	case LOAD_RAW_DYN:
	case LOAD_RAW_REL:
		return false;
	default:
		return true;
	}
}

static bool check_bound(struct maker *m, const struct slot *s, const struct load *l, u8 use)
{
	if ((use & USE_KEY) || is_bounded(l))
		return true;
	if (use & USE_FILTER)
		why_not(m, s->span, "the kernel's event filter cannot check this as it stands here",
		        "compare fields with constants");
	else
		why_not(m, s->span,
		        "a hist trigger would have to count each of its values by itself, and it "
		        "can have more than 65536 (the kernel's own log2 rounds up, which hist() "
		        "does not)",
		        NULL);
	return false;
}

static void add_slot(struct maker *m, const struct slot *s, const struct load *l, u32 index, u8 use)
{
	switch (l->kind) {
	case LOAD_CONST:
		if (s->root == ROOT_RAND)
			break;
		return;
	case LOAD_PID:
		m->h->wants_pid = true;
		/* fall through */
	case LOAD_TID:
		add_tid(m, s->span);
		return;
	case LOAD_CPU:
	case LOAD_NUMAID:
		add_cpu(m, s->span);
		return;
	case LOAD_COMM:
		add_comm(m, s->span);
		return;
	case LOAD_KSTACK:
		add_stack(m, l, s->span);
		return;
	case LOAD_RAW:
	case LOAD_RAW_STR:
	case LOAD_RAW_DYN:
	case LOAD_RAW_REL:
		if (check_bound(m, s, l, use))
			add_field(m, s, l, index);
		return;
	default:
		break;
	}
	why_not(m, s->span, "hist triggers cannot tell events apart by this", NULL);
}

/* Only summed up, and the kernel's sum of the field is ours: else it is a key. */
static bool add_value(struct maker *m, const struct slot *s, const struct load *l)
{
	struct hist_spec *spec = &m->h->spec;
	const char *name;
	bool sign;

	if (l->kind != LOAD_RAW || l->bit_size || l->add || spec->nvals == HIST_VALS)
		return false;
	name = field_name(m, s, l);
	if (!name)
		return false;
	/* fetch-args are unsigned (:u32) */
	sign = l->arg < 0 && s->field.type && s->field.type->is_signed;
	if (l->size < 8 && sign != l->is_signed)
		return false;
	if (l->arg < 0 && s->root == ROOT_FIELD && l->size != s->field.type->size)
		return false;
	m->h->val_slots[spec->nvals] = l->slot;
	spec->vals[spec->nvals++] = name;
	return true;
}

static u8 use_of(const struct maker *m, u32 slot)
{
	u8 use = m->h->match.uses[slot];

	if (m->whole && use)
		use &= (u8)~USE_FILTER;
	else if (!use)
		use = USE_VALUE;
	return use;
}

static bool matters(const struct maker *m, u32 slot)
{
	return !m->whole || m->h->match.uses[slot] != USE_FILTER;
}

/* The field must be in the event probe too: as a fetch-arg of its own name. */
static void eprobe_field(struct maker *m, const struct slot *s, const struct load *l)
{
	struct buf *args = &m->h->args;
	char word[128];

	if (s->root != ROOT_FIELD || !strncmp(s->name, "common_", 7))
		return;
	snprintf(word, sizeof(word), " %s=", s->name);
	if (strstr(buf_str(args), word))
		return;
	buf_addf(args, "%s$%s:", word, s->name);
	if (l->kind == LOAD_RAW)
		buf_addf(args, "%c%u", s->field.type->is_signed ? 's' : 'u',
		         s->field.type->size * 8);
	else
		buf_adds(args, "string");
}

static void make_eprobe(struct maker *m)
{
	const struct plan_clause *c = m->h->target->clause;

	buf_adds(&m->h->args, "sonde_comm=$comm:string");
	for (u32 i = 0; i < m->h->target->nloads; i++) {
		const struct load *l = &m->h->target->loads[i];

		eprobe_field(m, &c->slots[l->slot], l);
	}
}

/* Does the kernel check all of the clause's filter, at each of its probes? */
static bool filter_is_whole(const struct backend_run *r, const struct plan_clause *c)
{
	for (u32 i = 0; i < r->nfeeds; i++)
		for (const struct target *t = r->feeds[i]->targets; t; t = t->next)
			if (t->clause == c && !pushdown_is_whole(r->arena, r->feeds[i], t))
				return false;
	return true;
}

static void set_filter(struct maker *m)
{
	const struct plan_clause *c = m->h->target->clause;

	if (!c->variant->clause->filter)
		return;
	m->h->filter = pushdown_filter(m->r->arena, m->h->feed, m->h->target);
	m->whole = filter_is_whole(m->r, c);
	m->r->hists->whole[c->id] = m->whole;
}

/* Are there fields that an event probe would read wrongly, or not at all? */
static bool has_text_fields(const struct target *t)
{
	for (u32 i = 0; i < t->nloads; i++) {
		const struct slot *s = &t->clause->slots[t->loads[i].slot];

		if (s->root == ROOT_FIELD &&
		    (is_text(s->field.type) || !is_field(s, &t->loads[i]) ||
		     !strcmp(s->name, "common_type")))
			return true;
	}
	return false;
}

static void add_columns(struct maker *m)
{
	const struct target *t = m->h->target;
	const struct plan_clause *c = t->clause;

	m->strings = has_text_fields(t);
	/* the name first: it decides on which event the trigger is */
	for (u32 pass = 0; pass < 2; pass++) {
		for (u32 i = 0; i < t->nloads; i++) {
			const struct load *l = &t->loads[i];
			const struct slot *s = &c->slots[l->slot];

			if ((l->kind == LOAD_COMM) == pass || !matters(m, l->slot))
				continue;
			if (use_of(m, l->slot) == USE_SUM && add_value(m, s, l))
				continue;
			add_slot(m, s, l, i, use_of(m, l->slot));
		}
	}
	if (m->h->one_process) {
		m->h->wants_pid = true;
		add_tid(m, t->probe->span);
	}
	if (!m->h->spec.nkeys) /* there must be one: what is the same in every event */
		add_key(m, (struct hist_key){HIST_NUMBER, "common_type", "common_type", NULL},
		        (struct hist_column){.dest = DEST_NONE}, 8, c->variant->clause->span);
	if (m->h->eprobe)
		make_eprobe(m);
}

static bool make(struct backend_run *r, struct verdict *v, struct feed *f, struct target *t)
{
	struct hist *h = ARENA_PUSH(r->arena, r->hists->items, r->hists->n);
	struct maker m = {.r = r, .v = v, .h = h, .ok = true};

	*h = (struct hist){.feed = f, .target = t};
	if (!hist_match(r->arena, t->clause, &h->match)) {
		why_not(&m, h->match.span, h->match.what, NULL);
		return false;
	}
	h->one_process = f->mech == MECH_UPROBE_EVENT && r->opts.pid;
	set_filter(&m);
	add_columns(&m);
	if (v && m.ok)
		*ARENA_PUSH(r->arena, v->mechanisms, v->nmechanisms) = (struct mechanism){
		        t->probe, arena_printf(r->arena, "trigger %s%s", hist_definition(r, h),
		                               h->eprobe ? ", on an event probe" : "")};
	return m.ok;
}

int hists_make(struct backend_run *r, struct verdict *v)
{
	bool ok = true;

	r->hists->whole = arena_array(r->arena, bool, r->plan->nclauses + 1);
	if (v)
		v->nmechanisms = 0;
	for (u32 i = 0; i < r->nfeeds; i++)
		for (struct target *t = r->feeds[i]->targets; t; t = t->next)
			ok &= make(r, v, r->feeds[i], t);
	return ok ? 0 : -EOPNOTSUPP;
}

static u32 entries(const struct backend_run *r, const struct hist *h)
{
	u32 want = MIN_ENTRIES, most = 0;

	if (h->spec.nkeys == 1 && h->columns[0].dest == DEST_NONE)
		return want;
	for (u32 i = 0; i < r->plan->sema->nmaps; i++)
		if (r->plan->sema->maps[i]->max_entries > most)
			most = r->plan->sema->maps[i]->max_entries;
	while (want < MAX_ENTRIES && want / ROWS_AN_ITEM < most)
		want *= 2;
	return want;
}

const char *hist_definition(struct backend_run *r, const struct hist *h)
{
	struct buf b = BUF_INIT;
	const char *text;

	buf_adds(&b, "hist:keys=");
	for (u32 i = 0; i < h->spec.nkeys; i++)
		buf_addf(&b, "%s%s", i ? "," : "", h->spec.keys[i].text);
	for (u32 i = 0; i < h->spec.nvals; i++)
		buf_addf(&b, "%s%s", i ? "," : ":vals=", h->spec.vals[i]);
	buf_addf(&b, ":size=%u", entries(r, h));
	if (h->filter)
		buf_addf(&b, " if %s", h->filter);
	text = arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return text;
}
