// SPDX-License-Identifier: GPL-2.0-or-later
/* What the verifier has against a program, said of the source. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "backends/bpf/bpf.h"

#define LOG_SIZE  (1u << 20)
#define LOG_STATS 4 /* BPF_LOG_STATS of the kernel: errors and figures, no steps */

/* Words of the verifier (kernel/bpf/verifier.c), and what the user can do. */
static const struct {
	const char *words, *way_out;
} ways_out[] = {
        {"BPF program is too large",
         "a loop turns too often, or the clause branches too much: bound the loop by a smaller "
         "constant, or split the clause"},
        {"too complex", "fewer branches in the loop, or a smaller bound, or unroll(N)"},
        {"infinite loop detected",
         "the verifier must see that the loop ends: compare its counter with a constant"},
        {"back-edge", "this kernel takes no loops (5.3 does): unroll(N) { … } repeats statements"},
        {"stack size", "fewer or shorter strings, buffers and tuples in $variables"},
        {"invalid stack", "fewer or shorter strings, buffers and tuples in $variables"},
        {"program too large", "split the clause: this kernel takes 4096 instructions a program"},
        {"unknown func", "this kernel lacks a function that the clause uses: see sonde features"},
        {"invalid func", "this kernel lacks a function that the clause uses: see sonde features"},
        {"cannot use helper", "this kernel forbids what the clause does in this kind of probe"},
        {"helper call is not allowed in probe",
         "path() works in iterators, and at filp_close, dentry_open, vfs_getattr, vfs_fallocate, "
         "vfs_truncate and the security_ functions that the kernel has in its list"},
        {"helper call is not allowed",
         "this kernel forbids what the clause does in this kind of probe"},
};

/* The instruction that the log ends with: "12: (85) call …". */
static s32 rejected_insn(const char *log)
{
	s32 insn = -1;

	for (const char *line = log; line && *line; line = strchr(line, '\n')) {
		char *end;
		long n;

		line += *line == '\n';
		n = strtol(line, &end, 10);
		if (end != line && end[0] == ':' && end[1] == ' ' && end[2] == '(')
			insn = (s32)n;
	}
	return insn;
}

/* The last line that is not of the statistics. */
static const char *last_words(const char *log, char out[200])
{
	size_t n = strlen(log), end;
	const char *line = "";

	while (n) {
		end = n;
		while (n && log[n - 1] != '\n')
			n--;
		line = log + n;
		if (end > n && strncmp(line, "processed ", 10) &&
		    strncmp(line, "verification time", 17) && strncmp(line, "stack depth", 11)) {
			snprintf(out, 200, "%.*s", (int)(end - n), line);
			return out;
		}
		n = n ? n - 1 : 0;
	}
	return "";
}

static const char *way_out(const char *words)
{
	for (u32 i = 0; i < ARRAY_LEN(ways_out); i++)
		if (strstr(words, ways_out[i].words))
			return ways_out[i].way_out;
	return NULL;
}

static void tell(struct backend_run *r, struct span at, const char *words, int err)
{
	const char *hint = way_out(words);

	if (err == -EPERM && !*words) {
		diag_error(r->opts.diag, at, "not permitted to load a BPF program");
		diag_hint(r->opts.diag, "run as root, or with CAP_BPF and CAP_PERFMON");
		return;
	}
	diag_error(r->opts.diag, at, "the kernel rejects this program: %s",
	           *words ? words : strerror(-err));
	if (hint)
		diag_hint(r->opts.diag, "%s", hint);
	if (!r->opts.verbose)
		diag_hint(r->opts.diag, "-v shows the verifier's log");
}

int verifier_error(struct backend_run *r, const struct unit *u, const struct bpf_insn *insns,
                   struct bpf_prog_load_opts *o, int err)
{
	const struct code *c = &u->code;
	struct span at = u->clause->variant->clause->span;
	char *log = calloc(1, LOG_SIZE), brief[1024] = "", words[200] = "";
	bool full;
	s32 insn;

	if (!log)
		return err;
	o->log_buf = log;
	o->log_size = LOG_SIZE;
	o->log_level = 1;
	full = bpf_prog_load(u->prog_type, NULL, r->plan->sema->config.license, insns, c->ninsns,
	                     o) < 0 &&
	       errno == ENOSPC;
	if (full) { /* before 6.4 its end is cut off: the steps must be left out to see it */
		o->log_buf = brief;
		o->log_size = sizeof(brief);
		o->log_level = LOG_STATS;
		bpf_prog_load(u->prog_type, NULL, r->plan->sema->config.license, insns, c->ninsns,
		              o);
	}
	insn = rejected_insn(log);
	if (insn >= 0 && (u32)insn < c->ninsns && c->spans[insn].src)
		at = c->spans[insn];
	tell(r, at, last_words(full ? brief : log, words), err);
	if (r->opts.verbose)
		fprintf(stderr, "%s", log);
	free(log);
	return err;
}
