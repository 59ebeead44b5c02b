// SPDX-License-Identifier: GPL-2.0-or-later
/* --dump: a stage of the compilation, in a form that is the same on every machine. */
#include <stdio.h>

#include "cli/cli.h"

static int dump_clause(struct session *s, const struct plan_clause *c, enum exec exec,
                       struct buf *out)
{
	struct code_opts opts = {.exec = c->in_user && !c->nneeds ? EXEC_VM : exec,
	                         .caps = &code_caps_newest,
	                         .context = c->variant->context,
	                         .probe_id = PROBE_ID_IMM,
	                         .syscall_nr = -1};
	struct code code = {0};
	int err = code_clause(s->plan, c, &opts, &s->diag, &code);

	if (err)
		return err;
	buf_addf(out, "clause %u (%s):", c->id, opts.exec == EXEC_VM ? "vm" : "kernel");
	for (u32 i = 0; i < c->variant->nprobes; i++)
		buf_addf(out, "%s %s", i ? "," : "", c->variant->probes[i]->name);
	buf_addc(out, '\n');
	code_disasm(out, &code);
	return 0;
}

int dump_program(struct session *s, const struct options *o)
{
	struct buf out = BUF_INIT;
	int err = 0;

	if (o->dump == DUMP_AST)
		sema_dump(&out, &s->sema);
	else if (o->dump == DUMP_PLAN)
		plan_dump(&out, s->plan);
	for (u32 i = 0; o->dump == DUMP_ASM && i < s->plan->nclauses && !err; i++)
		err = dump_clause(s, &s->plan->clauses[i], o->exec, &out);
	fputs(buf_str(&out), stdout);
	buf_free(&out);
	return err ? 1 : 0;
}
