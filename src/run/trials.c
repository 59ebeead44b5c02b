// SPDX-License-Identifier: GPL-2.0-or-later
/* --test and --bench: the clauses of test and bench probes, run by our VM. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/run.h"
#include "util/json.h"

#define BENCH_NS   200000000ull /* how long a clause is measured, at least */
#define BENCH_RUNS 10000000u    /* and how often, at most */
#define WARM_UP    100

/* What a test prints is only of interest if it fails, so it is kept until that is known. */
static bool run_test(struct session *s, const struct probe *p)
{
	u64 result = 0;
	u32 errors = s->errors;
	FILE *out = s->output.out;
	char *text = NULL;
	size_t size;
	FILE *held = open_memstream(&text, &size);
	bool ok;

	s->exit_status = 0;
	s->discard = false;
	user_repeat(s, p, 1, &result);
	if (held)
		s->output.out = held;
	user_act(s);
	s->output.out = out;
	if (held)
		fclose(held);
	ok = !result && !s->exit_status && s->errors == errors;
	if (!ok && text)
		fputs(text, out);
	free(text);
	s->stop = s->discard = false;
	return ok;
}

int run_tests(struct session *s)
{
	u32 failed = 0, n = 0;

	for (u32 i = 0; i < s->sema.nprobes; i++) {
		const struct probe *p = s->sema.probes[i];
		bool ok;

		if (p->provider != PROVIDER_TEST)
			continue;
		ok = run_test(s, p);
		fprintf(s->output.out, "%s %s\n", ok ? "ok" : "FAILED", p->func);
		failed += !ok;
		n++;
	}
	fprintf(s->output.out, "%u tests, %u failed\n", n, failed);
	return failed || !n;
}

/* ns for one run: the best of several rounds that grow until they are long enough. */
static u64 measure(struct session *s, const struct probe *p)
{
	u64 result, best = UINT64_MAX;
	u32 n = WARM_UP;

	user_repeat(s, p, WARM_UP, &result);
	for (u64 spent = 0; spent < BENCH_NS && n <= BENCH_RUNS; n *= 2) {
		u64 ns = user_repeat(s, p, n, &result);

		spent += ns;
		if (ns / n < best)
			best = ns / n;
	}
	return best;
}

static int by_name(const void *a, const void *b)
{
	const struct probe *const *x = a, *const *y = b;

	return strcmp((*x)->func, (*y)->func);
}

static void rule(FILE *out, int width)
{
	fputc('+', out);
	for (int i = 0; i < width + 2; i++)
		fputc('-', out);
	fputs("+-------------+\n", out);
}

static void benches_json(struct session *s, const struct probe **probes, int n)
{
	struct buf text = BUF_INIT;
	struct json j;

	json_init(&j, &text);
	json_open(&j, '{');
	json_key(&j, "type");
	json_str(&j, "benchmark_results");
	json_key(&j, "data");
	json_open(&j, '{');
	for (int i = 0; i < n; i++) {
		json_key(&j, probes[i]->func);
		json_uint(&j, measure(s, probes[i]));
	}
	json_close(&j, '}');
	json_close(&j, '}');
	fprintf(s->output.out, "%s\n", buf_str(&text));
	buf_free(&text);
}

int run_benches(struct session *s)
{
	const struct probe **probes = arena_array(s->arena, const struct probe *, s->sema.nprobes);
	int width = (int)strlen("BENCHMARK"), n = 0;
	FILE *out = s->output.out;

	for (u32 i = 0; i < s->sema.nprobes; i++) {
		const struct probe *p = s->sema.probes[i];

		if (p->provider != PROVIDER_BENCH)
			continue;
		probes[n++] = p;
		if ((int)strlen(p->func) > width)
			width = (int)strlen(p->func);
	}
	qsort(probes, (size_t)n, sizeof(*probes), by_name);
	if (s->output.format == OUTPUT_JSON) {
		benches_json(s, probes, n);
		return 0;
	}
	fputs("\n\n", out);
	rule(out, width);
	fprintf(out, "| %-*s | NANOSECONDS |\n", width, "BENCHMARK");
	rule(out, width);
	for (int i = 0; i < n; i++)
		fprintf(out, "| %-*s | %-11llu |\n", width, probes[i]->func,
		        (unsigned long long)measure(s, probes[i]));
	rule(out, width);
	return 0;
}
