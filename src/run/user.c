// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BEGIN, END and interval: clauses that run in sonde itself, by our VM over the maps of the
 * backend. What a clause asks for with records is done when the clause has ended, as for clauses
 * in the kernel: print(@x) shows what the whole clause has left in @x.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "run/run.h"
#include "sym/kcore.h"
#include "util/mem.h"

/* A clause with its program for each of its probes. */
struct user_clause {
	const struct plan_clause *clause;
	struct code code;
	struct vm_prog **progs; /* parallel to clause->variant->probes */
	struct vm_event *event;
};

struct user_clauses {
	struct vm *vm;
	struct vm_map **maps; /* sema->nmaps of the backend, then special ones of our own */
	struct user_clause *items;
	u32 n;
	struct buf queue; /* records sent by the running clause: u64 size, bytes, up to a word */
	u64 lost[LOST_COUNT];
	char comm[16];
};

static int queue_record(void *arg, const void *record, u32 size)
{
	struct session *s = arg;
	u64 length = size;
	char *to = buf_grow(&s->user->queue, sizeof(length) + ALIGN_UP(size, 8));

	memcpy(to, &length, sizeof(length));
	memcpy(to + sizeof(length), record, size);
	return 0;
}

/* A clause with such needs is run in the kernel, where the backend can do that. */
static bool by_backend(const struct session *s, const struct plan_clause *c)
{
	return c->nneeds && s->backend->run_clause;
}

static s32 read_kernel(void *arg, u64 address, void *to, u32 size)
{
	struct session *s = arg;

	return s->kcore ? kcore_read(s->kcore, address, to, size) : -EFAULT;
}

static u64 kernel_symbol(void *arg, const char *name)
{
	struct session *s = arg;
	u64 addr;

	return ksym_addr(s->syms, name, &addr) ? 0 : addr;
}

static void add_maps(struct session *s, u32 scratch)
{
	struct user_clauses *u = s->user;
	u32 nmaps = s->sema.nmaps, size = scratch + sizeof(struct scratch_header);

	u->maps = mem_alloc(nmaps + SPECIAL_COUNT, sizeof(*u->maps));
	for (u32 i = 0; i < nmaps; i++)
		u->maps[i] = s->backend->map(s->run, i);
	u->maps[nmaps + SPECIAL_RING] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	u->maps[nmaps + SPECIAL_SCRATCH] =
	        vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, ALIGN_UP(size, 8), 1);
	u->maps[nmaps + SPECIAL_LOST] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, LOST_COUNT);
}

static int compile_clause(struct session *s, struct user_clause *c)
{
	struct code_opts opts = {.exec = EXEC_VM,
	                         .context = CTX_USER,
	                         .probe_id = PROBE_ID_IMM,
	                         .syscall_nr = -1,
	                         .reads_kernel = true};

	return code_clause(s->plan, c->clause, &opts, &s->diag, &c->code);
}

static int load_clause(struct session *s, struct user_clause *c)
{
	const struct variant *v = c->clause->variant;
	int err;

	c->progs = arena_array(s->arena, struct vm_prog *, v->nprobes);
	c->event = arena_alloc(s->arena,
	                       sizeof(*c->event) + c->clause->nslots * sizeof(struct vm_slot));
	for (u32 i = 0; i < v->nprobes; i++) {
		c->progs[i] = vm_load(s->user->vm, &c->code, v->probes[i]->id, &err);
		if (!c->progs[i])
			return diag_error(&s->diag, v->clause->span,
			                  "this clause cannot be run in user space: %s",
			                  strerror(-err));
	}
	return 0;
}

int user_open(struct session *s)
{
	struct user_clauses *u = s->user = arena_new_of(s->arena, struct user_clauses);
	struct vm_opts opts = {.plan = s->plan,
	                       .output = queue_record,
	                       .arg = s,
	                       .start = s->start,
	                       .ksym = kernel_symbol,
	                       .read_kernel = read_kernel};
	u32 scratch = 0;

	for (u32 i = 0; i < s->plan->nclauses; i++) {
		struct user_clause *c;
		int err;

		if (!s->plan->clauses[i].in_user)
			continue;
		c = ARENA_PUSH(s->arena, u->items, u->n);
		c->clause = &s->plan->clauses[i];
		if (by_backend(s, c->clause))
			continue;
		err = compile_clause(s, c);
		if (err)
			return err;
		if (c->code.scratch > scratch)
			scratch = c->code.scratch;
	}
	add_maps(s, scratch);
	opts.maps = u->maps;
	u->vm = vm_new(&opts);
	prctl(PR_GET_NAME, u->comm);
	for (u32 i = 0; i < u->n; i++) {
		int err = by_backend(s, u->items[i].clause) ? 0 : load_clause(s, &u->items[i]);

		if (err)
			return err;
	}
	return 0;
}

void user_close(struct session *s)
{
	struct user_clauses *u = s->user;

	if (!u)
		return;
	for (u32 i = 0; i < u->n; i++)
		for (u32 j = 0; u->items[i].progs && j < u->items[i].clause->variant->nprobes; j++)
			vm_prog_free(u->items[i].progs[j]);
	vm_free(u->vm);
	for (u32 i = s->sema.nmaps; u->maps && i < s->sema.nmaps + SPECIAL_COUNT; i++)
		if (u->maps[i])
			vm_map_free(u->maps[i]);
	free(u->maps);
	buf_free(&u->queue);
	s->user = NULL;
}

static u64 clock_value(const struct session *s, const struct vm_event *ev, u32 which)
{
	static const clockid_t ids[] = {
	        [NSECS_MONO] = CLOCK_MONOTONIC, [NSECS_BOOT] = CLOCK_BOOTTIME,
	        [NSECS_TAI] = CLOCK_TAI,        [NSECS_SW_TAI] = CLOCK_TAI,
	        [NSECS_REAL] = CLOCK_REALTIME,
	};
	struct timespec t;

	if (which == NSECS_MONO || which >= ARRAY_LEN(ids) || clock_gettime(ids[which], &t))
		return ev->time;
	return (u64)t.tv_sec * 1000000000ull + (u64)t.tv_nsec;
}

/* The id of our own cgroup (version 2): the inode of its directory. */
static u64 own_cgroup(void)
{
	struct buf text = BUF_INIT, path = BUF_INIT;
	const char *line;
	struct stat st;
	u64 id = 0;

	if (!buf_read_file(&text, "/proc/self/cgroup") && (line = strstr(buf_str(&text), "0::"))) {
		buf_addf(&path, "/sys/fs/cgroup%.*s", (int)strcspn(line + 3, "\n"), line + 3);
		if (!stat(buf_str(&path), &st))
			id = st.st_ino;
	}
	buf_free(&text);
	buf_free(&path);
	return id;
}

static void fill_slot(struct session *s, const struct slot *slot, struct vm_event *ev,
                      struct vm_slot *out)
{
	unsigned int cpu, node = 0;

	switch (slot->root) {
	case ROOT_PID:
	case ROOT_TID:
		out->value = (u64)getpid();
		return;
	case ROOT_PPID:
		out->value = (u64)getppid();
		return;
	case ROOT_UID:
		out->value = getuid();
		return;
	case ROOT_GID:
		out->value = getgid();
		return;
	case ROOT_COMM:
	case ROOT_PCOMM:
		out->data = s->user->comm;
		out->len = sizeof(s->user->comm);
		return;
	case ROOT_NSECS:
		out->value = clock_value(s, ev, slot->arg);
		return;
	case ROOT_ELAPSED:
		out->value = ev->time - s->start;
		return;
	case ROOT_CPU:
		out->value = ev->cpu;
		return;
	case ROOT_NUMAID:
		if (!getcpu(&cpu, &node))
			out->value = node;
		return;
	case ROOT_CGROUP:
		out->value = own_cgroup();
		return;
	case ROOT_JIFFIES:
		out->value = ev->time / (1000000000ull / (u64)sysconf(_SC_CLK_TCK));
		return;
	case ROOT_PROBE:
		out->value = ev->probe;
		return;
	default:
		return;
	}
}

static u64 fire(struct session *s, struct user_clause *c, u32 index)
{
	u64 result;
	struct vm_event *ev = c->event;
	unsigned int cpu = 0;
	int err;

	if (by_backend(s, c->clause)) {
		s->backend->run_clause(s->run, c->clause, c->clause->variant->probes[index]->id);
		s->backend->poll(s->run);
		return 0;
	}
	if (s->backend->settle)
		s->backend->settle(s->run);
	getcpu(&cpu, NULL);
	memset(ev, 0, sizeof(*ev) + c->clause->nslots * sizeof(struct vm_slot));
	ev->time = s->recording ? s->replay_time : now_ns();
	ev->cpu = cpu;
	ev->probe = c->clause->variant->probes[index]->id;
	for (u32 i = 0; i < c->clause->nslots; i++)
		fill_slot(s, &c->clause->slots[i], ev, &ev->slots[i]);
	result = vm_run(s->user->vm, c->progs[index], ev, &err);
	if (err == -ETIME)
		diag_error(&s->diag, c->clause->variant->clause->span,
		           "this clause was stopped: it ran too long");
	return result;
}

/* Acting can fire nothing, so the queue does not grow meanwhile. */
static void act_on_queue(struct session *s)
{
	struct buf queue = s->user->queue;
	size_t at = 0;

	memset(&s->user->queue, 0, sizeof(s->user->queue));
	while (at < queue.len) {
		u64 size;

		memcpy(&size, queue.data + at, sizeof(size));
		at += sizeof(size);
		act(s, queue.data + at, (u32)size);
		at += ALIGN_UP(size, 8);
	}
	buf_clear(&queue);
	s->user->queue = queue;
}

static void fire_probe(struct session *s, const struct probe *p, bool any, enum provider provider)
{
	for (u32 i = 0; i < s->user->n && !s->stop; i++) {
		struct user_clause *c = &s->user->items[i];
		const struct variant *v = c->clause->variant;

		for (u32 j = 0; j < v->nprobes && !s->stop; j++) {
			if (any ? v->probes[j]->provider != provider : v->probes[j] != p)
				continue;
			fire(s, c, j);
			act_on_queue(s);
		}
	}
}

void user_fire(struct session *s, const struct probe *p)
{
	fire_probe(s, p, false, PROVIDER_COUNT);
}

void user_fire_all(struct session *s, enum provider provider)
{
	fire_probe(s, NULL, true, provider);
}

u64 user_repeat(struct session *s, const struct probe *p, u32 n, u64 *result)
{
	u64 start = now_ns();

	for (u32 i = 0; i < s->user->n; i++) {
		struct user_clause *c = &s->user->items[i];
		const struct variant *v = c->clause->variant;

		for (u32 j = 0; j < v->nprobes; j++) {
			if (v->probes[j] != p)
				continue;
			for (u32 k = 0; k < n; k++) {
				buf_clear(&s->user->queue);
				*result = fire(s, c, j);
			}
		}
	}
	return now_ns() - start;
}

void user_act(struct session *s)
{
	act_on_queue(s);
	buf_clear(&s->user->queue);
}

void user_lost(struct session *s, struct lost_events *lost)
{
	struct vm_map *m = s->user ? s->user->maps[s->sema.nmaps + SPECIAL_LOST] : NULL;
	u64 counts[LOST_COUNT] = {0};

	for (u32 i = 0; m && i < LOST_COUNT; i++) {
		const u64 *n = m->ops->lookup(m, &i);

		counts[i] = n ? *n : 0;
	}
	lost->output += counts[LOST_OUTPUT];
	lost->scratch += counts[LOST_SCRATCH];
	lost->map_full += counts[LOST_MAP_FULL];
}
