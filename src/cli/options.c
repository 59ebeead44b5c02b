// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line: one row an option, from which getopt's tables and --help follow. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "util/mem.h"

struct option_row {
	char letter; /* 0: none */
	const char *name;
	const char *arg; /* what --help calls it; NULL: none */
	const char *doc; /* NULL: not in --help */
	int (*set)(struct options *o, const char *arg);
};

static int bad(const char *fmt, const char *arg)
{
	fputs("ERROR: ", stderr);
	fprintf(stderr, fmt, arg);
	fputc('\n', stderr);
	return 1;
}

static int set_text(struct options *o, const char *arg)
{
	o->text = arg;
	return 0;
}

static int set_list(struct options *o, const char *arg)
{
	o->list = true;
	return 0;
}

static int set_pid(struct options *o, const char *arg)
{
	char *end;
	long pid = strtol(arg, &end, 10);

	if (end == arg || *end)
		return bad("\"%s\" is not a process id", arg);
	if (pid < 1 || pid > 4194304)
		return bad("pid '%s' out of valid pid range [1,4194304]", arg);
	o->session.pid = (int)pid;
	return 0;
}

static int set_command(struct options *o, const char *arg)
{
	o->session.command = arg;
	return 0;
}

static int set_input(struct options *o, const char *arg)
{
	o->session.recording = arg;
	return 0;
}

static int set_output(struct options *o, const char *arg)
{
	o->session.output_path = arg;
	return 0;
}

static int set_quiet(struct options *o, const char *arg)
{
	o->session.quiet = true;
	return 0;
}

static int set_verbose(struct options *o, const char *arg)
{
	o->verbose++;
	o->session.verbose = true;
	return 0;
}

static int set_format(struct options *o, const char *arg)
{
	if (!strcmp(arg, "text")) {
		o->session.format = OUTPUT_TEXT;
	} else if (!strcmp(arg, "json")) {
		o->session.format = OUTPUT_JSON;
	} else {
		bad("Invalid output format \"%s\"", arg);
		fputs("Valid formats: 'text', 'json'\n", stderr);
		return 1;
	}
	return 0;
}

static int set_buffering(struct options *o, const char *arg)
{
	static const char *const modes[] = {
	        [BUFFER_LINE] = "line", [BUFFER_FULL] = "full", [BUFFER_NONE] = "none"};

	for (u32 i = 0; i < ARRAY_LEN(modes); i++)
		if (!strcmp(arg, modes[i])) {
			o->session.buffering = (enum buffering)i;
			return 0;
		}
	return bad("USAGE: -B must be either 'line', 'full', or 'none'.%s", "");
}

static int set_warn_helpers(struct options *o, const char *arg)
{
	if (o->session.warn_helpers < 2)
		o->session.warn_helpers++;
	return 0;
}

static int set_unsafe(struct options *o, const char *arg)
{
	o->session.unsafe = true;
	return 0;
}

static int set_info(struct options *o, const char *arg)
{
	o->info = true;
	return 0;
}

static int set_version(struct options *o, const char *arg)
{
	o->version = true;
	return 0;
}

static int set_help(struct options *o, const char *arg)
{
	o->help = true;
	return 0;
}

static int set_no_warnings(struct options *o, const char *arg)
{
	o->session.no_warnings = true;
	return 0;
}

static int set_dry_run(struct options *o, const char *arg)
{
	o->dry_run = true;
	return 0;
}

static int set_debug(struct options *o, const char *arg)
{
	o->dump = DUMP_AST;
	return 0;
}

static int set_dump(struct options *o, const char *arg)
{
	static const char *const stages[] = {
	        [DUMP_AST] = "ast", [DUMP_PLAN] = "plan", [DUMP_ASM] = "asm"};

	for (u32 i = DUMP_AST; i < ARRAY_LEN(stages); i++)
		if (!strcmp(arg, stages[i])) {
			o->dump = (enum dump)i;
			return 0;
		}
	return bad("--dump takes ast, plan or asm, not \"%s\"", arg);
}

static int set_exec(struct options *o, const char *arg)
{
	if (!strcmp(arg, "vm"))
		o->exec = EXEC_VM;
	else if (!strcmp(arg, "kernel"))
		o->exec = EXEC_KERNEL;
	else
		return bad("--exec takes kernel or vm, not \"%s\"", arg);
	return 0;
}

static int set_backend(struct options *o, const char *arg)
{
	o->session.backend = arg;
	return 0;
}

static int set_tracefs(struct options *o, const char *arg)
{
	o->session.tracefs = arg;
	return 0;
}

static int set_btf(struct options *o, const char *arg)
{
	if (!arg)
		return 0;
	o->session.btf = arg;
	return 0;
}

/* Bytes, with K or M behind them, to pages: a power of two of them. */
static int set_buffer_size(struct options *o, const char *arg)
{
	long page = sysconf(_SC_PAGESIZE);
	char *end;
	double size = strtod(arg, &end);
	u32 pages = 1;

	if (*end == 'k' || *end == 'K')
		size *= 1024;
	else if (*end == 'm' || *end == 'M')
		size *= 1024 * 1024;
	if (end == arg || (*end && end[1]) || !(size > 0) || size > 1024.0 * 1024 * 1024)
		return bad("--buffer-size takes bytes a CPU, such as 512K or 4M, not \"%s\"", arg);
	while ((double)pages * (double)page < size)
		pages *= 2;
	o->session.buffer_pages = pages;
	return 0;
}

static int set_include_dir(struct options *o, const char *arg)
{
	if (o->session.ninclude_dirs == MAX_INCLUDE_OPTIONS)
		return bad("too many -I: %s", arg);
	o->session.include_dirs[o->session.ninclude_dirs++] = arg;
	return 0;
}

static int set_include(struct options *o, const char *arg)
{
	if (o->session.nincludes == MAX_INCLUDE_OPTIONS)
		return bad("too many --include: %s", arg);
	o->session.includes[o->session.nincludes++] = arg;
	return 0;
}

static int set_test(struct options *o, const char *arg)
{
	o->session.mode = MODE_TEST;
	return 0;
}

static int set_bench(struct options *o, const char *arg)
{
	o->session.mode = MODE_BENCH;
	return 0;
}

static int ignore(struct options *o, const char *arg)
{
	return 0;
}

/* The program runs all the same, as under bpftrace. */
static int emit_llvm(struct options *o, const char *arg)
{
	fprintf(stderr, "WARNING: sonde has no LLVM: %s is not written\n", arg);
	return 0;
}

static int no_llvm(struct options *o, const char *arg)
{
	return bad("sonde has no LLVM: --dump=asm prints the program that the kernel gets%s", "");
}

static const struct option_row rows[] = {
        {'e', "execute", "PROGRAM", "run this program", set_text},
        {'l', "list", "[GLOB]", "list probes; with -v, the arguments of tracepoints", set_list},
        {'p', "pid", "PID", "trace user space of this process, and end when it does", set_pid},
        {'c', "cmd", "COMMAND", "start the command when all probes are there, end when it does",
         set_command},
        {'i', "input", "FILE", "replay this recording (trace.dat, perf.data)", set_input},
        {'o', "output", "FILE", "write the output to a file", set_output},
        {'f', "format", "FORMAT", "of the output: text or json", set_format},
        {'B', "buffering", "MODE", "of the output: line, full or none", set_buffering},
        {'q', "quiet", NULL, "no messages", set_quiet},
        {'v', "verbose", NULL, "say what is chosen, attached and refused", set_verbose},
        {'d', "debug", NULL, "print the program as understood, and do not run it", set_debug},
        {0, "dump", "STAGE", "print ast, plan or asm, and do not run the program", set_dump},
        {0, "exec", "WHERE", "--dump=asm for the kernel, or for sonde's own vm", set_exec},
        {0, "dry-run", NULL, "check the program, do not run it", set_dry_run},
        {0, "backend", "NAME", "auto, bpf, hist, perf or tracefs", set_backend},
        {0, "tracefs", "DIR", "use this tracing directory, or a copy of one", set_tracefs},
        {0, "btf", "FILE", "take the kernel's types from this file", set_btf},
        {0, "vmlinux", "FILE", "the same: a kernel with debug information", set_btf},
        {0, "buffer-size", "SIZE", "of the rings, for each CPU: 512K, 4M", set_buffer_size},
        {'I', "include-dir", "DIR", "search this directory for #include", set_include_dir},
        {0, "include", "FILE", "read a header before the program", set_include},
        {'k', "warn-helpers", NULL, "warn of helpers that fail; -kk: also of missing keys",
         set_warn_helpers},
        {0, "unsafe", NULL, "allow system(), signal() and override()", set_unsafe},
        {0, "no-warnings", NULL, "print errors only", set_no_warnings},
        {0, "test", NULL, "run the clauses of test probes, and say which fail", set_test},
        {0, "bench", NULL, "measure the clauses of bench probes", set_bench},
        {0, "info", NULL, "what the kernel offers, as bpftrace prints it", set_info},
        {'V', "version", NULL, "print the version", set_version},
        {'h', "help", NULL, "print this", set_help},
        /* of bpftrace, with nothing to do here */
        {0, "usdt-file-activation", NULL, NULL, ignore},
        {0, "no-feature", "LIST", NULL, ignore},
        {'b', "btf-types", NULL, NULL, ignore},
        {0, "emit-elf", "FILE", NULL, no_llvm},
        {0, "emit-llvm", "FILE", NULL, emit_llvm},
        {0, "verify-llvm-ir", NULL, NULL, ignore},
        {'O', "optimize", "LEVEL", NULL, ignore},
        {0, "aot", "FILE", NULL, no_llvm},
};

#define FIRST_LONG 256

/* The stages that newer versions of bpftrace want after -d, separated by commas. */
static bool is_debug_stage(const char *arg)
{
	static const char *const stages[] = {"ast",      "codegen", "codegen-opt", "dis", "libbpf",
	                                     "verifier", "parse",   "types",       "all"};
	size_t len = strcspn(arg, ",");

	for (u32 i = 0; i < ARRAY_LEN(stages); i++)
		if (strlen(stages[i]) == len && !strncmp(arg, stages[i], len))
			return !arg[len] || is_debug_stage(arg + len + 1);
	return false;
}

static void getopt_tables(const struct options *o, struct option *longs, char *letters)
{
	char *to = letters;

	for (u32 i = 0; i < ARRAY_LEN(rows); i++) {
		const struct option_row *r = &rows[i];
		bool has_arg = r->arg && r->arg[0] != '[' &&
		               !(o->as_bpftrace && r->set == set_btf); /* "-b, --btf" there */

		longs[i].name = r->name;
		longs[i].has_arg = has_arg ? required_argument : no_argument;
		longs[i].val = FIRST_LONG + (int)i;
		if (!r->letter)
			continue;
		*to++ = r->letter;
		if (has_arg)
			*to++ = ':';
	}
	*to = 0;
}

static const struct option_row *row_of(int c)
{
	if (c >= FIRST_LONG)
		return &rows[c - FIRST_LONG];
	for (u32 i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].letter == c)
			return &rows[i];
	return NULL;
}

/*
 * Behind "--", arguments that begin with "--" are options of the script; the others, before and
 * behind it, are its positional parameters, and are moved to the front of the array.
 */
static void split_options(struct options *o)
{
	int n = 0;

	for (int i = 0; i < o->nargs; i++) {
		char *arg = o->args[i];

		if (!strncmp(arg, "--", 2) && arg[2])
			continue;
		memmove(o->args + n + 1, o->args + n, (size_t)(i - n) * sizeof(arg));
		o->args[n++] = arg;
	}
	o->session.noptions = (u32)(o->nargs - n);
	o->session.options = (const char *const *)o->args + n;
	for (int i = n; i < o->nargs; i++)
		o->args[i] += 2;
	o->nargs = n;
}

static int take_rest(struct options *o, int argc, char **argv)
{
	o->args = argv + optind;
	o->nargs = argc - optind;
	if (o->list && o->nargs) {
		o->glob = o->args[0];
	} else if (!o->text && o->nargs) {
		o->file = o->args[0];
		o->args++;
		o->nargs--;
	}
	split_options(o);
	o->session.params = (const char *const *)o->args;
	o->session.nparams = o->nargs;
	if (o->session.pid && o->session.command)
		return bad("-c and -p do not go together%s", "");
	return 0;
}

int options_parse(struct options *o, int argc, char **argv)
{
	struct option longs[ARRAY_LEN(rows) + 1] = {0};
	char letters[2 * ARRAY_LEN(rows) + 1];
	const char *slash = argv[0] ? strrchr(argv[0], '/') : NULL;
	int c, err;

	o->self = slash ? slash + 1 : argv[0] ? argv[0] : "sonde";
	o->session.btf = getenv("BPFTRACE_BTF");
	o->as_bpftrace = !strcmp(o->self, "bpftrace");
	getopt_tables(o, longs, letters);
	optind = 1;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct option_row *r = row_of(c);

		if (!r) {
			fprintf(stderr, "%s --help lists the options\n", o->self);
			return 1;
		}
		if (r->set == set_debug && optind < argc && is_debug_stage(argv[optind]))
			optind++;
		err = r->set(o, optarg);
		if (err)
			return err;
	}
	return take_rest(o, argc, argv);
}

const char *options_name(u32 i, char *letter, const char **doc)
{
	if (i >= ARRAY_LEN(rows))
		return NULL;
	*letter = rows[i].letter;
	*doc = rows[i].doc;
	return rows[i].name;
}

static void help_row(FILE *out, const struct option_row *r)
{
	char left[64];

	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", r->letter ? '-' : ' ',
	         r->letter ? r->letter : ' ', r->letter ? ", " : "  ", r->name, r->arg ? " " : "",
	         r->arg ? r->arg : "");
	fprintf(out, "  %-24s %s\n", left, r->doc);
}

void options_help(FILE *out, const struct options *o)
{
	fprintf(out,
	        "Usage: %s [OPTION…] -e PROGRAM [ARGUMENT…]\n"
	        "       %s [OPTION…] FILE [ARGUMENT…]         FILE -: standard input\n",
	        o->self, o->self);
	for (u32 i = 0; commands[i].name; i++)
		if (commands[i].doc)
			fprintf(out, "       %s %s%s%s\n", o->self, commands[i].name,
			        *commands[i].args ? " " : "", commands[i].args);
	fputs("\nRuns a program in the bpftrace language: in the kernel where it has BPF, else "
	      "over\n"
	      "its perf events.\n\nOptions:\n",
	      out);
	for (u32 i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].doc)
			help_row(out, &rows[i]);
	fputs("\nCommands:\n", out);
	for (u32 i = 0; commands[i].name; i++)
		if (commands[i].doc)
			fprintf(out, "  %-24s %s\n", commands[i].name, commands[i].doc);
	fputs("\nBackends:\n", out);
	for (u32 i = 0; backends[i]; i++)
		fprintf(out, "  %-24s %s\n", backends[i]->name, backends[i]->doc);
	fputs("\nExamples:\n"
	      "  sonde -l 'tracepoint:syscalls:sys_enter_*'\n"
	      "  sonde -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'\n"
	      "  sonde -e 'tracepoint:syscalls:sys_enter_openat "
	      "{ printf(\"%s %s\\n\", comm, str(args.filename)); }'\n",
	      out);
}

void script_help(FILE *out, const struct options *o, const struct sema *s)
{
	static const char *const kinds[] = {
	        [OPTION_BOOL] = "", [OPTION_INT] = "=NUMBER", [OPTION_STRING] = "=TEXT"};

	fprintf(out, "Usage: %s %s -- [OPTION…] [ARGUMENT…]\n\n", o->self,
	        o->file ? o->file : "-e PROGRAM");
	fputs(s->nscript_options ? "Options of the script:\n" : "The script has no options.\n",
	      out);
	for (u32 i = 0; i < s->nscript_options; i++) {
		const struct script_option *opt = &s->script_options[i];
		char left[64];

		snprintf(left, sizeof(left), "--%s%s", opt->name, kinds[opt->kind]);
		fprintf(out, "  %-24s %s%s(default: %s)\n", left, opt->doc ? opt->doc : "",
		        opt->doc ? " " : "", opt->value[0] ? opt->value : "\"\"");
	}
}
