// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/session.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lang/cpp.h"
#include "lang/import.h"
#include "lang/parse.h"
#include "probe/undo.h"
#include "run/loop.h"
#include "sym/kcore.h"
#include "trace/file.h"
#include "util/files.h"

#define OUTPUT_BUFFER (64u << 10)

static u64 clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (u64)t.tv_sec * 1000000000ull + (u64)t.tv_nsec;
}

u64 now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

struct session *session_new(const struct session_opts *opts)
{
	struct arena *a = arena_new();
	struct session *s = arena_new_of(a, struct session);

	s->opts = *opts;
	s->arena = a;
	s->start = now_ns();
	diag_init(&s->diag, stderr);
	s->diag.no_warnings = opts->no_warnings;
	if (opts->recording)
		recording_open(s);
	else
		s->tracefs = tracefs_open(a, opts->tracefs, &s->tracefs_err);
	s->env = (struct probe_env){
	        .arena = a, .tracefs = s->tracefs, .tracefs_err = s->tracefs_err, .pid = opts->pid};
	if (s->recording)
		s->env.machine = trace_file_machine(s->recording);
	return s;
}

void session_free(struct session *s)
{
	if (s->child)
		child_end(s->child);
	user_close(s);
	pcap_close(s);
	if (s->run)
		s->backend->close(s->run);
	buf_free(&s->line);
	sym_cache_free(s->syms);
	kcore_close(s->kcore);
	cpp_free(s->cpp);
	if (s->sema.types)
		types_free(s->sema.types);
	recording_close(s);
	if (s->out && s->out != stdout)
		fclose(s->out);
	arena_free(s->arena);
}

int session_spawn(struct session *s)
{
	const char *why;
	int err;

	fflush(stdout);
	s->child = child_spawn(s->arena, s->opts.command, &err, &why);
	if (!s->child)
		fprintf(stderr, "ERROR: cannot run the command of -c: %s\n",
		        why ? why : strerror(-err));
	return err;
}

static void fill_sema(struct session *s)
{
	struct sema *m = &s->sema;

	m->arena = s->arena;
	m->diag = &s->diag;
	m->types = types_new(s->arena, &(struct types_opts){.btf_path = s->opts.btf});
	m->env = &s->env;
	m->nparams = s->opts.nparams;
	m->params = s->opts.params;
	m->noptions = s->opts.noptions;
	m->options = s->opts.options;
	m->unsafe = s->opts.unsafe;
	m->warn_helpers = s->opts.warn_helpers;
	m->no_probe_check = s->opts.dump && !s->tracefs;
	m->child_pid = s->child ? child_pid(s->child) : 0;
	s->env.max_probes = m->config.max_probes;
	if (!s->env.pid && s->child)
		s->env.pid = child_pid(s->child);
	if (s->child)
		s->env.program = child_file(s->child);
	else if (s->env.pid)
		s->env.program = arena_printf(s->arena, "/proc/%d/exe", s->env.pid);
}

static int deliver(void *arg, const void *record, u32 size)
{
	return act(arg, record, size);
}

static bool go_on(void *arg)
{
	return loop_go_on(arg);
}

static bool have_btf(void *types)
{
	return !types_have_btf(types);
}

/* NULL: the working directory. */
static const char *script_dir(struct session *s, const struct source *src)
{
	const char *slash = strrchr(src->name, '/');

	return slash ? arena_strndup(s->arena, src->name, (size_t)(slash - src->name)) : NULL;
}

/* The preprocessor, which has read what the command line includes. */
static int open_cpp(struct session *s, const struct source *src)
{
	struct cpp_opts opts = {.arena = s->arena,
	                        .diag = &s->diag,
	                        .have_btf = have_btf,
	                        .arg = s->sema.types,
	                        .include_dirs = s->opts.include_dirs,
	                        .ninclude_dirs = s->opts.ninclude_dirs};

	opts.script_dir = script_dir(s, src);
	s->cpp = cpp_new(&opts);
	for (u32 i = 0; i < s->opts.nincludes; i++)
		if (cpp_include(s->cpp, s->opts.includes[i]))
			return -EINVAL;
	return 0;
}

int session_compile(struct session *s, const struct source *src)
{
	struct importer importer = {.arena = s->arena,
	                            .diag = &s->diag,
	                            .script_dir = script_dir(s, src),
	                            .dirs = s->opts.include_dirs,
	                            .ndirs = s->opts.ninclude_dirs};
	struct program *p;
	int err = config_init(&s->sema.config, &s->diag);

	if (err)
		return err;
	if (s->opts.recording && !s->recording)
		return -EINVAL; /* it was said why */
	if (s->recording && (s->opts.command || s->opts.pid))
		return diag_error(&s->diag, NO_SPAN,
		                  "-i replays a recording: no -p and no -c with it");
	fill_sema(s);
	err = open_cpp(s, src);
	if (err)
		return err;
	p = parse_program_cpp(s->arena, src, &s->diag, s->cpp, &importer);
	if (!p)
		return -EINVAL;
	err = sema_run(&s->sema, p);
	if (err || s->sema.wants_help)
		return err;
	s->plan = plan_make(&s->sema);
	if (!s->plan)
		return -EINVAL;
	output_prepare(s->plan);
	s->backend_opts = (struct backend_opts){.diag = &s->diag,
	                                        .tracefs = s->tracefs,
	                                        .tracefs_err = s->tracefs_err,
	                                        .btf_path = s->opts.btf,
	                                        .pid = s->env.pid,
	                                        .buffer_pages = s->opts.buffer_pages,
	                                        .verbose = s->opts.verbose,
	                                        .start = s->start,
	                                        .recording = s->recording,
	                                        .recorded_probes = s->recorded_probes,
	                                        .output = deliver,
	                                        .go_on = go_on,
	                                        .arg = s};
	if (!s->backend_opts.buffer_pages)
		s->backend_opts.buffer_pages = s->sema.config.perf_rb_pages;
	return 0;
}

static int get_stack(void *arg, const struct type *t, s64 id, u64 *ips, u32 max)
{
	struct session *s = arg;

	return s->backend->stack(s->run, t, id, ips, max);
}

static int open_output(struct session *s)
{
	static const int modes[] = {
	        [BUFFER_LINE] = _IOFBF, [BUFFER_FULL] = _IOFBF, [BUFFER_NONE] = _IONBF};
	struct sym_opts sym_opts = {.no_demangle = !s->sema.config.cpp_demangle};

	s->out = stdout;
	if (s->opts.output_path && s->recording && trace_file_is(s->recording, s->opts.output_path))
		return diag_error(&s->diag, NO_SPAN,
		                  "%s is the recording itself: -o names another file",
		                  s->opts.output_path);
	if (s->opts.output_path) {
		s->out = fopen(s->opts.output_path, "we");
		if (!s->out) {
			s->out = stdout;
			return diag_error(&s->diag, NO_SPAN, "cannot open \"%s\": %s",
			                  s->opts.output_path, strerror(errno));
		}
	}
	/* "line" is done by flushing at the end of each turn of the loop, not at each line */
	setvbuf(s->out, NULL, modes[s->opts.buffering], OUTPUT_BUFFER);
	recording_symbols(s, &sym_opts);
	s->syms = sym_cache_new(&sym_opts);
	s->output = (struct output){.out = s->out,
	                            .format = s->opts.format,
	                            .plan = s->plan,
	                            .syms = s->syms,
	                            .stack = get_stack,
	                            .arg = s,
	                            .boot_to_real = clock_ns(CLOCK_REALTIME) - now_ns()};
	return 0;
}

/* Probes of test and bench are for their own modes, which have no others. */
static bool takes_part(const struct session *s, const struct probe *p)
{
	bool test = p->provider == PROVIDER_TEST, bench = p->provider == PROVIDER_BENCH;

	switch (s->opts.mode) {
	case MODE_TEST:
		return test || p->provider == PROVIDER_BEGIN || p->provider == PROVIDER_END;
	case MODE_BENCH:
		return bench || p->provider == PROVIDER_BEGIN || p->provider == PROVIDER_END;
	default:
		return !test && !bench;
	}
}

static u32 count_probes(const struct session *s)
{
	u32 n = 0;

	for (u32 i = 0; i < s->sema.nvariants; i++)
		for (u32 k = 0; k < s->sema.variants[i]->nprobes; k++)
			n += takes_part(s, s->sema.variants[i]->probes[k]);
	return n;
}

/* Tests alone do not make a session: it would wait forever. */
static int check_mode(struct session *s)
{
	const char *option = NULL;

	for (u32 i = 0; i < s->sema.nprobes; i++) {
		const struct probe *p = s->sema.probes[i];

		if (takes_part(s, p))
			return 0;
		if (p->provider == PROVIDER_TEST || p->provider == PROVIDER_BENCH)
			option = p->provider == PROVIDER_TEST ? "--test" : "--bench";
	}
	diag_error(&s->diag, NO_SPAN, "no probes to attach");
	if (option)
		diag_hint(&s->diag, "%s runs the clauses of such probes", option);
	return -EINVAL;
}

/* What dead sondes have left is removed by the next that may. */
static void recover(struct session *s)
{
	struct undo_report report = {0};

	if (!s->tracefs || tracefs_is_recorded(s->tracefs) || geteuid())
		return;
	undo_recover(s->arena, s->tracefs, NULL, &report);
	if (s->opts.verbose && report.undone)
		fprintf(stderr, "removed %u things that %u dead sondes had left\n", report.undone,
		        report.owners);
}

/* Iterators have run when they are attached: nothing else will happen. */
static bool only_iterators(const struct session *s)
{
	u32 iterators = 0;

	for (u32 i = 0; i < s->sema.nprobes; i++) {
		const struct probe *p = s->sema.probes[i];

		if (p->provider == PROVIDER_ITER)
			iterators++;
		else if (p->provider != PROVIDER_BEGIN && p->provider != PROVIDER_END)
			return false;
	}
	return iterators > 0;
}

/* They stay when we end: whoever reads the file runs the program. */
static void say_pinned(const struct session *s)
{
	FILE *out = s->output.format == OUTPUT_JSON ? stderr : s->out;

	for (u32 i = 0; i < s->sema.nprobes; i++) {
		const struct probe *p = s->sema.probes[i];

		if (p->provider == PROVIDER_ITER && p->target && !p->left_out)
			fprintf(out, "Program pinned to %s\n", p->target);
	}
}

static bool all_left_out(const struct session *s, const struct attach_point *points)
{
	for (u32 i = 0; i < s->sema.nvariants; i++) {
		const struct variant *v = s->sema.variants[i];

		for (u32 k = 0; k < v->nprobes && v->clause->points == points; k++)
			if (!v->probes[k]->left_out)
				return false;
	}
	return true;
}

/* A clause that nothing can reach would leave its output wrong, and say nothing. */
static int check_left_out(struct session *s)
{
	const struct attach_point *told = NULL;
	int err = 0;

	for (u32 i = 0; i < s->sema.nvariants && sema_wants_all(&s->sema); i++) {
		const struct variant *v = s->sema.variants[i];
		const struct attach_point *points = v->clause->points;

		if (points == told || !v->nprobes || !v->probes[0]->left_out ||
		    !all_left_out(s, points))
			continue;
		told = points;
		if (sema_none_exists(&s->sema, points))
			err = -ENOENT;
	}
	return err;
}

/* From BEGIN to the last event. */
static int trace(struct session *s, int signals)
{
	int err = check_mode(s);

	if (err)
		return err;
	if (!s->opts.quiet)
		output_attached(&s->output, count_probes(s));
	user_fire_all(s, PROVIDER_BEGIN);
	loop_flush(s);
	if (s->stop)
		return 0;
	if (s->opts.mode != MODE_TRACE) {
		s->exit_status = s->opts.mode == MODE_TEST ? run_tests(s) : run_benches(s);
		return 0;
	}
	err = s->backend->attach(s->run);
	if (!err)
		err = check_left_out(s);
	if (!err)
		say_pinned(s);
	if (err)
		return err;
	if (getenv("__BPFTRACE_NOTIFY_PROBES_ATTACHED")) {
		fputs("__BPFTRACE_NOTIFY_PROBES_ATTACHED\n", stderr);
		fflush(stderr);
	}
	processes_prepare(s);
	if (s->child) {
		err = child_start(s->child);
		if (err)
			diag_error(&s->diag, NO_SPAN, "cannot run the command of -c: %s",
			           strerror(-err));
	}
	if (!err && only_iterators(s))
		s->stop = true;
	if (!err)
		err = s->recording ? replay_run(s, signals) : loop_run(s, signals);
	s->backend->stop(s->run);
	return err;
}

/* END, and what the program has gathered. */
static void finish(struct session *s)
{
	bool lost;
	int err = 0;

	s->stop = s->discard = false;
	user_fire_all(s, PROVIDER_END);
	lost_final(s);
	fflush(s->out);
	if (s->broken || s->write_err)
		return;
	lost = fputs("\n\n", stdout) == EOF || fflush(stdout);
	if (lost && s->out == stdout)
		err = errno;
	if (s->sema.config.print_maps_on_exit)
		print_maps_at_exit(s);
	if (fflush(s->out))
		err = errno;
	if (ferror(s->out) && !files_reader_gone(s->out))
		s->write_err = err ? err : -1;
}

static int check_written(struct session *s)
{
	if (!s->write_err)
		return s->exit_status;
	diag_error(&s->diag, NO_SPAN, "cannot write %s%s%s",
	           s->out == stdout ? "the output" : s->opts.output_path,
	           s->write_err > 0 ? ": " : "", s->write_err > 0 ? strerror(s->write_err) : "");
	files_told(s->out);
	return 1;
}

int session_run(struct session *s)
{
	int signals = signals_block(), err = open_output(s);

	recover(s);
	s->backend_opts.syms = s->syms;
	s->backend_opts.hide_reader = true;
	if (!err)
		err = s->backend->open(s->plan, &s->backend_opts, &s->run);
	if (!err)
		err = user_open(s);
	if (!err)
		err = trace(s, signals);
	signals_release(signals);
	if (err)
		return 1;
	finish(s);
	return check_written(s);
}
