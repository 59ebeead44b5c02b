// SPDX-License-Identifier: GPL-2.0-or-later
/* --dump=plan */
#include "plan/plan.h"

#include "plan/plan_impl.h"

static const char *const root_names[] = {
        [ROOT_NONE] = "none",      [ROOT_PID] = "pid",
        [ROOT_TID] = "tid",        [ROOT_PPID] = "ppid",
        [ROOT_UID] = "uid",        [ROOT_GID] = "gid",
        [ROOT_COMM] = "comm",      [ROOT_PCOMM] = "pcomm",
        [ROOT_NSECS] = "nsecs",    [ROOT_ELAPSED] = "elapsed",
        [ROOT_CPU] = "cpu",        [ROOT_NUMAID] = "numaid",
        [ROOT_RAND] = "rand",      [ROOT_CURTASK] = "curtask",
        [ROOT_CGROUP] = "cgroup",  [ROOT_JIFFIES] = "jiffies",
        [ROOT_PROBE] = "probe",    [ROOT_FUNC] = "func",
        [ROOT_CTX] = "ctx",        [ROOT_ARG] = "arg",
        [ROOT_SARG] = "sarg",      [ROOT_RETVAL] = "retval",
        [ROOT_REG] = "reg",        [ROOT_FIELD] = "args",
        [ROOT_KSTACK] = "kstack",  [ROOT_USTACK] = "ustack",
        [ROOT_PERF_ADDR] = "addr", [ROOT_PERF_PERIOD] = "period",
};

static const char *const action_names[] = {
        [ACT_PRINTF] = "printf",
        [ACT_ERRORF] = "errorf",
        [ACT_WARNF] = "warnf",
        [ACT_DEBUGF] = "debugf",
        [ACT_PRINT_VALUE] = "print",
        [ACT_PRINT_MAP] = "print map",
        [ACT_PRINT_KEY] = "print key",
        [ACT_CLEAR] = "clear",
        [ACT_ZERO] = "zero",
        [ACT_TIME] = "time",
        [ACT_EXIT] = "exit",
        [ACT_JOIN] = "join",
        [ACT_CAT] = "cat",
        [ACT_SYSTEM] = "system",
        [ACT_HELPER_ERROR] = "error",
        [ACT_PACKET] = "packet",
        [ACT_UNWATCH] = "unwatch",
};

static const char *const context_names[] = {
        [CTX_USER] = "user",         [CTX_TRACEPOINT] = "tracepoint", [CTX_REGS] = "registers",
        [CTX_RAW_ARGS] = "raw args", [CTX_PERF_EVENT] = "perf event", [CTX_ITER] = "iterator",
};

static void dump_type(struct buf *out, const struct type *t)
{
	if (t)
		type_print(out, t);
	else
		buf_adds(out, "-");
}

/* arg0 +16 -> +24 : u32 */
static void dump_slot(struct buf *out, const struct slot *s)
{
	buf_adds(out, root_names[s->root]);
	if (s->root == ROOT_ARG || s->root == ROOT_SARG)
		buf_addf(out, "%u", s->arg);
	if (s->name)
		buf_addf(out, ".%s", s->name);
	for (u32 i = 0; i < s->nsteps; i++)
		buf_addf(out, " %+d %s->", s->steps[i].off, s->steps[i].user ? "user" : "");
	if (s->off || s->nsteps || s->deref)
		buf_addf(out, " %+d", s->off);
	if (s->form == FORM_STR)
		buf_addf(out, " : %sstring[%u]",
		         s->any_space ? "any "
		         : s->user    ? "user "
		                      : "",
		         s->len);
	else if (s->form == FORM_BYTES)
		buf_addf(out, " : bytes[%u]", s->len);
	else if (s->root == ROOT_KSTACK || s->root == ROOT_USTACK)
		buf_addf(out, " : stack[%u]", s->len);
	else
		buf_addf(out, " : %s%s%c%u", s->deref ? "*" : "",
		         s->deref && s->user ? "user " : "", s->is_signed ? 's' : 'u', s->size * 8);
	if (s->bit_size)
		buf_addf(out, " bits %u+%u", s->bit_offset, s->bit_size);
	if (s->via_var)
		buf_adds(out, " via variable");
	buf_addc(out, '\n');
}

static void dump_clause(struct buf *out, const struct plan *p, const struct plan_clause *c)
{
	const struct variant *v = c->variant;

	buf_addf(out, "clause %u: %s\n", c->id, context_names[v->context]);
	for (u32 i = 0; i < v->nprobes; i++)
		buf_addf(out, "  probe %u %s\n", v->probes[i]->id, v->probes[i]->name);
	for (u32 i = 0; i < c->nslots; i++) {
		buf_addf(out, "  slot %u: ", i);
		dump_slot(out, &c->slots[i]);
	}
	for (u32 i = 0; i < c->nneeds; i++) {
		u32 line, col;

		span_line_col(span_outermost(c->needs[i].span), &line, &col);
		buf_addf(out, "  kernel only: %u:%u: %s\n", line, col, c->needs[i].what);
	}
	(void)p;
}

void plan_dump(struct buf *out, const struct plan *p)
{
	for (u32 i = 0; i < p->sema->nmaps; i++) {
		const struct map *m = p->sema->maps[i];

		buf_addf(out, "map @%s: key ", m->name);
		dump_type(out, m->key);
		buf_addf(out, " (%u bytes), value ", m->key_size);
		dump_type(out, m->value);
		buf_addf(out, " (%u bytes)%s, %u entries\n", m->value_size,
		         plan_map_is_percpu(m) ? " per CPU" : "", m->max_entries);
	}
	for (u32 i = 0; i < p->nclauses; i++)
		dump_clause(out, p, &p->clauses[i]);
	for (u32 i = 0; i < p->nrecords; i++) {
		const struct plan_record *r = &p->records[i];

		buf_addf(out, "record %u: %s, %u bytes", r->id, action_names[r->action], r->size);
		if (r->packed)
			buf_addf(out, " and at most %u", r->packed);
		if (r->map)
			buf_addf(out, ", @%s", r->map->name);
		buf_addc(out, '\n');
		for (u32 j = 0; j < r->nargs; j++) {
			buf_addf(out, "  +%u ", r->args[j].offset);
			dump_type(out, r->args[j].type);
			buf_addc(out, '\n');
		}
	}
}
