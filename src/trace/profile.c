// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sonde report --profile: where each task's time went. Running, off the CPU by state with the
 * stacks that led there, from wake-up to running, and in system calls; each as far as its events
 * are in the recording (sched:sched_switch, sched:sched_wakeup, raw_syscalls or syscalls, stacks by
 * -T). What had begun before the recording, or had not ended, is not counted.
 */
#include <stdlib.h>
#include <string.h>

#include "probe/arch.h"
#include "probe/sysnum.h"
#include "trace/convert_impl.h"
#include "util/mem.h"

#define MAX_STACKS 65536 /* different ones; more are not told apart */
#define SHOWN      5     /* stacks of a task's state */

struct times {
	u64 n, total, max;
};

/* The letters of ps, in the order of the bits of prev_state. */
static const char letters[] = "RSDTtXZPI";
#define NSTATES (sizeof(letters) - 1)
static const char *const state_names[NSTATES] = {"preempted", "sleeping", "waiting for a device",
                                                 "stopped",   "traced",   "dead",
                                                 "zombie",    "parked",   "idle"};

struct call {
	struct times times;
	const char *name;
};

struct task_times {
	s32 tid;
	char comm[17];
	u64 in, out, woken, entered; /* since when; 0: not */
	u32 state;                   /* it left the CPU in */
	struct stack_times *stack;   /* … from where, or NULL */
	struct call *call;           /* entered */
	struct times run, wake, states[NSTATES];
	struct hash calls; /* name → struct call */
};

/* A stack of a task in a state. */
struct stack_times {
	struct times times;
	s32 tid;
	u32 state, n;
	u64 frames[];
};

enum what { IGNORED, SWITCH, WAKEUP, ENTER, EXIT };

struct known {
	bool looked_at;
	enum what what;
	const char *call;
	const struct trace_field *pid, *state, *next, *next_comm, *comm, *id;
};

struct profile {
	struct hash tasks;  /* tid → struct task_times */
	struct hash stacks; /* tid, state, frames → struct stack_times */
	struct known *known;
	bool names_calls, merged;
};

static int profile_open(struct converter *c)
{
	const char *machine = trace_file_machine(c->file);
	struct profile *p = c->priv;

	p->known = mem_alloc(65536, sizeof(*p->known));
	p->names_calls = machine && arch_find(machine) == arch_host();
	return 0;
}

static struct known *known_of(struct profile *p, const struct event_format *e)
{
	struct known *k = &p->known[e->id % 65536];

	if (k->looked_at)
		return k;
	k->looked_at = true;
	if (!strcmp(e->name, "sched_switch")) {
		k->pid = trace_event_field(e, "prev_pid");
		k->comm = trace_event_field(e, "prev_comm");
		k->state = trace_event_field(e, "prev_state");
		k->next = trace_event_field(e, "next_pid");
		k->next_comm = trace_event_field(e, "next_comm");
		k->what = k->pid && k->state && k->next ? SWITCH : IGNORED;
	} else if (!strncmp(e->name, "sched_waking", 12) || !strncmp(e->name, "sched_wakeup", 12)) {
		k->pid = trace_event_field(e, "pid");
		k->what = k->pid ? WAKEUP : IGNORED;
	} else if (!strcmp(e->system, "raw_syscalls")) {
		k->id = trace_event_field(e, "id");
		k->what = !k->id ? IGNORED : !strcmp(e->name, "sys_enter") ? ENTER : EXIT;
	} else if (!strcmp(e->system, "syscalls")) {
		k->what = !strncmp(e->name, "sys_enter_", 10) ? ENTER : EXIT;
		k->call = k->what == ENTER ? e->name + 10 : NULL;
	}
	return k;
}

static struct task_times *task_of(struct profile *p, s32 tid)
{
	struct task_times *t = hash_get(&p->tasks, &tid, sizeof(tid));

	if (t)
		return t;
	t = mem_alloc(1, sizeof(*t));
	t->tid = tid;
	hash_put(&p->tasks, &tid, sizeof(tid), t);
	return t;
}

static void set_comm(struct converter *c, struct task_times *t, const struct trace_field *f,
                     const struct trace_record *r)
{
	u32 len = 0;
	const u8 *at = f ? trace_field_data(f, r->data, r->size, c->file->big_endian, &len) : NULL;

	if (!at)
		return;
	memset(t->comm, 0, sizeof(t->comm));
	memcpy(t->comm, at, len < 16 ? len : 16);
}

static void add(struct times *t, u64 from, u64 to)
{
	u64 d = to > from ? to - from : 0;

	t->n++;
	t->total += d;
	t->max = d > t->max ? d : t->max;
}

static u32 state_of(u64 bits)
{
	u32 bit = (bits & 0xff) ? (u32)__builtin_ctzll(bits & 0xff) + 1 : 0;

	return bit < NSTATES ? bit : 0;
}

static struct stack_times *stack_of(struct converter *c, const struct trace_record *r, s32 tid,
                                    u32 state)
{
	u64 user[MAX_STACK_FRAMES], kernel[2 + MAX_STACK_FRAMES];
	struct profile *p = c->priv;
	u32 nuser = 0, n = 0;
	struct stack_times *s;
	size_t size;

	record_frames(c, r, user, &nuser, kernel + 1, &n);
	if (!n)
		return NULL;
	kernel[0] = (u64)(u32)tid << 32 | state;
	size = (n + 1) * sizeof(u64);
	s = hash_get(&p->stacks, kernel, size);
	if (s)
		return s;
	if (p->stacks.n >= MAX_STACKS) {
		p->merged = true;
		return NULL;
	}
	s = mem_alloc(1, sizeof(*s) + n * sizeof(u64));
	s->tid = tid;
	s->state = state;
	s->n = n;
	memcpy(s->frames, kernel + 1, n * sizeof(u64));
	hash_put(&p->stacks, kernel, size, s);
	return s;
}

static void on_switch(struct converter *c, const struct trace_record *r, const struct known *k)
{
	bool big = c->file->big_endian;
	s32 prev = (s32)trace_field_int(k->pid, r->data, r->size, big);
	s32 next = (s32)trace_field_int(k->next, r->data, r->size, big);
	struct task_times *t;

	if (prev) {
		t = task_of(c->priv, prev);
		set_comm(c, t, k->comm, r);
		if (t->in)
			add(&t->run, t->in, r->time);
		t->in = 0;
		t->out = r->time;
		t->state = state_of(trace_field_uint(k->state, r->data, r->size, big));
		t->stack = stack_of(c, r, prev, t->state);
	}
	if (!next)
		return;
	t = task_of(c->priv, next);
	set_comm(c, t, k->next_comm, r);
	if (t->out) {
		add(&t->states[t->state], t->out, r->time);
		if (t->stack)
			add(&t->stack->times, t->out, r->time);
	}
	if (t->woken)
		add(&t->wake, t->woken, r->time);
	t->out = t->woken = 0;
	t->in = r->time;
}

static void on_enter(struct converter *c, const struct trace_record *r, const struct known *k)
{
	struct profile *p = c->priv;
	struct task_times *t = task_of(p, record_tid(c, r));
	const char *name = k->call;
	char number[32];
	s64 nr;

	if (!name) {
		nr = trace_field_int(k->id, r->data, r->size, c->file->big_endian);
		name = p->names_calls ? syscall_by_number((s32)nr) : NULL;
		snprintf(number, sizeof(number), "syscall %lld", (long long)nr);
		name = name ? name : number;
	}
	t->call = hash_gets(&t->calls, name);
	if (!t->call) {
		t->call = mem_alloc(1, sizeof(*t->call));
		t->call->name = arena_strdup(c->arena, name);
		hash_puts(&t->calls, name, t->call);
	}
	t->entered = r->time;
}

static void on_return(struct converter *c, const struct trace_record *r)
{
	struct task_times *t = task_of(c->priv, record_tid(c, r));

	if (t->entered)
		add(&t->call->times, t->entered, r->time);
	t->entered = 0;
}

static void profile_event(struct converter *c, const struct trace_record *r)
{
	const struct event_format *e = trace_printer_event(c->printer, r);
	struct task_times *t;
	struct known *k;

	if (!e)
		return;
	k = known_of(c->priv, e);
	switch (k->what) {
	case SWITCH:
		on_switch(c, r, k);
		break;
	case WAKEUP:
		t = task_of(c->priv,
		            (s32)trace_field_int(k->pid, r->data, r->size, c->file->big_endian));
		if (t->out && !t->woken)
			t->woken = r->time;
		break;
	case ENTER:
		on_enter(c, r, k);
		break;
	case EXIT:
		on_return(c, r);
		break;
	default:
		break;
	}
}

/* "N times, total T ms, mean, max" */
static void print_times(struct converter *c, const char *indent, const char *what,
                        const struct times *t)
{
	buf_addf(&c->buf, "%s%-24s %8llu x %14.3f ms   mean %11.3f us   max %11.3f us\n", indent,
	         what, (unsigned long long)t->n, (double)t->total / 1e6,
	         (double)t->total / 1e3 / (double)t->n, (double)t->max / 1e3);
}

static int by_run(const void *a, const void *b)
{
	const struct task_times *const *x = a, *const *y = b;

	if ((*x)->run.total != (*y)->run.total)
		return (*x)->run.total > (*y)->run.total ? -1 : 1;
	return ((*x)->tid > (*y)->tid) - ((*x)->tid < (*y)->tid);
}

/* By task and state, the longest first. */
static int by_stack(const void *a, const void *b)
{
	const struct stack_times *const *x = a, *const *y = b;

	if ((*x)->tid != (*y)->tid)
		return (*x)->tid < (*y)->tid ? -1 : 1;
	if ((*x)->state != (*y)->state)
		return (*x)->state < (*y)->state ? -1 : 1;
	if ((*x)->times.total != (*y)->times.total)
		return (*x)->times.total > (*y)->times.total ? -1 : 1;
	return 0;
}

static int by_call(const void *a, const void *b)
{
	const struct call *const *x = a, *const *y = b;

	if ((*x)->times.total != (*y)->times.total)
		return (*x)->times.total > (*y)->times.total ? -1 : 1;
	return strcmp((*x)->name, (*y)->name);
}

/* Everything in a table, sorted; *n of them. Freed by the caller. */
static void *sorted(struct hash *h, int (*order)(const void *, const void *), u32 *n)
{
	void **items = mem_alloc(h->n + 1, sizeof(void *));

	*n = 0;
	for (struct hash_entry *e = NULL; (e = hash_next(h, e));)
		items[(*n)++] = e->value;
	qsort(items, *n, sizeof(void *), order);
	return items;
}

static void print_stacks(struct converter *c, const struct task_times *t, u32 state,
                         struct stack_times **stacks, u32 n)
{
	u32 first = 0, shown = 0;

	while (first < n && (stacks[first]->tid != t->tid || stacks[first]->state != state))
		first++;
	for (u32 i = first; i < n && stacks[i]->tid == t->tid && stacks[i]->state == state &&
	                    shown < SHOWN && stacks[i]->times.n;
	     i++, shown++) {
		buf_addf(&c->buf, "      %.3f ms, %llu x\n", (double)stacks[i]->times.total / 1e6,
		         (unsigned long long)stacks[i]->times.n);
		for (u32 k = 0; k < stacks[i]->n; k++) {
			buf_adds(&c->buf, "        ");
			ksym_format(&c->buf, c->syms, stacks[i]->frames[k], SYM_NAME);
			buf_addc(&c->buf, '\n');
		}
	}
}

static void print_task(struct converter *c, struct task_times *t, struct stack_times **stacks,
                       u32 nstacks)
{
	struct call **calls;
	char what[64];
	u32 n;

	buf_addf(&c->buf, "\ntask: %s-%d\n",
	         *t->comm ? t->comm : trace_printer_comm(c->printer, t->tid), t->tid);
	if (t->run.n)
		print_times(c, "  ", "running", &t->run);
	if (t->wake.n)
		print_times(c, "  ", "woken, not yet running", &t->wake);
	for (u32 i = 0; i < NSTATES; i++) {
		if (!t->states[i].n)
			continue;
		snprintf(what, sizeof(what), "%c %s", letters[i], state_names[i]);
		print_times(c, "  ", what, &t->states[i]);
		print_stacks(c, t, i, stacks, nstacks);
	}
	calls = sorted(&t->calls, by_call, &n);
	for (u32 i = 0; i < n; i++)
		if (calls[i]->times.n)
			print_times(c, "  call ", calls[i]->name, &calls[i]->times);
	free(calls);
}

static bool is_empty(const struct task_times *t)
{
	bool empty = !t->run.n && !t->wake.n && !t->calls.n;

	for (u32 i = 0; i < NSTATES; i++)
		empty &= !t->states[i].n;
	return empty;
}

static void profile_close(struct converter *c)
{
	struct profile *p = c->priv;
	u32 ntasks, nstacks;
	struct task_times **tasks = sorted(&p->tasks, by_run, &ntasks);
	struct stack_times **stacks = sorted(&p->stacks, by_stack, &nstacks);

	for (u32 i = 0; i < ntasks; i++)
		if (!is_empty(tasks[i]))
			print_task(c, tasks[i], stacks, nstacks);
	if (!ntasks)
		buf_adds(&c->buf, "no task switches and no system calls are in the recording\n");
	if (p->merged)
		fprintf(stderr, "WARNING: more than %u different stacks: the rest is not shown\n",
		        MAX_STACKS);
	for (u32 i = 0; i < ntasks; i++) {
		for (struct hash_entry *e = NULL; (e = hash_next(&tasks[i]->calls, e));)
			free(e->value);
		hash_free(&tasks[i]->calls);
		free(tasks[i]);
	}
	for (u32 i = 0; i < nstacks; i++)
		free(stacks[i]);
	free(tasks);
	free(stacks);
	hash_free(&p->tasks);
	hash_free(&p->stacks);
	free(p->known);
}

const struct convert_format trace_profile = {.name = "profile",
                                             .doc = "time of each task",
                                             .open = profile_open,
                                             .event = profile_event,
                                             .close = profile_close,
                                             .priv_size = sizeof(struct profile)};
