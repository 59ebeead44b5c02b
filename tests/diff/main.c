/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff [-n COUNT] [-t SECONDS] [-p] [-v] [SEED]
 *
 * Three ways to run a program, one result: the kernel (BPF_PROG_TEST_RUN of a raw tracepoint
 * program), our VM, and the evaluator over the typed tree. Random programs until COUNT expressions
 * and clauses have run. A disagreement prints the program, the map and the values. -p prints the
 * programs; -v why any were skipped. The last line is "diff: N passed, N failed, N skipped",
 * counted in expressions and clauses.
 */
#include "lang/parse.h"
#include "tests/diff/eval.h"
#include "tests/diff/exec.h"
#include "tests/diff/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INPUTS       3
#define MAX_FAILURES 10

struct tally {
	u32 passed, failed, skipped;
	u32 programs, too_large;
	bool no_kernel;
};

struct options {
	u64 seed;
	u32 count, seconds;
	bool print, verbose;
	const char *file;
};

/* One program, compiled. */
struct subject {
	struct arena *arena;
	struct source source;
	struct sema sema;
	struct diag diag;
	struct types *types;
	struct plan *plan;
};

/* What the kernels of the last years have; and what 4.17, which brought raw tracepoints, had. */
static const struct code_caps new_caps = {.probe_read_kernel = true,
                                          .probe_read_str = true,
                                          .ringbuf = true,
                                          .jmp_lt = true,
                                          .jmp32 = true,
                                          .cgroup_id = true,
                                          .ktime_boot = true,
                                          .bounded_loops = true,
                                          .max_insns = 1000000};
static const struct code_caps old_caps = {.probe_read_str = true, .max_insns = 4096};

static int compile(struct subject *s, const char *text, FILE *errors)
{
	struct program *p;
	int err;

	memset(s, 0, sizeof(*s));
	s->arena = arena_new();
	s->source = (struct source){.name = "program", .text = text, .len = strlen(text)};
	diag_init(&s->diag, errors);
	s->diag.no_warnings = true;
	p = parse_program(s->arena, &s->source, &s->diag);
	if (!p)
		return -EINVAL;
	s->types = types_new(s->arena, &(struct types_opts){0});
	s->sema = (struct sema){.arena = s->arena,
	                        .diag = &s->diag,
	                        .types = s->types,
	                        .no_probe_check = true,
	                        .env = arena_new_of(s->arena, struct probe_env)};
	s->sema.env->arena = s->arena;
	err = config_init(&s->sema.config, &s->diag);
	s->sema.config.max_strlen = 64; /* loops over strings are soon over */
	if (!err)
		err = sema_run(&s->sema, p);
	if (err)
		return err;
	s->plan = plan_make(&s->sema);
	return s->plan ? 0 : -EINVAL;
}

static void subject_free(struct subject *s)
{
	if (s->types)
		types_free(s->types);
	arena_free(s->arena);
}

static void fetch(struct eval_env *env, const struct slot *s, u64 *value, void *bytes, u32 size)
{
	exec_fetch(env->priv, s, value, bytes, size);
}

static const char *evaluate(struct subject *s, const struct exec_input *in, u32 nin,
                            struct exec_result *out)
{
	struct eval_env env = {.fetch = fetch};
	struct eval ev = {.arena = s->arena,
	                  .plan = s->plan,
	                  .clause = &s->plan->clauses[0],
	                  .env = &env,
	                  .maps = eval_maps(s->arena, s->plan)};

	for (u32 i = 0; i < nin; i++) {
		env.priv = (void *)&in[i];
		eval_clause(&ev);
	}
	out->maps = ev.maps;
	return ev.unsupported;
}

static void print_bytes(const u8 *p, u32 n)
{
	for (u32 i = 0; i < n; i++)
		printf("%s%02x", i && i % 8 == 0 ? " " : "", p[i]);
}

static void print_side(const char *name, const u8 *value, u32 size)
{
	printf("    %-9s ", name);
	if (value)
		print_bytes(value, size);
	else
		printf("absent");
	printf("\n");
}

/* Every element of a against b; those that only b has are found the other way around. */
static u32 compare_map(const char *na, const struct eval_map *a, const char *nb,
                       const struct eval_map *b, bool both)
{
	u32 differ = 0;

	for (struct hash_entry *e = NULL; (e = hash_next(&a->elems, e));) {
		const u8 *v = hash_get(&b->elems, e->key, e->key_len);

		if (v && (!both || !memcmp(v, e->value, a->value_size)))
			continue;
		if (differ++ > 3)
			continue;
		printf("  @%s[", a->map->name);
		print_bytes(e->key, (u32)e->key_len);
		printf("]\n");
		print_side(na, e->value, a->value_size);
		print_side(nb, v, a->value_size);
	}
	return differ;
}

static u32 compare_maps(const char *na, const struct eval_map *a, const char *nb,
                        const struct eval_map *b, u32 n)
{
	u32 differ = 0;

	for (u32 i = 0; i < n; i++) {
		differ += compare_map(na, &a[i], nb, &b[i], true);
		differ += compare_map(nb, &b[i], na, &a[i], false);
	}
	return differ;
}

/* The instructions around one, and the source that it comes from. */
static void print_around(const struct code *code, u32 insn)
{
	u32 first = insn > 12 ? insn - 12 : 0;
	struct buf b = BUF_INIT;

	for (u32 i = 0; i < code->ninsns && i < insn + 3;) {
		u32 at = i;

		buf_clear(&b);
		i += code_disasm_insn(&b, code->insns, i);
		if (at >= first)
			printf("%5u%s %s\n", at, at == insn ? " >" : "  ", buf_str(&b));
	}
	if (code->spans && code->spans[insn].src)
		printf("  of: %.*s\n", (int)(code->spans[insn].end - code->spans[insn].begin),
		       code->spans[insn].src->text + code->spans[insn].begin);
	buf_free(&b);
}

static int generate(struct subject *s, enum exec exec, const struct code_caps *caps,
                    struct code *code)
{
	struct plan_clause *c = &s->plan->clauses[0];
	struct code_opts opts = {.exec = exec,
	                         .caps = caps,
	                         .context = c->variant->context,
	                         .syscall_nr = -1,
	                         .compat_offset = -1};
	char why[160];
	u32 insn;

	if (code_clause(s->plan, c, &opts, &s->diag, code)) {
		printf("FAIL no code for %s\n", exec == EXEC_VM ? "the VM" : "the kernel");
		return -EINVAL;
	}
	if (code_lint(code, exec == EXEC_VM ? NULL : caps, &insn, why)) {
		printf("FAIL lint: insn %u: %s\n", insn, why);
		print_around(code, insn);
		return -EINVAL;
	}
	return 0;
}

/* > 0: disagreements; 0; < 0: it could not run in the kernel. */
static int run_kernel(struct subject *s, const struct code_caps *caps, const struct exec_input *in,
                      struct tally *t, const char *name, const struct exec_result *want)
{
	struct exec_result got;
	struct code code;
	u32 n = s->plan->sema->nmaps;
	int err;

	if (generate(s, EXEC_KERNEL, caps, &code))
		return 1;
	err = exec_kernel(s->arena, &code, in, INPUTS, &got);
	if (err == -EPERM) {
		t->no_kernel = true;
		return 0;
	}
	if (err == -E2BIG) {
		t->too_large++;
		return err;
	}
	if (err) {
		printf("FAIL %s: %s: %s\n", name, strerror(-err), got.err);
		err = 1;
	} else {
		err = (int)compare_maps(name, got.maps, "evaluator", want->maps, n);
	}
	if (got.maps)
		eval_maps_free(got.maps, n);
	return err;
}

/* How many disagreements; < 0: skipped. */
static int run_three_ways(struct subject *s, const struct exec_input *in, bool loops,
                          struct tally *t)
{
	struct exec_result vm, eval;
	const char *unsupported;
	u32 n = s->plan->sema->nmaps;
	struct code code;
	int err, differ = 0;

	if (generate(s, EXEC_VM, NULL, &code))
		return 1;
	unsupported = evaluate(s, in, INPUTS, &eval);
	if (unsupported) {
		printf("FAIL the evaluator has no %s\n", unsupported);
		eval_maps_free(eval.maps, n);
		return 1;
	}
	err = exec_vm(s->arena, &code, in, INPUTS, &vm);
	if (err) {
		printf("FAIL VM: %s\n", strerror(-err));
		differ = 1;
	} else {
		differ = (int)compare_maps("VM", vm.maps, "evaluator", eval.maps, n);
	}
	eval_maps_free(vm.maps, n);
	if (!differ && !t->no_kernel)
		differ = run_kernel(s, &new_caps, in, t, "kernel", &eval);
	if (!differ && !t->no_kernel && !loops)
		differ = run_kernel(s, &old_caps, in, t, "old kernel", &eval);
	eval_maps_free(eval.maps, n);
	return differ;
}

static void run_program(const char *text, const struct exec_input *in, u32 weight, bool loops,
                        const struct options *o, struct tally *t)
{
	char *errors = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&errors, &len);
	struct subject s;
	int differ = compile(&s, text, f);

	t->programs++;
	if (o->print)
		printf("%s\n", text);
	if (!differ) {
		differ = run_three_ways(&s, in, loops, t);
		if (differ > 0) {
			for (u32 i = 0; i < INPUTS; i++)
				printf("inputs %u: 0x%llx 0x%llx 0x%llx 0x%llx\n", i,
				       (unsigned long long)in[i].args[0],
				       (unsigned long long)in[i].args[1],
				       (unsigned long long)in[i].args[2],
				       (unsigned long long)in[i].args[3]);
			printf("%s\n", text);
		}
	}
	fflush(f);
	if (differ < 0 && o->verbose)
		printf("skipped: %s\n%s\n", len ? errors : strerror(-differ), text);
	else if (differ > 0 && len)
		printf("%s\n", errors);
	t->passed += differ == 0 ? weight : 0;
	t->failed += differ > 0;
	t->skipped += differ < 0 ? weight : 0;
	subject_free(&s);
	fclose(f);
	free(errors);
}

/* Two nodes that point at each other. */
static void make_nodes(struct random *r, struct exec_node *n)
{
	for (u32 i = 0; i < 2; i++) {
		u8 *p = (u8 *)&n[i];

		for (u32 k = 0; k < sizeof(*n); k++)
			p[k] = (u8)(gen_number(r) >> random_below(r, 57));
		memset(n[i].name, 0, sizeof(n[i].name));
		strcpy(n[i].name, random_below(r, 2) ? "the same" : "ab");
		n[i].next = &n[!i];
	}
}

static void make_inputs(struct random *r, struct exec_input *in)
{
	static struct exec_node nodes[INPUTS][2];
	static const char *const strings[] = {"",
	                                      "a",
	                                      "abcdefgh",
	                                      "the same",
	                                      "a string of twenty-nine chars",
	                                      "a string that is longer than the sixty-three bytes "
	                                      "that str() takes from it"};

	memset(in, 0, INPUTS * sizeof(*in));
	for (u32 i = 0; i < INPUTS; i++) {
		make_nodes(r, nodes[i]);
		in[i].args[DIFF_ARGS + 2] = (uintptr_t)nodes[i];
		for (u32 k = 0; k < DIFF_ARGS; k++)
			in[i].args[k] = gen_number(r);
		for (u32 k = 0; k < 2; k++)
			in[i].args[DIFF_ARGS + k] =
			        (uintptr_t)strings[random_below(r, ARRAY_LEN(strings))];
	}
}

static void run_random(const struct options *o, struct tally *t)
{
	time_t end = time(NULL) + o->seconds;
	u32 done = 0;
	u64 n = 0;

	while (done < o->count && t->failed < MAX_FAILURES && time(NULL) < end) {
		/* each program has a seed of its own, so that one can be run again by itself */
		struct random r = {.state = o->seed + n++};
		struct exec_input in[INPUTS];
		struct buf text = BUF_INIT;
		struct gen_opts opts;
		u32 weight, failed = t->failed;

		make_inputs(&r, in);
		opts.loops = random_below(&r, 2);
		opts.statements = 1 + random_below(&r, 12);
		weight = gen_program(&r, &opts, &text);
		run_program(buf_str(&text), in, weight, opts.loops, o, t);
		if (t->failed != failed)
			printf("again: run -n 1 %llu\n\n", (unsigned long long)(o->seed + n - 1));
		buf_free(&text);
		done = t->passed + t->failed;
	}
	if (done < o->count && t->failed < MAX_FAILURES) {
		printf("SKIP %u: out of time\n", o->count - done);
		t->skipped += o->count - done;
	}
}

static int run_file(const struct options *o, struct tally *t)
{
	struct random r = {.state = o->seed};
	struct exec_input in[INPUTS];
	struct buf text = BUF_INIT;
	int err = buf_read_file(&text, o->file);

	if (err) {
		fprintf(stderr, "diff: %s: %s\n", o->file, strerror(-err));
		return err;
	}
	make_inputs(&r, in);
	run_program(buf_str(&text), in, 1, strstr(buf_str(&text), "while") != NULL, o, t);
	buf_free(&text);
	return 0;
}

int main(int argc, char **argv)
{
	struct options o = {
	        .seed = (u64)time(NULL) ^ (u64)getpid() << 32, .count = 10000, .seconds = 240};
	struct tally t = {0};
	int c;

	while ((c = getopt(argc, argv, "n:t:f:pv")) != -1) {
		switch (c) {
		case 'n':
			o.count = (u32)strtoul(optarg, NULL, 0);
			break;
		case 't':
			o.seconds = (u32)strtoul(optarg, NULL, 0);
			break;
		case 'f':
			o.file = optarg;
			break;
		case 'p':
			o.print = true;
			break;
		case 'v':
			o.verbose = true;
			break;
		default:
			fprintf(stderr, "usage: diff [-n COUNT] [-t SECONDS] [-pv] "
			                "[-f FILE] [SEED]\n");
			return 2;
		}
	}
	if (optind < argc)
		o.seed = strtoull(argv[optind], NULL, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("seed %llu\n", (unsigned long long)o.seed);
	if (!o.file)
		run_random(&o, &t);
	else if (run_file(&o, &t))
		return 2;
	if (t.no_kernel)
		printf("SKIP kernel: no BPF here; VM and evaluator only\n");
	printf("%u programs, %u too large for the kernel's verifier\n", t.programs, t.too_large);
	printf("diff: %u passed, %u failed, %u skipped\n", t.passed, t.failed, t.skipped);
	return t.failed ? 1 : 0;
}
